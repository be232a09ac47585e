import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { StoredUpload } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { useSentFiles } from '@/shared/upload/sent-files';
import { leftOf } from '@/shared/upload/tus-upload';
import { LeftFileRow, SentFileRow, UploadList } from '@/shared/upload/upload-list';
import { uploadsQuery } from './queries';
import { storedWords, uploadWords } from './upload-words';
import { type Upload, uploads } from './uploads';

/** What is on its way to this project: the uploads of this page, and those that an earlier one left. */
export function DatasetUploads({ projectId }: { projectId: string }) {
  const mine = useSentFiles(uploads).filter((upload) => upload.projectId === projectId);
  const stored = useQuery(uploadsQuery(projectId));
  const left = leftOf(stored.data?.items ?? [], mine);
  if (mine.length + left.length === 0) return null;
  return (
    <UploadList
      label="Uploads"
      mine={mine}
      left={left}
      row={(upload) => <MyUpload upload={upload} />}
      leftRow={(upload) => <LeftUpload upload={upload} />}
    />
  );
}

export function MyUpload({ upload }: { upload: Upload }) {
  const { id, uploadId, projectId, state, dataset, file } = upload;
  return (
    <SentFileRow
      upload={upload}
      words={uploadWords(upload)}
      controls={uploads}
      canCancel={state !== 'done'}
      actions={
        <>
          {state === 'received' && uploadId && <ShowUpload uploadId={uploadId} word="Continue" />}
          {state === 'done' && dataset && (
            <Link
              to="/projects/$projectId/datasets/$datasetId"
              params={{ projectId, datasetId: dataset.id }}
              className="button button-default"
            >
              Open
            </Link>
          )}
          {state === 'done' && (
            <IconButton icon="close" label={`Dismiss ${file.name}`} onClick={() => uploads.dismiss(id)} />
          )}
        </>
      }
    />
  );
}

function LeftUpload({ upload }: { upload: StoredUpload }) {
  return (
    <LeftFileRow
      upload={upload}
      words={storedWords(upload)}
      controls={uploads}
      actions={<ShowUpload uploadId={upload.id} word={upload.refusal ? 'Review' : 'Continue'} />}
    />
  );
}

/** Opens the panel that makes a dataset of it. */
function ShowUpload({ uploadId, word }: { uploadId: string; word: string }) {
  const navigate = useNavigate();
  return (
    <Button kind="primary" onClick={() => void navigate({ to: '.', search: { upload: uploadId } as never })}>
      {word}
    </Button>
  );
}
