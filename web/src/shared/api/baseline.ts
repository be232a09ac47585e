import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

/** The id of the run that the team compares others with; null when none was chosen. */
export const baselineQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['runs', projectId, 'baseline'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/projects/{projectId}/baseline', { params: { path: { projectId } }, signal })),
    staleTime: 30_000,
  });

/** Chooses another, or none. */
export const writeBaseline = (projectId: string, runId: string | null) =>
  unwrap(api.PUT('/projects/{projectId}/baseline', { params: { path: { projectId } }, body: { runId } }));
