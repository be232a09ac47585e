import type { StepLine } from './step-line';
import type { Trace } from './trace';

/** The arithmetic of solves. Every function is pure. */

const TINY = 1e-10;

/** How far a solution is from the bound; the same in every solver: |incumbent − bound| / max(|incumbent|, 1e-10). */
export const GAP_DEFINITION =
  'How far the best solution may be from the best possible one: |incumbent − bound| / max(|incumbent|, 1e-10). Computed in this way for every solver.';

export const PRIMAL_INTEGRAL_DEFINITION =
  'How soon good solutions came: the area under |incumbent − best| / max(|incumbent|, |best|, 1e-10) over the seconds of the solve, 1 before the first solution. Less is better. Best is the last incumbent (Berthold 2013).';

export const SHIFT_SECONDS = 10;

export const GEOMETRIC_MEAN_DEFINITION = `The geometric mean of the times, each with ${SHIFT_SECONDS} s added, less ${SHIFT_SECONDS} s: short times do not rule it. A solve that proved nothing counts with its time limit, as in Hans Mittelmann's benchmarks.`;

/** The gaps that a solve is watched for. */
export const gapMarks = [0.1, 0.05, 0.01, 0.001] as const;

/** When the gap first was at most so large; undefined when it never was. */
export function reachedAt(gap: StepLine, mark: number): number | undefined {
  const { x, value } = gap;
  for (let at = 0; at < value.length; at++) if ((value[at] ?? Number.NaN) <= mark) return x[at];
  return undefined;
}

type Sense = 'minimize' | 'maximize';

/** Which way is better, as the course tells: a bound lies on the side where no solution can be. */
export function senseOf({ incumbent, bound }: Pick<Trace, 'incumbent' | 'bound'>): Sense | undefined {
  const found = incumbent.last;
  for (const limit of [bound.first, bound.last]) {
    if (limit < found) return 'minimize';
    if (limit > found) return 'maximize';
  }
  if (incumbent.first > found) return 'minimize';
  return incumbent.first < found ? 'maximize' : undefined;
}

/** The area under the primal gap from 0 to `until`, against the last incumbent; undefined without time, and without an incumbent. */
export function primalIntegral(incumbent: StepLine, until: number): number | undefined {
  if (!(until > 0) || incumbent.length === 0) return undefined;
  const { x, value, last: best } = incumbent;
  // Never more than before the first solution: an incumbent on the other side of zero would be farther than all of it.
  const gapAt = (found: number) =>
    Math.min(1, Math.abs(found - best) / Math.max(Math.abs(found), Math.abs(best), TINY));
  let area = 0;
  let from = 0;
  let gap = 1;
  for (let at = 0; at < x.length; at++) {
    const to = Math.min(until, Math.max(from, x[at] ?? 0));
    area += gap * (to - from);
    from = to;
    gap = gapAt(value[at] ?? best);
  }
  return area + gap * Math.max(0, until - from);
}

/** exp(mean(log(v + shift))) − shift; undefined of nothing. */
export function shiftedGeometricMean(values: readonly number[], shift = SHIFT_SECONDS): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + Math.log(value + shift), 0);
  return Math.exp(sum / values.length) - shift;
}

/** Between neighbours it is interpolated; beside an infinite one there is nothing between. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  if (below === above) return below;
  if (!Number.isFinite(below) || !Number.isFinite(above)) return Number.isFinite(above) ? below : above;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Median and spread of several lines; what is infinite is not drawn. */
export interface Band {
  /** The same length for all; each value holds until the next place. */
  x: Float64Array;
  low: Float64Array;
  median: Float64Array;
  high: Float64Array;
  runs: number;
  /** What the band is. */
  word: 'quartiles' | 'min–max';
}

const MOST_PLACES = 1000;
/** Of fewer runs than this, quartiles would be made up. */
const LEAST_FOR_QUARTILES = 4;

/**
 * The median of lines that hold their values, at every place where one changes. Before its first value a line counts as `missing`, the
 * worst there is: so there is a median once more than half of the solves have found something. Behind its end a line keeps its last value.
 */
export function bandOf(lines: readonly StepLine[], missing: number, end: number): Band | undefined {
  if (lines.length < 2) return undefined;
  const places = [...new Set(lines.flatMap((line) => [...line.x]))].sort((a, b) => a - b);
  if (places.length === 0) return undefined;
  const each = Math.max(1, Math.ceil(places.length / MOST_PLACES));
  const x = places.filter((_, at) => at % each === 0 || at === places.length - 1);
  const last = x.at(-1) ?? 0;
  if (end > last) x.push(end);
  const quartiles = lines.length >= LEAST_FOR_QUARTILES;
  const band: Band = {
    x: Float64Array.from(x),
    low: new Float64Array(x.length),
    median: new Float64Array(x.length),
    high: new Float64Array(x.length),
    runs: lines.length,
    word: quartiles ? 'quartiles' : 'min–max',
  };
  const next = lines.map(() => 0);
  const now = lines.map(() => missing);
  x.forEach((place, at) => {
    lines.forEach((line, index) => {
      const { x: xs, value } = line;
      let step = next[index] ?? 0;
      while (step < xs.length && (xs[step] ?? 0) <= place) {
        now[index] = value[step] ?? missing;
        step++;
      }
      next[index] = step;
    });
    const sorted = [...now].sort((a, b) => a - b);
    band.low[at] = quartiles ? quantile(sorted, 0.25) : (sorted[0] ?? Number.NaN);
    band.median[at] = quantile(sorted, 0.5);
    band.high[at] = quartiles ? quantile(sorted, 0.75) : (sorted.at(-1) ?? Number.NaN);
  });
  return band;
}
