import { shortNumber, shortSpan } from '@/shared/chart/axis-words';
import type { Stroke } from '@/shared/chart/palette';
import type { Path, Pen } from '@/shared/chart/pen';
import { type Mapping, pixelsOf, type Range, type Transform, ticksOf } from '@/shared/chart/scale';
import { formatGap } from '@/shared/format/format';
import {
  type ConvergenceModel,
  type Curve,
  gapRangeOf,
  isSingle,
  objectiveRangeOf,
  type SetCurve,
  xRangeOf,
} from './convergence-model';
import { type Band, gapMarks } from './solve-math';
import type { StepLine } from './step-line';

/** How the chart of a solve is drawn: the objective above, the gap on a log scale below, over the same seconds. */

export interface View {
  xRange: Range;
  /** Absent when the objectives cannot be compared. */
  objective: Mapping | undefined;
  gap: Mapping;
}

export interface Look {
  colour: (token: string) => string;
  /** Which run stands out; all others step back. */
  highlight: string | undefined;
}

type Clipped = (box: Mapping['box'], work: () => void) => void;

export const incumbentStroke: Stroke = { token: 'chart-1', dash: [], width: 1.5 };
export const boundStroke: Stroke = { token: 'chart-2', dash: [6, 3], width: 1.5 };
export const gapStroke: Stroke = { token: 'chart-4', dash: [], width: 1.5 };

/** In pixels of the page. */
const margins = { left: 64, right: 52, top: 22, bottom: 22, between: 30 };
const GAP_SHARE = 0.4;
const SHADE = 0.15;
const BAND_BORDER = 0.5;
const STEPPED_BACK = 0.2;
const BEHIND_SETS = 0.45;
/** With more improvements than this in sight their marks are smaller. */
const MANY_MARKS = 300;
const AXIS_TEXT = 11;

export function viewOf(model: ConvergenceModel, width: number, height: number, ratio: number): View {
  const xRange = xRangeOf(model);
  const { left, right, top, bottom, between } = margins;
  const plotWidth = Math.max(40, width - left - right);
  const room = Math.max(80, height - top - bottom - (model.hasObjective ? between : 0));
  const gapHeight = model.hasObjective ? room * GAP_SHARE : room;
  const objectiveHeight = room - gapHeight;
  const boxOf = (from: number, high: number) => ({
    left: left * ratio,
    top: from * ratio,
    width: plotWidth * ratio,
    height: high * ratio,
  });
  const gapTop = model.hasObjective ? top + objectiveHeight + between : top;
  return {
    xRange,
    objective: model.hasObjective
      ? {
          box: boxOf(top, objectiveHeight),
          xRange,
          yRange: objectiveRangeOf(model, xRange),
          scale: 'linear',
          linearBelow: 1,
          ratio,
        }
      : undefined,
    gap: {
      box: boxOf(gapTop, gapHeight),
      xRange,
      yRange: gapRangeOf(model, xRange),
      scale: 'log',
      linearBelow: 1,
      ratio,
    },
  };
}

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800];
const MOST_TIMES = 6;

