import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { formatCount, formatGap, NOTHING } from '@/shared/format/format';
import type { Curve } from './convergence-model';
import { rowsOf } from './convergence-rows';
import { formatObjective } from './solve-values';

const MOST_ROWS = 500;

/** The numbers of the chart, for who does not see it or wants them exactly. */
export function ConvergenceTable({
  title,
  curves,
  hasObjective,
  takesFocus,
}: {
  title: string;
  curves: readonly Curve[];
  hasObjective: boolean;
  /** Set when the focus shall go to the table. */
  takesFocus: RefObject<boolean>;
}): ReactNode {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus.current) place.current?.focus();
    takesFocus.current = false;
  }, [takesFocus]);
  const rows = rowsOf(curves);
  const left = Math.max(0, rows.length - MOST_ROWS);
  const several = curves.length > 1;
  const number = (value: number) => (Number.isNaN(value) ? NOTHING : formatObjective(value));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={place} className="table-frame solve-rows" tabIndex={0} aria-label={`${title} as table`}>
      <table className="table" aria-label={title}>
        <thead>
          <tr>
            {several && <th>Solve</th>}
            <th className="number">Seconds</th>
            {hasObjective && <th className="number">Incumbent</th>}
            {hasObjective && <th className="number">Bound</th>}
            <th className="number">Gap</th>
            {hasObjective && <th>Improvement</th>}
          </tr>
        </thead>
        <tbody>
          {rows.slice(left).map((row) => (
            <tr key={`${row.runId} ${row.seconds}`}>
              {several && <td>{row.label}</td>}
              <td className="number" title={String(row.seconds)}>
                {row.seconds.toFixed(3)}
              </td>
              {hasObjective && (
                <td className="number" title={String(row.incumbent)}>
                  {number(row.incumbent)}
                </td>
              )}
              {hasObjective && (
                <td className="number" title={String(row.bound)}>
                  {number(row.bound)}
                </td>
              )}
              <td className="number" title={String(row.gap)}>
                {formatGap(row.gap)}
              </td>
              {hasObjective && <td>{row.isImprovement ? 'better solution' : ''}</td>}
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
