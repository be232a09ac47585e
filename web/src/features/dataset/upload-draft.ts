import type { ColumnType, Dialect } from '@/shared/api/types';

/** What was chosen for an upload so far; a reload keeps it. */
export interface UploadDraft {
  dialect?: Dialect;
  types: Record<string, ColumnType>;
  target?: string;
  name?: string;
  /** 'new', or the dataset whose next version it becomes. */
  versionOf?: string;
}

const key = (uploadId: string) => `signalbox.upload.${uploadId}`;

export function loadDraft(uploadId: string): UploadDraft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key(uploadId)) ?? '') as UploadDraft;
    return { ...stored, types: stored.types ?? {} };
  } catch {
    return { types: {} };
  }
}

export function saveDraft(uploadId: string, draft: UploadDraft): void {
  sessionStorage.setItem(key(uploadId), JSON.stringify(draft));
}

export function dropDraft(uploadId: string): void {
  sessionStorage.removeItem(key(uploadId));
}
