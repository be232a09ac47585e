import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Artifact } from '@/shared/api/types';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { ConfusionMatrix, type MatrixShape } from './confusion-matrix';
import { PrCurve, type PrShape, RocCurve, type RocShape } from './curves';
import { Importance, type ImportanceShape } from './importance';
import { artifactsQuery, jsonArtifactQuery } from './queries';
import { PredictedActual, ResidualHistogram, type ResidualShape } from './residuals';
import './artifact.css';

/** What the held-out rows say of a model: drawn from the evaluation artifacts that the run stored. */
export function Evaluation({ runId, active }: { runId: string; active: boolean }): ReactNode {
  const artifacts = useQuery(artifactsQuery(runId));
  if (artifacts.isPending) return <Skeleton rows={3} height={200} />;
  if (artifacts.isError) return <ProblemView error={artifacts.error} onRetry={() => void artifacts.refetch()} />;
  const find = (name: string) => artifacts.data.items.find((item) => item.name === name);
  const matrix = find('confusion-matrix.json');
  const roc = find('roc-curve.json');
  const pr = find('pr-curve.json');
  const residuals = find('residuals.json');
  const importance = find('permutation-importance.json');
  if (!matrix && !roc && !pr && !residuals && !importance) {
    return (
      <EmptyState icon="chart" title={active ? 'No evaluation yet' : 'No evaluation'}>
        {active
          ? 'When the training is done, the held-out rows are predicted and the result is drawn here.'
          : 'This run stored no evaluation of held-out rows.'}
      </EmptyState>
    );
  }
  return (
    <div className="evaluation-grid">
      {matrix && (
        <Part<MatrixShape> runId={runId} artifact={matrix} title="Confusion matrix">
          {(data) => <ConfusionMatrix data={data} />}
        </Part>
      )}
      {roc && (
        <Part<RocShape> runId={runId} artifact={roc} title="ROC curve">
          {(data) => <RocCurve data={data} />}
        </Part>
      )}
      {pr && (
        <Part<PrShape> runId={runId} artifact={pr} title="Precision and recall">
          {(data) => <PrCurve data={data} />}
        </Part>
      )}
      {residuals && (
        <>
          <Part<ResidualShape> runId={runId} artifact={residuals} title="Predicted and actual">
            {(data) => <PredictedActual data={data} />}
          </Part>
          <Part<ResidualShape> runId={runId} artifact={residuals} title="Residuals">
            {(data) => <ResidualHistogram data={data} />}
          </Part>
        </>
      )}
      {importance && (
        <Part<ImportanceShape> runId={runId} artifact={importance} title="Permutation importance">
          {(data) => <Importance data={data} />}
        </Part>
      )}
    </div>
  );
}

function Part<T>({
  runId,
  artifact,
  title,
  children,
}: {
  runId: string;
  artifact: Artifact;
  title: string;
  children: (data: T) => ReactNode;
}) {
  const data = useQuery(jsonArtifactQuery<T>(runId, artifact.name, artifact.sha256));
  return (
    <Card title={title}>
      {data.isPending && <Skeleton rows={1} height={240} />}
      {data.isError && <ProblemView error={data.error} onRetry={() => void data.refetch()} />}
      {data.isSuccess && children(data.data)}
    </Card>
  );
}
