import { api, unwrap } from '@/shared/api/client';
import { queryClient } from '@/shared/api/query-client';
import type { Dataset } from '@/shared/api/types';
import { type SentFile, SentFiles } from '@/shared/upload/sent-files';

/** What is to become of an upload. */
interface Purpose {
  projectId: string;
  /** A dataset whose next version it becomes. */
  versionOf?: string;
  /** What was made of it. */
  dataset?: Dataset;
}

/** A file that becomes a dataset, once somebody has said how it is read. */
export type Upload = SentFile<'done'> & Purpose;

export const uploads = new SentFiles<Purpose, 'done'>({
  path: ({ projectId }) => `/projects/${projectId}/uploads`,
  stored: async ({ projectId }) =>
    (await unwrap(api.GET('/projects/{projectId}/uploads', { params: { path: { projectId } } }))).items,
  // Only the file of a project belongs to none.
  of: ({ projectId }) => ({ projectId: projectId ?? '' }),
  changed: ({ projectId }) => void queryClient.invalidateQueries({ queryKey: ['uploads', projectId] }),
});

/** A dataset was made of it. */
export function finishUpload(uploadId: string, dataset: Dataset): void {
  const upload = uploads.all().find((one) => one.uploadId === uploadId);
  if (upload) uploads.change(upload.id, { state: 'done', dataset, problem: undefined });
  void queryClient.invalidateQueries({ queryKey: ['datasets', dataset.projectId] });
  void queryClient.invalidateQueries({ queryKey: ['uploads', dataset.projectId] });
  void queryClient.invalidateQueries({ queryKey: ['dataset'] });
}
