import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { ColumnType, Dialect, StoredUpload, StoreUpload, UploadTable } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented, SelectField, TextField } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import { toastSuccess } from '@/shared/ui/toasts';
import { columnTypes, delimiters, encodings, formats, textToTokens, tokensToText } from './dialect-words';
import { FaultTable } from './fault-table';
import { uploadTableQuery } from './queries';
import { StoreAs } from './store-as';
import { dropDraft, loadDraft, saveDraft, type UploadDraft } from './upload-draft';
import { finishUpload } from './uploads';

/** Up to this size every row is read as one looks; larger files are read whole when they are stored, or when asked. */
const WHOLE_BYTES = 16 * 1024 * 1024;
const MAX_SHOWN_COLUMNS = 60;

export function SchemaStep({
  upload,
  versionOf,
  onDone,
}: {
  upload: StoredUpload;
  versionOf?: string;
  onDone: () => void;
}): ReactNode {
  const [draft, setDraft] = useState<UploadDraft>(() => ({ versionOf, ...loadDraft(upload.id) }));
  const [whole, setWhole] = useState(upload.sizeBytes <= WHOLE_BYTES);
  const navigate = useNavigate();
  useEffect(() => saveDraft(upload.id, draft), [upload.id, draft]);
  const types = Object.entries(draft.types).map(([name, type]) => ({ name, type }));
  const query = useQuery(uploadTableQuery(upload.id, { dialect: draft.dialect, types, whole }));
  const table = query.data;
  const store = useMutation({
    mutationFn: (badRows: 'reject' | 'skip') => {
      const body: StoreUpload = { dialect: draft.dialect ?? table?.dialect, types, badRows };
      if (draft.name) body.name = draft.name;
      if (draft.versionOf) body.versionOf = draft.versionOf;
      const target = draft.target ?? table?.target;
      if (target) body.target = target;
      return unwrap(api.POST('/uploads/{uploadId}/dataset', { params: { path: { uploadId: upload.id } }, body }));
    },
    onSuccess: (dataset) => {
      dropDraft(upload.id);
      finishUpload(upload.id, dataset);
      toastSuccess(
        `“${dataset.name}” v${dataset.version} was stored${dataset.skippedRows > 0 ? `, without ${plural(dataset.skippedRows, 'bad row')}` : ''}.`,
      );
      onDone();
      void navigate({
        to: '/projects/$projectId/datasets/$datasetId',
        params: { projectId: dataset.projectId, datasetId: dataset.id },
      });
    },
  });

  if (query.isPending) return <Skeleton rows={12} />;
  const change = (next: Partial<UploadDraft>) => {
    store.reset();
    setDraft({ ...draft, ...next });
  };
  // A dialect that cannot be read at all leaves the last answer on screen, with what is wrong above it.
  const failed = query.isError ? query.error : undefined;
  if (!table) {
    return (
      <div className="stack">
        <ProblemView error={failed} kept="The uploaded file is kept." onRetry={() => void query.refetch()} />
        {draft.dialect && <Button onClick={() => change({ dialect: undefined })}>Back to the guess</Button>}
      </div>
    );
  }
  const dialect = draft.dialect ?? table.dialect;
  const refusal = store.isError ? toProblem(store.error) : undefined;
  const refusedFaults = refusal?.code === 'dataset.malformed' ? (refusal.errors ?? []) : [];
  const faults =
    refusedFaults.length > table.faults.length
      ? refusedFaults.map((fault) => ({
          line: fault.line ?? null,
          column: fault.column ?? null,
          text: fault.text ?? null,
          detail: fault.detail,
        }))
      : table.faults;
  const faultCount = Math.max(table.faultCount, refusedFaults.length);
  return (
    <form
      className="stack schema-step"
      aria-busy={query.isFetching}
      onSubmit={(event) => {
        event.preventDefault();
        store.mutate('reject');
      }}
    >
      {table.same && (
        <Banner tone="info">
          The same content is stored already:{' '}
          <Link
            to="/projects/$projectId/datasets/$datasetId"
            params={{ projectId: table.same.projectId, datasetId: table.same.id }}
          >
            {table.same.name} v{table.same.version}
          </Link>
          . Open that instead, or store it again with other choices.
        </Banner>
      )}
      {failed !== undefined && <ProblemView error={failed} kept="Below is how it was read before." />}
      <DialectControls dialect={dialect} onChange={(next) => change({ dialect: next, types: {} })} />
      <p className="muted small" role="status">
        {query.isFetching ? 'Reading… ' : ''}
        {table.whole ? 'Every row was read: ' : 'A sample was read: '}
        {plural(table.rowsRead, 'good row')}, {plural(table.columns.length, 'column')},{' '}
        {table.faultCount === 0 ? 'no bad row' : plural(table.faultCount, 'bad row')}.{' '}
        {!table.whole && !whole && (
          <button type="button" className="link-button" onClick={() => setWhole(true)}>
            Read every row now
          </button>
        )}
      </p>
      {faultCount > 0 && (
        <section className="stack" aria-label="Bad rows">
          <h3>
            {formatCount(faultCount)} {faultCount === 1 ? 'row' : 'rows'} cannot be read
            {table.whole ? '' : ' in the sample'}
          </h3>
          <FaultTable faults={faults} total={faultCount} label={`Bad rows of ${upload.fileName}`} />
        </section>
      )}
      <SchemaGrid
        table={table}
        types={draft.types}
        onType={(name, type) => {
          const next = { ...draft.types };
          if (type === undefined) delete next[name];
          else next[name] = type;
          change({ types: next });
        }}
      />
      <div className="form-row">
        <SelectField
          label="Likely target"
          help="The column that a training would learn; only a suggestion."
          value={draft.target ?? table.target ?? ''}
          placeholder="None"
          options={table.columns.map((column) => ({ value: column.name, label: column.name }))}
          onChange={(target) => change({ target })}
        />
        <StoreAs upload={upload} draft={draft} onChange={change} />
      </div>
      {refusal && refusal.code !== 'dataset.malformed' && (
        <ProblemView error={store.error} kept="The uploaded file and your choices are kept." />
      )}
      {refusal?.code === 'dataset.malformed' && (
        <Banner tone="error">{refusal.detail} Nothing was stored; skip those rows, or mend the file.</Banner>
      )}
      <div className="dialog-actions schema-actions">
        {faultCount > 0 ? (
          <>
            <Button busy={store.isPending} onClick={() => store.mutate('skip')}>
              {table.whole ? `Skip ${plural(faultCount, 'bad row')}` : 'Skip bad rows'}
            </Button>
            <Button kind="primary" type="submit" busy={store.isPending}>
              Store only if every row is good
            </Button>
          </>
        ) : (
          <Button kind="primary" type="submit" busy={store.isPending}>
            {store.isPending ? 'Checking every row…' : 'Store dataset'}
          </Button>
        )}
      </div>
    </form>
  );
}