/** Seconds where a person looks for them: whole minutes and hours once there are many. */
export function timeTicks([from, to]: Range): number[] {
  const rough = (to - from) / MOST_TIMES;
  if (rough <= 1) return ticksOf([from, to], 'linear', 1);
  const step = timeSteps.find((one) => one >= rough) ?? 86_400 * Math.ceil(rough / 86_400);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

export function drawConvergence(pen: Pen, model: ConvergenceModel, view: View, look: Look, clipped: Clipped): void {
  const { objective, gap } = view;
  if (objective) {
    drawFrame(pen, objective, look, 'Objective', shortNumber, false);
    clipped(objective.box, () => drawObjective(pen, model, objective, look));
  }
  drawFrame(pen, gap, look, 'Gap', formatGap, true);
  drawMarks(pen, gap, look);
  clipped(gap.box, () => drawGap(pen, model, gap, look));
}

/** Grid, numbers along both axes, and what the numbers are. */
function drawFrame(
  pen: Pen,
  mapping: Mapping,
  look: Look,
  title: string,
  words: (value: number) => string,
  withTimes: boolean,
): void {
  const { box, xRange, yRange, scale, ratio } = mapping;
  const { x, y } = pixelsOf(mapping);
  const grid = { colour: look.colour('border'), width: 1 };
  const text = { colour: look.colour('text-muted'), size: AXIS_TEXT };
  pen.text({ ...text, colour: look.colour('text') }, box.left, box.top - 12 * ratio, title);
  for (const tick of ticksOf(yRange, scale, 1)) {
    pen.line(grid, (path) => across(path, box, y(tick)));
    pen.text({ ...text, align: 'end' }, box.left - 6 * ratio, y(tick), words(tick));
  }
  for (const tick of timeTicks(xRange)) {
    pen.line(grid, (path) => {
      path.moveTo(x(tick), box.top);
      path.lineTo(x(tick), box.top + box.height);
    });
    if (withTimes) pen.text({ ...text, align: 'middle' }, x(tick), box.top + box.height + 12 * ratio, shortSpan(tick));
  }
}

/** The gaps that a person waits for. */
function drawMarks(pen: Pen, mapping: Mapping, look: Look): void {
  const { box, yRange, ratio } = mapping;
  const { y } = pixelsOf(mapping);
  for (const mark of gapMarks) {
    if (mark < yRange[0] || mark > yRange[1]) continue;
    pen.line({ colour: look.colour('border-control'), width: 1, dash: [4, 3] }, (path) => across(path, box, y(mark)));
    pen.text(
      { colour: look.colour('text-muted'), size: AXIS_TEXT },
      box.left + box.width + 6 * ratio,
      y(mark),
      formatGap(mark),
    );
  }
}

function across(path: Path, box: Mapping['box'], y: number): void {
  path.moveTo(box.left, y);
  path.lineTo(box.left + box.width, y);
}

function drawObjective(pen: Pen, model: ConvergenceModel, mapping: Mapping, look: Look): void {
  const { x, y } = pixelsOf(mapping);
  const [single] = model.curves;
  if (single && isSingle(model)) {
    const { incumbent, bound } = single.trace;
    shadeBetween(pen, incumbent, bound, mapping.xRange, { colour: look.colour(incumbentStroke.token), x, y });
    drawSteps(pen, bound, boundStroke, 1, mapping.xRange, look, x, y);
    drawSteps(pen, incumbent, incumbentStroke, 1, mapping.xRange, look, x, y);
    drawImprovements(pen, incumbent, mapping.xRange, look, x, y);
    return;
  }
  for (const set of model.sets) if (set.objective) drawBand(pen, set, set.objective, mapping.xRange, look, x, y);
  for (const curve of ordered(model, look)) {
    const alpha = alphaOf(model, curve, look);
    drawSteps(pen, curve.trace.incumbent, strokeOf(curve, look), alpha, mapping.xRange, look, x, y);
  }
  for (const set of model.sets) if (set.objective) drawMedian(pen, set, set.objective, mapping.xRange, look, x, y);
}

function drawGap(pen: Pen, model: ConvergenceModel, mapping: Mapping, look: Look): void {
  const { x, y: place } = pixelsOf(mapping);
  const [floor] = mapping.yRange;
  // A gap of nothing lies on the floor.
  const y: Transform = (value) => place(Math.max(floor, value));
  const [single] = model.curves;
  if (single && isSingle(model)) {
    drawSteps(pen, single.trace.gap, gapStroke, 1, mapping.xRange, look, x, y);
    return;
  }
  for (const set of model.sets) if (set.gap) drawBand(pen, set, set.gap, mapping.xRange, look, x, y);
  for (const curve of ordered(model, look)) {
    drawSteps(pen, curve.trace.gap, strokeOf(curve, look), alphaOf(model, curve, look), mapping.xRange, look, x, y);
  }
  for (const set of model.sets) if (set.gap) drawMedian(pen, set, set.gap, mapping.xRange, look, x, y);
}

/** What stands out is drawn last. */
function ordered(model: ConvergenceModel, look: Look): Curve[] {
  return [...model.curves].sort((a, b) => Number(a.runId === look.highlight) - Number(b.runId === look.highlight));
}

function alphaOf(model: ConvergenceModel, { runId }: Curve, { highlight }: Look): number {
  if (highlight !== undefined && model.curves.some((curve) => curve.runId === highlight)) {
    return runId === highlight ? 1 : STEPPED_BACK;
  }
  return model.sets.length > 0 ? BEHIND_SETS : 1;
}

function strokeOf({ runId, stroke }: Curve, { highlight }: Look): Stroke {
  return runId === highlight ? { ...stroke, width: 2 } : stroke;
}

/** The changes of a line that are in sight, with the one before them, and where it ends. */
function spanOf(line: StepLine, [from, to]: Range): { first: number; last: number } {
  return { first: Math.max(0, line.indexAt(from)), last: line.indexAt(to) };
}

function drawSteps(
  pen: Pen,
  line: StepLine,
  stroke: Stroke,
  alpha: number,
  range: Range,
  look: Look,
  x: Transform,
  y: Transform,
): void {
  const { first, last } = spanOf(line, range);
  if (last < first || line.length === 0) return;
  const { x: xs, value } = line;
  pen.line({ colour: look.colour(stroke.token), width: stroke.width, dash: stroke.dash, alpha }, (path) => {
    path.moveTo(x(xs[first] ?? 0), y(value[first] ?? 0));
    for (let at = first + 1; at <= last; at++) {
      path.lineTo(x(xs[at] ?? 0), y(value[at - 1] ?? 0));
      path.lineTo(x(xs[at] ?? 0), y(value[at] ?? 0));
    }
    path.lineTo(x(Math.max(line.end, xs[last] ?? 0)), y(value[last] ?? 0));
  });
  // A solve that was over at once would be a line of no length.
  if (first === last && line.end === xs[first]) {
    pen.dot({ colour: look.colour(stroke.token), radius: 2.5, alpha }, x(xs[first] ?? 0), y(value[first] ?? 0));
  }
}

/** A mark for every solution that was better than the one before. */
function drawImprovements(pen: Pen, line: StepLine, range: Range, look: Look, x: Transform, y: Transform): void {
  const { first, last } = spanOf(line, range);
  const radius = last - first > MANY_MARKS ? 1.5 : 3.5;
  const colour = look.colour(incumbentStroke.token);
  const { x: xs, value } = line;
  for (let at = first; at <= last; at++) pen.dot({ colour, radius }, x(xs[at] ?? 0), y(value[at] ?? 0));
}

/** What is between the best solution and the best possible one, while both are known. */
function shadeBetween(
  pen: Pen,
  incumbent: StepLine,
  bound: StepLine,
  [left, right]: Range,
  { colour, x, y }: { colour: string; x: Transform; y: Transform },
): void {
  const from = Math.max(incumbent.start, bound.start, left);
  const to = Math.min(Math.max(incumbent.end, bound.end), right);
  if (!(to > from)) return;
  pen.area({ colour, alpha: SHADE }, (path) => {
    const above = cornersOf(incumbent, from, to);
    const below = cornersOf(bound, from, to);
    path.moveTo(x(above[0] ?? from), y(above[1] ?? 0));
    for (let at = 2; at < above.length; at += 2) path.lineTo(x(above[at] ?? 0), y(above[at + 1] ?? 0));
    for (let at = below.length - 2; at >= 0; at -= 2) path.lineTo(x(below[at] ?? 0), y(below[at + 1] ?? 0));
    path.closePath();
  });
}

/** The corners of a line of steps between two places, as x, y, x, y, … */
export function cornersOf(line: StepLine, from: number, to: number): number[] {
  const { x: xs, value } = line;
  const first = line.indexAt(from);
  if (first < 0) return [];
  const corners = [from, value[first] ?? 0];
  let last = value[first] ?? 0;
  for (let at = first + 1; at < xs.length && (xs[at] ?? 0) <= to; at++) {
    corners.push(xs[at] ?? 0, last, xs[at] ?? 0, value[at] ?? 0);
    last = value[at] ?? 0;
  }
  corners.push(to, last);
  return corners;
}

/** Stretches of a band where both edges are known: from and to, as places of its columns. */
export function stretchesOf({ low, high }: Pick<Band, 'low' | 'high'>): [from: number, to: number][] {
  const found: [number, number][] = [];
  let start = -1;
  for (let at = 0; at <= low.length; at++) {
    // Behind the end both are undefined, which is not a number: a stretch that reaches it is closed there.
    const isKnown = Number.isFinite(low[at]) && Number.isFinite(high[at]);
    if (isKnown && start < 0) start = at;
    if (!isKnown && start >= 0) {
      found.push([start, at - 1]);
      start = -1;
    }
  }
  return found;
}

function drawBand(
  pen: Pen,
  { stroke }: SetCurve,
  band: Band,
  range: Range,
  look: Look,
  x: Transform,
  y: Transform,
): void {
  const colour = look.colour(stroke.token);
  const { x: xs, low, high } = band;
  const edge = (path: Path, values: Float64Array, from: number, to: number) => {
    for (let at = from; at <= to; at++) {
      if (at === from) path.moveTo(x(xs[at] ?? 0), y(values[at] ?? 0));
      else {
        path.lineTo(x(xs[at] ?? 0), y(values[at - 1] ?? 0));
        path.lineTo(x(xs[at] ?? 0), y(values[at] ?? 0));
      }
    }
  };
  for (const [from, to] of stretchesOf(band)) {
    if ((xs[to] ?? 0) < range[0] || (xs[from] ?? 0) > range[1]) continue;
    pen.area({ colour, alpha: SHADE }, (path) => {
      edge(path, high, from, to);
      path.lineTo(x(xs[to] ?? 0), y(low[to] ?? 0));
      for (let at = to; at > from; at--) {
        path.lineTo(x(xs[at] ?? 0), y(low[at - 1] ?? 0));
        path.lineTo(x(xs[at - 1] ?? 0), y(low[at - 1] ?? 0));
      }
      path.closePath();
    });
    for (const values of [low, high]) {
      pen.line({ colour, width: 1, alpha: BAND_BORDER }, (path) => edge(path, values, from, to));
    }
  }
}

function drawMedian(
  pen: Pen,
  { stroke }: SetCurve,
  { x: xs, median }: Band,
  range: Range,
  look: Look,
  x: Transform,
  y: Transform,
): void {
  pen.line({ colour: look.colour(stroke.token), width: stroke.width, dash: stroke.dash }, (path) => {
    let isDown = false;
    for (let at = 0; at < xs.length; at++) {
      const place = xs[at] ?? 0;
      const value = median[at] ?? Number.NaN;
      if (!Number.isFinite(value) || place > range[1]) {
        if (isDown && place > range[1]) path.lineTo(x(place), y(median[at - 1] ?? 0));
        if (place > range[1]) break;
        isDown = false;
        continue;
      }
      if (isDown) path.lineTo(x(place), y(median[at - 1] ?? value));
      if (isDown) path.lineTo(x(place), y(value));
      else path.moveTo(x(place), y(value));
      isDown = true;
    }
  });
}
