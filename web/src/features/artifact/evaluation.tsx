import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Artifact } from '@/shared/api/types';
import { plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { ClassReport, type ClassReportShape } from './class-report';
import { type Cell, ConfusionMatrix, type MatrixShape } from './confusion-matrix';
import { CalibrationCurve, type CalibrationShape, PrCurve, type PrShape, RocCurve, type RocShape } from './curves';
import { Importance, type ImportanceShape } from './importance';
import { artifactsQuery, jsonArtifactQuery } from './queries';
import {
  PredictedActual,
  ResidualHistogram,
  ResidualQuantiles,
  type ResidualShape,
  ResidualsFitted,
} from './residuals';
import { Slices, type SlicesShape } from './slices';
import { TableRows } from './table-rows';
import { type RowsWanted, ThresholdPanel } from './threshold-panel';
import './artifact.css';

/** What the held-out rows say of a model: drawn from the evaluation artifacts that the run stored. */
export function Evaluation({ runId, active }: { runId: string; active: boolean }): ReactNode {
  const artifacts = useQuery(artifactsQuery(runId));
  const [rows, setRows] = useState<RowsWanted & { cell?: Cell }>();
  if (artifacts.isPending) return <Skeleton rows={3} height={200} />;
  if (artifacts.isError) return <ProblemView error={artifacts.error} onRetry={() => void artifacts.refetch()} />;
  const find = (name: string) => artifacts.data.items.find((item) => item.name === name);
  const matrix = find('confusion-matrix.json');
  const roc = find('roc-curve.json');
  const pr = find('pr-curve.json');
  const thresholds = find('thresholds.json');
  const residuals = find('residuals.json');
  const importance = find('permutation-importance.json');
  const report = find('class-report.json');
  const calibration = find('calibration.json');
  const slices = find('slices.json');
  const predictions = find('held-out-predictions.csv');
  if (!matrix && !roc && !pr && !residuals && !importance) {
    return (
      <EmptyState icon="chart" title={active ? 'No evaluation yet' : 'No evaluation'}>
        {active
          ? 'When the training is done, the held-out rows are predicted and the result is drawn here.'
          : 'This run stored no evaluation of held-out rows.'}
      </EmptyState>
    );
  }
  const openCell = (data: MatrixShape) => (cell: Cell) => {
    const actual = data.classes[cell.actual] ?? '';
    const predicted = data.classes[cell.predicted] ?? '';
    setRows({
      title: `actual ${actual}, predicted ${predicted}`,
      count: data.matrix[cell.actual]?.[cell.predicted] ?? 0,
      where: [
        ['actual', 'eq', actual],
        ['prediction', 'eq', predicted],
      ],
      cell,
    });
  };
  return (
    <div className="stack">
      {rows && predictions && (
        <RowsCard runId={runId} predictions={predictions} rows={rows} onClose={() => setRows(undefined)} />
      )}
      <div className="evaluation-grid">
        {matrix && (
          <Part<MatrixShape> runId={runId} artifact={matrix} title="Confusion matrix">
            {(data) => (
              <ConfusionMatrix data={data} chosen={rows?.cell} onChoose={predictions ? openCell(data) : undefined} />
            )}
          </Part>
        )}
        {thresholds && <ThresholdPanel runId={runId} thresholds={thresholds} roc={roc} pr={pr} onRows={setRows} />}
        {!thresholds && roc && (
          <Part<RocShape> runId={runId} artifact={roc} title="ROC curve">
            {(data) => <RocCurve data={data} />}
          </Part>
        )}
        {!thresholds && pr && (
          <Part<PrShape> runId={runId} artifact={pr} title="Precision and recall">
            {(data) => <PrCurve data={data} />}
          </Part>
        )}
        {calibration && (
          <Part<CalibrationShape> runId={runId} artifact={calibration} title="Calibration">
            {(data) => <CalibrationCurve data={data} />}
          </Part>
        )}
        {report && (
          <Part<ClassReportShape> runId={runId} artifact={report} title="Classes">
            {(data) => <ClassReport data={data} />}
          </Part>
        )}
        {residuals && (
          <>
            <Part<ResidualShape> runId={runId} artifact={residuals} title="Predicted and actual">
              {(data) => <PredictedActual data={data} />}
            </Part>
            <Part<ResidualShape> runId={runId} artifact={residuals} title="Residuals and predicted">
              {(data) => <ResidualsFitted data={data} />}
            </Part>
            <Part<ResidualShape> runId={runId} artifact={residuals} title="Residuals">
              {(data) => <ResidualHistogram data={data} />}
            </Part>
            <Part<ResidualShape> runId={runId} artifact={residuals} title="Residuals and normal">
              {(data) => (data.qq ? <ResidualQuantiles qq={data.qq} /> : <p className="muted">Not stored.</p>)}
            </Part>
          </>
        )}
        {importance && (
          <Part<ImportanceShape> runId={runId} artifact={importance} title="Permutation importance">
            {(data) => <Importance data={data} />}
          </Part>
        )}
        {slices && (
          <Part<SlicesShape> runId={runId} artifact={slices} title="Slices">
            {(data) => <Slices data={data} />}
          </Part>
        )}
      </div>
    </div>
  );
}

function RowsCard({
  runId,
  predictions,
  rows,
  onClose,
}: {
  runId: string;
  predictions: Artifact;
  rows: RowsWanted;
  onClose: () => void;
}) {
  const heading = useRef<HTMLDivElement>(null);
  // Whoever asked for the rows with a click or a key finds them without looking.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows move the focus again
  useEffect(() => heading.current?.focus(), [rows]);
  return (
    <div ref={heading} tabIndex={-1} className="rows-card">
      <Card
        title={`${plural(rows.count, 'row')}: ${rows.title}`}
        aside={
          <Button kind="quiet" icon="close" onClick={onClose}>
            Close
          </Button>
        }
      >
        <TableRows
          runId={runId}
          name={predictions.name}
          sha256={predictions.sha256}
          where={rows.where}
          label={`Held-out rows: ${rows.title}`}
        />
      </Card>
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
