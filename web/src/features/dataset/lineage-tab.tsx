import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DatasetLineage } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { RunState } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { lineageQuery } from './queries';

/** What was made from this version. */
export function LineageTab({ projectId, datasetId }: { projectId: string; datasetId: string }): ReactNode {
  const lineage = useQuery(lineageQuery(datasetId));
  if (lineage.isPending) return <Skeleton rows={6} />;
  if (lineage.isError) return <ProblemView error={lineage.error} onRetry={() => void lineage.refetch()} />;
  const { trainings, models, predictions, solves } = lineage.data;
  if (trainings.total + models.total + predictions.total + (solves?.total ?? 0) === 0) {
    return (
      <EmptyState
        icon="model"
        title="Nothing was made from it yet"
        action={
          <Link
            to="/projects/$projectId/new"
            params={{ projectId }}
            search={{ kind: 'training', dataset: datasetId }}
            className="button button-primary"
          >
            Train on this
          </Link>
        }
      >
        Runs that learn from this version, the models they give and predictions for its rows are listed here.
      </EmptyState>
    );
  }
  return (
    <div className="lineage">
      <Runs title="Trainings" runs={trainings} projectId={projectId} />
      <Card
        title="Models"
        labelledBy="lineage-models"
        aside={<Total shown={models.items.length} total={models.total} />}
      >
        <ul className="lineage-list">
          {models.items.map((model) => (
            <li key={`${model.id}:${model.version}`}>
              <Link to="/projects/$projectId/models/$modelId" params={{ projectId, modelId: model.id }}>
                {model.name} v{model.version}
              </Link>
              <span className="muted small">
                <TimeAgo time={model.createdAt} />
              </span>
            </li>
          ))}
          {models.total === 0 && <li className="muted">No model yet: each training that succeeds gives one.</li>}
        </ul>
      </Card>
      <Runs title="Predictions" runs={predictions} projectId={projectId} />
      {solves && solves.total > 0 && <Runs title="Solves" runs={solves} projectId={projectId} />}
    </div>
  );
}

function Runs({ title, runs, projectId }: { title: string; runs: DatasetLineage['trainings']; projectId: string }) {
  return (
    <Card title={title} labelledBy={`lineage-${title}`} aside={<Total shown={runs.items.length} total={runs.total} />}>
      <ul className="lineage-list">
        {runs.items.map((run) => (
          <li key={run.id}>
            <RunState status={run.status} />
            <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: run.id }} className="ellipsis">
              {run.name}
            </Link>
            <span className="muted small">
              <TimeAgo time={run.createdAt} />
            </span>
          </li>
        ))}
        {runs.total === 0 && <li className="muted">None yet.</li>}
      </ul>
    </Card>
  );
}

function Total({ shown, total }: { shown: number; total: number }) {
  return (
    <span className="tabular muted">
      {shown < total ? `${formatCount(shown)} of ${formatCount(total)}` : formatCount(total)}
    </span>
  );
}
