import { plural } from '@/shared/format/format';
import type { TraceSet } from './trace';

/** How much is drawn of how much there is; what was put together or left out is said. `rate` while points come: drawings a second. */
export function samplingWords(
  { traces, points, bucketed }: Pick<TraceSet, 'traces' | 'points' | 'bucketed'>,
  rate?: number,
): string {
  const improvements = traces.reduce((sum, { incumbent }) => sum + incumbent.length, 0);
  const parts = [plural(traces.length, 'solve'), plural(improvements, 'solution'), `raw ${plural(points, 'pt')}`];
  if (bucketed) parts.push('neighbouring reports put together: not every solution has a mark');
  if (traces.some(({ incumbent, bound, gap }) => incumbent.thinned || bound.thinned || gap.thinned))
    parts.push('some changes left out: all are in the metrics');
  if (rate !== undefined && rate < 2) parts.push(`reduced refresh (${rate} Hz)`);
  return parts.join(' · ');
}
