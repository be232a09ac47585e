/** Holds this many entries; then neighbours are merged, so that memory stays bounded however long a run lasts. */
const MOST_ENTRIES = 16_384;
const FIRST_CAPACITY = 256;
const MOST_PLACES = 100;

/** A value without a place on the chart, and where it belongs. */
export interface Place {
  x: number;
  value: number;
}

export interface Entry {
  x: number;
  step: number;
  time: number;
  min: number;
  max: number;
  last: number;
  /** NaN when there is none. */
  smoothed: number;
}

type Column = 'x' | 'step' | 'time' | 'min' | 'max' | 'last' | 'smoothed';
const columnNames: readonly Column[] = ['x', 'step', 'time', 'min', 'max', 'last', 'smoothed'];
type Columns = Record<Column, Float64Array>;

/**
 * The points of one line as columns of doubles, in the order of their steps. What is older than the last step is a repetition and
 * is dropped. A bucket keeps min, max and last, so that a spike outlives every merge.
 */
export class LineBuffer {
  /** Raw points, before any bucket. */
  points = 0;
  /** Whether x never goes back, so that a place can be found by halving. */
  sorted = true;
  readonly nonFinite = { nan: 0, positive: 0, negative: 0, at: [] as Place[] };
  private columns = makeColumns(FIRST_CAPACITY);
  private used = 0;
  private perBucket = 1;
  private inLast = 0;

  get length(): number {
    return this.used;
  }
  get bucketed(): boolean {
    return this.points > this.used;
  }
  get lastStep(): number {
    return this.used === 0 ? Number.NEGATIVE_INFINITY : this.at('step', this.used - 1);
  }
  get x(): Float64Array {
    return this.columns.x.subarray(0, this.used);
  }
  get step(): Float64Array {
    return this.columns.step.subarray(0, this.used);
  }
  get time(): Float64Array {
    return this.columns.time.subarray(0, this.used);
  }
  get min(): Float64Array {
    return this.columns.min.subarray(0, this.used);
  }
  get max(): Float64Array {
    return this.columns.max.subarray(0, this.used);
  }
  get last(): Float64Array {
    return this.columns.last.subarray(0, this.used);
  }
  get smoothed(): Float64Array {
    return this.columns.smoothed.subarray(0, this.used);
  }

  at(column: Column, index: number): number {
    return index >= 0 && index < this.used ? (this.columns[column][index] ?? Number.NaN) : Number.NaN;
  }

  /** An entry of the server's answer, whatever its step: those of a group have none. */
  load(entry: Entry): void {
    this.push(entry);
  }

  /** What the answer holds in raw points: live ones that follow open a new bucket. */
  loaded(points: number): void {
    this.points = Math.max(points, this.used);
    this.inLast = this.perBucket;
  }

  /** A point of the live stream. Answers whether it was new. */
  append(x: number, step: number, time: number, value: number): boolean {
    if (step <= this.lastStep) return false;
    this.points++;
    if (!Number.isFinite(value)) this.count(x, value);
    if (this.inLast > 0 && this.inLast < this.perBucket) {
      const at = this.used - 1;
      const { columns } = this;
      columns.x[at] = x;
      columns.step[at] = step;
      columns.time[at] = time;
      columns.min[at] = lesser(columns.min[at] ?? value, value);
      columns.max[at] = greater(columns.max[at] ?? value, value);
      columns.last[at] = value;
      this.inLast++;
      return true;
    }
    this.push({ x, step, time, min: value, max: value, last: value, smoothed: Number.NaN });
    this.inLast = 1;
    return true;
  }

  private count(x: number, value: number): void {
    const { nonFinite } = this;
    if (Number.isNaN(value)) nonFinite.nan++;
    else if (value > 0) nonFinite.positive++;
    else nonFinite.negative++;
    if (nonFinite.at.length < MOST_PLACES) nonFinite.at.push({ x, value });
  }

  private push(entry: Entry): void {
    if (this.used === this.columns.x.length) {
      if (this.used >= MOST_ENTRIES) this.merge();
      else this.columns = grown(this.columns);
    }
    if (this.used > 0 && entry.x < this.at('x', this.used - 1)) this.sorted = false;
    for (const name of columnNames) this.columns[name][this.used] = entry[name];
    this.used++;
  }

  private merge(): void {
    const { min, max } = this.columns;
    const half = this.used >> 1;
    for (let at = 0; at < half; at++) {
      const [a, b] = [2 * at, 2 * at + 1];
      const low = lesser(min[a] ?? Number.NaN, min[b] ?? Number.NaN);
      const high = greater(max[a] ?? Number.NaN, max[b] ?? Number.NaN);
      for (const name of columnNames) this.columns[name][at] = this.columns[name][b] ?? Number.NaN;
      min[at] = low;
      max[at] = high;
    }
    this.used = half;
    this.perBucket *= 2;
  }
}

/** NaN tells nothing about an extreme: the other one counts. */
function lesser(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b);
}
function greater(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b);
}

function makeColumns(capacity: number): Columns {
  return Object.fromEntries(columnNames.map((name) => [name, new Float64Array(capacity)])) as Columns;
}

function grown(columns: Columns): Columns {
  const next = makeColumns(columns.x.length * 2);
  for (const name of columnNames) next[name].set(columns[name]);
  return next;
}
