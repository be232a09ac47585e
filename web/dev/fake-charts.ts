/** Charts from memory: the contract of `/charts` over the points that the fake backend holds. */
import type { Chart, ChartGroup, ChartQuery, ChartSeries, MetricKey } from '../src/shared/api/types';

export interface FakePoint {
  key: string;
  role: string;
  step: number;
  time: number;
  value: number;
}

export interface FakeRun {
  id: string;
  name: string;
  points: readonly FakePoint[];
}

const textOf = (value: number) =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';

export function keysOf(points: readonly FakePoint[]): MetricKey[] {
  const keys = [...new Set(points.map((point) => point.key))].sort();
  return keys.map((key) => {
    const own = points.filter((point) => point.key === key);
    const finite = own.map((point) => point.value).filter(Number.isFinite);
    const last = own.at(-1);
    return {
      key,
      role: last?.role ?? 'other',
      attempt: 1,
      points: own.length,
      last: textOf(last?.value ?? Number.NaN),
      lastStep: last?.step ?? 0,
      lastTime: last?.time ?? 0,
      min: finite.length > 0 ? Math.min(...finite) : null,
      max: finite.length > 0 ? Math.max(...finite) : null,
      mean: finite.length > 0 ? finite.reduce((sum, value) => sum + value, 0) / finite.length : null,
      nonFinite: own.length - finite.length,
    } as MetricKey;
  });
}

export function chartOf(query: ChartQuery, runs: readonly FakeRun[]): Chart {
  const keys = query.keys ?? [];
  const series = runs.flatMap((run) => keys.flatMap((key) => seriesOf(query, run, key) ?? []));
  const groups = (query.groups ?? []).flatMap((group) =>
    keys.flatMap((key) => groupOf(query, group, key, series) ?? []),
  );
  const grouped = new Set((query.groups ?? []).flatMap((group) => group.runIds));
  const alone = series.filter((one) => !grouped.has(one.runId));
  const values = series
    .flatMap((one) => one.last.map(Number))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const low = values[Math.floor(values.length * 0.01)] ?? 0;
  const high = values[Math.floor(values.length * 0.99)] ?? 0;
  return {
    x: query.x ?? 'step',
    xKey: query.xKey ?? null,
    from: null,
    to: null,
    width: query.width ?? 1000,
    bucketed: series.some((one) => one.bucketed),
    runsShown: runs.filter((run) => series.some((one) => one.runId === run.id)).length,
    runsTotal: query.runIds.length,
    points: series.reduce((sum, one) => sum + one.points, 0),
    buckets: series.reduce((sum, one) => sum + one.last.length, 0),
    keysTotal: keys.length,
    series: query.groups ? alone : series,
    groups,
    absent: runs
      .filter((run) => keys.some((key) => !run.points.some((point) => point.key === key)))
      .map((run) => ({ runId: run.id, reason: 'not_logged' as const, name: run.name, keys: [...keys] })),
    clip: query.clip
      ? {
          low,
          high,
          below: values.filter((value) => value < low).length,
          above: values.filter((value) => value > high).length,
        }
      : null,
  };
}

function seriesOf(query: ChartQuery, run: FakeRun, key: string): ChartSeries | undefined {
  const all = run.points.filter((point) => point.key === key);
  const first = all[0];
  if (!first) return undefined;
  // The server counts from the first point of the attempt, of whatever metric.
  const zero = run.points[0]?.time ?? first.time;
  const place = (point: FakePoint) =>
    query.x === 'relative' ? point.time - zero : query.x === 'wall' ? point.time : point.step;
  const smooth = smoothed(all, query.smoothing);
  const shown = all
    .map((point, at) => ({ ...point, smooth: smooth[at] ?? null, x: place(point) }))
    .filter((point) => (query.from ?? -Infinity) <= point.x && point.x <= (query.to ?? Infinity));
  const each = Math.max(1, Math.ceil(shown.length / (query.width ?? 1000)));
  const buckets = Array.from({ length: Math.ceil(shown.length / each) }, (_, at) =>
    shown.slice(at * each, (at + 1) * each),
  );
  const ends = buckets.flatMap((bucket) => bucket.at(-1) ?? []);
  const odd = shown.filter((point) => !Number.isFinite(point.value));
  const extreme = (of: (...values: number[]) => number) =>
    each === 1
      ? null
      : buckets.map((bucket) => textOf(of(...bucket.map((point) => point.value).filter(Number.isFinite))));
  return {
    runId: run.id,
    runName: run.name,
    key,
    role: first.role,
    attempt: 1,
    points: shown.length,
    total: all.length,
    bucketed: each > 1,
    xSource: query.x === 'relative' || query.x === 'wall' ? query.x : 'step',
    x: query.x === 'relative' ? ends.map((point) => point.x) : null,
    step: ends.map((point) => point.step),
    time: ends.map((point) => point.time),
    min: extreme(Math.min),
    max: extreme(Math.max),
    last: ends.map((point) => textOf(point.value)),
    smoothed: query.smoothing ? ends.map((point) => point.smooth) : null,
    nonFinite: {
      nan: odd.filter((point) => Number.isNaN(point.value)).length,
      positive: odd.filter((point) => point.value > 0).length,
      negative: odd.filter((point) => point.value < 0).length,
      at: odd.slice(0, 100).map(({ step, time, x, value }) => ({ step, time, x, value: textOf(value) })),
    },
  } as ChartSeries;
}

function smoothed(points: readonly FakePoint[], smoothing: ChartQuery['smoothing']): (number | null)[] {
  const keep = smoothing?.amount ?? 0;
  let sum = 0;
  let weight = 0;
  return points.map(({ value }) => {
    if (!Number.isFinite(value)) return null;
    sum = sum * keep + value;
    weight = weight * keep + 1;
    return sum / weight;
  });
}

function groupOf(
  query: ChartQuery,
  group: { name: string; runIds: string[] },
  key: string,
  series: readonly ChartSeries[],
): ChartGroup | undefined {
  const own = series.filter((one) => one.key === key && group.runIds.includes(one.runId));
  const longest = Math.max(0, ...own.map((one) => one.step.length));
  if (longest === 0) return undefined;
  const columns = Array.from({ length: longest }, (_, at) =>
    own.map((one) => Number(one.last[at])).filter(Number.isFinite),
  );
  const centre = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  const spread = columns.map((values, at) =>
    Math.sqrt(
      values.reduce((sum, value) => sum + (value - (centre[at] ?? 0)) ** 2, 0) / Math.max(1, values.length - 1),
    ),
  );
  return {
    name: group.name,
    key,
    runs: own.map((one) => one.runId),
    x: own.find((one) => one.step.length === longest)?.step ?? [],
    n: columns.map((values) => values.length),
    centre,
    low: centre.map((value, at) => value - (spread[at] ?? 0)),
    high: centre.map((value, at) => value + (spread[at] ?? 0)),
    band: query.aggregate?.band ?? 'std',
    points: own.reduce((sum, one) => sum + one.points, 0),
  } as ChartGroup;
}
