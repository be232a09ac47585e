import { useQuery } from '@tanstack/react-query';
import type { StoredUpload } from '@/shared/api/types';
import { TextField } from '@/shared/ui/field';
import { datasetQuery } from './queries';
import type { UploadDraft } from './upload-draft';

/** Under which name an upload is stored, or as the next version of what. */
export function StoreAs({
  upload,
  draft,
  onChange,
}: {
  upload: StoredUpload;
  draft: UploadDraft;
  onChange: (next: Partial<UploadDraft>) => void;
}) {
  const base = useQuery({ ...datasetQuery(draft.versionOf ?? ''), enabled: draft.versionOf !== undefined });
  if (draft.versionOf !== undefined) {
    return (
      <div className="field">
        <div className="field-head">Stored as</div>
        <p>
          A new version of <strong>{base.data?.name ?? '…'}</strong>{' '}
          <button type="button" className="link-button" onClick={() => onChange({ versionOf: undefined })}>
            Make it a new dataset
          </button>
        </p>
      </div>
    );
  }
  return (
    <TextField
      label="Name"
      value={draft.name ?? upload.fileName}
      maxLength={200}
      required
      onChange={(event) => onChange({ name: event.target.value })}
    />
  );
}
