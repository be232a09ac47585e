import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, download, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { formatBytes, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { useSetCrumb } from '@/shared/ui/crumb';
import { ConfirmDialog } from '@/shared/ui/dialog';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { Tabs } from '@/shared/ui/tabs';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import type { DatasetSearch } from './dataset-search';
import { PreviewGrid } from './preview-grid';
import { ProfileCards } from './profile-cards';
import { datasetQuery } from './queries';
import './dataset.css';

export function DatasetPage(): ReactNode {
  const { projectId = '', datasetId = '' } = useParams({ strict: false });
  const { tab = 'preview' } = useSearch({ strict: false }) as DatasetSearch;
  const navigate = useNavigate();
  const client = useQueryClient();
  const dataset = useQuery(datasetQuery(datasetId));
  const [confirming, setConfirming] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/datasets/{datasetId}', { params: { path: { datasetId } } })),
    onSuccess: () => {
      toastSuccess(`“${dataset.data?.name}” was deleted.`);
      void client.invalidateQueries({ queryKey: ['datasets', projectId] });
      void navigate({ to: '/projects/$projectId/datasets', params: { projectId } });
    },
  });
  const save = useMutation({
    mutationFn: () => download(`/datasets/${datasetId}/content`, dataset.data?.name ?? 'dataset'),
    onError: (error) => toastProblem('The dataset could not be downloaded', error),
  });
  useSetCrumb(dataset.data?.name);

  if (dataset.isPending) return <Skeleton rows={10} />;
  if (dataset.isError) {
    if (toProblem(dataset.error).status === 404) return <DatasetNotFound projectId={projectId} id={datasetId} />;
    return <ProblemView error={dataset.error} onRetry={() => void dataset.refetch()} />;
  }
  const data = dataset.data;
  const inUse = data.runs > 0;
  return (
    <div className="page">
      <PageHeader
        title={data.name}
        documentTitle={data.name}
        meta={
          <>
            <span>{plural(data.rows, 'row')}</span>
            <span>{plural(data.columns.length, 'column')}</span>
            <span>
              {data.format === 'csv' ? 'CSV' : 'Parquet'}, {formatBytes(data.sizeBytes)}
            </span>
            <span>
              <TimeAgo time={data.createdAt} /> by {data.createdBy.name}
            </span>
            <span>used by {plural(data.runs, 'run')}</span>
          </>
        }
        actions={
          <>
            <Button icon="download" busy={save.isPending} onClick={() => save.mutate()}>
              Download
            </Button>
            <Button
              kind="danger"
              icon="trash"
              disabled={inUse}
              title={inUse ? 'Runs use this dataset: it stays for as long as they do' : undefined}
              onClick={() => setConfirming(true)}
            >
              Delete
            </Button>
            <Link
              to="/projects/$projectId/new"
              params={{ projectId }}
              search={{ kind: 'training', dataset: datasetId }}
              className="button button-primary"
            >
              Train on this
            </Link>
          </>
        }
      />
      <div>
        <Tabs
          label="Dataset"
          tabs={[
            { id: 'preview', label: 'Preview' },
            { id: 'profile', label: 'Profile', count: data.columns.length },
          ]}
          active={tab}
          onChange={(next) => void navigate({ to: '.', search: { tab: next as DatasetSearch['tab'] }, replace: true })}
        >
          {tab === 'preview' ? <PreviewGrid datasetId={datasetId} /> : <ProfileCards datasetId={datasetId} />}
        </Tabs>
      </div>
      <ConfirmDialog
        opened={confirming}
        title={`Delete “${data.name}”?`}
        confirm="Delete dataset"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => {
          setConfirming(false);
          remove.reset();
        }}
        error={remove.isError ? <ProblemView error={remove.error} kept="The dataset is still there." /> : undefined}
      >
        <p>The stored file and its profile are removed. This cannot be undone.</p>
      </ConfirmDialog>
    </div>
  );
}

function DatasetNotFound({ projectId, id }: { projectId: string; id: string }) {
  return (
    <EmptyState
      icon="search"
      title="There is no such dataset"
      action={
        <Link to="/projects/$projectId/datasets" params={{ projectId }} className="button button-primary">
          Show all datasets
        </Link>
      }
    >
      The dataset <code>{id}</code> does not exist, or was deleted.
    </EmptyState>
  );
}
