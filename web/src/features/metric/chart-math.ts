import { formatNumber, NOTHING } from '@/shared/format/format';
import type { Range, YScale } from './chart-settings';
import { type Line, type Reading, shownValue } from './line';
import type { LineBuffer } from './line-buffer';

/** The first index whose value is not less than `value`. */
function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entries of a line within a range, with one neighbour on each side, so that the line goes on to the edge. */
export function span(buffer: LineBuffer, range: Range | undefined): readonly [number, number] {
  const { x } = buffer;
  if (!range || !buffer.sorted) return [0, x.length];
  const [from, to] = range;
  let end = lowerBound(x, to);
  while (end < x.length && x[end] === to) end++;
  return [Math.max(0, lowerBound(x, from) - 1), Math.min(x.length, end + 1)];
}

/** From the first to the last x of all lines; undefined when there is nothing. */
export function extentX(lines: readonly Line[]): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { buffer } of lines) {
    const { x } = buffer;
    const values = buffer.sorted ? [x[0], x[x.length - 1]] : x;
    for (const value of values) {
      if (value === undefined || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** The least and the greatest value that is drawn within a range of x; only what `scale` can show counts. */
export function extentY(lines: readonly Line[], range: Range | undefined, scale: YScale): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { buffer } of lines) {
    const { x, min, max, smoothed } = buffer;
    const [from, to] = span(buffer, range);
    for (let at = from; at < to; at++) {
      // A neighbour outside only carries the line to the edge.
      if (range && ((x[at] ?? 0) < range[0] || (x[at] ?? 0) > range[1])) continue;
      for (const value of [min[at], max[at], smoothed[at]]) {
        if (value === undefined || !Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low <= high ? [low, high] : undefined;
}

export interface Clip {
  low: number;
  high: number;
  below: number;
  above: number;
}

/** p1 and p99 of what the lines hold, for points that the server has not counted. */
export function clipOf(lines: readonly Line[], range: Range | undefined): Clip | undefined {
  const values: number[] = [];
  for (const { buffer } of lines) {
    const { x, last } = buffer;
    const [from, to] = span(buffer, range);
    for (let at = from; at < to; at++) {
      const value = last[at];
      if (range && ((x[at] ?? 0) < range[0] || (x[at] ?? 0) > range[1])) continue;
      if (value !== undefined && Number.isFinite(value)) values.push(value);
    }
  }
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const low = sorted[Math.ceil(0.01 * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
  const below = lowerBound(sorted, low);
  let above = 0;
  while (above < sorted.length && (sorted[sorted.length - 1 - above] ?? 0) > high) above++;
  return { low, high, below, above };
}

const MARGIN = 0.06;

/** Room around the values, in the measure of the scale; a single value gets room of its own size. */
export function padded(extent: Range | undefined, scale: YScale): Range {
  if (!extent) return scale === 'log' ? [0.1, 10] : [0, 1];
  const [low, high] = extent;
  if (scale === 'log') {
    if (low === high) return [low / 2, high * 2];
    const room = (Math.log10(high) - Math.log10(low)) * MARGIN;
    return [low / 10 ** room, high * 10 ** room];
  }
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    return [low - room, high + room];
  }
  const room = (high - low) * MARGIN;
  return [low - room, high + room];
}

/** Below this size the symmetric logarithm is linear: a ten-thousandth of the largest value, as a power of ten. */
export function linearBelow(extent: Range | undefined): number {
  const most = Math.max(Math.abs(extent?.[0] ?? 1), Math.abs(extent?.[1] ?? 1));
  return most > 0 ? 10 ** (Math.floor(Math.log10(most)) - 4) : 1;
}

/** How many entries a logarithmic axis cannot show. */
export function notPositive(lines: readonly Line[], range: Range | undefined): number {
  let count = 0;
  for (const { buffer } of lines) {
    const { x, last } = buffer;
    for (let at = 0; at < x.length; at++) {
      if (range && ((x[at] ?? 0) < range[0] || (x[at] ?? 0) > range[1])) continue;
      if ((last[at] ?? 1) <= 0 && Number.isFinite(last[at] ?? 1)) count++;
    }
  }
  return count;
}

/** The entry of a line that is nearest to x; -1 when it has none. */
export function nearestIndex(buffer: LineBuffer, x: number): number {
  const { x: xs } = buffer;
  if (xs.length === 0) return -1;
  if (!buffer.sorted) {
    let best = 0;
    for (let at = 1; at < xs.length; at++) {
      if (Math.abs((xs[at] ?? 0) - x) < Math.abs((xs[best] ?? 0) - x)) best = at;
    }
    return best;
  }
  const after = Math.min(lowerBound(xs, x), xs.length - 1);
  const before = Math.max(0, after - 1);
  return Math.abs((xs[before] ?? 0) - x) <= Math.abs((xs[after] ?? 0) - x) ? before : after;
}

export function readingAt(line: Line, index: number): Reading {
  const { buffer } = line;
  return {
    line,
    index,
    x: buffer.at('x', index),
    step: buffer.at('step', index),
    time: buffer.at('time', index),
    raw: buffer.at('last', index),
    smoothed: buffer.at('smoothed', index),
  };
}

/** What every line says at x. One that ended before x, or begins after it, says nothing; the baseline always does. */
export function readingsAt(lines: readonly Line[], x: number, slack: number): Reading[] {
  const readings: Reading[] = [];
  for (const line of lines) {
    const index = nearestIndex(line.buffer, x);
    if (index < 0) continue;
    const reading = readingAt(line, index);
    const { buffer } = line;
    const inside = buffer.sorted
      ? x >= buffer.at('x', 0) - slack && x <= buffer.at('x', buffer.length - 1) + slack
      : true;
    if (inside || line.baseline) readings.push(reading);
  }
  return readings;
}

const MOST_IN_TOOLTIP = 10;

/** At most ten readings, the nearest to the pointer, always with those of the baseline; the greatest value first. */
export function nearestReadings(readings: readonly Reading[], distance: (value: number) => number): Reading[] {
  const far = (reading: Reading) => {
    const value = shownValue(reading);
    return Number.isFinite(value) ? distance(value) : Number.MAX_VALUE;
  };
  const baselines = readings.filter((reading) => reading.line.baseline).slice(0, MOST_IN_TOOLTIP);
  const others = readings
    .filter((reading) => !reading.line.baseline)
    .sort((a, b) => far(a) - far(b))
    .slice(0, MOST_IN_TOOLTIP - baselines.length);
  return [...baselines, ...others].sort((a, b) => order(shownValue(b)) - order(shownValue(a)));
}

const order = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);

/** Last, least, greatest and where it is going: the words for who does not see the line. */
export function summaryOf(line: Line): string {
  const { buffer } = line;
  const values = buffer.last;
  let first: number | undefined;
  let last: number | undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    first ??= value;
    last = value;
    low = Math.min(low, buffer.at('min', at), value);
    high = Math.max(high, buffer.at('max', at), value);
  }
  if (first === undefined || last === undefined) return `${line.label}: no finite value`;
  const still = Math.abs(last - first) <= 1e-3 * (high - low);
  const trend = still ? 'steady' : last > first ? 'rising' : 'falling';
  return `${line.label}: last ${formatNumber(last)}, min ${formatNumber(low)}, max ${formatNumber(high)}, ${trend}`;
}

/** `3 NaN, 1 ∞`; empty when every value is finite. */
export function nonFiniteWords(lines: readonly Line[]): string {
  let nan = 0;
  let positive = 0;
  let negative = 0;
  for (const { buffer } of lines) {
    nan += buffer.nonFinite.nan;
    positive += buffer.nonFinite.positive;
    negative += buffer.nonFinite.negative;
  }
  return [
    nan > 0 ? `${formatNumber(nan)} NaN` : '',
    positive > 0 ? `${formatNumber(positive)} ∞` : '',
    negative > 0 ? `${formatNumber(negative)} −∞` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The only value of a chart whose lines have a single point each. */
export function singleValues(lines: readonly Line[]): readonly Reading[] | undefined {
  if (lines.length === 0 || lines.some((line) => line.buffer.length > 1)) return undefined;
  const readings = lines.filter((line) => line.buffer.length === 1).map((line) => readingAt(line, 0));
  return readings.length > 0 ? readings : undefined;
}

/** A legend's text: {run}, {metric} and {last} are filled in. */
export function labelOf(template: string, names: { run: string; metric: string; last: number | undefined }): string {
  const words: Record<string, string> = {
    run: names.run,
    metric: names.metric,
    last: names.last === undefined ? NOTHING : formatNumber(names.last),
  };
  return template.replace(/\{(run|metric|last)\}/g, (_, word: string) => words[word] ?? '');
}
