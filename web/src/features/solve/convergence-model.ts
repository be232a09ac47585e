import type { Stroke } from '@/shared/chart/palette';
import type { Range } from '@/shared/chart/scale';
import { formatGap, formatNumber } from '@/shared/format/format';
import { type Band, gapMarks, reachedAt, senseOf } from './solve-math';
import type { StepLine } from './step-line';
import { endOf, type Trace } from './trace';

/** One solve of the chart. */
export interface Curve {
  runId: string;
  label: string;
  stroke: Stroke;
  trace: Trace;
}

/** Several solves as a median and a band. */
export interface SetCurve {
  label: string;
  stroke: Stroke;
  objective: Band | undefined;
  gap: Band | undefined;
}

export interface ConvergenceModel {
  curves: readonly Curve[];
  sets: readonly SetCurve[];
  zoom: Range | undefined;
  /** False for solves of different instances: their objectives have nothing to do with each other. */
  hasObjective: boolean;
}

/** A single solve is shown with its bound, its gap and a mark for each improvement. */
export const isSingle = (model: ConvergenceModel) => model.curves.length === 1 && model.sets.length === 0;

const LEAST_SPAN = 1e-3;
/** A gap of nothing has no place on a log scale: it is drawn on the floor. */
const LOWEST_GAP = 1e-6;
const HIGHEST_GAP = 1e3;
const MARGIN = 0.06;
/** A bound that began farther away than so many times what is else shown would press everything else flat. */
const FAR_BOUND = 3;

/** From the start of the solves to where the last of them was heard, or what was zoomed to. */
export function xRangeOf({ curves, zoom }: Pick<ConvergenceModel, 'curves' | 'zoom'>): Range {
  if (zoom) return zoom;
  const end = Math.max(0, ...curves.flatMap(({ trace }) => endOf(trace) ?? []));
  return [0, end > LEAST_SPAN ? end : 1];
}

class Extent {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  take(value: number): void {
    if (!Number.isFinite(value)) return;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }

  /** Every value that holds somewhere within a range of x. */
  takeLine(line: StepLine, [from, to]: Range): void {
    const { x, value } = line;
    for (let at = Math.max(0, line.indexAt(from)); at < x.length && (x[at] ?? 0) <= to; at++) {
      this.take(value[at] ?? Number.NaN);
    }
  }

  get size(): number {
    return this.high - this.low;
  }
}

/** Every incumbent in sight, and the bound as far as it comes near them. */
export function objectiveRangeOf(model: ConvergenceModel, xRange: Range): Range {
  const extent = new Extent();
  for (const { trace } of model.curves) extent.takeLine(trace.incumbent, xRange);
  const bound = isSingle(model) ? model.curves[0]?.trace.bound : undefined;
  if (bound) {
    const hasFound = extent.low <= extent.high;
    extent.take(bound.at(xRange[1]));
    const first = bound.at(Math.max(xRange[0], bound.start));
    const room = FAR_BOUND * (extent.size > 0 ? extent.size : Math.abs(extent.high));
    if (!hasFound || (first >= extent.low - room && first <= extent.high + room)) extent.takeLine(bound, xRange);
  }
  if (extent.low > extent.high) return [0, 1];
  if (extent.size === 0) {
    const room = extent.low === 0 ? 1 : Math.abs(extent.low) * 0.1;
    return [extent.low - room, extent.high + room];
  }
  const room = extent.size * MARGIN;
  return [extent.low - room, extent.high + room];
}

/** All marks are always in sight. */
export function gapRangeOf({ curves }: Pick<ConvergenceModel, 'curves'>, xRange: Range): Range {
  let low = gapMarks[3] / 2;
  let high = gapMarks[0] * 2;
  for (const { trace } of curves) {
    const { gap } = trace;
    const { x, value } = gap;
    for (let at = Math.max(0, gap.indexAt(xRange[0])); at < x.length && (x[at] ?? 0) <= xRange[1]; at++) {
      const size = value[at] ?? 0;
      if (size > 0 && size / 2 < low) low = size / 2;
      if (size * 1.3 > high) high = size * 1.3;
    }
  }
  return [Math.max(LOWEST_GAP, low), Math.min(HIGHEST_GAP, high)];
}

