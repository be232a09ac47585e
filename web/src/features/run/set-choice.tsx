import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { isInstance, latestDatasetsQuery, modelWords } from '@/features/dataset';
import type { Dataset } from '@/shared/api/types';
import { plural, versionedName } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField, Toggle } from '@/shared/ui/field';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { type ChosenInstance, MOST_INSTANCES } from './draft';
import { useRowFocus } from './use-row-focus';
import './search-form.css';

/** Typed letters are looked for a moment after the last one. */
const TYPED_MS = 200;

export const chosenOf = ({ id, name, version, format }: Dataset): ChosenInstance => ({ id, name, version, format });

/** The instances of a set: found by their names, ticked one by one or all that are shown. */
export function SetChoice({
  projectId,
  chosen,
  errorOf,
  onChange,
}: {
  projectId: string;
  chosen: readonly ChosenInstance[];
  errorOf: (path: string) => string | undefined;
  onChange: (chosen: readonly ChosenInstance[]) => void;
}): ReactNode {
  const rows = chosen.map((one, at) => ({ one, path: `datasetIds[${at}]`, fault: errorOf(`datasetIds[${at}]`) }));
  const fault = rows.some((row) => row.fault) ? undefined : errorOf('datasetIds');
  const { host, goTo } = useRowFocus();
  return (
    <fieldset className="field" data-field="datasetIds">
      <legend className="field-head">Instances</legend>
      <div className="set-choice">
        <Offered projectId={projectId} chosen={chosen} onChange={onChange} />
        <div className="stack" ref={host}>
          <div className="row spread">
            <p className="tabular" aria-live="polite">
              {chosen.length === 0 ? 'None is chosen' : `${plural(chosen.length, 'instance')} chosen`}
              <span className="muted"> · from 2 to {MOST_INSTANCES}</span>
            </p>
            <Button data-add onClick={() => onChange([])}>
              Choose none
            </Button>
          </div>
          {rows.length > 0 && (
            <ScrollRegion label="Chosen instances" className="set-list">
              <ul aria-label="Chosen instances">
                {rows.map(({ one, path, fault: own }, at) => (
                  <li key={one.id} data-row data-field={path}>
                    <div className="row spread">
                      <span className="ellipsis" title={versionedName(one)}>
                        {versionedName(one)}
                      </span>
                      <IconButton
                        icon="close"
                        label={`Leave out ${versionedName(one)}`}
                        className="icon-button-small"
                        onClick={() => {
                          goTo(at);
                          onChange(chosen.toSpliced(at, 1));
                        }}
                      />
                    </div>
                    {own && <FieldError text={own} />}
                  </li>
                ))}
              </ul>
            </ScrollRegion>
          )}
        </div>
      </div>
      {fault && <FieldError text={fault} />}
    </fieldset>
  );
}

/** The newest version of each dataset that may be one of the set. */
function Offered({
  projectId,
  chosen,
  onChange,
}: {
  projectId: string;
  chosen: readonly ChosenInstance[];
  onChange: (chosen: readonly ChosenInstance[]) => void;
}) {
  const [text, setText] = useState('');
  // The rows of a template's data may come from a table: then the tables are the instances.
  const [hasTables, setHasTables] = useState(() => chosen.some((one) => !isInstance(one)));
  const [typed] = useDebouncedValue(text.trim(), TYPED_MS);
  const q = typed || undefined;
  const datasets = useInfiniteQuery(latestDatasetsQuery(projectId, { q }));
  const known = datasets.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = known.filter((one) => (hasTables ? one.format === 'csv' : isInstance(one)));
  const ids = new Set(chosen.map(({ id }) => id));
  const left = shown.filter(({ id }) => !ids.has(id));
  const isFull = chosen.length >= MOST_INSTANCES;
  const what = hasTables ? 'table' : 'instance';
  return (
    <div className="stack">
      <TextField
        label="Search"
        type="search"
        value={text}
        placeholder="Part of a name"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row spread">
        <Button onClick={() => onChange([...chosen, ...left.map(chosenOf)].slice(0, MOST_INSTANCES))}>
          Choose all shown
        </Button>
        <Toggle label="Tables for a template" checked={hasTables} onChange={setHasTables} />
      </div>
      {datasets.isError && <ProblemView error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.isPending && <Skeleton rows={4} />}
      {shown.length > 0 && (
        <ScrollRegion label={`${plural(shown.length, what)} to choose from`} className="set-list">
          {shown.map((one) => (
            <label key={one.id}>
              <input
                type="checkbox"
                checked={ids.has(one.id)}
                disabled={isFull && !ids.has(one.id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, chosenOf(one)] : chosen.filter(({ id }) => id !== one.id))
                }
              />
              <span className="ellipsis" title={versionedName(one)}>
                {versionedName(one)}
              </span>
              <span className="muted small ellipsis">
                {hasTables ? plural(one.rows, 'row') : modelWords(one.model)}
              </span>
            </label>
          ))}
        </ScrollRegion>
      )}
      {datasets.isSuccess && shown.length === 0 && !datasets.hasNextPage && (
        <EmptyState
          icon={q === undefined ? 'upload' : 'search'}
          title={q === undefined ? `No ${what} yet` : `No ${what} is called so`}
          action={
            q === undefined ? (
              <Link to="/projects/$projectId/datasets" params={{ projectId }} className="button button-primary">
                Upload one
              </Link>
            ) : (
              <Button onClick={() => setText('')}>Show all</Button>
            )
          }
        >
          {q === undefined
            ? 'Models are MPS, LP or CP-SAT files. What you enter here is kept meanwhile.'
            : `Nothing of this project has “${q}” in its name.`}
        </EmptyState>
      )}
      {datasets.hasNextPage && (
        <button type="button" className="link-button small" onClick={() => void datasets.fetchNextPage()}>
          Load older datasets
        </button>
      )}
    </div>
  );
}
