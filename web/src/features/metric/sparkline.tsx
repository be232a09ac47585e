import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { MetricSeries } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import { formatNumber } from '@/shared/format/format';
import { headlineMetrics, metricTitle } from './headline';
import './sparkline.css';

const POINTS = 60;
const EVERY_MS = 5_000;
const WIDTH = 240;
const HEIGHT = 32;

export const sparklineQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'sparkline'],
    queryFn: () => unwrap(api.GET('/runs/{runId}/metrics', { params: { path: { runId }, query: { width: POINTS } } })),
    refetchInterval: EVERY_MS,
  });

/** The headline metric of a run as a line of at most 60 points, with its last value. */
export function Sparkline({ runId }: { runId: string }) {
  const series = useQuery(sparklineQuery(runId));
  const shown = headlineSeries(series.data?.items ?? []);
  const values = (shown?.last ?? []).map(numberOf);
  const last = values.at(-1);
  if (!shown || last === undefined) return <p className="sparkline sparkline-none muted small">No metric yet</p>;
  const title = metricTitle(shown.key);
  return (
    <div className="sparkline" data-live>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${values.length} points, last ${formatNumber(last)}`}
      >
        <path d={sparkPath(values, WIDTH, HEIGHT)} vectorEffect="non-scaling-stroke" />
      </svg>
      <span className="small nowrap tabular" title={`${shown.key} = ${last}`}>
        <span className="muted">{title}</span> {formatNumber(last)}
      </span>
    </div>
  );
}

/** The series that a person looks at first; without a known name, the first one. */
export function headlineSeries(items: readonly MetricSeries[]): MetricSeries | undefined {
  const byKey = new Map(items.map((item) => [item.key, item]));
  const known = headlineMetrics(Object.fromEntries(items.map((item) => [item.key, item.last.at(-1) ?? 0])), 1)[0]?.[0];
  return byKey.get(known ?? '') ?? items.find((item) => !item.key.startsWith('sys/')) ?? items[0];
}

/** What is no number leaves a hole. A constant lies in the middle. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const margin = 2;
  let path = '';
  let pen = 'M';
  values.forEach((value, at) => {
    if (!Number.isFinite(value)) {
      pen = 'M';
      return;
    }
    const x = values.length === 1 ? width / 2 : (at / (values.length - 1)) * width;
    const y = span === 0 ? height / 2 : margin + (1 - (value - low) / span) * (height - 2 * margin);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return values.length === 1 ? `${path}h0.1` : path;
}
