/**
 * A browser draws no element higher than some 33 million pixels. Rows that need more are mapped: a small movement moves the rows by as
 * much, a large one (the scroll bar) moves in proportion.
 */
const TALLEST = 15_000_000;
const SMALL = 2_000;

export class ScrollMap {
  private total = 0;
  private window = 0;
  private tallest: number;
  /** Where the content is, and where the bar was then. */
  private content = 0;
  private bar = 0;

  constructor(tallest = TALLEST) {
    this.tallest = tallest;
  }

  /** The height of the element for rows of that many pixels. */
  resize(total: number, window: number): number {
    this.total = total;
    this.window = window;
    return Math.min(total, this.tallest);
  }

  get isMapped(): boolean {
    return this.total > this.tallest;
  }

  private get ratio(): number {
    return (this.total - this.window) / Math.max(1, this.tallest - this.window);
  }

  /** The bar was moved by a person. */
  moved(bar: number): void {
    if (!this.isMapped) return;
    const step = bar - this.bar;
    this.content = Math.abs(step) < SMALL && bar > 0 ? this.content + step : bar * this.ratio;
    this.content = Math.max(0, Math.min(this.content, this.total - this.window));
    this.bar = bar;
  }

  /** Where the bar must be for the content to be there. */
  goTo(content: number): number {
    if (!this.isMapped) return content;
    this.content = content;
    this.bar = Math.round(content / this.ratio);
    return this.bar;
  }

  toContent(bar: number): number {
    return this.isMapped ? this.content : bar;
  }
}
