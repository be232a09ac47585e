import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Problem, ProjectImport, StoredUpload } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField } from '@/shared/ui/field';
import { Icon, type IconName } from '@/shared/ui/icon';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { sentFraction } from '@/shared/upload/upload-words';
import {
  cancelFile,
  continueFile,
  dismissFile,
  type FileUpload,
  forgetFile,
  pauseFile,
  resumeFile,
  startImport,
  useFileUploads,
} from './file-uploads';
import { fileUploadsQuery, importsQuery } from './queries';
import { adviceOf, contentWords, importWords, isActive, storedWords, uploadWords } from './transfer-words';
import '@/shared/upload/upload.css';

/** What is on its way, and what has become of what was: uploads of this page and of earlier ones, then imports, newest first. */
export function ImportList() {
  const client = useQueryClient();
  const mine = useFileUploads();
  const imports = useQuery(importsQuery);
  const stored = useQuery(fileUploadsQuery);
  const items = imports.data?.items ?? [];
  const busy = new Set(items.filter(isActive).map((item) => item.uploadId));
  const left = (stored.data?.items ?? []).filter(
    (one) => !busy.has(one.id) && !mine.some((upload) => upload.uploadId === one.id),
  );
  const ended = items.filter((item) => !isActive(item)).length;
  // An import that ends has made a project, and its upload is gone or free again.
  const endedBefore = useRef(ended);
  useEffect(() => {
    const hasMore = ended > endedBefore.current;
    endedBefore.current = ended;
    if (!hasMore) return;
    void client.invalidateQueries({ queryKey: ['projects'] });
    void client.invalidateQueries({ queryKey: fileUploadsQuery.queryKey });
  }, [ended, client]);
  if (imports.isPending) return <Skeleton rows={3} height={40} />;
  if (imports.isError) return <ProblemView error={imports.error} onRetry={() => void imports.refetch()} />;
  if (mine.length + left.length + items.length === 0) return null;
  return (
    <ul className="stack transfers" aria-label="Imports">
      {mine.map((upload) => (
        <li key={upload.id} className="card">
          <MyFile upload={upload} />
        </li>
      ))}
      {left.map((upload) => (
        <li key={upload.id} className="card">
          <LeftFile upload={upload} />
        </li>
      ))}
      {items.map((item) => (
        <li key={item.id} className="card">
          <ImportItem item={item} />
        </li>
      ))}
    </ul>
  );
}

/** A file that this page sends. */
export function MyFile({ upload }: { upload: FileUpload }) {
  const { file, state, problem, uploadId } = upload;
  return (
    <div className="stack">
      <div className="upload-head">
        <Icon name="file" />
        <div className="grow">
          <div className="row spread">
            <strong className="ellipsis">{file.name}</strong>
            <span className="tabular muted">{uploadWords(upload)}</span>
          </div>
          {state !== 'preparing' && state !== 'received' && (
            <ProgressBar label={`Upload of ${file.name}`} fraction={sentFraction(upload)} />
          )}
        </div>
        {state === 'sending' && <Button onClick={() => pauseFile(upload.id)}>Pause</Button>}
        {(state === 'paused' || state === 'failed') && <Button onClick={() => continueFile(upload.id)}>Resume</Button>}
        {state !== 'starting' && (
          <Button onClick={() => cancelFile(upload.id)} aria-label={`Cancel the upload of ${file.name}`}>
            Cancel
          </Button>
        )}
      </div>
      {state === 'failed' && problem && (
        <p className="tone-error" role="alert">
          <strong>{problem.title}.</strong> {problem.detail}
        </p>
      )}
      {state === 'received' && uploadId && (
        <StartForm uploadId={uploadId} name={upload.name} refusal={problem} onStarted={() => dismissFile(upload.id)} />
      )}
    </div>
  );
}

