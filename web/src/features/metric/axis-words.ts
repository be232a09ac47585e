import { shortSpan } from '@/shared/chart/axis-words';
import { formatClock, formatCount, formatDate, formatNumber } from '@/shared/format/format';
import type { XAxis } from './chart-settings';

export function axisWord(x: XAxis): string {
  if (x.startsWith('metric:')) return x.slice('metric:'.length);
  return { step: 'step', epoch: 'epoch', relative: 'time since start', wall: 'wall clock' }[x as 'step'];
}

/** A place on the x axis in full, for a tooltip. */
export function xWords(x: XAxis, value: number): string {
  if (x === 'step') return `step ${formatCount(value)}`;
  if (x === 'wall') return `${formatDate(value * 1000).slice(0, 10)} ${formatClock(value * 1000, true)}`;
  if (x === 'relative') return `${shortSpan(value)} after the start`;
  return `${axisWord(x)} ${formatNumber(value)}`;
}
