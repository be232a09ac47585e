import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Chart, ChartQuery } from '@/shared/api/types';

const MOST_KEYS = 5000;

export const chartQuery = (request: ChartQuery) =>
  queryOptions({
    queryKey: ['chart', request],
    queryFn: ({ signal }): Promise<Chart> => unwrap(api.POST('/charts/query', { body: request, signal })),
    gcTime: 60_000,
  });

/** Every raw point of a chart as CSV. */
export async function downloadPoints(request: ChartQuery): Promise<Blob> {
  return (await unwrap(api.POST('/charts/csv', { body: request, parseAs: 'blob' }))) as unknown as Blob;
}

export interface LoggedMetric {
  key: string;
  /** Points of the run; absent when several are asked. */
  points?: number;
}

/** The metrics that any of these runs has logged. */
export const metricKeysQuery = (runIds: readonly string[]) =>
  queryOptions({
    queryKey: ['metric-keys', runIds],
    queryFn: async ({ signal }): Promise<LoggedMetric[]> => {
      const [runId, ...others] = runIds;
      if (runId !== undefined && others.length === 0) {
        const params = { path: { runId }, query: { limit: MOST_KEYS } };
        return (await unwrap(api.GET('/runs/{runId}/metrics/keys', { params, signal }))).items;
      }
      const body = { runIds: [...runIds], limit: MOST_KEYS };
      const { items } = await unwrap(api.POST('/charts/keys', { body, signal }));
      return items.map(({ key }) => ({ key }));
    },
  });

/** The same as the page of the run asks. */
export const runNameQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => unwrap(api.GET('/runs/{runId}', { params: { path: { runId } }, signal })),
  });
