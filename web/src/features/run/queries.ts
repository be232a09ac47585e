import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { RunStatus } from '@/shared/api/types';

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
