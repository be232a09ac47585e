import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { formatCount, formatNumber, NOTHING } from '@/shared/format/format';
import type { PlotRows } from './plot-rows';

const MOST_ROWS = 500;

/** The numbers of a plot, for who does not see it or wants them exactly. */
export function PlotTable({
  title,
  rows: { columns, rows },
  takesFocus,
}: {
  title: string;
  rows: PlotRows;
  takesFocus: RefObject<boolean>;
}): ReactNode {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus.current) place.current?.focus();
    takesFocus.current = false;
  }, [takesFocus]);
  const left = Math.max(0, rows.length - MOST_ROWS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={place} className="table-frame study-rows" tabIndex={0} aria-label={`${title} as table`}>
      <table className="table" aria-label={title}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(left).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name, and are drawn together
            <tr key={at}>
              {row.map((value, column) => (
                <td
                  key={columns[column]}
                  className={typeof value === 'number' ? 'number' : undefined}
                  title={typeof value === 'number' ? String(value) : undefined}
                >
                  {wordOf(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="muted small table-note">
          The last {MOST_ROWS} rows; {formatCount(left)} more are in the CSV file.
        </p>
      )}
    </section>
  );
}

function wordOf(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return NOTHING;
  return typeof value === 'number' ? formatNumber(value) : value;
}
