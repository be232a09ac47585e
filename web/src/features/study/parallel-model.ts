import { type Axis, placeOn, valueAt } from './axis';
import type { Brush, Brushes } from './brush';
import type { Box } from './plot-canvas';

/** Where the axes of the parallel coordinates are, and what a stroke of the pointer along one of them means. */

export const parallelRoom = { left: 56, right: 56, top: 12, bottom: 34 };
/** An axis has at least so much room; with less the plot scrolls. */
export const LEAST_APART = 104;
const NEAR_AXIS = 22;

export interface ParallelLayout {
  axes: readonly Axis[];
  /** From the first axis to the last, without what is below them. */
  box: Box;
  /** The place of each axis, in pixels. */
  x: readonly number[];
  /** Below the axes: where a trial without a value passes. */
  missing: number;
}

export const parallelWidth = (axes: number, width: number): number =>
  Math.max(width, parallelRoom.left + parallelRoom.right + Math.max(0, axes - 1) * LEAST_APART);

export function parallelLayout(axes: readonly Axis[], width: number, height: number): ParallelLayout {
  const box = {
    left: parallelRoom.left,
    top: parallelRoom.top,
    width: Math.max(1, width - parallelRoom.left - parallelRoom.right),
    height: Math.max(1, height - parallelRoom.top - parallelRoom.bottom),
  };
  const apart = axes.length > 1 ? box.width / (axes.length - 1) : 0;
  const x = axes.map((_, at) => (axes.length > 1 ? box.left + at * apart : box.left + box.width / 2));
  return { axes, box, x, missing: box.top + box.height + 14 };
}

/** Choices have room above the first and below the last, so that each can be brushed alone. */
function inner(axis: Axis): Pick<Axis, 'kind' | 'from' | 'to'> {
  return axis.kind === 'choices' ? { kind: 'linear', from: axis.from - 0.5, to: axis.to + 0.5 } : axis;
}

/** Where a value lies on its axis, in pixels; NaN for none. */
export function heightOf({ box }: ParallelLayout, axis: Axis, value: number): number {
  return box.top + box.height * (1 - placeOn(inner(axis), value));
}

/** The axis under a place; undefined between two. */
export function axisAt({ axes, x }: ParallelLayout, place: number): Axis | undefined {
  let best: Axis | undefined;
  let least = NEAR_AXIS;
  x.forEach((own, at) => {
    if (Math.abs(own - place) > least) return;
    least = Math.abs(own - place);
    best = axes[at];
  });
  return best;
}

/** The range between two heights of an axis. Whole numbers and choices are taken whole; undefined when none is between. */
export function brushBetween(layout: ParallelLayout, axis: Axis, one: number, other: number): Brush | undefined {
  const { box } = layout;
  const placeAt = (height: number) => Math.min(1, Math.max(0, 1 - (height - box.top) / box.height));
  const measure = inner(axis);
  const low = valueAt(measure, placeAt(Math.max(one, other)));
  const high = valueAt(measure, placeAt(Math.min(one, other)));
  if (!axis.isWhole) return { from: low, to: high };
  const isChoice = axis.kind === 'choices';
  const from = isChoice ? Math.round(low) : Math.ceil(low - 1e-9);
  const to = isChoice ? Math.round(high - 1e-9) : Math.floor(high + 1e-9);
  const within = (value: number) => Math.min(axis.to, Math.max(axis.from, value));
  return from <= to ? { from: within(from), to: within(to) } : undefined;
}

/** Where a brush is drawn: its upper and its lower edge. */
export function brushEdges(layout: ParallelLayout, axis: Axis, { from, to }: Brush): [top: number, bottom: number] {
  const half = axis.kind === 'choices' ? 0.5 : 0;
  return [heightOf(layout, axis, to + half), heightOf(layout, axis, from - half)];
}

/** The axes in another order: one of them moved by so many places. */
export function movedAxis(fields: readonly string[], field: string, by: number): string[] {
  const from = fields.indexOf(field);
  if (from < 0) return [...fields];
  const others = fields.filter((one) => one !== field);
  const to = Math.min(others.length, Math.max(0, from + by));
  return [...others.slice(0, to), field, ...others.slice(to)];
}

/** One of them put before another. */
export function droppedAxis(fields: readonly string[], field: string, before: string): string[] {
  const to = fields.indexOf(before);
  const from = fields.indexOf(field);
  return from < 0 || to < 0 ? [...fields] : movedAxis(fields, field, to - from);
}

/** What is picked out, in words. */
export function brushWords(
  axes: readonly Axis[],
  brushes: Brushes,
  word: (axis: Axis, value: number) => string,
): string {
  return axes
    .flatMap((axis) => {
      const brush = brushes.get(axis.field);
      if (!brush) return [];
      const [from, to] = [word(axis, brush.from), word(axis, brush.to)];
      return [from === to ? `${axis.label} ${from}` : `${axis.label} from ${from} to ${to}`];
    })
    .join(', ');
}

/** In an order in which each part of so many is spread evenly over all: what is drawn first looks like the whole. */
export function spreadOut(numbers: readonly number[], part: number): number[] {
  const each = Math.max(1, Math.ceil(numbers.length / part));
  const order: number[] = [];
  for (let first = 0; first < each; first++) {
    for (let at = first; at < numbers.length; at += each) order.push(numbers[at] ?? 0);
  }
  return order;
}
