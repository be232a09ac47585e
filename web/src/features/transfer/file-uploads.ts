import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { queryClient } from '@/shared/api/query-client';
import { type SentFile, SentFiles } from '@/shared/upload/sent-files';
import { fileUploadsQuery, importsQuery } from './queries';

/** What is to become of a file. */
interface Purpose {
  /** Of the new project; empty for the one in the file. */
  name: string;
}

/** The file of a project on its way to the server; when its bytes are there the import begins by itself. */
export type FileUpload = SentFile<'starting'> & Purpose;

export const fileUploads: SentFiles<Purpose, 'starting'> = new SentFiles<Purpose, 'starting'>({
  path: () => '/uploads',
  stored: async () => (await unwrap(api.GET('/uploads'))).items,
  of: () => ({ name: '' }),
  changed: () => void queryClient.invalidateQueries({ queryKey: fileUploadsQuery.queryKey }),
  received: begin,
});

/** Begins the import of a file that is there. */
export async function startImport(uploadId: string, name: string): Promise<void> {
  await unwrap(api.POST('/imports', { body: { uploadId, name: name.trim() === '' ? null : name.trim() } }));
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: importsQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: fileUploadsQuery.queryKey }),
  ]);
}

/** What is refused now, such as a name that is taken, may be tried again: the bytes are there. */
async function begin({ id, uploadId, name }: FileUpload): Promise<void> {
  if (uploadId === undefined) return;
  fileUploads.change(id, { state: 'starting' });
  try {
    await startImport(uploadId, name);
    fileUploads.dismiss(id);
  } catch (error) {
    fileUploads.change(id, { state: 'received', problem: toProblem(error) });
  }
}
