import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

/** The instances of a study's set, in the order in which each trial solves them. They never change. */
export const studyInstancesQuery = (studyId: string) =>
  queryOptions({
    queryKey: ['study', studyId, 'instances'],
    queryFn: async ({ signal }) => {
      const params = { path: { studyId } };
      return (await unwrap(api.GET('/studies/{studyId}/instances', { params, signal }))).items;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
