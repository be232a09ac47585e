import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { MetricSeries } from '@/shared/api/types';
import { chartOf } from './chart-from-series';
import type { Chart, ChartQuery, MetricKey } from './chart-types';

export type ChartRequest = ChartQuery;

const KEYS_WIDTH = 10;
const ALONGSIDE = 6;

export const chartQuery = (request: ChartRequest) =>
  queryOptions({
    queryKey: ['chart', request],
    queryFn: async ({ signal }): Promise<Chart> => chartOf(request, await seriesOfRuns(request, signal)),
    gcTime: 60_000,
  });

async function seriesOfRuns(request: ChartRequest, signal: AbortSignal) {
  const { runIds, keys = [], xKey, x = 'step', width, from, to } = request;
  const axis = x === 'metric' && xKey ? [xKey] : x === 'epoch' ? ['epoch', 'train/epoch'] : [];
  const range = x === 'step' ? { from: from && Math.floor(from), to: to && Math.ceil(to) } : {};
  const read = async (id: string): Promise<{ id: string; series: MetricSeries[] }> => {
    const query = { key: [...new Set([...keys, ...axis])], width, ...range };
    const { items } = await unwrap(
      api.GET('/runs/{runId}/metrics', { params: { path: { runId: id }, query }, signal }),
    );
    return { id, series: items };
  };
  const runs: { id: string; series: MetricSeries[] }[] = [];
  for (let at = 0; at < runIds.length; at += ALONGSIDE) {
    runs.push(...(await Promise.all(runIds.slice(at, at + ALONGSIDE).map(read))));
  }
  return runs;
}

/** The metrics that any of these runs has logged, with the points of the run that has most of them. */
export const metricKeysQuery = (runIds: readonly string[]) =>
  queryOptions({
    queryKey: ['metric-keys', runIds],
    queryFn: async ({ signal }): Promise<MetricKey[]> => {
      const points = new Map<string, number>();
      for (const runId of runIds) {
        const { items } = await unwrap(
          api.GET('/runs/{runId}/metrics', { params: { path: { runId }, query: { width: KEYS_WIDTH } }, signal }),
        );
        for (const one of items) points.set(one.key, Math.max(points.get(one.key) ?? 0, one.points));
      }
      return [...points].map(([key, most]) => ({ key, points: most }));
    },
  });

export const baselineQuery = (projectId: string) =>
  queryOptions({
    // The same as the runs table asks, and sets when somebody chooses another.
    queryKey: ['runs', projectId, 'baseline'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/projects/{projectId}/baseline', { params: { path: { projectId } }, signal })),
    staleTime: 60_000,
  });

/** The same as the page of the run asks. */
export const runNameQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => unwrap(api.GET('/runs/{runId}', { params: { path: { runId } }, signal })),
  });
