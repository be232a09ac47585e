import { csvField } from '@/shared/format/csv';
import { type Curve, placesOf, readingAt } from './convergence-model';

/** The numbers of the chart: a row for each place where something of a solve changes. */
interface ConvergenceRow {
  runId: string;
  label: string;
  seconds: number;
  /** NaN for what was not known yet. */
  incumbent: number;
  bound: number;
  gap: number;
  /** This solution is better than the one before. */
  isImprovement: boolean;
}

export function rowsOf(curves: readonly Curve[]): ConvergenceRow[] {
  return curves.flatMap((curve) => {
    const improvements = new Set(curve.trace.incumbent.x);
    return placesOf(curve).map((seconds) => {
      const { incumbent, bound, gap } = readingAt(curve, seconds);
      const isImprovement = improvements.has(seconds);
      return { runId: curve.runId, label: curve.label, seconds, incumbent, bound, gap, isImprovement };
    });
  });
}

/** Every value with all its digits; an empty cell is one that was not known. */
export function csvOf(curves: readonly Curve[]): string {
  const cell = (value: number) => (Number.isNaN(value) ? '' : String(value));
  const lines = rowsOf(curves).map((row) =>
    [row.runId, row.label]
      .map(csvField)
      .concat([row.seconds, row.incumbent, row.bound, row.gap].map(cell), row.isImprovement ? '1' : '0')
      .join(','),
  );
  return `${['run_id,run,seconds,incumbent,bound,gap,improvement', ...lines].join('\n')}\n`;
}
