import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { download } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { Dataset } from '@/shared/api/types';
import { formatBytes, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { useSetCrumb } from '@/shared/ui/crumb';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, PageHeader } from '@/shared/ui/page';
import { Tabs } from '@/shared/ui/tabs';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import type { DatasetSearch, DatasetTab } from './dataset-search';
import { formatWord, isInstance, modelWords } from './instance';
import { ModelStatistics } from './model-statistics';
import { QualityFlags } from './quality-flags';
import { datasetQuery } from './queries';
import './dataset.css';

// A tab is read when somebody opens it.
const PreviewTab = lazy(() => import('./preview-tab').then((module) => ({ default: module.PreviewTab })));
const ProfileCards = lazy(() => import('./profile-cards').then((module) => ({ default: module.ProfileCards })));
const VersionsTab = lazy(() => import('./versions-tab').then((module) => ({ default: module.VersionsTab })));
const LineageTab = lazy(() => import('./lineage-tab').then((module) => ({ default: module.LineageTab })));
const InstanceSolves = lazy(() => import('./instance-solves').then((module) => ({ default: module.InstanceSolves })));
const SettingsTab = lazy(() => import('./settings-tab').then((module) => ({ default: module.SettingsTab })));

export function DatasetPage(): ReactNode {
  const { projectId = '', datasetId = '' } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as DatasetSearch;
  const navigate = useNavigate();
  const dataset = useQuery(datasetQuery(datasetId));
  const save = useMutation({
    mutationFn: () => download(`/datasets/${datasetId}/content`, dataset.data?.name ?? 'dataset'),
    onError: (error) => toastProblem('The dataset could not be downloaded', error),
  });
  useSetCrumb(dataset.data ? `${dataset.data.name} v${dataset.data.version}` : undefined);

  if (dataset.isPending) return <Skeleton rows={10} />;
  if (dataset.isError) {
    if (toProblem(dataset.error).status === 404) return <DatasetNotFound projectId={projectId} id={datasetId} />;
    return <ProblemView error={dataset.error} onRetry={() => void dataset.refetch()} />;
  }
  const data = dataset.data;
  const tabs = tabsOf(data);
  const tab = tabs.find((one) => one.id === search.tab)?.id ?? tabs[0]?.id;
  const show = (next: string) =>
    void navigate({
      to: '.',
      search: ((old: DatasetSearch) => ({ ...old, tab: next as DatasetTab })) as never,
      replace: true,
    });
  return (
    <div className="page">
      <PageHeader
        title={
          <>
            {data.name} <span className="version-word">v{data.version}</span>
          </>
        }
        documentTitle={`${data.name} v${data.version}`}
        meta={
          <>
            {isInstance(data) ? (
              <span>{modelWords(data.model)}</span>
            ) : (
              <>
                <span>{plural(data.rows, 'row')}</span>
                <span>{plural(data.columns.length, 'column')}</span>
              </>
            )}
            <span>
              {formatWord(data.format)}, {formatBytes(data.sizeBytes)}
            </span>
            <span>
              <TimeAgo time={data.createdAt} /> by {data.createdBy.name}
            </span>
            <span>used by {plural(data.runs, 'run')}</span>
            {!data.latest && <span className="tone-warning">there is a newer version</span>}
            {!isInstance(data) && <QualityFlags dataset={data} />}
          </>
        }
        actions={
          <>
            <CopyButton text={data.id} label="Copy ID" />
            <Button icon="download" busy={save.isPending} onClick={() => save.mutate()}>
              Download
            </Button>
            <Link
              to="/projects/$projectId/datasets"
              params={{ projectId }}
              search={{ versionOf: datasetId }}
              className="button button-default"
            >
              New version
            </Link>
            {isInstance(data) ? (
              <Link
                to="/projects/$projectId/new"
                params={{ projectId }}
                search={{ kind: 'solve', dataset: datasetId }}
                className="button button-primary"
              >
                Solve this
              </Link>
            ) : (
              <>
                <Link
                  to="/projects/$projectId/new"
                  params={{ projectId }}
                  search={{ kind: 'prediction', dataset: datasetId }}
                  className="button button-default"
                >
                  Predict with…
                </Link>
                <Link
                  to="/projects/$projectId/new"
                  params={{ projectId }}
                  search={{ kind: 'training', dataset: datasetId }}
                  className="button button-primary"
                >
                  Train on this
                </Link>
              </>
            )}
          </>
        }
      />
      {data.description && <p className="description">{data.description}</p>}
      <div>
        <Tabs label="Dataset" tabs={tabs} active={tab ?? ''} onChange={show}>
          <Suspense fallback={<Skeleton rows={8} />}>
            {tab === 'preview' && <PreviewTab key={datasetId} dataset={data} search={search} />}
            {tab === 'profile' && <ProfileCards dataset={data} target={search.target} />}
            {tab === 'versions' && <VersionsTab dataset={data} base={search.base} />}
            {tab === 'model' && <ModelCard dataset={data} />}
            {tab === 'lineage' &&
              (isInstance(data) ? (
                <InstanceSolves dataset={data} />
              ) : (
                <LineageTab projectId={projectId} datasetId={datasetId} />
              ))}
            {tab === 'settings' && <SettingsTab dataset={data} />}
          </Suspense>
        </Tabs>
      </div>
    </div>
  );
}

/** An instance has no rows: the statistics of its model stand where a table is looked at. */
function tabsOf(dataset: Dataset): { id: DatasetTab; label: string; count?: number }[] {
  const own: { id: DatasetTab; label: string; count?: number }[] = isInstance(dataset)
    ? [{ id: 'model', label: 'Model' }]
    : [
        { id: 'preview', label: 'Preview' },
        { id: 'profile', label: 'Profile', count: dataset.columns.length },
      ];
  return [
    ...own,
    { id: 'versions', label: 'Versions' },
    { id: 'lineage', label: isInstance(dataset) ? 'Solves' : 'Lineage' },
    { id: 'settings', label: 'Settings' },
  ];
}

function ModelCard({ dataset }: { dataset: Dataset }) {
  if (!dataset.model) {
    return (
      <EmptyState icon="data" title="The model was not counted">
        Its variables and constraints are told by the first solve, before it begins.
      </EmptyState>
    );
  }
  return (
    <div className="grid-2">
      <Card title="Model" labelledBy="dataset-model">
        <ModelStatistics model={dataset.model} />
      </Card>
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
