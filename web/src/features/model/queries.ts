import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

export const modelsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['models', projectId],
    queryFn: () =>
      unwrap(api.GET('/projects/{projectId}/models', { params: { path: { projectId }, query: { limit: 200 } } })),
  });

export const modelQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['model', modelId],
    queryFn: () => unwrap(api.GET('/models/{modelId}', { params: { path: { modelId } } })),
  });

export const modelVersionsQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['model', modelId, 'versions'],
    queryFn: () =>
      unwrap(api.GET('/models/{modelId}/versions', { params: { path: { modelId }, query: { limit: 200 } } })),
  });

export const modelVersionQuery = (modelId: string, version: number) =>
  queryOptions({
    queryKey: ['model', modelId, 'version', version],
    queryFn: () =>
      unwrap(
        api.GET('/models/{modelId}/versions/{version}', {
          params: { path: { modelId, version: String(version) } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
