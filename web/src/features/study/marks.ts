/** Where trials lie on a picture, in pixels of the page: so that the pointer and the keyboard find them again. */
export class Marks {
  length = 0;
  /** The keyboard goes over so many of them, from the first; over all when nobody says. */
  stops: number | undefined;
  readonly number: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;

  constructor(most: number) {
    this.number = new Int32Array(most);
    this.x = new Float32Array(most);
    this.y = new Float32Array(most);
  }

  add(number: number, x: number, y: number): void {
    if (this.length >= this.number.length) return;
    this.number[this.length] = number;
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.length++;
  }

  /** The place of the mark that is nearest, within a reach; of two as near, the one that was drawn later. -1 for none. */
  nearest(x: number, y: number, reach: number): number {
    let best = -1;
    let least = reach * reach;
    for (let at = 0; at < this.length; at++) {
      const across = (this.x[at] ?? 0) - x;
      const down = (this.y[at] ?? 0) - y;
      const away = across * across + down * down;
      if (away <= least) {
        least = away;
        best = at;
      }
    }
    return best;
  }

  /** The place of a trial's first mark; -1 for none. */
  placeOf(number: number | undefined): number {
    if (number === undefined) return -1;
    return this.number.subarray(0, this.length).indexOf(number);
  }

  /** The place so many marks farther on, never beyond the ends. From nowhere (-1) a step forward leads to the first, one back to the last. */
  step(from: number, by: number): number {
    const last = (this.stops ?? this.length) - 1;
    if (from >= 0) return Math.min(last, Math.max(0, from + by));
    return by < 0 ? (by === Number.NEGATIVE_INFINITY ? Math.min(0, last) : last) : Math.min(last, by - 1);
  }
}
