import { useEffect, useRef } from 'react';
import { formatCount, formatNumber } from '@/shared/format/format';
import { Plot, type Range } from './plot';

export interface ResidualShape {
  points: { actual: number; predicted: number }[];
  histogram: { edges: number[]; counts: number[] };
}

function rangeOf(values: readonly number[]): Range {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (!(to > from)) return { from: from - 1, to: to + 1 };
  const margin = (to - from) * 0.04;
  return { from: from - margin, to: to + margin };
}

/** Thousands of points: drawn as one path, so that the page stays light. */
export function PredictedActual({ data }: { data: ResidualShape }) {
  const all = data.points.flatMap((point) => [point.actual, point.predicted]);
  const range = rangeOf(all);
  const host = useRef<SVGPathElement>(null);
  const points = useRef('');
  useEffect(() => {
    host.current?.setAttribute('d', points.current);
  });
  return (
    <Plot
      label={`Predicted against actual values of ${formatCount(data.points.length)} held-out rows; on the diagonal they agree`}
      xTitle="Actual"
      yTitle="Predicted"
      x={range}
      y={range}
    >
      {(scale) => {
        points.current = data.points
          .map((point) => `M${scale.x(point.actual).toFixed(1)} ${scale.y(point.predicted).toFixed(1)}h0`)
          .join('');
        return (
          <>
            <line
              className="guide"
              x1={scale.x(range.from)}
              y1={scale.y(range.from)}
              x2={scale.x(range.to)}
              y2={scale.y(range.to)}
            />
            <path
              ref={host}
              stroke="var(--chart-1)"
              strokeWidth={data.points.length > 1000 ? 3 : 5}
              strokeLinecap="round"
              opacity={data.points.length > 1000 ? 0.35 : 0.6}
            />
          </>
        );
      }}
    </Plot>
  );
}

export function ResidualHistogram({ data }: { data: ResidualShape }) {
  const { edges, counts } = data.histogram;
  const most = Math.max(1, ...counts);
  const peak = counts.indexOf(most);
  return (
    <Plot
      label={`Histogram of actual minus predicted; most rows, ${formatCount(most)}, lie between ${formatNumber(edges[peak])} and ${formatNumber(edges[peak + 1])}`}
      xTitle="Actual − predicted"
      yTitle="Rows"
      x={{ from: edges[0] ?? 0, to: edges.at(-1) ?? 1 }}
      y={{ from: 0, to: most * 1.05 }}
    >
      {(scale) =>
        counts.map((count, bin) => {
          const left = scale.x(edges[bin] ?? 0);
          const right = scale.x(edges[bin + 1] ?? 0);
          return (
            <rect
              key={edges[bin]}
              x={left + 0.5}
              width={Math.max(0.5, right - left - 1)}
              y={scale.y(count)}
              height={scale.y(0) - scale.y(count)}
              fill="var(--chart-1)"
              opacity="0.75"
            >
              <title>{`${formatNumber(edges[bin])} to ${formatNumber(edges[bin + 1])}: ${formatCount(count)} rows`}</title>
            </rect>
          );
        })
      }
    </Plot>
  );
}
