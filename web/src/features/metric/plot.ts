import { MOST_COLOURED } from '@/shared/chart/palette';
import type { Path, Pen } from '@/shared/chart/pen';
import { type Mapping, pixelsOf, type Transform } from '@/shared/chart/scale';
import { span } from './chart-math';
import type { Line } from './line';

export interface Look {
  colour: (token: string) => string;
  /** Which run stands out; all others step back. */
  highlight: string | undefined;
  smoothing: boolean;
}

const GHOST = 0.25;
const BAND = 0.15;
const BAND_BORDER = 0.5;
const STEPPED_BACK = 0.25;
/** With more lines than this the spread inside of buckets is not drawn: it would cover the others. */
const MOST_SPREADS = 8;
/** Fewer entries than this are shown as dots too. */
const FEW_ENTRIES = 30;

/** Bands first, then the raw lines behind the smoothed ones, what stands out last. */
export function drawLines(pen: Pen, lines: readonly Line[], mapping: Mapping, look: Look): void {
  const { x, y } = pixelsOf(mapping);
  const isOut = (line: Line) => look.highlight !== undefined && line.runId === look.highlight;
  const anyOut = lines.some(isOut);
  const alphaOf = (line: Line) => (!anyOut || isOut(line) ? 1 : STEPPED_BACK);
  const ordered = [...lines].sort((a, b) => rank(a, isOut) - rank(b, isOut));
  const log = mapping.scale === 'log';
  for (const line of ordered) {
    const colour = look.colour(line.stroke.token);
    if (line.band) drawBand(pen, line, mapping, colour, alphaOf(line), x, y);
    else if (lines.length <= MOST_SPREADS && line.buffer.bucketed && !look.smoothing) {
      traceSpread(pen, line, mapping, colour, BAND * alphaOf(line), x, y);
    }
  }
  for (const line of ordered) {
    const { buffer, stroke } = line;
    const out = isOut(line);
    const colour = look.colour(out && lines.length > MOST_COLOURED ? 'accent' : stroke.token);
    const alpha = alphaOf(line) * (lines.length > MOST_COLOURED && !out && !line.baseline ? 0.5 : 1);
    const width = out ? Math.max(2, stroke.width) : stroke.width;
    const dash = line.baseline && out ? [6, 3] : stroke.dash;
    const [from, to] = span(buffer, mapping.xRange);
    const smoothed = look.smoothing && hasValue(buffer.smoothed, from, to);
    const trace = (values: Float64Array) => (path: Path) => traceLine(path, buffer.x, values, from, to, log, x, y);
    if (smoothed) {
      pen.line({ colour, width: 1, alpha: alpha * GHOST, dash }, trace(buffer.last));
      pen.line({ colour, width: Math.max(1.5, width), alpha, dash }, trace(buffer.smoothed));
    } else {
      pen.line({ colour, width, alpha, dash }, trace(buffer.last));
    }
    const values = smoothed ? buffer.smoothed : buffer.last;
    if (to - from <= FEW_ENTRIES && lines.length <= MOST_COLOURED) {
      for (let at = from; at < to; at++) {
        if (drawable(values[at], log))
          pen.dot({ colour, radius: 2.5, alpha }, x(buffer.x[at] ?? 0), y(values[at] ?? 0));
      }
    } else {
      drawLonely(pen, buffer.x, values, from, to, log, { colour, alpha }, x, y);
    }
  }
  drawMarks(pen, ordered, mapping, look, x);
}

function rank(line: Line, isOut: (line: Line) => boolean): number {
  return isOut(line) ? 2 : line.baseline ? 1 : 0;
}

function hasValue(values: Float64Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!Number.isNaN(values[at])) return true;
  return false;
}

function drawable(value: number | undefined, log: boolean): boolean {
  return value !== undefined && Number.isFinite(value) && (!log || value > 0);
}

function traceLine(
  path: Path,
  xs: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  log: boolean,
  x: Transform,
  y: Transform,
): void {
  let down = false;
  for (let at = from; at < to; at++) {
    const value = values[at];
    if (value === undefined || !drawable(value, log)) {
      down = false;
      continue;
    }
    if (down) path.lineTo(x(xs[at] ?? 0), y(value));
    else path.moveTo(x(xs[at] ?? 0), y(value));
    down = true;
  }
}

