import { type ReactNode, useState } from 'react';
import { formatNumber } from '@/shared/format/format';

const MOST = 500;

/** The numbers behind a plot, for those who read rather than look. */
export function PlotTable({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly string[];
  rows: () => readonly (readonly (string | number | null | undefined)[])[];
}): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details className="plot-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Data table</summary>
      {open && <Rows label={label} columns={columns} rows={rows()} />}
    </details>
  );
}

function Rows({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number | null | undefined)[])[];
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame artifact-preview" aria-label={`${label}, data table`} tabIndex={0}>
        <table className="table" aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} className="number">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: points of a plot have no other identity
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={columns[column]} className="number tabular">
                    {typeof cell === 'string' ? cell : formatNumber(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > MOST && (
        <p className="muted small">
          The first {MOST} of {rows.length} points.
        </p>
      )}
    </>
  );
}
