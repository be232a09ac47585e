import type { ReactNode } from 'react';
import { useHighlightedRun } from '@/shared/live/highlight';
import { EmptyState } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import { paramRows } from './comparison';
import { marks, RunName } from './run-name';
import type { TabProps } from './tab-props';

/** The data of a template is a long text: its beginning is enough to know it by. */
const MOST_SHOWN = 200;

/** Parameters, a row each; differences only unless all are asked for. */
export function ParamsTab({ comparison, runs, search, set }: TabProps): ReactNode {
  const highlighted = useHighlightedRun();
  const rows = paramRows(comparison, runs);
  const shown = search.same ? rows : rows.filter((row) => row.differs);
  const toggle = (
    <Toggle
      label={`Also the ${rows.filter((row) => !row.differs).length} that are the same in all runs`}
      checked={search.same ?? false}
      onChange={(checked) => set({ same: checked || undefined })}
    />
  );
  if (shown.length === 0) {
    return (
      <EmptyState icon="table" title="No parameter differs" action={rows.length > 0 ? toggle : undefined}>
        {rows.length === 0 ? 'These runs have no parameters.' : 'All runs have the same parameters.'}
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      {toggle}
      <TableFrame className="compare-scroll" label="Parameters">
        <table className="compare-table">
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              {runs.map((run) => (
                <th key={run.id} scope="col" data-highlighted={highlighted === run.id || undefined}>
                  <RunName run={run} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.path}>
                <th scope="row">
                  <code>{row.path}</code>
                </th>
                {runs.map((run, at) => {
                  const value = row.values[at];
                  return (
                    <td
                      key={run.id}
                      className={row.changed[at] ? 'changed' : undefined}
                      data-highlighted={highlighted === run.id || undefined}
                      {...marks(run.id)}
                    >
                      {value === undefined || value === null ? (
                        <span className="muted">not set</span>
                      ) : (
                        <code title={String(value)}>{String(value).slice(0, MOST_SHOWN)}</code>
                      )}
                      {row.changed[at] && <span className="visually-hidden"> (differs)</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}
