import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { RunStatus } from '@/shared/api/types';
import { activeStatuses } from './rules';
import type { RunsSearch } from './run-search';

const PAGE = 100;

export const runsQuery = (projectId: string, filters: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', projectId, 'list', filters],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { ...filters, limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const runsByStatusQuery = (projectId: string, status: readonly RunStatus[]) =>
  queryOptions({
    queryKey: ['runs', projectId, 'short', 'status', status.join()],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { status: [...status], limit: 50 } },
        }),
      ),
  });

/** What executes or waits, for the top bar, which keeps it up to date by itself. */
export const runningJobsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['running-jobs', projectId],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { status: [...activeStatuses], limit: 50 } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const recentRunsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['runs', projectId, 'short', 'recent'],
    queryFn: () =>
      unwrap(api.GET('/projects/{projectId}/runs', { params: { path: { projectId }, query: { limit: 20 } } })),
  });

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId],
    queryFn: () => unwrap(api.GET('/runs/{runId}', { params: { path: { runId } } })),
  });

export const runTimelineQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'timeline'],
    queryFn: () => unwrap(api.GET('/runs/{runId}/timeline', { params: { path: { runId } } })),
  });

export const algorithmsQuery = queryOptions({
  queryKey: ['algorithms'],
  queryFn: () => unwrap(api.GET('/algorithms')),
});
