import type { StoredUpload } from '@/shared/api/types';
import { formatBytes, formatPercent, plural } from '@/shared/format/format';
import { interruptedWords, sendingWords, sentFraction } from '@/shared/upload/upload-words';
import { instanceFormatOf, isInstance, modelWords } from './instance';
import type { Upload } from './uploads';

export function uploadWords(upload: Upload): string {
  const share = formatPercent(sentFraction(upload));
  switch (upload.state) {
    case 'preparing':
      return 'Preparing…';
    case 'sending':
      return sendingWords(upload);
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
  return interruptedWords(upload);
}
