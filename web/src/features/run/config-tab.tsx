import { useState } from 'react';
import type { Run } from '@/shared/api/types';
import { CopyButton } from '@/shared/ui/copy-button';
import { EmptyState } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';

/** The parameters as they were sent. */
export function parameterRows(run: Run): (readonly [string, string])[] {
  return Object.entries((run.spec.parameters ?? {}) as Record<string, unknown>)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const);
}

export function ConfigTab({ run }: { run: Run }) {
  const [view, setView] = useState('table');
  const [search, setSearch] = useState('');
  const rows = parameterRows(run).filter(([name]) => name.toLowerCase().includes(search.toLowerCase()));
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
              { value: 'json', label: 'JSON' },
            ]}
            onChange={setView}
          />
          {view === 'table' && (
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
      {view === 'json' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className="trace-text" style={{ maxHeight: 'none' }} tabIndex={0}>
          {json}
        </pre>
      ) : rows.length === 0 ? (
        <EmptyState icon="table" title={search ? 'No parameter has this in its name' : 'No parameters'}>
          {search ? undefined : 'This run was started without parameters of its own.'}
        </EmptyState>
      ) : (
        <TableFrame label="Parameters">
          <table className="table" aria-label="Parameters">
            <thead>
              <tr>
                <th>Parameter</th>
                <th>Value</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, value]) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td>
                    <code>{value}</code>
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
