import { type Axis, placeOn } from './axis';
import { Marks } from './marks';
import type { Box } from './plot-canvas';

/** Trials as lines over several objectives, the better end of each above. */

export interface LineAxis {
  axis: Axis;
  maximize: boolean;
  /** In pixels. */
  left: number;
}

/** The axes evenly beside each other. */
export function lineAxes(axes: readonly Omit<LineAxis, 'left'>[], { left, width }: Box): LineAxis[] {
  const apart = axes.length > 1 ? width / (axes.length - 1) : 0;
  return axes.map((one, at) => ({ ...one, left: left + at * apart }));
}

/** Where a value lies on its axis; NaN for no value. */
export function topOf({ axis, maximize }: LineAxis, { top, height }: Box, value: number): number {
  const place = placeOn(axis, value);
  return top + height * (maximize ? 1 - place : place);
}

/** What the pointer and the keyboard find: of each trial a mark on every axis, and its line between them. */
export class LineMarks {
  readonly marks: Marks;
  private readonly axes: readonly LineAxis[];
  private readonly count: number;

  constructor(axes: readonly LineAxis[], box: Box, numbers: readonly number[]) {
    this.axes = axes;
    this.count = numbers.length;
    this.marks = new Marks(axes.length * numbers.length);
    // Axis by axis: the first mark of each trial is on the first.
    for (const one of axes) {
      for (const number of numbers) {
        this.marks.add(number, one.left, topOf(one, box, one.axis.column[number] ?? Number.NaN));
      }
    }
    this.marks.stops = numbers.length;
  }

  /** The line of a trial, from axis to axis. */
  line(at: number): { x: number; y: number }[] {
    return this.axes.map((_, axis) => this.spot(axis * this.count + at));
  }

  /** The mark, on the nearer axis, of the line that is nearest to a place; -1 for none within reach. */
  find(x: number, y: number, reach: number): number {
    const { axes, count } = this;
    const after = axes.findIndex(({ left }) => left >= x);
    const right = after < 0 ? axes.length - 1 : Math.max(Math.min(1, axes.length - 1), after);
    const [from, to] = [axes[Math.max(0, right - 1)], axes[right]];
    if (!from || !to) return -1;
    const share = to.left > from.left ? Math.min(1, Math.max(0, (x - from.left) / (to.left - from.left))) : 0;
    const near = share < 0.5 ? Math.max(0, right - 1) : right;
    let best = -1;
    let least = reach;
    for (let at = 0; at < count; at++) {
      const [one, other] = [this.spot(Math.max(0, right - 1) * count + at), this.spot(right * count + at)];
      const away = Math.abs(one.y + (other.y - one.y) * share - y);
      if (away > least) continue;
      least = away;
      best = near * count + at;
    }
    return best;
  }

  private spot(at: number): { x: number; y: number } {
    return { x: this.marks.x[at] ?? 0, y: this.marks.y[at] ?? 0 };
  }
}
