import { formatCount, formatNumber } from '@/shared/format/format';
import { Plot, type Range, type Scale } from './plot';
import { PlotTable } from './plot-table';

interface Density {
  x_edges: number[];
  y_edges: number[];
  /** The outer list is along x. */
  counts: number[][];
}

export interface ResidualShape {
  rows?: number;
  points: { actual: number; predicted: number }[];
  histogram: { edges: number[]; counts: number[] };
  qq?: { theoretical: number[]; sample: number[] };
  /** There when the rows are too many to be drawn one by one. */
  density?: Density;
  residual_density?: Density;
}

/** Many rows as squares: the more rows, the darker. */
function DensityCells({ density, scale }: { density: Density; scale: Scale }) {
  const most = Math.max(1, ...density.counts.flat());
  return (
    <>
      {density.counts.flatMap((column, x) =>
        column.map((count, y) => {
          if (count === 0) return null;
          const left = scale.x(density.x_edges[x] ?? 0);
          const top = scale.y(density.y_edges[y + 1] ?? 0);
          return (
            <rect
              key={`${density.x_edges[x]} ${density.y_edges[y]}`}
              x={left}
              y={top}
              width={Math.max(0.5, scale.x(density.x_edges[x + 1] ?? 0) - left)}
              height={Math.max(0.5, scale.y(density.y_edges[y] ?? 0) - top)}
              fill="var(--chart-1)"
              opacity={0.12 + 0.88 * Math.sqrt(count / most)}
            >
              <title>{`${formatCount(count)} rows`}</title>
            </rect>
          );
        }),
      )}
    </>
  );
}

const edgesOf = (edges: readonly number[]): Range => ({ from: edges[0] ?? 0, to: edges.at(-1) ?? 1 });

/** Thousands of points as one path. */
const dotsOf = (points: readonly (readonly [number, number])[], scale: Scale) =>
  points.map(([x, y]) => `M${scale.x(x).toFixed(1)} ${scale.y(y).toFixed(1)}h0`).join('');

function Dots({ points, scale }: { points: readonly (readonly [number, number])[]; scale: Scale }) {
  const many = points.length > 1000;
  return (
    <path
      d={dotsOf(points, scale)}
      stroke="var(--chart-1)"
      strokeWidth={many ? 3 : 5}
      strokeLinecap="round"
      opacity={many ? 0.35 : 0.6}
    />
  );
}

/** Errors that depend on what was predicted show here as a shape; a good model leaves a level cloud. */
export function ResidualsFitted({ data }: { data: ResidualShape }) {
  const points = data.points.map((point) => [point.predicted, point.actual - point.predicted] as const);
  const density = data.residual_density;
  const x = density ? edgesOf(density.x_edges) : rangeOf(points.map(([predicted]) => predicted));
  const y = density ? edgesOf(density.y_edges) : rangeOf(points.map(([, residual]) => residual));
  return (
    <>
      <Plot
        label={`Residuals against predicted values of ${formatCount(data.rows ?? points.length)} held-out rows`}
        xTitle="Predicted"
        yTitle="Actual − predicted"
        x={x}
        y={y}
      >
        {(scale) => (
          <>
            {density ? <DensityCells density={density} scale={scale} /> : <Dots points={points} scale={scale} />}
            <line className="guide" x1={scale.x(x.from)} y1={scale.y(0)} x2={scale.x(x.to)} y2={scale.y(0)} />
          </>
        )}
      </Plot>
      <PlotTable
        label="Residuals against predicted values"
        columns={['Predicted', 'Actual − predicted']}
        rows={() => points}
      />
    </>
  );
}

/** Residuals beside those of a normal distribution. */
export function ResidualQuantiles({ qq }: { qq: { theoretical: number[]; sample: number[] } }) {
  const points = qq.theoretical.map((value, at) => [value, qq.sample[at] ?? 0] as const);
  if (points.length === 0) return <p className="muted">Every residual is the same.</p>;
  const range = rangeOf([...qq.theoretical, ...qq.sample]);
  return (
    <>
      <Plot
        label="Quantiles of the standardised residuals against those of a normal distribution; on the diagonal they are normal"
        xTitle="Normal quantile"
        yTitle="Residual quantile"
        x={range}
        y={range}
      >
        {(scale) => (
          <>
            <line
              className="guide"
              x1={scale.x(range.from)}
              y1={scale.y(range.from)}
              x2={scale.x(range.to)}
              y2={scale.y(range.to)}
            />
            <Dots points={points} scale={scale} />
          </>
        )}
      </Plot>
      <PlotTable
        label="Quantiles of the residuals"
        columns={['Normal quantile', 'Residual quantile']}
        rows={() => points}
      />
    </>
  );
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

export function PredictedActual({ data }: { data: ResidualShape }) {
  const points = data.points.map((point) => [point.predicted, point.actual] as const);
  const { density } = data;
  const range = density
    ? rangeOf([...density.x_edges, ...density.y_edges])
    : rangeOf(data.points.flatMap((point) => [point.actual, point.predicted]));
  return (
    <>
      <Plot
        label={`Actual against predicted values of ${formatCount(data.rows ?? points.length)} held-out rows; on the diagonal they agree`}
        xTitle="Predicted"
        yTitle="Actual"
        x={range}
        y={range}
      >
        {(scale) => (
          <>
            {density ? <DensityCells density={density} scale={scale} /> : <Dots points={points} scale={scale} />}
            <line
              className="guide"
              x1={scale.x(range.from)}
              y1={scale.y(range.from)}
              x2={scale.x(range.to)}
              y2={scale.y(range.to)}
            />
          </>
        )}
      </Plot>
      <PlotTable label="Predicted and actual values" columns={['Predicted', 'Actual']} rows={() => points} />
    </>
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
