import { type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react';
import { formatClock, formatCount, formatNumber } from '@/shared/format/format';
import { useTick } from '@/shared/live/while-seen';
import { TableFrame } from '@/shared/ui/table-frame';
import { axisWord, xWords } from './axis-words';
import type { XAxis } from './chart-settings';
import type { Line } from './line';

const MOST_ROWS = 500;
const MOST_COLUMNS = 40;
const EVERY_MS = 1000;

interface Row {
  x: number;
  step: number;
  time: number;
  values: (number | undefined)[];
}

/** The numbers of the chart; a chart whose lines share their x has one row for each. */
export function ChartTable({
  title,
  lines,
  x,
  live,
  takesFocus,
}: {
  title: string;
  lines: readonly Line[];
  x: XAxis;
  live: boolean;
  /** Set when the focus shall go to the table. */
  takesFocus: RefObject<boolean>;
}): ReactNode {
  const tick = useTick(live, EVERY_MS);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus.current) place.current?.focus();
    takesFocus.current = false;
  }, [takesFocus]);
  const columns = lines.slice(0, MOST_COLUMNS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick reads the lines anew
  const { rows, left } = useMemo(() => rowsOf(columns), [lines, tick]);
  const smoothed = columns.some((line) => line.buffer.length > 0 && !Number.isNaN(line.buffer.at('smoothed', 0)));
  return (
    <TableFrame ref={place} className="chart-table" label={`${title} as table`}>
      <table className="table">
        <thead>
          <tr>
            <th className="number">{axisWord(x)}</th>
            {x !== 'wall' && <th className="number">time</th>}
            {columns.map((line) => (
              <th key={line.id} className="number">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.x}>
              <td className="number">{x === 'step' ? formatCount(row.x) : xWords(x, row.x)}</td>
              {x !== 'wall' && (
                <td className="number">{Number.isFinite(row.time) ? formatClock(row.time * 1000) : ''}</td>
              )}
              {row.values.map((value, column) => (
                <td key={columns[column]?.id} className="number">
                  {formatNumber(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted small table-note">
        {[
          left > 0 ? `The last ${MOST_ROWS} rows; ${formatCount(left)} more are in the CSV file.` : '',
          lines.length > MOST_COLUMNS ? `The first ${MOST_COLUMNS} of ${lines.length} lines.` : '',
          smoothed ? 'Values as logged; smoothed ones are in the CSV file.' : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </TableFrame>
  );
}

export function rowsOf(lines: readonly Line[]): { rows: Row[]; left: number } {
  const byX = new Map<number, Row>();
  lines.forEach(({ buffer }, column) => {
    const { x, step, time, last } = buffer;
    for (let at = 0; at < x.length; at++) {
      const place = x[at] ?? Number.NaN;
      let row = byX.get(place);
      if (!row) {
        row = {
          x: place,
          step: step[at] ?? Number.NaN,
          time: time[at] ?? Number.NaN,
          values: lines.map(() => undefined),
        };
        byX.set(place, row);
      }
      row.values[column] = last[at];
    }
  });
  const rows = [...byX.values()].sort((a, b) => a.x - b.x);
  const left = Math.max(0, rows.length - MOST_ROWS);
  return { rows: rows.slice(left), left };
}
