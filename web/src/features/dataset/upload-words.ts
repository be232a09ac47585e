import type { StoredUpload } from '@/shared/api/types';
import { formatBytes, formatDuration, formatPercent, plural } from '@/shared/format/format';
import { instanceFormatOf, isInstance, modelWords } from './instance';
import type { Upload } from './uploads';

export function uploadWords(upload: Upload): string {
  const share = formatPercent(upload.file.size > 0 ? upload.sent / upload.file.size : 1);
  switch (upload.state) {
    case 'preparing':
      return 'Preparing…';
    case 'sending': {
      const left =
        upload.speed > 0 ? ` · ${formatDuration(((upload.file.size - upload.sent) / upload.speed) * 1000)} left` : '';
      const speed = upload.speed > 0 ? ` · ${formatBytes(Math.round(upload.speed))}/s` : '';
      const resumed = upload.resumedAt > 0 ? ` · resumed at ${formatBytes(upload.resumedAt)}` : '';
      return `${share} of ${formatBytes(upload.file.size)}${speed}${left}${resumed}`;
    }
    case 'paused':
      return `Paused at ${share} of ${formatBytes(upload.file.size)}`;
    case 'received':
      return instanceFormatOf(upload.file.name) ? 'Uploaded; not stored yet' : 'Uploaded; choose how it is read';
    case 'done':
      if (!upload.dataset) return 'Stored';
      if (isInstance(upload.dataset)) return `Stored: ${modelWords(upload.dataset.model)}`;
      return `Stored: ${plural(upload.dataset.rows, 'row')}, ${plural(upload.dataset.columns.length, 'column')}`;
    case 'failed':
      return `Interrupted at ${share}`;
  }
}

/** An upload that another page began. */
export function storedWords(upload: StoredUpload): string {
  if (upload.refusal) return `Refused: ${upload.refusal.detail || upload.refusal.code}`;
  if (upload.bytesThere === upload.sizeBytes) return 'Uploaded; not a dataset yet';
  const share = upload.sizeBytes > 0 ? upload.bytesThere / upload.sizeBytes : 1;
  return `Interrupted at ${formatPercent(share)} of ${formatBytes(upload.sizeBytes)}`;
}
