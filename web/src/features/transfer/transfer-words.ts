import type { ProjectImport, StoredUpload, TransferCounts } from '@/shared/api/types';
import { formatBytes, formatDuration, formatPercent, plural } from '@/shared/format/format';
import { interruptedWords, leftWords, paceWords, sendingWords, sentFraction } from '@/shared/upload/upload-words';
import type { ProjectDownload } from './downloads';
import type { FileUpload } from './file-uploads';

export function isActive(item: Pick<ProjectImport, 'state'>): boolean {
  return ['waiting', 'checking', 'storing', 'finishing'].includes(item.state);
}

/** What is in a project, without what there is none of. */
export function contentWords(counts: TransferCounts): string {
  const parts = [
    [counts.runs, plural(counts.runs, 'run')],
    [counts.studies, plural(counts.studies, 'study', 'studies')],
    [counts.datasets, plural(counts.datasets, 'dataset')],
    [counts.models, plural(counts.models, 'model')],
    [counts.points, plural(counts.points, 'metric point')],
    [counts.lines, plural(counts.lines, 'log line')],
    [counts.objects, `${plural(counts.objects, 'file')} with ${formatBytes(counts.objectBytes)}`],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([, text]) => text);
  return words.length > 0 ? words.join(', ') : 'nothing but its settings';
}

/** How much of a download is there. Its length is an estimate: it is not all there before it has ended. */
export function downloadFraction({ state, received, expected }: ProjectDownload): number {
  if (state === 'done') return 1;
  return expected > 0 ? Math.min(0.99, received / expected) : 0;
}

export function downloadWords(one: ProjectDownload): string {
  switch (one.state) {
    case 'running':
      if (one.received === 0) return 'The rows are read…';
      return `${formatPercent(downloadFraction(one))} · ${formatBytes(one.received)} of about ${formatBytes(one.expected)}${paceWords(one.speed)}${leftWords(one.expected - one.received, one.speed)}`;
    case 'done':
      return `Downloaded: ${formatBytes(one.received)}`;
    case 'failed':
      return 'Not downloaded';
  }
}

export function uploadWords(upload: FileUpload): string {
  const share = formatPercent(sentFraction(upload));
  switch (upload.state) {
    case 'preparing':
      return 'Preparing…';
    case 'sending':
      return sendingWords(upload);
    case 'paused':
      return `Paused at ${share} of ${formatBytes(upload.file.size)}`;
    case 'starting':
      return 'Uploaded; the import begins…';
    case 'received':
      return 'Uploaded; not imported yet';
    case 'failed':
      return `Interrupted at ${share}`;
  }
}

/** An upload that another page began. */
export function storedWords(upload: StoredUpload): string {
  if (upload.bytesThere === upload.sizeBytes) return 'Uploaded; not imported yet';
  return interruptedWords(upload);
}

export function importWords(item: ProjectImport): string {
  const share = formatPercent(item.fraction);
  switch (item.state) {
    case 'waiting':
      return item.attempt > 0
        ? `Interrupted ${plural(item.attempt, 'time')}; begun again by itself`
        : 'Waiting for its turn';
    case 'checking':
      return `Checking every byte · ${share}`;
    case 'storing': {
      const remaining = item.remainingSeconds;
      return `Storing · ${share}${remaining === null ? '' : ` · ${formatDuration(remaining * 1000)} left`}`;
    }
    case 'finishing':
      return `Writing the rows · ${share}`;
    case 'done':
      return item.projectId ? 'Imported' : 'Imported; the project was deleted later';
    case 'failed':
      return 'Not imported';
    case 'cancelled':
      return 'Cancelled';
  }
}

/** What to do about it, where there is something. */
export function adviceOf(code: string): string | undefined {
  switch (code) {
    case 'import.damaged':
      return 'It was damaged on its way or on a disk: export the project again, or upload another copy of the file.';
    case 'import.unknown_version':
      return 'Bring this installation, or the one that has written the file, to a newer version.';
    case 'import.interrupted':
    case 'project.name_taken':
      return 'The upload is still there: start the import again below.';
    default:
      return undefined;
  }
}
