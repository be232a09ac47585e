import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Dataset, InspectUpload } from '@/shared/api/types';
import type { RowFilter } from './row-filter';

/** All versions, for whoever chooses data to work with. */
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

/** The newest version of each name. */
export const latestDatasetsQuery = (
  projectId: string,
  filter: { q?: string; task?: 'classification' | 'regression' },
) =>
  infiniteQueryOptions({
    queryKey: ['datasets', projectId, 'latest', filter],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/projects/{projectId}/datasets', {
          params: {
            path: { projectId },
            query: { limit: 100, cursor: pageParam, latest: true, q: filter.q, task: filter.task },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });

export const uploadsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['uploads', projectId],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/uploads', { params: { path: { projectId } } })),
  });

export const uploadQuery = (uploadId: string) =>
  queryOptions({
    queryKey: ['upload', uploadId],
    queryFn: () => unwrap(api.GET('/uploads/{uploadId}', { params: { path: { uploadId } } })),
  });

/** The upload as a table, read as `wish` says. The last answer stays on screen until the next one is there. */
export const uploadTableQuery = (uploadId: string, wish: InspectUpload) =>
  queryOptions({
    queryKey: ['upload', uploadId, 'table', wish],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/uploads/{uploadId}/table', { params: { path: { uploadId } }, body: wish, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (previous) => previous,
    retry: false,
  });

export const datasetQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}', { params: { path: { datasetId } } })),
  });

const PAGE_ROWS = 200;

/** One part of all rows. */
export const rowPageQuery = (datasetId: string, page: number) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'rows', page],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/datasets/{datasetId}/rows', {
          params: { path: { datasetId }, query: { from: page * PAGE_ROWS, limit: PAGE_ROWS } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Rows in order, as far as they were looked at. */
export const rowListQuery = (datasetId: string, filter: RowFilter) =>
  infiniteQueryOptions({
    queryKey: ['dataset', datasetId, 'rows', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/datasets/{datasetId}/rows', {
          params: { path: { datasetId }, query: { ...filter, from: pageParam, limit: 500 } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

export const profileQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'profile'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/profile', { params: { path: { datasetId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const versionsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'versions'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/versions', { params: { path: { datasetId } } })),
  });

export const differenceQuery = (datasetId: string, base: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'difference', base],
    queryFn: () =>
      unwrap(api.GET('/datasets/{datasetId}/difference', { params: { path: { datasetId }, query: { base } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const lineageQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'lineage'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/lineage', { params: { path: { datasetId } } })),
  });

/** The newest solves of an instance, of whichever of its versions. */
export const solvesOfQuery = ({ projectId, id, name }: Pick<Dataset, 'projectId' | 'id' | 'name'>) =>
  queryOptions({
    queryKey: ['runs', projectId, 'solves-of', id],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: {
            path: { projectId },
            query: { kind: 'solve', filter: `dataset:${JSON.stringify(name)}`, limit: 100 },
          },
        }),
      ),
  });

export const skippedQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'skipped'],
    queryFn: () => unwrap(api.GET('/datasets/{datasetId}/skipped', { params: { path: { datasetId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const targetCheckQuery = (datasetId: string, target: string) =>
  queryOptions({
    queryKey: ['dataset', datasetId, 'target-check', target],
    queryFn: () =>
      unwrap(api.GET('/datasets/{datasetId}/target-check', { params: { path: { datasetId }, query: { target } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
