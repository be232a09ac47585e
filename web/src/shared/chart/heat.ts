/** From blue (−1) over the surface to orange (1); pale enough for the number on it. */
export function heatColour(value: number | null): string {
  if (value === null) return 'transparent';
  const colour = value < 0 ? '#0e6ba5' : '#cd700d';
  return `color-mix(in srgb, ${colour} ${Math.round(Math.abs(value) * 55)}%, var(--surface))`;
}
