import type { MetricSeries } from '@/shared/api/types';
import type { Chart, ChartGroup, ChartQuery, ChartSeries } from './chart-types';
import { numberOf } from './line-buffer';

/** Makes a chart of the stored series of its runs: places them on the asked axis, smooths them, and puts groups together. */
export function chartOf(query: ChartQuery, runs: readonly { id: string; series: readonly MetricSeries[] }[]): Chart {
  const keys = query.keys ?? [];
  const all = runs.flatMap((run) =>
    keys.flatMap((key) => {
      const found = run.series.find((one) => one.key === key && one.last.length > 0);
      return found ? [seriesOf(query, run.id, found, run.series)] : [];
    }),
  );
  const grouped = new Set(query.groups?.flatMap((group) => group.runIds));
  const lacking = runs.filter((run) => keys.every((key) => !run.series.some((one) => one.key === key)));
  const values = Float64Array.from(
    all.flatMap((one) => one.last.map((value) => numberOf(value)).filter(Number.isFinite)),
  ).sort();
  const low = values[Math.floor(0.01 * (values.length - 1))] ?? 0;
  const high = values[Math.ceil(0.99 * (values.length - 1))] ?? 0;
  return {
    x: query.x ?? 'step',
    points: all.reduce((sum, one) => sum + one.points, 0),
    runsShown: runs.length - lacking.length,
    runsTotal: runs.length,
    keysTotal: keys.length,
    series: query.groups ? all.filter((one) => !grouped.has(one.runId)) : all,
    groups: (query.groups ?? []).flatMap((group) => keys.flatMap((key) => groupOf(query, group, key, all) ?? [])),
    absent: lacking.map((run) => ({ runId: run.id, reason: 'not_logged', name: null, keys: [...keys] })),
    clip:
      query.clip && values.length > 0
        ? {
            low,
            high,
            below: values.filter((value) => value < low).length,
            above: values.filter((value) => value > high).length,
          }
        : null,
  };
}

function seriesOf(
  query: ChartQuery,
  runId: string,
  series: MetricSeries,
  others: readonly MetricSeries[],
): ChartSeries {
  const { x, source } = placesOf(query, series, others);
  const inside = x.map((place) => place >= (query.from ?? -Infinity) && place <= (query.to ?? Infinity));
  const keep = <T>(column: readonly T[]): T[] => column.filter((_, at) => inside[at]);
  const values = series.last.map((value) => numberOf(value));
  const odd = values.flatMap((value, at) =>
    Number.isFinite(value) || !inside[at]
      ? []
      : [{ step: series.step[at] ?? 0, time: series.time[at] ?? 0, x: x[at] ?? 0, value: series.last[at] ?? 'NaN' }],
  );
  const count = (is: (value: number) => boolean) => odd.filter((one) => is(numberOf(one.value))).length;
  return {
    runId,
    runName: '',
    key: series.key,
    attempt: series.attempt,
    points:
      query.from === undefined ? series.points : Math.max(keep(values).length, series.bucketed ? series.points : 0),
    bucketed: series.bucketed,
    xSource: source,
    x: keep(x),
    step: keep(series.step),
    time: keep(series.time),
    min: keep(series.min),
    max: keep(series.max),
    last: keep(series.last),
    smoothed: query.smoothing && query.smoothing.kind !== 'off' ? keep(smoothed(values, query.smoothing)) : null,
    nonFinite: {
      nan: count(Number.isNaN),
      positive: count((value) => value === Number.POSITIVE_INFINITY),
      negative: count((value) => value === Number.NEGATIVE_INFINITY),
      at: odd.slice(0, 100),
    },
  };
}

