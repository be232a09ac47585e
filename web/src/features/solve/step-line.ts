/** Holds this many changes; then every second one is let go, so that memory stays bounded however long a solve lasts. */
const MOST_CHANGES = 16_384;
const FIRST_CAPACITY = 128;

/**
 * A value that holds until it changes: only its changes are kept, in the order of their steps. What is not newer than the last step is a
 * repetition and is dropped.
 */
export class StepLine {
  /** Up to where the last value is known to hold; NaN while there is none. */
  end = Number.NaN;
  /** Of the last report, also of one that changed nothing. */
  lastStep = Number.NEGATIVE_INFINITY;
  /** Some changes were let go. */
  thinned = false;
  private xs: Float64Array;
  private values: Float64Array;
  private used = 0;
  private readonly most: number;

  constructor(most = MOST_CHANGES) {
    this.most = most;
    this.xs = new Float64Array(Math.min(FIRST_CAPACITY, most));
    this.values = new Float64Array(this.xs.length);
  }

  get length(): number {
    return this.used;
  }
  get x(): Float64Array {
    return this.xs.subarray(0, this.used);
  }
  get value(): Float64Array {
    return this.values.subarray(0, this.used);
  }
  /** NaN while there is none. */
  get first(): number {
    return this.used === 0 ? Number.NaN : (this.values[0] ?? Number.NaN);
  }
  get last(): number {
    return this.used === 0 ? Number.NaN : (this.values[this.used - 1] ?? Number.NaN);
  }
  /** Where the first value begins; NaN while there is none. */
  get start(): number {
    return this.used === 0 ? Number.NaN : (this.xs[0] ?? Number.NaN);
  }
  /** Where the last change was; NaN while there is none. */
  get changedAt(): number {
    return this.used === 0 ? Number.NaN : (this.xs[this.used - 1] ?? Number.NaN);
  }

  /** Answers whether it was new. A value that is no number, or infinite, says nothing yet: a bound often begins so. */
  append(x: number, step: number, value: number): boolean {
    if (!(step > this.lastStep)) return false;
    this.lastStep = step;
    if (!Number.isFinite(value)) return true;
    // A clock that was set back must not turn the line around.
    const at = this.used > 0 ? Math.max(x, this.end) : x;
    this.end = at;
    if (this.used > 0 && value === this.last) return true;
    if (this.used === this.xs.length) this.makeRoom();
    this.xs[this.used] = at;
    this.values[this.used] = value;
    this.used++;
    return true;
  }

  /** The last change at or before x; -1 before the first. */
  indexAt(x: number): number {
    let low = 0;
    let high = this.used;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.xs[middle] ?? 0) <= x) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** NaN before the first change. A value holds on behind the end. */
  at(x: number): number {
    const index = this.indexAt(x);
    return index < 0 ? Number.NaN : (this.values[index] ?? Number.NaN);
  }

  private makeRoom(): void {
    if (this.used < this.most) {
      const size = Math.min(this.most, 2 * this.xs.length);
      const [xs, values] = [new Float64Array(size), new Float64Array(size)];
      xs.set(this.xs);
      values.set(this.values);
      this.xs = xs;
      this.values = values;
      return;
    }
    // The first and the newest stay: they say when something was found, and what there is now.
    let kept = 0;
    for (let at = 0; at < this.used; at++) {
      if (at % 2 === 1 && at !== this.used - 1) continue;
      this.xs[kept] = this.xs[at] ?? 0;
      this.values[kept] = this.values[at] ?? 0;
      kept++;
    }
    this.used = kept;
    this.thinned = true;
  }
}
