import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '@/shared/api/types';
import { CopyButton } from '@/shared/ui/copy-button';
import { EmptyState, ProblemView } from '@/shared/ui/feedback';
import { Segmented, Toggle } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { SearchSelect } from '@/shared/ui/search-select';
import { TableFrame } from '@/shared/ui/table-frame';
import { compare, flatten, reproduceCommand, shortValue } from './params-diff';
import { recentRunsQuery, runQuery } from './queries';

/** The parameters as they were sent. */
export function parameterRows(run: Run): (readonly [string, string])[] {
  return [...flatten(run.spec.parameters ?? {})].sort(([a], [b]) => a.localeCompare(b));
}

export function ConfigTab({ run }: { run: Run }) {
  const [view, setView] = useState('table');
  const [search, setSearch] = useState('');
  const [other, setOther] = useState<string>();
  const json = JSON.stringify(run.spec, null, 2);
  return (
    <div className="stack">
      <div className="row spread">
        <div className="row">
          <Segmented
            label="Show the configuration as"
            hideLabel
            value={view}
            options={[
              { value: 'table', label: 'Parameters' },
              { value: 'diff', label: 'Compare' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={setView}
          />
          {view !== 'json' && (
            <input
              type="search"
              className="input"
              style={{ width: 200 }}
              aria-label="Find a parameter"
              placeholder="Find a parameter"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
        </div>
        <CopyButton text={json} label="Copy as JSON" withText />
      </div>
      {view === 'json' && (
        <ScrollRegion className="trace-text trace-whole" label="Specification as JSON">
          <pre>{json}</pre>
        </ScrollRegion>
      )}
      {view === 'table' && <ParameterTable run={run} search={search} />}
      {view === 'diff' && <Comparison run={run} search={search} other={other} onOther={setOther} />}
      <Reproduce run={run} />
    </div>
  );
}

function ParameterTable({ run, search }: { run: Run; search: string }) {
  const rows = parameterRows(run).filter(([name]) => name.toLowerCase().includes(search.toLowerCase()));
  if (rows.length === 0) {
    return (
      <EmptyState icon="table" title={search ? 'No parameter has this in its name' : 'No parameters'}>
        {search ? undefined : 'This run was started without parameters of its own.'}
      </EmptyState>
    );
  }
  return (
    <TableFrame label="Parameters">
      <table className="table" aria-label="Parameters">
        <thead>
          <tr>
            <th>Parameter</th>
            <th>Value</th>
            <th>
              <span className="visually-hidden">Copy</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <code>{shortValue(value)}</code>
              </td>
              <td>
                <CopyButton text={value} label={`Copy ${name}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Comparison({
  run,
  search,
  other,
  onOther,
}: {
  run: Run;
  search: string;
  other: string | undefined;
  onOther: (id: string) => void;
}) {
  const [all, setAll] = useState(false);
  const recent = useQuery(recentRunsQuery(run.projectId));
  const candidates = (recent.data?.items ?? []).filter((one) => one.id !== run.id && one.kind === run.kind);
  const previous = candidates.find((one) => one.createdAt < run.createdAt) ?? candidates[0];
  const chosen = other ?? previous?.id;
  const found = useQuery({ ...runQuery(chosen ?? ''), enabled: chosen !== undefined });
  if (recent.isError) return <ProblemView error={recent.error} onRetry={() => void recent.refetch()} />;
  if (recent.isSuccess && candidates.length === 0) {
    return (
      <EmptyState icon="table" title="Nothing to compare with">
        This is the only run of its kind in the project. Clone it, change something, and compare the two here.
      </EmptyState>
    );
  }
  const rows = found.data
    ? compare(flatten(specOf(run)), flatten(specOf(found.data))).filter(
        (row) => (all || row.differs) && row.path.toLowerCase().includes(search.toLowerCase()),
      )
    : [];
  return (
    <div className="stack">
      <div className="row">
        <SearchSelect
          label="Compare with"
          value={chosen}
          options={candidates.map((one) => ({
            value: one.id,
            label: one.id === previous?.id ? `${one.name} (previous)` : one.name,
          }))}
          onChange={onOther}
        />
        <Toggle label="Show what is equal too" checked={all} onChange={setAll} />
      </div>
      {found.isSuccess && rows.length === 0 && (
        <p className="muted">{search ? 'Nothing with this name differs.' : 'Both were started with the same.'}</p>
      )}
      {rows.length > 0 && (
        <TableFrame label="Differences">
          <table className="table" aria-label="Differences">
            <thead>
              <tr>
                <th>Setting</th>
                <th>{run.name}</th>
                <th>{found.data?.name}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.path} className={row.differs ? 'differs' : undefined}>
                  <td>{row.path.replace(/^parameters\./, '')}</td>
                  <td>
                    {row.own === undefined ? (
                      <span className="muted">not set</span>
                    ) : (
                      <code>{shortValue(row.own)}</code>
                    )}
                  </td>
                  <td>
                    {row.other === undefined ? (
                      <span className="muted">not set</span>
                    ) : (
                      <code>{shortValue(row.other)}</code>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </div>
  );
}

/** What makes a run what it is; its name and its tags do not. */
function specOf(run: Run) {
  const { name: _, tags: __, ...spec } = run.spec;
  return spec;
}

function Reproduce({ run }: { run: Run }) {
  const command = reproduceCommand(location.origin, run.projectId, run.spec);
  return (
    <Card title="Start it again" aside={<CopyButton text={command} label="Copy the command" withText />}>
      <div className="stack">
        <p className="muted small">
          With a personal token in <code>SIGNALBOX_TOKEN</code>. The same dataset, parameters and seed give the same
          model.
        </p>
        <ScrollRegion className="trace-text" label="The command">
          <pre data-testid="reproduce">{command}</pre>
        </ScrollRegion>
      </div>
    </Card>
  );
}
