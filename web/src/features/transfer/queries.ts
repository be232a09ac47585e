import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import { isActive } from './transfer-words';

export const exportPreviewQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId, 'export-preview'],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/export/preview', { params: { path: { projectId } } })),
    staleTime: 0,
    gcTime: 0,
  });

const ACTIVE_MS = 1000;

/** One's own, newest first; asked for again and again while one goes on. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: () => unwrap(api.GET('/imports')),
  refetchInterval: (query) => (query.state.data?.items.some(isActive) ? ACTIVE_MS : false),
});

/** One's own uploads of files of projects. */
export const fileUploadsQuery = queryOptions({
  queryKey: ['uploads', 'files'],
  queryFn: () => unwrap(api.GET('/uploads')),
});
