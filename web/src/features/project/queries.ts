import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () => unwrap(api.GET('/projects', { params: { query: { limit: 200 } } })),
});

export const membersQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId, 'members'],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/members', { params: { path: { projectId } } })),
  });

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId],
    queryFn: () => unwrap(api.GET('/projects/{projectId}', { params: { path: { projectId } } })),
    staleTime: 60_000,
  });
