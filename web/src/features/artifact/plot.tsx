import type { ReactNode } from 'react';
import { formatNumber } from '@/shared/format/format';

const WIDTH = 420;
const HEIGHT = 280;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 40;

export interface Range {
  from: number;
  to: number;
}

export interface Scale {
  x: (value: number) => number;
  y: (value: number) => number;
}

/** Axes with a few round ticks around whatever is drawn inside. */
export function Plot({
  label,
  xTitle,
  yTitle,
  x,
  y,
  children,
}: {
  label: string;
  xTitle: string;
  yTitle: string;
  x: Range;
  y: Range;
  children: (scale: Scale) => ReactNode;
}) {
  const scale: Scale = {
    x: (value) => LEFT + ((value - x.from) / (x.to - x.from || 1)) * (WIDTH - LEFT - RIGHT),
    y: (value) => HEIGHT - BOTTOM - ((value - y.from) / (y.to - y.from || 1)) * (HEIGHT - TOP - BOTTOM),
  };
  return (
    <svg className="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {ticks(y).map((tick) => (
        <g key={tick}>
          <line className="grid-line" x1={LEFT} x2={WIDTH - RIGHT} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={LEFT - 6} y={scale.y(tick) + 4} textAnchor="end">
            {tickText(tick)}
          </text>
        </g>
      ))}
      {ticks(x).map((tick) => (
        <g key={tick}>
          <line className="grid-line" x1={scale.x(tick)} x2={scale.x(tick)} y1={TOP} y2={HEIGHT - BOTTOM} />
          <text x={scale.x(tick)} y={HEIGHT - BOTTOM + 16} textAnchor="middle">
            {tickText(tick)}
          </text>
        </g>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} textAnchor="middle">
        {xTitle}
      </text>
      <text transform={`translate(11 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`} textAnchor="middle">
        {yTitle}
      </text>
      {children(scale)}
    </svg>
  );
}

/** About five round numbers inside a range. */
export function ticks({ from, to }: Range): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const found: number[] = [];
  for (let at = Math.ceil(from / step - 1e-9); at * step <= to + span * 1e-9; at++)
    found.push(Number((at * step).toPrecision(12)));
  return found;
}

const tickText = (value: number) => (Math.abs(value) >= 1e5 ? formatNumber(value) : String(value).replace('-', '−'));

export function pathOf(xs: readonly number[], ys: readonly number[], scale: Scale): string {
  return xs
    .map((value, at) => `${at === 0 ? 'M' : 'L'}${scale.x(value).toFixed(1)} ${scale.y(ys[at] ?? 0).toFixed(1)}`)
    .join('');
}
