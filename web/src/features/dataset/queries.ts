import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

export const datasetsQuery = (projectId: string) =>
  infiniteQueryOptions({
    queryKey: ['datasets', projectId],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/projects/{projectId}/datasets', {
          params: { path: { projectId }, query: { limit: 100, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const datasetQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}', { params: { path: { datasetId } } })),
  });

export const previewQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'preview'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/preview', { params: { path: { datasetId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const profileQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'profile'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/profile', { params: { path: { datasetId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const targetCheckQuery = (datasetId: string, target: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'target-check', target],
    queryFn: () =>
      unwrap(api.GET('/datasets/{datasetId}/target-check', { params: { path: { datasetId }, query: { target } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
