import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button, IconButton } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { useSentFiles } from '@/shared/upload/sent-files';
import { LeftFileRow } from '@/shared/upload/upload-list';
import { sentFraction } from '@/shared/upload/upload-words';
import { instanceFormatOf } from './instance';
import { InstanceStep } from './instance-step';
import { uploadQuery } from './queries';
import { SchemaStep } from './schema-step';
import { storedWords, uploadWords } from './upload-words';
import { type Upload, uploads } from './uploads';
import './upload-panel.css';

/** The two steps from a file to a dataset, beside the list: the bytes first, then how they are read, or what model they hold. */
export function UploadPanel({ uploadId, onClose }: { uploadId: string; onClose: () => void }): ReactNode {
  const mine = useSentFiles(uploads).find((one) => one.uploadId === uploadId);
  const sending = mine !== undefined && mine.state !== 'received' && mine.state !== 'done';
  // Asked once the bytes are there: an answer from before says that some are missing.
  const stored = useQuery({ ...uploadQuery(uploadId), enabled: !sending, staleTime: 0, refetchOnMount: 'always' });
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another upload is another panel
  useEffect(() => heading.current?.focus(), [uploadId]);
  const isCut = stored.data !== undefined && stored.data.bytesThere < stored.data.sizeBytes;
  const atFile = sending || isCut;
  const name = mine?.file.name ?? stored.data?.fileName ?? 'Upload';
  const format = instanceFormatOf(name);
  return (
    <div
      className="upload-panel"
      role="dialog"
      aria-labelledby="upload-panel-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="upload-panel-head">
        <div className="grow">
          <h2 id="upload-panel-title" ref={heading} tabIndex={-1} className="ellipsis">
            {name}
          </h2>
          <ol className="steps" aria-label="Steps">
            <li aria-current={atFile ? 'step' : undefined}>1 File</li>
            <li aria-current={atFile ? undefined : 'step'}>2 {format ? 'Model' : 'Schema'}</li>
          </ol>
        </div>
        <IconButton icon="close" label="Close the upload panel" onClick={onClose} />
      </header>
      {sending ? (
        <FileStep upload={mine} />
      ) : stored.isPending ? (
        <Skeleton rows={8} />
      ) : stored.isError ? (
        <ProblemView error={stored.error} onRetry={() => void stored.refetch()} />
      ) : isCut ? (
        <LeftFileRow
          upload={stored.data}
          words={storedWords(stored.data)}
          controls={{
            resumeStored: (left, file) => uploads.resumeStored(left, file),
            forget: (left) => uploads.forget(left).then(onClose),
          }}
        />
      ) : format ? (
        <InstanceStep
          key={uploadId}
          upload={stored.data}
          format={format}
          versionOf={mine?.versionOf}
          onDone={onClose}
        />
      ) : (
        <SchemaStep key={uploadId} upload={stored.data} versionOf={mine?.versionOf} onDone={onClose} />
      )}
    </div>
  );
}

function FileStep({ upload }: { upload: Upload }) {
  return (
    <div className="stack">
      <ProgressBar label={`Upload of ${upload.file.name}`} fraction={sentFraction(upload)} />
      <p className="tabular">{uploadWords(upload)}</p>
      <p className="muted small">
        Every piece is sent with its SHA-256. You can go on to other screens; after a reload choose the same file again,
        and only the rest is sent.
      </p>
      <div className="row">
        {upload.state === 'sending' ? (
          <Button onClick={() => uploads.pause(upload.id)}>Pause</Button>
        ) : (
          <Button kind="primary" onClick={() => uploads.resume(upload.id)}>
            Resume
          </Button>
        )}
      </div>
    </div>
  );
}
