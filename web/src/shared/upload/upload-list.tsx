import { type ReactNode, useRef, useState } from 'react';
import type { StoredUpload } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { FieldError } from '@/shared/ui/field';
import { TimeAgo } from '@/shared/ui/time';
import { FileRow } from './file-row';
import type { FileControls, SentFile } from './sent-files';
import { sentFraction } from './upload-words';

/** Files on their way: those that this page sends, those that an earlier one left, and what else belongs among them. */
export function UploadList<T extends SentFile<string>>({
  label,
  mine,
  left,
  row,
  leftRow,
  children,
}: {
  label: string;
  mine: readonly T[];
  left: readonly StoredUpload[];
  row: (upload: T) => ReactNode;
  leftRow: (upload: StoredUpload) => ReactNode;
  /** More entries, below them. */
  children?: ReactNode;
}): ReactNode {
  return (
    <ul className="stack upload-list" aria-label={label}>
      {mine.map((upload) => (
        <li key={upload.id} className="card">
          {row(upload)}
        </li>
      ))}
      {left.map((upload) => (
        <li key={upload.id} className="card">
          {leftRow(upload)}
        </li>
      ))}
      {children}
    </ul>
  );
}

/** Nothing of it is on its way: not yet, or not any more. */
const atRest: readonly string[] = ['preparing', 'received', 'done'];

/** A file that this page sends. */
export function SentFileRow({
  upload: { id, file, state, sent, problem },
  words,
  controls,
  canCancel = true,
  actions,
  children,
}: {
  upload: SentFile<string>;
  words: string;
  controls: Pick<FileControls, 'pause' | 'resume' | 'cancel'>;
  /** Whether there is something to break off. */
  canCancel?: boolean;
  /** What can be done with it besides. */
  actions?: ReactNode;
  /** Below it. */
  children?: ReactNode;
}): ReactNode {
  const { name } = file;
  return (
    <div className="stack">
      <FileRow
        icon="file"
        name={name}
        words={words}
        progress={
          atRest.includes(state) ? undefined : { label: `Upload of ${name}`, fraction: sentFraction({ file, sent }) }
        }
        actions={
          <>
            {state === 'sending' && <Button onClick={() => controls.pause(id)}>Pause</Button>}
            {(state === 'paused' || state === 'failed') && <Button onClick={() => controls.resume(id)}>Resume</Button>}
            {actions}
            {canCancel && (
              <Button onClick={() => controls.cancel(id)} aria-label={`Cancel the upload of ${name}`}>
                Cancel
              </Button>
            )}
          </>
        }
      />
      {state === 'failed' && problem && (
        <p className="tone-error" role="alert">
          <strong>{problem.title}.</strong> {problem.detail}
        </p>
      )}
      {children}
    </div>
  );
}

/** A file that an earlier page has sent, or a part of it. */
export function LeftFileRow({
  upload,
  words,
  controls,
  actions,
  children,
}: {
  upload: StoredUpload;
  words: string;
  controls: Pick<FileControls, 'resumeStored' | 'forget'>;
  /** What can be done with it once all of it is there. */
  actions?: ReactNode;
  /** Below it, once all of it is there. */
  children?: ReactNode;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string>();
  const { fileName, refusal, bytesThere, sizeBytes } = upload;
  const isWhole = bytesThere === sizeBytes;
  return (
    <div className="stack">
      <FileRow
        icon={refusal ? 'error' : 'file'}
        name={fileName}
        words={
          <>
            {words} · <TimeAgo time={upload.createdAt} />
          </>
        }
        tone={refusal ? 'error' : 'muted'}
        progress={isWhole ? undefined : { label: `Upload of ${fileName}`, fraction: bytesThere / sizeBytes }}
        actions={
          <>
            {isWhole ? (
              actions
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
                  aria-label={`File to resume ${fileName} with`}
                  onChange={(event) => {
                    const file = event.target.files?.[0];
                    event.target.value = '';
                    if (file) void controls.resumeStored(upload, file).then(setWrong);
                  }}
                />
              </>
            )}
            <Button onClick={() => void controls.forget(upload)} aria-label={`Remove the upload of ${fileName}`}>
              Remove
            </Button>
          </>
        }
      >
        {wrong && <FieldError text={wrong} />}
      </FileRow>
      {isWhole && children}
    </div>
  );
}