/** Where each entry is on the asked axis; a run that did not log the metric of the axis goes by its steps. */
function placesOf(
  query: ChartQuery,
  series: MetricSeries,
  others: readonly MetricSeries[],
): { x: number[]; source: string } {
  const first = series.time[0] ?? 0;
  if (query.x === 'wall') return { x: series.time, source: 'wall' };
  if (query.x === 'relative') return { x: series.time.map((time) => time - first), source: 'relative' };
  if (query.x === 'epoch' || query.x === 'metric') {
    const axis = others.find((one) =>
      query.x === 'metric' ? one.key === query.xKey : one.key === 'epoch' || one.key.endsWith('/epoch'),
    );
    if (axis) {
      let at = -1;
      const x = series.step.map((step) => {
        while ((axis.step[at + 1] ?? Infinity) <= step) at++;
        return numberOf(axis.last[at]);
      });
      return { x, source: query.x };
    }
  }
  return { x: series.step, source: 'step' };
}

const WIDEST = 1000;

function smoothed(
  values: readonly number[],
  { kind, amount = 0.6 }: NonNullable<ChartQuery['smoothing']>,
): (number | null)[] {
  if (kind === 'twema') {
    let level = 0;
    let weight = 0;
    return values.map((value) => {
      if (!Number.isFinite(value)) return null;
      weight = weight * amount + (1 - amount);
      level += weight === 0 ? 0 : ((1 - amount) / weight) * (value - level);
      return level;
    });
  }
  // The width of the window for an amount: 1 for 0, 1000 for 0.999.
  const width = Math.min(WIDEST, 1 / (1 - amount));
  const reach = Math.ceil(kind === 'gaussian' ? 3 * width : width / 2);
  return values.map((own, at) => {
    if (!Number.isFinite(own)) return null;
    let sum = 0;
    let weights = 0;
    for (let near = Math.max(0, at - reach); near <= Math.min(values.length - 1, at + reach); near++) {
      const value = values[near] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const weight = kind === 'gaussian' ? Math.exp(-0.5 * ((near - at) / width) ** 2) : 1;
      sum += weight * (value - own);
      weights += weight;
    }
    return own + sum / weights;
  });
}

/* Student's t for 95 % by degrees of freedom, from 1. */
const T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131];

function groupOf(
  query: ChartQuery,
  group: { name: string; runIds: string[] },
  key: string,
  all: readonly ChartSeries[],
): ChartGroup | undefined {
  const own = all.filter((one) => one.key === key && group.runIds.includes(one.runId));
  if (own.length === 0) return undefined;
  const { centre: kind = 'mean', band = 'std' } = query.aggregate ?? {};
  const byX = new Map<number, number[]>();
  for (const one of own) {
    one.last.forEach((value, at) => {
      const shown = one.smoothed ? (one.smoothed[at] ?? Number.NaN) : numberOf(value);
      if (!Number.isFinite(shown)) return;
      const place = one.x?.[at] ?? 0;
      byX.set(place, [...(byX.get(place) ?? []), shown]);
    });
  }
  const places = [...byX.keys()].sort((a, b) => a - b);
  const result: ChartGroup = {
    name: group.name,
    key,
    runs: own.map((one) => one.runId),
    x: places,
    n: [],
    centre: [],
    low: [],
    high: [],
    points: own.reduce((sum, one) => sum + one.points, 0),
  };
  for (const place of places) {
    const values = (byX.get(place) ?? []).sort((a, b) => a - b);
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const middle = ((values[(n - 1) >> 1] ?? 0) + (values[n >> 1] ?? 0)) / 2;
    const std = n < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    const centre = kind === 'mean' ? mean : middle;
    const stderr = std / Math.sqrt(n);
    const half = band === 'std' ? std : band === 'stderr' ? stderr : n < 2 ? 0 : (T95[n - 2] ?? 1.96) * stderr;
    result.n.push(n);
    result.centre.push(centre);
    result.low?.push(band === 'min_max' ? (values[0] ?? centre) : centre - half);
    result.high?.push(band === 'min_max' ? (values[n - 1] ?? centre) : centre + half);
  }
  return result;
}
