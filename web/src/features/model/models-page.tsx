import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { headlineMetrics, metricTitle } from '@/features/metric';
import { formatBytes, formatNumber, plural } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { modelsQuery } from './queries';

export function ModelsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const models = useQuery(modelsQuery(projectId));
  const items = models.data?.items ?? [];
  return (
    <div className="page">
      <PageHeader
        title="Models"
        documentTitle="Models"
        meta={models.isSuccess ? plural(models.data.total, 'model') : undefined}
        actions={
          items.length > 0 ? (
            <Link
              to="/projects/$projectId/new"
              params={{ projectId }}
              search={{ kind: 'prediction' }}
              className="button button-primary"
            >
              Predict a dataset
            </Link>
          ) : undefined
        }
      />
      {models.isPending && <Skeleton />}
      {models.isError && <ProblemView error={models.error} onRetry={() => void models.refetch()} />}
      {models.isSuccess && items.length === 0 && (
        <EmptyState
          icon="model"
          title="No models yet"
          action={
            <Link
              to="/projects/$projectId/new"
              params={{ projectId }}
              search={{ kind: 'training' }}
              className="button button-primary"
            >
              New training
            </Link>
          }
        >
          A training that succeeds stores its model here, as a new version of the model with its name.
        </EmptyState>
      )}
      {items.length > 0 && (
        <TableFrame label="Models">
          <table className="table" aria-label="Models">
            <thead>
              <tr>
                <th>Name</th>
                <th>Latest</th>
                <th>Task</th>
                <th>Target</th>
                <th>Method</th>
                <th>Result</th>
                <th className="number">Size</th>
                <th>Stored</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ id, name, latestVersion: latest }) => (
                <tr key={id}>
                  <td>
                    <Link to="/projects/$projectId/models/$modelId" params={{ projectId, modelId: id }}>
                      {name}
                    </Link>
                  </td>
                  <td>v{latest.version}</td>
                  <td>{latest.task}</td>
                  <td>{latest.target}</td>
                  <td>{latest.algorithm}</td>
                  <td className="tabular">
                    {headlineMetrics(latest.summary, 2).map(([key, value]) => (
                      <span key={key} style={{ marginRight: 12 }}>
                        <span className="muted">{metricTitle(key)}</span> {formatNumber(value)}
                      </span>
                    ))}
                  </td>
                  <td className="number">{formatBytes(latest.sizeBytes)}</td>
                  <td>
                    <TimeAgo time={latest.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </div>
  );
}
