/** Eleven steps of cividis, which reads the same with every kind of colour vision (Nuñez, Anderton and Renslow, 2018). */
const STEPS = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [124, 123, 120],
  [138, 135, 121],
  [166, 157, 117],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
] as const;

/** The colour at a place from 0 to 1. */
export function cividis(place: number): string {
  const at = Math.min(1, Math.max(0, place)) * (STEPS.length - 1);
  const low = STEPS[Math.floor(at)] ?? STEPS[0];
  const high = STEPS[Math.ceil(at)] ?? low;
  const part = at - Math.floor(at);
  const mixed = low.map((value, channel) => Math.round(value + part * ((high[channel] ?? value) - value)));
  return `rgb(${mixed.join(', ')})`;
}
