import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';
import type { StoredStudy, StudyRequest } from './study-request';

/** What the form of a study asks the server. Its types tell ranges and choices apart, where the contract has one type with all parts. */

const NEWEST = 100;

/** The newest studies of a project: what another one can start from. */
export const earlierStudiesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['studies', projectId, 'short', 'earlier'],
    queryFn: async () => {
      const { items } = await unwrap(
        api.GET('/projects/{projectId}/studies', { params: { path: { projectId }, query: { limit: NEWEST } } }),
      );
      return items as unknown as readonly StoredStudy[];
    },
  });

export async function readStudy(studyId: string): Promise<StoredStudy> {
  const params = { path: { studyId } };
  const study = (await unwrap(api.GET('/studies/{studyId}', { params }))) as unknown as StoredStudy;
  if (!study.run.instances) return study;
  const { items } = await unwrap(api.GET('/studies/{studyId}/instances', { params }));
  return {
    ...study,
    instances: items.map(({ datasetId, name, version, format }) => ({ id: datasetId, name, version, format })),
  };
}

/** @param key the same request under the same key starts one study */
export const startStudy = async (projectId: string, request: StudyRequest, key: string): Promise<StoredStudy> =>
  (await unwrap(
    api.POST('/projects/{projectId}/studies', {
      params: { path: { projectId }, header: { 'Idempotency-Key': key } },
      body: request as unknown as components['schemas']['NewStudy'],
    }),
  )) as unknown as StoredStudy;
