import type { Chart } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { nonFiniteWords, notPositive } from './chart-math';
import type { ChartSettings, Range } from './chart-settings';
import type { Line } from './line';

/** How much of what was logged is on the chart: `12 runs · 512 buckets · raw 1,000,000 pts`. */
export function samplingWords(
  answer: Chart,
  lines: readonly Line[],
  settings: ChartSettings,
  xRange: Range | undefined,
): string {
  const drawn = lines.reduce((most, line) => Math.max(most, line.buffer.length), 0);
  const grown = lines.reduce((sum, line) => sum + (line.band ? 0 : line.buffer.points), 0);
  const raw = Math.max(grown, answer.points);
  const bucketed = lines.some((line) => line.buffer.bucketed || line.band);
  const runs =
    answer.runsShown === answer.runsTotal
      ? plural(answer.runsShown, 'run')
      : `${answer.runsShown} of ${plural(answer.runsTotal, 'run')}`;
  const words = [runs];
  if (bucketed) words.push(plural(drawn, 'bucket'), `raw ${plural(raw, 'pt')}`);
  else words.push(`raw ${plural(raw, 'pt')}, all drawn`);
  const lacking = new Set(answer.absent.filter((one) => one.reason === 'not_logged').map((one) => one.runId)).size;
  if (lacking > 0) words.push(`metric not logged by ${lacking} of ${plural(answer.runsTotal, 'run')}`);
  const gone = answer.absent.filter((one) => one.reason === 'expired').length;
  if (gone > 0) words.push(`points of ${plural(gone, 'run')} removed by retention`);
  if (answer.keysTotal > 100) words.push(`100 of ${formatCount(answer.keysTotal)} metrics`);
  const steps = new Set(
    answer.series.filter((one) => one.xSource !== settings.x.split(':')[0]).map((one) => one.runId),
  );
  if (steps.size > 0 && settings.x !== 'step')
    words.push(`${plural(steps.size, 'run')} by step: nothing else was logged`);
  if (settings.y === 'log') {
    const lost = notPositive(lines, xRange);
    if (lost > 0) words.push(`${plural(lost, 'value')} ≤ 0 not drawn`);
  }
  const nonFinite = nonFiniteWords(lines);
  if (nonFinite) words.push(`${nonFinite} at the edge`);
  return words.join(' · ');
}

/** What a bucket of the chart stands for. */
export function bucketWords(lines: readonly Line[]): string {
  const bucketed = lines.filter((line) => line.buffer.bucketed && !line.band);
  if (bucketed.length === 0) return 'No buckets: every point is drawn.';
  const points = Math.max(...bucketed.map((line) => line.buffer.points / Math.max(1, line.buffer.length)));
  return `A bucket stands for about ${formatCount(Math.round(points))} points: its last value, and the spread from its least to its greatest.`;
}
