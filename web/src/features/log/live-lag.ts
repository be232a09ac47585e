/**
 * How far the browser is behind, without trusting that its clock and the sender's agree: the smallest distance between a line's time
 * and its arrival is what a line needs at best, and what is above that is lag. Lines that are sent again are old, and say nothing.
 */
export class LiveLag {
  private newest = Number.NEGATIVE_INFINITY;
  private best = Number.POSITIVE_INFINITY;
  private lag = 0;

  /** Millis behind, after lines arrived whose newest has this time. */
  observe(newestTime: number, now: number): number {
    if (newestTime < this.newest) return this.lag;
    this.newest = newestTime;
    const distance = now - newestTime;
    this.best = Math.min(this.best, distance);
    this.lag = distance - this.best;
    return this.lag;
  }

  reset(): void {
    this.newest = Number.NEGATIVE_INFINITY;
    this.best = Number.POSITIVE_INFINITY;
    this.lag = 0;
  }
}

/** Lines per second over the last seconds. */
export class Rate {
  private readonly seen: { at: number; count: number }[] = [];
  private sum = 0;
  private readonly span: number;

  constructor(spanMillis = 2000) {
    this.span = spanMillis;
  }

  add(count: number, now: number): void {
    this.seen.push({ at: now, count });
    this.sum += count;
    this.forget(now);
  }

  perSecond(now: number): number {
    this.forget(now);
    return (this.sum * 1000) / this.span;
  }

  private forget(now: number): void {
    for (let first = this.seen[0]; first && first.at <= now - this.span; first = this.seen[0]) {
      this.sum -= first.count;
      this.seen.shift();
    }
  }
}
