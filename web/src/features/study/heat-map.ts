import { type Axis, placeOn } from './axis';

/** So many cells along an axis of numbers; an axis of choices has one for each. */
const CELLS = 48;
/** How far a trial speaks for its neighbourhood, in cells. */
const REACH = 2.2;
/** Below so much of a trial nothing is said. */
const LEAST_WEIGHT = 0.06;

interface HeatMap {
  columns: number;
  rows: number;
  /** Row by row from the lower end of y; NaN where no trial is near. */
  value: Float64Array;
}

const cellsOf = ({ kind, words }: Axis) => (kind === 'choices' ? Math.max(1, words.length) : CELLS);

/** The cell of a value; -1 for none, or outside of the axis. */
function cellOf(axis: Axis, cells: number, value: number): number {
  if (axis.kind === 'choices') return Number.isInteger(value) && value < cells ? value : -1;
  const place = placeOn(axis, value);
  return place >= -1e-9 && place <= 1 + 1e-9 ? Math.min(cells - 1, Math.max(0, Math.floor(place * cells))) : -1;
}

/**
 * A value over the plane of two axes: in each cell the mean of the trials around it, weighted by how near they are (Nadaraya and Watson, 1964,
 * with a normal kernel along axes of numbers). Between two choices nothing lies, so they do not speak for each other.
 */
export function heatMapOf(x: Axis, y: Axis, values: Float64Array, numbers: readonly number[]): HeatMap {
  const columns = cellsOf(x);
  const rows = cellsOf(y);
  let sums: Float64Array = new Float64Array(columns * rows);
  let weights: Float64Array = new Float64Array(columns * rows);
  for (const number of numbers) {
    const value = values[number] ?? Number.NaN;
    const column = cellOf(x, columns, x.column[number] ?? Number.NaN);
    const row = cellOf(y, rows, y.column[number] ?? Number.NaN);
    if (column < 0 || row < 0 || !Number.isFinite(value)) continue;
    const at = row * columns + column;
    sums[at] = (sums[at] ?? 0) + value;
    weights[at] = (weights[at] ?? 0) + 1;
  }
  if (x.kind !== 'choices') [sums, weights] = [spread(sums, columns, rows, 1), spread(weights, columns, rows, 1)];
  if (y.kind !== 'choices') {
    [sums, weights] = [spread(sums, columns, rows, columns), spread(weights, columns, rows, columns)];
  }
  const value = sums.map((sum, at) => {
    const weight = weights[at] ?? 0;
    return weight < LEAST_WEIGHT ? Number.NaN : sum / weight;
  });
  return { columns, rows, value };
}

const kernel = Array.from({ length: 2 * Math.ceil(3 * REACH) + 1 }, (_, at) => {
  const away = at - Math.ceil(3 * REACH);
  return Math.exp(-0.5 * (away / REACH) ** 2);
});

/** Spreads what is in each cell along one direction: `stride` 1 along the rows, else from row to row. */
function spread(cells: Float64Array, columns: number, rows: number, stride: number): Float64Array {
  const wide = new Float64Array(cells.length);
  const half = (kernel.length - 1) / 2;
  const along = stride === 1 ? columns : rows;
  for (let at = 0; at < cells.length; at++) {
    const own = cells[at] ?? 0;
    if (own === 0) continue;
    const place = stride === 1 ? at % columns : Math.floor(at / columns);
    for (let step = Math.max(-half, -place); step <= Math.min(half, along - 1 - place); step++) {
      const to = at + step * stride;
      wide[to] = (wide[to] ?? 0) + own * (kernel[step + half] ?? 0);
    }
  }
  return wide;
}
