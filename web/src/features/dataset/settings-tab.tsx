import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, download, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Dataset } from '@/shared/api/types';
import { formatBytes, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Banner, ProblemView } from '@/shared/ui/feedback';
import { Field, TextField } from '@/shared/ui/field';
import { Card, Facts } from '@/shared/ui/page';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { TypedConfirmation } from '@/shared/ui/typed-confirmation';
import { dialectWords } from './dialect-words';
import { FaultTable } from './fault-table';
import { formatWord, isInstance } from './instance';
import { skippedQuery } from './queries';

export function SettingsTab({ dataset }: { dataset: Dataset }): ReactNode {
  return (
    <div className="stack settings-tab">
      <NameForm key={dataset.familyId} dataset={dataset} />
      <SourceCard dataset={dataset} />
      {dataset.skippedRows > 0 && <SkippedCard dataset={dataset} />}
      <DeleteCard dataset={dataset} />
    </div>
  );
}

function NameForm({ dataset }: { dataset: Dataset }) {
  const [name, setName] = useState(dataset.name);
  const [description, setDescription] = useState(dataset.description);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH('/datasets/{datasetId}', {
          params: { path: { datasetId: dataset.id } },
          body: { name, description },
        }),
      ),
    onSuccess: () => {
      toastSuccess('Saved for all versions.');
      void client.invalidateQueries({ queryKey: ['dataset'] });
      void client.invalidateQueries({ queryKey: ['datasets', dataset.projectId] });
    },
  });
  const messages = save.isError ? fieldMessages(toProblem(save.error)) : undefined;
  const isChanged = name !== dataset.name || description !== dataset.description;
  return (
    <Card title="Name and description" labelledBy="dataset-name">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label="Name"
          help="The same for all versions."
          value={name}
          maxLength={200}
          required
          error={messages?.get('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Field label="Description" error={messages?.get('description')}>
          {(control) => (
            <textarea
              {...control}
              className="input textarea"
              rows={3}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {messages?.has('') && <ProblemView error={save.error} kept="What you typed is kept." />}
        <div>
          <Button kind="primary" type="submit" busy={save.isPending} disabled={!isChanged}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}

function SourceCard({ dataset }: { dataset: Dataset }) {
  const { source } = dataset;
  const original = useMutation({
    mutationFn: () => download(`/datasets/${dataset.id}/content?original=true`, source?.fileName ?? dataset.name),
    onError: (error) => toastProblem('The file could not be downloaded', error),
  });
  return (
    <Card title="Source" labelledBy="dataset-source">
      {source ? (
        <>
          <Facts
            items={[
              ['File', `${source.fileName}, ${formatBytes(source.sizeBytes)}`],
              ['SHA-256', <code key="sha">{source.sha256}</code>],
              ['Read as', source.dialect ? dialectWords(source.dialect) : formatWord(dataset.format)],
              [
                'Stored as',
                source.copied
                  ? `a copy in plain CSV, ${formatBytes(dataset.sizeBytes)}: what runs read`
                  : 'the uploaded bytes',
              ],
            ]}
          />
          {source.copied && (
            <Button icon="download" busy={original.isPending} onClick={() => original.mutate()}>
              Download the original
            </Button>
          )}
        </>
      ) : (
        <p className="muted">
          {isInstance(dataset) ? 'Stored as it was uploaded.' : 'Stored by an earlier release, as it was uploaded.'}{' '}
          SHA-256 <code>{dataset.sha256}</code>
        </p>
      )}
    </Card>
  );
}

function SkippedCard({ dataset }: { dataset: Dataset }) {
  const skipped = useQuery(skippedQuery(dataset.id));
  return (
    <Card title={`${plural(dataset.skippedRows, 'row')} left out`} labelledBy="dataset-skipped" className="stack">
      <p className="muted">They could not be read, and whoever stored the dataset chose to leave them out.</p>
      {skipped.isError && <ProblemView error={skipped.error} onRetry={() => void skipped.refetch()} />}
      {skipped.data && <FaultTable faults={skipped.data.items} total={skipped.data.total} label="Rows left out" />}
    </Card>
  );
}

function DeleteCard({ dataset }: { dataset: Dataset }) {
  const [opened, setOpened] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/datasets/{datasetId}', { params: { path: { datasetId: dataset.id } } })),
    onSuccess: () => {
      toastSuccess(`“${dataset.name}” v${dataset.version} was deleted.`);
      void client.invalidateQueries({ queryKey: ['datasets', dataset.projectId] });
      void navigate({ to: '/projects/$projectId/datasets', params: { projectId: dataset.projectId } });
    },
  });
  const wanted = `${dataset.name} v${dataset.version}`;
  const close = () => {
    setOpened(false);
    remove.reset();
  };
  return (
    <Card title="Delete" labelledBy="dataset-delete" className="stack">
      <p>
        Deletes version {dataset.version} with its file, rows and profile.{' '}
        {dataset.runs > 0 && `It is used by ${plural(dataset.runs, 'run')} and stays for as long as they do.`}
      </p>
      <div>
        <Button kind="danger" icon="trash" onClick={() => setOpened(true)}>
          Delete version {dataset.version}…
        </Button>
      </div>
      <Dialog opened={opened} title={`Delete “${dataset.name}” v${dataset.version}?`} onClose={close}>
        <TypedConfirmation
          label={
            <>
              Type <strong>{wanted}</strong>
            </>
          }
          wanted={wanted}
          confirm="Delete"
          busy={remove.isPending}
          error={remove.error}
          kept="The dataset is still there."
          onConfirm={() => remove.mutate()}
          onClose={close}
        >
          <Banner tone="warning">This cannot be undone.</Banner>
        </TypedConfirmation>
      </Dialog>
    </Card>
  );
}
