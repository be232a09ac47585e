import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { StoredUpload } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { FieldError } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { TimeAgo } from '@/shared/ui/time';
import { sentFraction } from '@/shared/upload/upload-words';
import { uploadsQuery } from './queries';
import { storedWords, uploadWords } from './upload-words';
import {
  cancelUpload,
  continueUpload,
  dismissUpload,
  forgetUpload,
  pauseUpload,
  resumeUpload,
  type Upload,
  useUploads,
} from './uploads';
import '@/shared/upload/upload.css';

/** What is on its way: the uploads of this page, and those that an earlier one left. */
export function UploadList({ projectId }: { projectId: string }) {
  const mine = useUploads().filter((upload) => upload.projectId === projectId);
  const stored = useQuery(uploadsQuery(projectId));
  const left = (stored.data?.items ?? []).filter((one) => !mine.some((upload) => upload.uploadId === one.id));
  if (mine.length === 0 && left.length === 0) return null;
  return (
    <ul className="stack uploads" aria-label="Uploads">
      {mine.map((upload) => (
        <li key={upload.id} className="card upload">
          <MyUpload upload={upload} />
        </li>
      ))}
      {left.map((upload) => (
        <li key={upload.id} className="card upload">
          <LeftUpload projectId={projectId} upload={upload} />
        </li>
      ))}
    </ul>
  );
}

export function MyUpload({ upload }: { upload: Upload }) {
  const navigate = useNavigate();
  const name = upload.file.name;
  return (
    <div className="upload-head">
      <Icon name="file" />
      <div className="grow">
        <div className="row spread">
          <strong className="ellipsis">{name}</strong>
          <span className="tabular muted">{uploadWords(upload)}</span>
        </div>
        {(upload.state === 'sending' || upload.state === 'paused' || upload.state === 'failed') && (
          <Bar name={name} fraction={sentFraction(upload)} />
        )}
        {upload.state === 'failed' && upload.problem && (
          <p className="tone-error">
            <strong>{upload.problem.title}.</strong> {upload.problem.detail}
          </p>
        )}
      </div>
      {upload.state === 'sending' && <Button onClick={() => pauseUpload(upload.id)}>Pause</Button>}
      {(upload.state === 'paused' || upload.state === 'failed') && (
        <Button onClick={() => continueUpload(upload.id)}>Resume</Button>
      )}
      {upload.state === 'received' && (
        <Button kind="primary" onClick={() => void navigate({ to: '.', search: { upload: upload.uploadId } as never })}>
          Continue
        </Button>
      )}
      {upload.state === 'done' && upload.dataset ? (
        <>
          <Link
            to="/projects/$projectId/datasets/$datasetId"
            params={{ projectId: upload.projectId, datasetId: upload.dataset.id }}
            className="button button-default"
          >
            Open
          </Link>
          <IconButton icon="close" label={`Dismiss ${name}`} onClick={() => dismissUpload(upload.id)} />
        </>
      ) : (
        <Button onClick={() => cancelUpload(upload.id)} aria-label={`Cancel the upload of ${name}`}>
          Cancel
        </Button>
      )}
    </div>
  );
}

function LeftUpload({ projectId, upload }: { projectId: string; upload: StoredUpload }) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string>();
  const complete = upload.bytesThere === upload.sizeBytes;
  return (
    <div className="upload-head">
      <Icon name={upload.refusal ? 'error' : 'file'} />
      <div className="grow">
        <div className="row spread">
          <strong className="ellipsis">{upload.fileName}</strong>
          <span className={`tabular ${upload.refusal ? 'tone-error' : 'muted'}`}>
            {storedWords(upload)} · <TimeAgo time={upload.createdAt} />
          </span>
        </div>
        {!complete && <Bar name={upload.fileName} fraction={upload.bytesThere / upload.sizeBytes} />}
        {wrong && <FieldError text={wrong} />}
      </div>
      {complete ? (
        <Button kind="primary" onClick={() => void navigate({ to: '.', search: { upload: upload.id } as never })}>
          {upload.refusal ? 'Review' : 'Continue'}
        </Button>
      ) : (
        <>
          <Button
            kind="primary"
            onClick={() => input.current?.click()}
            title="Choose the same file again: only what is missing is sent"
          >
            Resume
          </Button>
          <input
            ref={input}
            type="file"
            className="visually-hidden"
            tabIndex={-1}
            aria-label={`File to resume ${upload.fileName} with`}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void resumeUpload(projectId, upload, file).then(setWrong);
            }}
          />
        </>
      )}
      <Button
        onClick={() => void forgetUpload(projectId, upload.id)}
        aria-label={`Remove the upload of ${upload.fileName}`}
      >
        Remove
      </Button>
    </div>
  );
}

export function Bar({ name, fraction }: { name: string; fraction: number }) {
  return <ProgressBar label={`Upload of ${name}`} fraction={fraction} />;
}
