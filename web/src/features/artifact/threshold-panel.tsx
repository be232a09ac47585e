import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Artifact } from '@/shared/api/types';
import { formatCount, formatNumber, formatPercent, NOTHING } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { SelectField, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { type Cell, ConfusionMatrix } from './confusion-matrix';
import { PrCurve, type PrShape, RocCurve, type RocShape } from './curves';
import { type CellCondition, jsonArtifactQuery } from './queries';
import { type Costs, cheapest, costOf, cutAt, type ThresholdShape } from './thresholds';

export interface RowsWanted {
  title: string;
  count: number;
  where: CellCondition[];
}

/** One threshold moves the matrix, the scores, the cost and the marks on both curves; all of it is counted in the page. */
export function ThresholdPanel({
  runId,
  thresholds,
  roc,
  pr,
  onRows,
}: {
  runId: string;
  thresholds: Artifact;
  roc: Artifact | undefined;
  pr: Artifact | undefined;
  onRows: (rows: RowsWanted) => void;
}) {
  const data = useQuery(jsonArtifactQuery<ThresholdShape>(runId, thresholds.name, thresholds.sha256));
  const rocData = useQuery({
    ...jsonArtifactQuery<RocShape>(runId, roc?.name ?? '', roc?.sha256 ?? ''),
    enabled: roc !== undefined,
  });
  const prData = useQuery({
    ...jsonArtifactQuery<PrShape>(runId, pr?.name ?? '', pr?.sha256 ?? ''),
    enabled: pr !== undefined,
  });
  const [chosenClass, setClass] = useState(0);
  const [at, setAt] = useState<number>();
  const [costs, setCosts] = useState<Costs>({ falsePositive: 1, falseNegative: 1 });
  const cuts = data.data?.classes[chosenClass];
  if (data.isPending) return <Skeleton rows={2} height={240} />;
  if (data.isError) return <ProblemView error={data.error} onRetry={() => void data.refetch()} />;
  if (!cuts) return null;
  const { steps, classes } = data.data;
  const step = at ?? Math.round(steps / 2);
  const cut = cutAt(cuts, steps, step);
  const rest = classes.length > 1 ? `not ${cuts.class}` : 'the other class';
  const marked = `Threshold ${cut.threshold.toFixed(3)}`;

  const openRows = ({ actual, predicted }: Cell) => {
    const isClass = actual === 0;
    const above = predicted === 0;
    onRows({
      title: `actual ${isClass ? cuts.class : rest}, ${above ? 'above' : 'not above'} ${cut.threshold.toFixed(3)}`,
      count: [
        [cut.tp, cut.fn],
        [cut.fp, cut.tn],
      ][actual]?.[predicted] as number,
      where: [
        ['actual', isClass ? 'eq' : 'ne', cuts.class],
        [`probability_${cuts.class}`, above ? 'gt' : 'le', String(cut.threshold)],
      ],
    });
  };

  const scores: [string, string][] = [
    ['Precision', cut.precision === undefined ? NOTHING : formatNumber(cut.precision)],
    ['Recall', formatNumber(cut.recall)],
    ['F1', formatNumber(cut.f1)],
    ['Accuracy', formatPercent((cut.tp + cut.tn) / Math.max(1, cuts.positives + cuts.negatives), 1)],
    ['Cost', formatNumber(costOf(cut, costs))],
  ];
  return (
    <>
      <Card title="Threshold" className="threshold-card">
        <div className="stack">
          {classes.length > 1 && (
            <SelectField
              label="Class"
              value={String(chosenClass)}
              options={classes.map((one, index) => ({ value: String(index), label: one.class }))}
              onChange={(next) => setClass(Number(next))}
            />
          )}
          <label className="threshold-slider">
            <span>
              Taken for <b>{cuts.class}</b> above <output className="tabular">{cut.threshold.toFixed(3)}</output>
            </span>
            <input
              type="range"
              min={0}
              max={steps}
              step={1}
              value={step}
              aria-label="Threshold"
              aria-valuetext={cut.threshold.toFixed(3)}
              onChange={(event) => setAt(event.target.valueAsNumber)}
            />
          </label>
          <dl className="threshold-scores">
            {scores.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="tabular" data-score={name}>
                  {value}
                </dd>
              </div>
            ))}
          </dl>
          <div className="row threshold-costs">
            <CostField
              label="Cost of a false positive"
              value={costs.falsePositive}
              onChange={(falsePositive) => setCosts({ ...costs, falsePositive })}
            />
            <CostField
              label="Cost of a false negative"
              value={costs.falseNegative}
              onChange={(falseNegative) => setCosts({ ...costs, falseNegative })}
            />
            <Button onClick={() => setAt(cheapest(cuts, steps, costs))}>Lowest cost</Button>
            <Button kind="quiet" disabled={step === Math.round(steps / 2)} onClick={() => setAt(undefined)}>
              Back to 0.5
            </Button>
          </div>
          <table className="table cost-table" aria-label="Cost">
            <thead>
              <tr>
                <th>Mistake</th>
                <th className="number">Rows</th>
                <th className="number">Each</th>
                <th className="number">Together</th>
              </tr>
            </thead>
            <tbody>
              {(
                [
                  ['False positive', cut.fp, costs.falsePositive],
                  ['False negative', cut.fn, costs.falseNegative],
                ] as const
              ).map(([name, rows, each]) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td className="number">{formatCount(rows)}</td>
                  <td className="number">{formatNumber(each)}</td>
                  <td className="number">{formatNumber(rows * each)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Card title="At this threshold">
        <ConfusionMatrix
          data={{
            classes: [cuts.class, rest],
            matrix: [
              [cut.tp, cut.fn],
              [cut.fp, cut.tn],
            ],
          }}
          onChoose={openRows}
        />
      </Card>
      {rocData.data && (
        <Card title="ROC curve">
          <RocCurve data={rocData.data} mark={{ x: cut.falsePositiveRate, y: cut.recall, words: marked }} />
        </Card>
      )}
      {prData.data && (
        <Card title="Precision and recall">
          <PrCurve
            data={prData.data}
            mark={cut.precision === undefined ? undefined : { x: cut.recall, y: cut.precision, words: marked }}
          />
        </Card>
      )}
    </>
  );
}

function CostField({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  const [text, setText] = useState(String(value));
  const wrong = !(text.trim() !== '' && Number(text) >= 0);
  return (
    <TextField
      label={label}
      value={text}
      inputMode="decimal"
      error={wrong ? 'A number that is not negative.' : undefined}
      onChange={(event) => {
        setText(event.target.value);
        const next = Number(event.target.value);
        if (event.target.value.trim() !== '' && next >= 0) onChange(next);
      }}
    />
  );
}
