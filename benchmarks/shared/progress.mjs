/** Percent and remaining time of a long measurement: in place on a terminal, else a line now and then. */
export class Progress {
  #live = Boolean(process.stderr.isTTY);
  #total;
  #done = 0;
  #begin = performance.now();
  #last = performance.now();
  words = "";

  constructor(total) {
    this.#total = total;
  }

  tick() {
    this.add(1);
  }

  /** So many of the steps are done. */
  add(steps) {
    this.#done += steps;
    const now = performance.now();
    if (now - this.#last < (this.#live ? 250 : 10_000)) return;
    this.#last = now;
    const left = ((now - this.#begin) / this.#done) * (this.#total - this.#done);
    const line = `${Math.floor((100 * this.#done) / this.#total)} %, about ${Math.ceil(left / 1000)} s left: ${this.words}`;
    process.stderr.write(this.#live ? `\r\x1b[K${line}` : `${line}\n`);
  }

  clear() {
    if (this.#live) process.stderr.write("\r\x1b[K");
  }
}
