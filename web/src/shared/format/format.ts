/** Numbers, sizes and times as a person reads them. Every function is pure; a missing value is an en dash. */

export const NOTHING = '–';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function formatCount(value: number): string {
  return grouped.format(value);
}

/** Four significant digits; very large and very small ones in powers of ten. */
export function formatNumber(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === 'string') return value === 'Infinity' ? '∞' : value === '-Infinity' ? '−∞' : value;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return grouped.format(value).replace('-', '−');
  if (size >= 1e7 || size < 1e-4) return value.toExponential(3).replace(/^-/, '−').replace('e+', 'e');
  if (size >= 1e4) return grouped.format(value).replace('-', '−');
  return value.toPrecision(4).replace('-', '−');
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** `850 ms`, `4.2 s`, `3m 05s`, `2h 15m`, `3d 4h`. */
export function formatDuration(millis: number | undefined): string {
  if (millis === undefined || !Number.isFinite(millis)) return NOTHING;
  const ms = Math.max(0, millis);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const pad = (value: number) => String(value).padStart(2, '0');

/** Seconds as a person reads them: two digits behind the point below a minute. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return NOTHING;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}h ${pad(minutes)}m` : `${minutes}m ${pad(rest)}s`;
}

export function formatPercent(fraction: number, digits = 0): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** A gap is a fraction: `2.41 %`; `0 %` only for exactly none. */
export function formatGap(gap: number | null | undefined): string {
  if (gap === null || gap === undefined || Number.isNaN(gap)) return NOTHING;
  const percent = gap * 100;
  if (!Number.isFinite(percent) || percent >= 1e4) return `${formatNumber(percent)} %`;
  return `${Number(percent.toPrecision(3))} %`;
}

/** `just now`, `12 s ago`, `5 min ago`, `3 h ago`, then the date. */
export function formatAgo(time: string | number, now: number): string {
  const then = typeof time === 'number' ? time : Date.parse(time);
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return formatDate(then);
}

export function formatDate(time: string | number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function formatClock(time: string | number, withMillis = false): string {
  const date = new Date(time);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMillis ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `census.csv v2`; a first version goes without its number. */
export const versionedName = ({ name, version }: { name: string; version: number }): string =>
  version > 1 ? `${name} v${version}` : name;

export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}