/** What one solve says at a place. NaN for what it did not know yet. */
export interface Reading {
  curve: Curve;
  x: number;
  incumbent: number;
  bound: number;
  gap: number;
}

export function readingAt(curve: Curve, x: number): Reading {
  const { incumbent, bound, gap } = curve.trace;
  return { curve, x, incumbent: incumbent.at(x), bound: bound.at(x), gap: gap.at(x) };
}

/** Each place where something of a solve changes, in order. */
export function placesOf({ trace }: Curve): number[] {
  const places = new Set<number>([...trace.incumbent.x, ...trace.bound.x, ...trace.gap.x]);
  const end = endOf(trace);
  if (end !== undefined) places.add(end);
  return [...places].sort((a, b) => a - b);
}

/** The places after a step of the keyboard: the next change, or so many farther. */
export function stepTo(places: readonly number[], from: number | undefined, by: number): number | undefined {
  if (places.length === 0) return undefined;
  if (by === Number.POSITIVE_INFINITY) return places.at(-1);
  if (by === Number.NEGATIVE_INFINITY) return places[0];
  if (from === undefined) return by > 0 ? places[0] : places.at(-1);
  let at = places.findIndex((place) => place >= from);
  if (at < 0) at = places.length;
  // Between two places a step forward leads to the next of them.
  const isOn = places[at] === from;
  const to = by > 0 ? at + by - (isOn ? 0 : 1) : at + by;
  return places[Math.min(places.length - 1, Math.max(0, to))];
}

const seconds = (value: number) => `${formatNumber(value)} s`;

export function readingWords({ curve, x, incumbent, bound, gap }: Reading): string {
  const parts = [
    Number.isNaN(incumbent) ? 'no solution yet' : `incumbent ${formatNumber(incumbent)}`,
    Number.isNaN(bound) ? '' : `bound ${formatNumber(bound)}`,
    Number.isNaN(gap) ? '' : `gap ${formatGap(gap)}`,
  ];
  return `${curve.label}, ${seconds(x)} after the start: ${parts.filter(Boolean).join(', ')}`;
}

/** A solve in words, for who does not see the chart. */
function traceWords({ label, trace }: Curve): string {
  const { incumbent, bound, gap } = trace;
  const end = endOf(trace);
  if (end === undefined) return `${label}: nothing was reported yet`;
  const sense = senseOf(trace);
  const parts: string[] = [];
  if (incumbent.length === 0) parts.push('no feasible solution');
  else {
    parts.push(`incumbent ${formatNumber(incumbent.last)}${sense ? `, to ${sense}` : ''}`);
    parts.push(
      incumbent.length === 1
        ? `found after ${seconds(incumbent.start)}`
        : `${incumbent.length} solutions, the first after ${seconds(incumbent.start)} and the best after ${seconds(incumbent.changedAt)}`,
    );
  }
  if (bound.length > 0) parts.push(`bound ${formatNumber(bound.last)}`);
  if (gap.length > 0) parts.push(`gap ${formatGap(gap.last)}`);
  const reached = gapMarks.flatMap((mark) => {
    const at = reachedAt(gap, mark);
    return at === undefined ? [] : [`${formatGap(mark)} after ${seconds(at)}`];
  });
  if (reached.length > 0) parts.push(`gap of at most ${reached.join(', ')}`);
  return `${label}: ${parts.join('; ')}; ${seconds(end)} in all`;
}

export function modelWords(model: ConvergenceModel): string {
  const sets = model.sets.flatMap(({ label, gap, objective }) => {
    const band = objective ?? gap;
    if (!band) return [];
    const last = objective?.median.at(-1);
    const words = last !== undefined && Number.isFinite(last) ? `, at the end ${formatNumber(last)}` : '';
    return [`${label}: median of ${band.runs} solves with ${band.word}${words}`];
  });
  return [...sets, ...model.curves.map(traceWords)].join('. ');
}
