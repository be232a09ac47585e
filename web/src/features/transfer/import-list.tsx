import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Problem, ProjectImport, StoredUpload } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField } from '@/shared/ui/field';
import type { IconName } from '@/shared/ui/icon';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { FileRow } from '@/shared/upload/file-row';
import { useSentFiles } from '@/shared/upload/sent-files';
import { leftOf } from '@/shared/upload/tus-upload';
import { LeftFileRow, SentFileRow, UploadList } from '@/shared/upload/upload-list';
import { type FileUpload, fileUploads, startImport } from './file-uploads';
import { fileUploadsQuery, importsQuery } from './queries';
import { adviceOf, contentWords, importWords, isActive, storedWords, uploadWords } from './transfer-words';

/** What is on its way, and what has become of what was: uploads of this page and of earlier ones, then imports, newest first. */
export function ImportList() {
  const client = useQueryClient();
  const mine = useSentFiles(fileUploads);
  const imports = useQuery(importsQuery);
  const stored = useQuery(fileUploadsQuery);
  const items = imports.data?.items ?? [];
  const busy = new Set(items.filter(isActive).map((item) => item.uploadId));
  // Before the imports are known, nobody can tell which uploads are taken.
  const kept = imports.data && stored.data ? stored.data.items : [];
  const left = leftOf(kept, mine).filter(({ id }) => !busy.has(id));
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
  return (
    <>
      {imports.isError && (
        <ProblemView
          error={imports.error}
          kept={imports.data ? 'The imports below are as they were read last; they go on.' : undefined}
          onRetry={() => void imports.refetch()}
        />
      )}
      {stored.isError && !imports.isError && (
        <ProblemView
          error={stored.error}
          kept="Uploads that an earlier page began may be missing below."
          onRetry={() => void stored.refetch()}
        />
      )}
      {mine.length + left.length + items.length > 0 && (
        <UploadList
          label="Imports"
          mine={mine}
          left={left}
          row={(upload) => <MyFile upload={upload} />}
          leftRow={(upload) => <LeftFile upload={upload} />}
        >
          {items.map((item) => (
            <li key={item.id} className="card">
              <ImportItem item={item} />
            </li>
          ))}
        </UploadList>
      )}
      {imports.isPending && <Skeleton rows={3} height={40} />}
    </>
  );
}

/** A file that this page sends. */
export function MyFile({ upload }: { upload: FileUpload }) {
  const { id, state, problem, uploadId, name } = upload;
  return (
    <SentFileRow upload={upload} words={uploadWords(upload)} controls={fileUploads} canCancel={state !== 'starting'}>
      {state === 'received' && uploadId && (
        <StartForm uploadId={uploadId} name={name} refusal={problem} onStarted={() => fileUploads.dismiss(id)} />
      )}
    </SentFileRow>
  );
}

/** A file that an earlier page has sent, or a part of it. */
function LeftFile({ upload }: { upload: StoredUpload }) {
  return (
    <LeftFileRow upload={upload} words={storedWords(upload)} controls={fileUploads}>
      <StartForm uploadId={upload.id} name="" />
    </LeftFileRow>
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
    <FileRow
      icon={icons[item.state]}
      name={name}
      words={
        <>
          {importWords(item)}
          {item.endedAt && (
            <>
              {' · '}
              <TimeAgo time={item.endedAt} />
            </>
          )}
        </>
      }
      tone={item.state === 'failed' ? 'error' : 'muted'}
      progress={active ? { label: `Import of ${name}`, fraction: item.fraction } : undefined}
      actions={
        <>
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
            <IconButton
              icon="close"
              label={`Dismiss the import of ${name}`}
              disabled={end.isPending}
              onClick={() => end.mutate()}
            />
          )}
        </>
      }
    >
      <ImportStory item={item} />
    </FileRow>
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
