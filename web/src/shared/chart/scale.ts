/** From values to places on a picture, and the round numbers along its axes. */

export type Range = readonly [number, number];
export type Scale = 'linear' | 'log' | 'symlog';
export type Transform = (value: number) => number;

/** Where values are on the picture. */
export interface Mapping {
  box: { left: number; top: number; width: number; height: number };
  xRange: Range;
  yRange: Range;
  scale: Scale;
  /** Of the symmetric logarithm. */
  linearBelow: number;
  /** Pixels of the picture for one of the page. */
  ratio: number;
}

function measure(scale: Scale, linearBelow: number): Transform {
  if (scale === 'log') return (value) => Math.log10(value);
  if (scale === 'symlog') return (value) => Math.asinh(value / linearBelow);
  return (value) => value;
}

/** From values to pixels, as plain arithmetic: it runs for every point. */
export function pixelsOf({ box, xRange, yRange, scale, linearBelow }: Mapping): { x: Transform; y: Transform } {
  const of = measure(scale, linearBelow);
  const [x0, x1] = xRange;
  const xFactor = box.width / (x1 - x0 || 1);
  const low = of(yRange[0]);
  const yFactor = box.height / (of(yRange[1]) - low || 1);
  const bottom = box.top + box.height;
  return {
    x: (value) => box.left + (value - x0) * xFactor,
    y:
      scale === 'linear'
        ? (value) => bottom - (value - low) * yFactor
        : (value) => bottom - (of(value) - low) * yFactor,
  };
}

const MOST_TICKS = 6;

/** Round numbers within a range. */
export function ticksOf([low, high]: Range, scale: Scale, linear: number): number[] {
  if (scale !== 'linear') {
    const of = measure(scale, linear);
    const back: (value: number) => number =
      scale === 'log' ? (value) => 10 ** value : (value) => Math.sinh(value) * linear;
    const [from, to] = [of(low), of(high)];
    if (scale === 'log' && to - from >= 1) {
      const each = Math.max(1, Math.ceil((to - from) / MOST_TICKS));
      return Array.from(
        { length: Math.floor(to) - Math.ceil(from) + 1 },
        (_, at) => 10 ** (Math.ceil(from) + at),
      ).filter((_, at) => at % each === 0);
    }
    return Array.from({ length: MOST_TICKS }, (_, at) =>
      Number(back(from + ((to - from) * (at + 0.5)) / MOST_TICKS).toPrecision(2)),
    );
  }
  const rough = (high - low) / MOST_TICKS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= rough) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}