function DialectControls({ dialect, onChange }: { dialect: Dialect; onChange: (dialect: Dialect) => void }) {
  const [tokens, setTokens] = useState(tokensToText(dialect.missing));
  const known = tokensToText(dialect.missing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being typed is overwritten only by another dialect
  useEffect(() => {
    if (tokensToText(textToTokens(tokens)) !== known) setTokens(known);
  }, [known]);
  const isText = dialect.format === 'csv' || dialect.format === 'jsonl';
  const custom = delimiters.every((one) => one.value !== dialect.delimiter);
  const takeTokens = () => {
    const missing = textToTokens(tokens);
    if (tokensToText(missing) !== known) onChange({ ...dialect, missing });
  };
  return (
    <fieldset className="dialect">
      <legend>{formats[dialect.format]} is read as</legend>
      {dialect.format === 'csv' && (
        <SelectField
          label="Delimiter"
          value={dialect.delimiter ?? ','}
          options={[
            ...delimiters,
            ...(custom && dialect.delimiter ? [{ value: dialect.delimiter, label: dialect.delimiter }] : []),
          ]}
          onChange={(delimiter) => onChange({ ...dialect, delimiter })}
        />
      )}
      {isText && (
        <SelectField
          label="Encoding"
          value={dialect.encoding}
          options={encodings}
          onChange={(encoding) => onChange({ ...dialect, encoding: encoding as Dialect['encoding'] })}
        />
      )}
      {dialect.format !== 'parquet' && (
        <Segmented
          label="Decimal sign"
          value={dialect.decimal}
          options={[
            { value: '.', label: '1.5' },
            { value: ',', label: '1,5' },
          ]}
          onChange={(decimal) => onChange({ ...dialect, decimal: decimal as Dialect['decimal'] })}
        />
      )}
      {(dialect.format === 'csv' || dialect.format === 'xlsx') && (
        <Segmented
          label="First row"
          value={dialect.header ? 'names' : 'data'}
          options={[
            { value: 'names', label: 'names' },
            { value: 'data', label: 'data' },
          ]}
          onChange={(first) => onChange({ ...dialect, header: first === 'names' })}
        />
      )}
      {dialect.format !== 'parquet' && (
        <TextField
          label="Missing values"
          help="Separated by commas; an empty field is always missing."
          value={tokens}
          onChange={(event) => setTokens(event.target.value)}
          onBlur={takeTokens}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              takeTokens();
            }
          }}
        />
      )}
    </fieldset>
  );
}

/** The first rows under their columns, whose types can be changed. */
function SchemaGrid({
  table,
  types,
  onType,
}: {
  table: UploadTable;
  types: Record<string, ColumnType>;
  onType: (name: string, type: ColumnType | undefined) => void;
}) {
  const free = table.dialect.format !== 'parquet';
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const matching = table.columns
    .map((column, at) => ({ ...column, at }))
    .filter((column) => column.name.toLowerCase().includes(wanted));
  const shown = matching.slice(0, MAX_SHOWN_COLUMNS);
  return (
    <>
      {table.columns.length > MAX_SHOWN_COLUMNS && (
        <TextField
          label="Find a column"
          help={`${formatCount(shown.length)} of ${plural(table.columns.length, 'column')} are shown.`}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      )}
      <TableFrame className="schema-grid" label="First rows">
        <table className="table" aria-label="First rows">
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column.name} scope="col">
                  <span className="ellipsis" title={column.name}>
                    {column.name}
                  </span>
                  {free ? (
                    <select
                      className={`input select type-select${types[column.name] ? ' changed' : ''}`}
                      aria-label={`Type of ${column.name}`}
                      value={column.type}
                      onChange={(event) => {
                        const type = event.target.value as ColumnType;
                        onType(column.name, type === column.found ? undefined : type);
                      }}
                    >
                      {columnTypes.map((type) => (
                        <option key={type.value} value={type.value}>
                          {type.label}
                          {type.value === column.found ? ' (found)' : ''}
                        </option>
                      ))}
                    </select>
                  ) : (
                    <span className="muted small">{column.type}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and the list is replaced as a whole
              <tr key={index}>
                {shown.map((column) => {
                  const value = row[column.at];
                  const numeric = column.type === 'integer' || column.type === 'number';
                  return (
                    <td key={column.name} className={numeric ? 'number' : undefined} title={value ?? undefined}>
                      {value ?? <span className="missing">missing</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