/** A file that an earlier page has sent, or a part of it. */
function LeftFile({ upload }: { upload: StoredUpload }) {
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string>();
  const complete = upload.bytesThere === upload.sizeBytes;
  return (
    <div className="stack">
      <div className="upload-head">
        <Icon name="file" />
        <div className="grow">
          <div className="row spread">
            <strong className="ellipsis">{upload.fileName}</strong>
            <span className="tabular muted">
              {storedWords(upload)} · <TimeAgo time={upload.createdAt} />
            </span>
          </div>
          {!complete && (
            <ProgressBar label={`Upload of ${upload.fileName}`} fraction={upload.bytesThere / upload.sizeBytes} />
          )}
          {wrong && <FieldError text={wrong} />}
        </div>
        {!complete && (
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
                if (file) void resumeFile(upload, file).then(setWrong);
              }}
            />
          </>
        )}
        <Button onClick={() => void forgetFile(upload.id)} aria-label={`Remove the upload of ${upload.fileName}`}>
          Remove
        </Button>
      </div>
      {complete && <StartForm uploadId={upload.id} name="" />}
    </div>
  );
}

/** Begins the import of a file that is there, under a name that may be another one than the last time. */
function StartForm({
  uploadId,
  name: wished,
  refusal,
  onStarted,
}: {
  uploadId: string;
  name: string;
  /** Why it was not begun before. */
  refusal?: Problem;
  onStarted?: () => void;
}) {
  const [name, setName] = useState(wished);
  const start = useMutation({ mutationFn: () => startImport(uploadId, name), onSuccess: onStarted });
  const problem = start.isError ? toProblem(start.error) : start.isIdle ? refusal : undefined;
  const messages = problem ? fieldMessages(problem) : new Map<string, string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form className="transfer-start" onSubmit={submit} noValidate>
      <TextField
        label="Name of the new project"
        help="Optional. Without it, the name in the file with “(imported)”."
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={messages.get('name')}
      />
      {messages.has('') && <FieldError text={messages.get('') ?? ''} />}
      <div className="row">
        <Button kind="primary" type="submit" busy={start.isPending}>
          Import
        </Button>
      </div>
    </form>
  );
}

const icons: Record<ProjectImport['state'], IconName> = {
  waiting: 'hourglass',
  checking: 'clock',
  storing: 'clock',
  finishing: 'clock',
  done: 'check',
  failed: 'error',
  cancelled: 'slashed',
};

/** An import that goes on, or what has become of it. */
export function ImportItem({ item }: { item: ProjectImport }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => unwrap(api.DELETE('/imports/{importId}', { params: { path: { importId: item.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: importsQuery.queryKey });
      await client.invalidateQueries({ queryKey: fileUploadsQuery.queryKey });
    },
    onError: (error) => toastProblem('The import could not be ended', error),
  });
  const name = item.name ?? item.origin?.name ?? item.fileName;
  const active = isActive(item);
  return (
    <div className="upload-head">
      <Icon name={icons[item.state]} />
      <div className="grow">
        <div className="row spread">
          <strong className="ellipsis">{name}</strong>
          <span className={`tabular ${item.state === 'failed' ? 'tone-error' : 'muted'}`}>
            {importWords(item)}
            {item.endedAt && (
              <>
                {' · '}
                <TimeAgo time={item.endedAt} />
              </>
            )}
          </span>
        </div>
        {active && <ProgressBar label={`Import of ${name}`} fraction={item.fraction} />}
        <ImportStory item={item} />
      </div>
      {item.projectId && (
        <Link to="/projects/$projectId" params={{ projectId: item.projectId }} className="button button-default">
          Open
        </Link>
      )}
      {active ? (
        <Button busy={end.isPending} onClick={() => end.mutate()} aria-label={`Cancel the import of ${name}`}>
          Cancel
        </Button>
      ) : (
        <IconButton icon="close" label={`Dismiss the import of ${name}`} onClick={() => end.mutate()} />
      )}
    </div>
  );
}

/** Where it comes from, what is in it, and why it failed. */
function ImportStory({ item }: { item: ProjectImport }) {
  const { origin, content, refusal } = item;
  const advice = refusal ? adviceOf(refusal.code) : undefined;
  return (
    <>
      {refusal && (
        <p className="tone-error transfer-refusal">
          {refusal.detail} {advice}
        </p>
      )}
      {origin && content && !refusal && <p className="muted">{contentWords(content)}</p>}
      {origin && (
        <p className="muted small">
          Exported <TimeAgo time={origin.exportedAt} /> from the project “{origin.name}” by Signalbox {origin.product}
        </p>
      )}
    </>
  );
}