/** A value between two that cannot be drawn has no line: a dot keeps it visible. */
function drawLonely(
  pen: Pen,
  xs: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  log: boolean,
  style: { colour: string; alpha: number },
  x: Transform,
  y: Transform,
): void {
  for (let at = from; at < to; at++) {
    if (!drawable(values[at], log) || drawable(values[at - 1], log) || drawable(values[at + 1], log)) continue;
    pen.dot({ ...style, radius: 2 }, x(xs[at] ?? 0), y(values[at] ?? 0));
  }
}

/** From the least to the greatest value of each bucket, as one shape. */
function traceSpread(
  pen: Pen,
  { buffer }: Line,
  { xRange, scale, box }: Mapping,
  colour: string,
  alpha: number,
  x: Transform,
  y: Transform,
): void {
  const { x: xs, min, max } = buffer;
  const [from, to] = span(buffer, xRange);
  const floor = box.top + box.height;
  const low = (at: number) => (scale === 'log' && !((min[at] ?? 0) > 0) ? floor : y(min[at] ?? 0));
  let start = from;
  const shape = (path: Path, first: number, end: number) => {
    for (let at = first; at < end; at++) {
      if (at === first) path.moveTo(x(xs[at] ?? 0), y(max[at] ?? 0));
      else path.lineTo(x(xs[at] ?? 0), y(max[at] ?? 0));
    }
    for (let at = end - 1; at >= first; at--) path.lineTo(x(xs[at] ?? 0), low(at));
    path.closePath();
  };
  pen.area({ colour, alpha }, (path) => {
    for (let at = from; at <= to; at++) {
      if (at < to && drawable(max[at], scale === 'log') && Number.isFinite(min[at] ?? Number.NaN)) continue;
      if (at > start) shape(path, start, at);
      start = at + 1;
    }
  });
}

function drawBand(
  pen: Pen,
  line: Line,
  mapping: Mapping,
  colour: string,
  alpha: number,
  x: Transform,
  y: Transform,
): void {
  traceSpread(pen, line, mapping, colour, BAND * alpha, x, y);
  const { buffer } = line;
  const [from, to] = span(buffer, mapping.xRange);
  const log = mapping.scale === 'log';
  for (const edge of [buffer.min, buffer.max]) {
    pen.line({ colour, width: 1, alpha: BAND_BORDER * alpha }, (path) =>
      traceLine(path, buffer.x, edge, from, to, log, x, y),
    );
  }
}

/** NaN and infinite values at the edge where they belong: ▲ above, ▼ below, × for what is no number. */
function drawMarks(pen: Pen, lines: readonly Line[], { box, xRange, ratio }: Mapping, look: Look, x: Transform): void {
  const size = 4 * ratio;
  const top = box.top + size + 1;
  const bottom = box.top + box.height - size - 1;
  for (const line of lines) {
    const colour = look.colour(line.stroke.token);
    const taken = new Set<string>();
    for (const { x: at, value } of line.buffer.nonFinite.at) {
      if (at < xRange[0] || at > xRange[1]) continue;
      const px = x(at);
      const kind = Number.isNaN(value) ? 'nan' : value > 0 ? 'up' : 'down';
      const place = `${kind}${Math.round(px / size)}`;
      if (taken.has(place)) continue;
      taken.add(place);
      if (kind === 'nan') {
        pen.line({ colour, width: 1.5 }, (path) => {
          path.moveTo(px - size, bottom - size);
          path.lineTo(px + size, bottom + size);
          path.moveTo(px - size, bottom + size);
          path.lineTo(px + size, bottom - size);
        });
      } else {
        const [base, tip] = kind === 'up' ? [top + size, top - size] : [bottom - size, bottom + size];
        pen.area({ colour, alpha: 1 }, (path) => {
          path.moveTo(px - size, base);
          path.lineTo(px + size, base);
          path.lineTo(px, tip);
          path.closePath();
        });
      }
    }
  }
}
