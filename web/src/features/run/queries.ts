import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { RunStatus } from '@/shared/api/types';
import type { Environment } from './environment-card';
import { activeStatuses } from './rules';

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

/** Solves that have a solution, the newest first: what another solve can begin with. */
export const solvedQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['runs', projectId, 'solved'],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { kind: 'solve', status: ['succeeded'], limit: 200 } },
        }),
      ),
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

/** Where an attempt executes, as its events tell; null when they do not. */
export const environmentQuery = (runId: string, attempt: number) =>
  queryOptions({
    queryKey: ['run', runId, 'environment', attempt],
    queryFn: async () => {
      // An attempt tells it among its first events.
      const { items } = await unwrap(
        api.GET('/runs/{runId}/events', { params: { path: { runId }, query: { limit: 200 } } }),
      );
      const told = items.filter((event) => event.type === 'environment_captured').at(-1);
      return (told?.detail.environment as Environment | undefined) ?? null;
    },
  });

export const notesQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'notes'],
    queryFn: () => unwrap(api.GET('/runs/{runId}/notes', { params: { path: { runId } } })),
  });

/** Runs that failed in the same way. */
export const similarFailuresQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'similar-failures'],
    queryFn: () => unwrap(api.GET('/runs/{runId}/similar-failures', { params: { path: { runId } } })),
  });

/** The caller's templates of the launch form. */
export const templatesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['run-templates', projectId],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/run-templates', { params: { path: { projectId } } })),
  });

/** How many runs wait for each service. */
export const queuesQuery = queryOptions({
  queryKey: ['queues', 'launch'],
  queryFn: () => unwrap(api.GET('/system/queues')),
  staleTime: 5000,
});

export const algorithmsQuery = queryOptions({
  queryKey: ['algorithms'],
  queryFn: () => unwrap(api.GET('/algorithms')),
});
