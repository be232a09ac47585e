import type { TrialState } from '@/shared/api/types';
import { cividis } from '@/shared/chart/cividis';
import { colourOf } from '@/shared/chart/palette';
import type { Path, Pen } from '@/shared/chart/pen';
import { type Axis, axisTicks, placeOn, tickWord } from './axis';
import type { Box, Size } from './plot-canvas';

/** From a value to pixels; NaN for no value. */
export type Place = (value: number) => number;

export const AXIS_TEXT = 11;

/** What is left of a picture when its words have their room. */
export const boxIn = ({ width, height }: Size, room: Record<'left' | 'right' | 'top' | 'bottom', number>): Box => ({
  left: room.left,
  top: room.top,
  width: Math.max(40, width - room.left - room.right),
  height: Math.max(40, height - room.top - room.bottom),
});

const acrossOf =
  (axis: Axis, { left, width }: Box): Place =>
  (value) =>
    left + placeOn(axis, value) * width;

const upOf =
  (axis: Axis, { top, height }: Box): Place =>
  (value) =>
    top + height - placeOn(axis, value) * height;

/** A little room around an axis of numbers, so that its ends are not on the frame. */
export function padded(axis: Axis, share = 0.04): Axis {
  const { kind, from, to } = axis;
  if (kind === 'choices') return { ...axis, from: from - 0.5, to: to + 0.5 };
  if (from === to) {
    const room = from === 0 ? 1 : Math.abs(from) * 0.1;
    return { ...axis, kind: 'linear', from: from - room, to: to + room };
  }
  if (kind === 'log') {
    const room = Math.log(to / from) * share;
    return { ...axis, from: from * Math.exp(-room), to: to * Math.exp(room) };
  }
  const room = (to - from) * share;
  return { ...axis, from: from - room, to: to + room };
}

/** Grid, numbers along both axes, and what the numbers are; `gap` is left free below the frame. */
export function drawAxes(pen: Pen, box: Box, x: Axis, y: Axis, gap = 0): { across: Place; up: Place } {
  const across = acrossOf(x, box);
  const up = upOf(y, box);
  const grid = { colour: colourOf('border'), width: 1 };
  const text = { colour: colourOf('text-muted'), size: AXIS_TEXT };
  const title = { colour: colourOf('text'), size: AXIS_TEXT };
  const bottom = box.top + box.height;
  for (const tick of ticksWithin(y)) {
    pen.line(grid, (path) => {
      path.moveTo(box.left, up(tick));
      path.lineTo(box.left + box.width, up(tick));
    });
    pen.text({ ...text, align: 'end' }, box.left - 6, up(tick), tickWord(y, tick));
  }
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of ticksWithin(x)) {
    pen.line(grid, (path) => {
      path.moveTo(across(tick), box.top);
      path.lineTo(across(tick), bottom);
    });
    const word = tickWord(x, tick);
    const half = (word.length * AXIS_TEXT * 0.55) / 2;
    // Long words would lie over each other.
    if (across(tick) - half < free) continue;
    free = across(tick) + half + 4;
    pen.text({ ...text, align: 'middle' }, across(tick), bottom + gap + 12, word);
  }
  pen.text(title, box.left, box.top - 10, y.label);
  pen.text({ ...title, align: 'end' }, box.left + box.width, bottom + gap + 27, x.label);
  return { across, up };
}

export const ticksWithin = (axis: Axis): number[] =>
  axisTicks(axis).filter((tick) => tick >= axis.from && tick <= axis.to);

export type Shape = 'disc' | 'diamond' | 'cross' | 'ring' | 'slash';

/** Each state has a colour and a shape of its own. */
export const stateMarks: Record<TrialState, { token: string; shape: Shape }> = {
  completed: { token: 'chart-1', shape: 'disc' },
  pruned: { token: 'pruned', shape: 'diamond' },
  failed: { token: 'error', shape: 'cross' },
  running: { token: 'info', shape: 'ring' },
  cancelled: { token: 'cancelled', shape: 'slash' },
};

/** More discs than this are drawn as corners, in one go. */
const MANY = 1500;

/** Many marks of one look: `places` are x, y, x, y, … */
export function drawShapes(
  pen: Pen,
  { shape, colour, radius, alpha = 1 }: { shape: Shape; colour: string; radius: number; alpha?: number },
  places: readonly number[],
): void {
  if (places.length === 0) return;
  if (shape === 'disc') {
    if (places.length / 2 <= MANY) eachPlace(places, (x, y) => pen.dot({ colour, radius, alpha }, x, y));
    else pen.area({ colour, alpha }, (path) => eachPlace(places, (x, y) => round(path, x, y, radius)));
    return;
  }
  pen.line({ colour, width: 1.5, alpha }, (path) =>
    eachPlace(places, (x, y) => {
      if (shape === 'ring') round(path, x, y, radius);
      else if (shape === 'diamond') diamond(path, x, y, radius + 0.5);
      else {
        path.moveTo(x - radius, y + radius);
        path.lineTo(x + radius, y - radius);
        if (shape === 'cross') {
          path.moveTo(x - radius, y - radius);
          path.lineTo(x + radius, y + radius);
        }
      }
    }),
  );
}

function eachPlace(places: readonly number[], work: (x: number, y: number) => void): void {
  for (let at = 0; at + 1 < places.length; at += 2) work(places[at] ?? 0, places[at + 1] ?? 0);
}

/** A circle as far as the eye can tell at a few pixels. */
function round(path: Path, x: number, y: number, radius: number): void {
  const cut = radius * 0.414;
  path.moveTo(x + radius, y - cut);
  path.lineTo(x + radius, y + cut);
  path.lineTo(x + cut, y + radius);
  path.lineTo(x - cut, y + radius);
  path.lineTo(x - radius, y + cut);
  path.lineTo(x - radius, y - cut);
  path.lineTo(x - cut, y - radius);
  path.lineTo(x + cut, y - radius);
  path.closePath();
}

function diamond(path: Path, x: number, y: number, radius: number): void {
  path.moveTo(x, y - radius);
  path.lineTo(x + radius, y);
  path.lineTo(x, y + radius);
  path.lineTo(x - radius, y);
  path.closePath();
}

export function rectangle(path: Path, left: number, top: number, width: number, height: number): void {
  path.moveTo(left, top);
  path.lineTo(left + width, top);
  path.lineTo(left + width, top + height);
  path.lineTo(left, top + height);
  path.closePath();
}

/** So many colours from the worst to the best: things of one colour are drawn in one go. */
export const SHADES = 24;
export const shadeOf = (place: number): number => Math.min(SHADES - 1, Math.max(0, Math.floor(place * SHADES)));
export const shadeColour = (shade: number): string => cividis(shade / (SHADES - 1));

/** What the colours mean, in a corner. */
export function drawShades(pen: Pen, right: number, top: number, low: string, high: string): void {
  const width = 96;
  const left = right - width - 34;
  for (let shade = 0; shade < SHADES; shade++) {
    pen.area({ colour: shadeColour(shade), alpha: 1 }, (path) =>
      rectangle(path, left + (shade * width) / SHADES, top - 4, width / SHADES + 0.5, 8),
    );
  }
  const text = { colour: colourOf('text-muted'), size: AXIS_TEXT };
  pen.text({ ...text, align: 'end' }, left - 6, top, low);
  pen.text(text, left + width + 6, top, high);
}
