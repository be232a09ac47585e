import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { Dataset, StoredUpload, StoreUpload } from '@/shared/api/types';
import { formatBytes } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { FaultTable } from './fault-table';
import { formatWord } from './instance';
import { ModelStatistics } from './model-statistics';
import { StoreAs } from './store-as';
import { dropDraft, loadDraft, saveDraft, type UploadDraft } from './upload-draft';
import { finishUpload } from './uploads';

/** An instance has no schema: it is read when it is stored, and then its model is counted, or each fault is named with its line. */
export function InstanceStep({
  upload,
  format,
  versionOf,
  onDone,
}: {
  upload: StoredUpload;
  format: 'mps' | 'lp' | 'cpsat';
  versionOf?: string;
  onDone: () => void;
}): ReactNode {
  const [draft, setDraft] = useState<UploadDraft>(() => ({ versionOf, ...loadDraft(upload.id) }));
  useEffect(() => saveDraft(upload.id, draft), [upload.id, draft]);
  const store = useMutation({
    mutationFn: () => {
      const body: StoreUpload = {};
      if (draft.name) body.name = draft.name;
      if (draft.versionOf) body.versionOf = draft.versionOf;
      return unwrap(api.POST('/uploads/{uploadId}/dataset', { params: { path: { uploadId: upload.id } }, body }));
    },
    onSuccess: (dataset) => {
      dropDraft(upload.id);
      finishUpload(upload.id, dataset);
    },
  });
  if (store.isSuccess) return <Stored dataset={store.data} onDone={onDone} />;
  const refusal = store.isError ? toProblem(store.error) : undefined;
  const faults = refusal?.errors ?? [];
  const isMalformed = refusal?.code === 'dataset.malformed';
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        store.mutate();
      }}
    >
      <p>
        An optimisation model in the format {formatWord(format)}, {formatBytes(upload.sizeBytes)}. It is read when it is
        stored: you then see its variables and constraints.
      </p>
      {format !== 'mps' && (
        <p className="muted small">
          Only MPS is checked line by line here. A fault in this file is told by the solver, with its line where it can
          name one.
        </p>
      )}
      <StoreAs
        upload={upload}
        draft={draft}
        onChange={(next) => {
          store.reset();
          setDraft({ ...draft, ...next });
        }}
      />
      {isMalformed && (
        <Banner tone="error">{refusal.detail} Nothing was stored: mend the file and upload it again.</Banner>
      )}
      {faults.length > 0 && (
        <section className="stack" aria-label="Faults">
          <FaultTable
            faults={faults.map((fault) => ({
              line: fault.line ?? null,
              column: fault.column ?? null,
              text: fault.text ?? null,
              detail: fault.detail,
            }))}
            total={faults.length}
            label={`Faults of ${upload.fileName}`}
          />
        </section>
      )}
      {refusal && !isMalformed && <ProblemView error={store.error} kept="The uploaded file and the name are kept." />}
      <div className="dialog-actions">
        <Button kind="primary" type="submit" busy={store.isPending}>
          {store.isPending ? 'Reading the model…' : 'Store instance'}
        </Button>
      </div>
    </form>
  );
}

function Stored({ dataset, onDone }: { dataset: Dataset; onDone: () => void }) {
  const { projectId, id, model } = dataset;
  return (
    <div className="stack">
      <Banner tone="success">
        “{dataset.name}” v{dataset.version} was stored.
      </Banner>
      {model && (
        <Card title="Model" labelledBy="stored-model">
          <ModelStatistics model={model} />
        </Card>
      )}
      <div className="dialog-actions">
        <Link
          to="/projects/$projectId/datasets/$datasetId"
          params={{ projectId, datasetId: id }}
          className="button button-default"
          onClick={onDone}
        >
          Open the instance
        </Link>
        <Link
          to="/projects/$projectId/new"
          params={{ projectId }}
          search={{ kind: 'solve', dataset: id }}
          className="button button-primary"
        >
          Solve this
        </Link>
      </div>
    </div>
  );
}
