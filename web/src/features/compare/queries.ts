import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { RunComparison } from './comparison';

/** Runs, parameters and metrics of many runs, in one request. */
export const comparisonQuery = (projectId: string, runIds: readonly string[]) =>
  queryOptions({
    queryKey: ['compare', projectId, runIds.join()],
    // The contract leaves the values of parameters open: any JSON.
    queryFn: async () =>
      (await unwrap(
        api.POST('/projects/{projectId}/runs/compare', {
          params: { path: { projectId } },
          body: { runIds: [...runIds] },
        }),
      )) as RunComparison,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

/** Runs whose names hold a text, for the picker; the newest when there is none. */
export const pickerQuery = (projectId: string, text: string) =>
  queryOptions({
    queryKey: ['compare', projectId, 'picker', text],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { limit: 20, q: text === '' ? undefined : text } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
