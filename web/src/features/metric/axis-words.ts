import { formatClock, formatCount, formatDate, formatNumber } from '@/shared/format/format';
import type { XAxis } from './chart-settings';

/** Numbers along an axis: short, and exact enough to tell neighbours apart. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-3)
      ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
      : size >= 1e4
        ? `${Number((value / 1000).toPrecision(4))}k`
        : String(Number(value.toPrecision(5)));
  return text.replace('-', '−').replace('e−', 'e-');
}

/** `0`, `45 s`, `2m`, `1h 30m`: seconds since the beginning, along an axis. */
export function shortSpan(seconds: number): string {
  if (seconds === 0) return '0';
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  if (size < 60) return `${sign}${Number(size.toPrecision(3))} s`;
  const whole = Math.round(size);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const words = [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', rest && !hours ? `${rest}s` : ''];
  return sign + words.filter(Boolean).join(' ');
}

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
