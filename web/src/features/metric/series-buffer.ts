import type { MetricValue } from '@/shared/api/types';

/** Holds this many buckets; then neighbours are merged, so that memory stays bounded however long a run lasts. */
const MOST_BUCKETS = 16_384;
const FIRST_CAPACITY = 256;

export function numberOf(value: MetricValue): number {
  return typeof value === 'number' ? value : Number(value);
}

/**
 * The points of one key as columns of doubles, in the order of their steps. What is older than the last step is a repetition and
 * is dropped. A bucket keeps min, max and last, so that a spike outlives every merge.
 */
export class SeriesBuffer {
  readonly key: string;
  readonly attempt: number;
  readonly role: string;
  private columns = makeColumns(FIRST_CAPACITY);
  private used = 0;
  private rawPoints = 0;
  private perBucket = 1;
  private inLast = 0;

  constructor(key: string, attempt: number, role: string) {
    this.key = key;
    this.attempt = attempt;
    this.role = role;
  }

  get length(): number {
    return this.used;
  }

  /** Points as logged, before any bucket. */
  get points(): number {
    return this.rawPoints;
  }

  get bucketed(): boolean {
    return this.rawPoints > this.used;
  }

  get lastStep(): number {
    return this.used === 0 ? Number.NEGATIVE_INFINITY : (this.columns.step[this.used - 1] ?? 0);
  }

  get lastValue(): number | undefined {
    return this.used === 0 ? undefined : this.columns.last[this.used - 1];
  }

  step(): Float64Array {
    return this.columns.step.subarray(0, this.used);
  }
  time(): Float64Array {
    return this.columns.time.subarray(0, this.used);
  }
  min(): Float64Array {
    return this.columns.min.subarray(0, this.used);
  }
  max(): Float64Array {
    return this.columns.max.subarray(0, this.used);
  }
  last(): Float64Array {
    return this.columns.last.subarray(0, this.used);
  }

  /** A point of the live stream. Answers whether it was new. */
  append(step: number, time: number, value: number): boolean {
    if (step <= this.lastStep) return false;
    this.rawPoints++;
    if (this.inLast > 0 && this.inLast < this.perBucket) {
      const at = this.used - 1;
      this.columns.step[at] = step;
      this.columns.time[at] = time;
      this.columns.min[at] = lesser(this.columns.min[at] ?? value, value);
      this.columns.max[at] = greater(this.columns.max[at] ?? value, value);
      this.columns.last[at] = value;
      this.inLast++;
      return true;
    }
    this.push(step, time, value, value, value);
    this.inLast = 1;
    return true;
  }

  /** A bucket of the server; `points` is what the whole series holds in raw points. */
  appendBucket(step: number, time: number, min: number, max: number, last: number): void {
    if (step > this.lastStep) this.push(step, time, min, max, last);
  }

  setPoints(points: number): void {
    this.rawPoints = Math.max(points, this.used);
    this.inLast = this.perBucket;
  }

  private push(step: number, time: number, min: number, max: number, last: number): void {
    if (this.used === this.columns.step.length) {
      if (this.used >= MOST_BUCKETS) this.merge();
      else this.columns = grown(this.columns);
    }
    this.columns.step[this.used] = step;
    this.columns.time[this.used] = time;
    this.columns.min[this.used] = min;
    this.columns.max[this.used] = max;
    this.columns.last[this.used] = last;
    this.used++;
  }

  private merge(): void {
    const { step, time, min, max, last } = this.columns;
    const half = this.used >> 1;
    for (let at = 0; at < half; at++) {
      const a = 2 * at;
      const b = a + 1;
      step[at] = step[b] ?? 0;
      time[at] = time[b] ?? 0;
      min[at] = lesser(min[a] ?? Number.NaN, min[b] ?? Number.NaN);
      max[at] = greater(max[a] ?? Number.NaN, max[b] ?? Number.NaN);
      last[at] = last[b] ?? Number.NaN;
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

function makeColumns(capacity: number) {
  return {
    step: new Float64Array(capacity),
    time: new Float64Array(capacity),
    min: new Float64Array(capacity),
    max: new Float64Array(capacity),
    last: new Float64Array(capacity),
  };
}

function grown(columns: ReturnType<typeof makeColumns>): ReturnType<typeof makeColumns> {
  const next = makeColumns(columns.step.length * 2);
  next.step.set(columns.step);
  next.time.set(columns.time);
  next.min.set(columns.min);
  next.max.set(columns.max);
  next.last.set(columns.last);
  return next;
}

export interface Aligned {
  x: number[];
  /** One column a series; null where it has no drawable value at that step. */
  last: (number | null)[][];
  min: (number | null)[][];
  max: (number | null)[][];
  /** NaN and infinite values, which have no place on the chart. */
  undrawable: number;
}

/** Puts several series on one axis of steps. */
export function align(series: readonly SeriesBuffer[]): Aligned {
  const steps = series.map((one) => one.step());
  const columns = series.map((one) => ({ last: one.last(), min: one.min(), max: one.max() }));
  const at = series.map(() => 0);
  const aligned: Aligned = {
    x: [],
    last: series.map(() => []),
    min: series.map(() => []),
    max: series.map(() => []),
    undrawable: 0,
  };
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    for (let s = 0; s < steps.length; s++) {
      const step = steps[s]?.[at[s] ?? 0];
      if (step !== undefined && step < next) next = step;
    }
    if (next === Number.POSITIVE_INFINITY) return aligned;
    aligned.x.push(next);
    for (let s = 0; s < steps.length; s++) {
      const index = at[s] ?? 0;
      if (steps[s]?.[index] === next) {
        const last = columns[s]?.last[index] ?? Number.NaN;
        if (!Number.isFinite(last)) aligned.undrawable++;
        aligned.last[s]?.push(drawable(last));
        aligned.min[s]?.push(drawable(columns[s]?.min[index]));
        aligned.max[s]?.push(drawable(columns[s]?.max[index]));
        at[s] = index + 1;
      } else {
        aligned.last[s]?.push(null);
        aligned.min[s]?.push(null);
        aligned.max[s]?.push(null);
      }
    }
  }
}

function drawable(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
