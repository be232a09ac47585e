import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatNumber } from '@/shared/format/format';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { ConfusionMatrix, type MatrixShape } from './confusion-matrix';
import type { PrShape, RocShape } from './curves';
import { Plot, pathOf } from './plot';
import { artifactsQuery, jsonArtifactQuery } from './queries';
import './artifact.css';
import './compared-evaluation.css';

export interface DrawnRun {
  id: string;
  name: string;
  colour: string;
  dash: string;
  /** Drawn heavier: the baseline. */
  heavy: boolean;
}

const UNIT = { from: 0, to: 1 };

/** The JSON artifact of a name of several runs, as far as it has come; undefined for a run that did not store it. */
function useArtifactOf<T>(runIds: readonly string[], name: string) {
  const lists = useQueries({ queries: runIds.map((id) => artifactsQuery(id)) });
  const hashes = lists.map((list) => list.data?.items.find((item) => item.name === name)?.sha256);
  const contents = useQueries({
    queries: runIds.map((id, at) => ({
      ...jsonArtifactQuery<T>(id, name, hashes[at] ?? ''),
      enabled: hashes[at] !== undefined,
    })),
  });
  return {
    waits: lists.some((list) => list.isPending) || contents.some((content) => content.isLoading),
    error: [...lists, ...contents].find((one) => one.isError)?.error,
    data: contents.map((content, at) => (hashes[at] === undefined ? undefined : content.data)),
  };
}

interface Line {
  run: DrawnRun;
  name: string;
  xs: readonly number[];
  ys: readonly number[];
  area: number;
}

/** ROC and precision-recall curves of several runs, over each other. A run comes when its curve has been read. */
export function EvaluationCurves({ runs }: { runs: readonly DrawnRun[] }): ReactNode {
  const ids = runs.map((run) => run.id);
  const roc = useArtifactOf<RocShape>(ids, 'roc-curve.json');
  const pr = useArtifactOf<PrShape>(ids, 'pr-curve.json');
  const rocLines = runs.flatMap((run, at) =>
    (roc.data[at]?.curves ?? []).map((curve) => ({
      run,
      name: nameOf(run, curve.class, roc.data[at]?.curves.length ?? 1),
      xs: curve.fpr,
      ys: curve.tpr,
      area: curve.auc,
    })),
  );
  const prLines = runs.flatMap((run, at) =>
    (pr.data[at]?.curves ?? []).map((curve) => ({
      run,
      name: nameOf(run, curve.class, pr.data[at]?.curves.length ?? 1),
      xs: curve.recall,
      ys: curve.precision,
      area: curve.average_precision,
    })),
  );
  return (
    <div className="evaluation-grid">
      <CurveCard
        title="ROC curves"
        word="AUC"
        xTitle="False positive rate"
        yTitle="True positive rate"
        lines={rocLines}
        part={roc}
        diagonal
      />
      <CurveCard title="Precision and recall" word="AP" xTitle="Recall" yTitle="Precision" lines={prLines} part={pr} />
    </div>
  );
}

const nameOf = (run: DrawnRun, className: string, classes: number) =>
  classes > 1 ? `${run.name} · ${className}` : run.name;

function CurveCard({
  title,
  word,
  xTitle,
  yTitle,
  lines,
  part,
  diagonal = false,
}: {
  title: string;
  word: string;
  xTitle: string;
  yTitle: string;
  lines: readonly Line[];
  part: { waits: boolean; error: unknown };
  diagonal?: boolean;
}) {
  const words = lines.map((line) => `${line.name}: ${word} ${formatNumber(line.area)}`).join('; ');
  return (
    <Card title={title}>
      {part.error !== undefined && <ProblemView error={part.error} />}
      {lines.length === 0 && part.waits && <Skeleton rows={1} height={240} />}
      {lines.length === 0 && !part.waits && <p className="muted">None of these runs stored such a curve.</p>}
      {lines.length > 0 && (
        <>
          <Plot label={`${title}. ${words}`} xTitle={xTitle} yTitle={yTitle} x={UNIT} y={UNIT}>
            {(scale) => (
              <>
                {diagonal && <line className="guide" x1={scale.x(0)} y1={scale.y(0)} x2={scale.x(1)} y2={scale.y(1)} />}
                {lines.map((line) => (
                  <path
                    key={line.name + line.run.id}
                    d={pathOf(line.xs, line.ys, scale)}
                    fill="none"
                    stroke={line.run.colour}
                    strokeDasharray={line.run.dash}
                    strokeWidth={line.run.heavy ? 3 : 1.5}
                  >
                    <title>{line.name}</title>
                  </path>
                ))}
              </>
            )}
          </Plot>
          <table className="curve-table">
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">{word}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.name + line.run.id}>
                  <th scope="row">
                    <i style={{ background: line.run.colour }} />
                    {line.name}
                  </th>
                  <td>{formatNumber(line.area)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
}

/** Confusion matrices side by side. */
export function ConfusionMatrices({
  runs,
}: {
  runs: readonly { id: string; name: string; title: ReactNode }[];
}): ReactNode {
  const matrices = useArtifactOf<MatrixShape>(
    runs.map((run) => run.id),
    'confusion-matrix.json',
  );
  return (
    <div className="evaluation-grid">
      {matrices.error !== undefined && <ProblemView error={matrices.error} />}
      {runs.map((run, at) => {
        const matrix = matrices.data[at];
        return (
          <Card key={run.id} title={run.title}>
            {matrix && <ConfusionMatrix data={matrix} />}
            {!matrix && matrices.waits && <Skeleton rows={1} height={160} />}
            {!matrix && !matrices.waits && <p className="muted">This run stored no confusion matrix.</p>}
          </Card>
        );
      })}
    </div>
  );
}
