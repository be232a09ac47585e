/** Random numbers that are the same for the same seed, on every machine. */
export class Random {
  #state;
  #spare = NaN;

  /** @param {number | string} seed */
  constructor(seed) {
    this.#state = typeof seed === "number" ? seed >>> 0 : hash(seed);
  }

  /** At least 0, below 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  between(low, high) {
    return low + this.next() * (high - low);
  }

  /** Normally distributed, mean 0, deviation 1. */
  normal() {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  chance(share) {
    return this.next() < share;
  }

  pick(items) {
    return items[this.below(items.length)];
  }

  /** One of the keys of `{word: weight}`. */
  weighed(weights) {
    let at = this.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    for (const [word, weight] of Object.entries(weights)) {
      at -= weight;
      if (at < 0) return word;
    }
    return Object.keys(weights)[0];
  }

  /** A UUID of version 7 of that time. */
  uuid(milliseconds) {
    const time = Math.floor(milliseconds).toString(16).padStart(12, "0");
    const hex = (digits) => Math.floor(this.next() * 16 ** digits).toString(16).padStart(digits, "0");
    const variant = (8 + this.below(4)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
  }
}

/** FNV-1a. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193);
  return value >>> 0;
}
