import type { ReactNode } from 'react';
import type { Artifact } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { ArtifactList } from './artifact-list';
import { ClassReport } from './class-report';
import { ConfusionMatrices, EvaluationCurves } from './compared-evaluation';
import { ConfusionMatrix, type MatrixShape } from './confusion-matrix';
import { CalibrationCurve, PrCurve, type PrShape, RocCurve, type RocShape } from './curves';
import { Evaluation } from './evaluation';
import { Importance } from './importance';
import { artifactsQuery, jsonArtifactQuery } from './queries';
import {
  PredictedActual,
  ResidualHistogram,
  ResidualQuantiles,
  type ResidualShape,
  ResidualsFitted,
} from './residuals';
import { Slices } from './slices';
import { ThresholdPanel } from './threshold-panel';
import type { ThresholdShape } from './thresholds';
import './artifact.css';

const nothing = () => undefined;
const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const parts = (count: number) => Array.from({ length: count + 1 }, (_, at) => at / count);

// --------------------------------------------------------------------------------------------------------------------- samples

/** A curve above the diagonal: the larger the power, the better the model. */
const rocOf = (name: string, power: number, interval?: number[]): RocShape['curves'][number] => ({
  class: name,
  auc: power / (power + 1),
  auc_interval: interval,
  fpr: parts(40),
  tpr: parts(40).map((part) => 1 - (1 - part) ** power),
  threshold: parts(40).map((part) => 1 - part),
});
const prOf = (name: string, power: number, interval?: number[]): PrShape['curves'][number] => ({
  class: name,
  average_precision: power / (power + 1),
  average_precision_interval: interval,
  recall: parts(40),
  precision: parts(40).map((part) => 1 - part ** power * 0.7),
  threshold: parts(40).map((part) => 1 - part),
});
const roc: RocShape = { curves: [rocOf('yes', 9, [0.88, 0.94])] };
const pr: PrShape = { curves: [prOf('yes', 5, [0.8, 0.88])] };
const classes = ['setosa', 'versicolor', 'virginica'];

const matrix: MatrixShape = {
  classes: ['no', 'yes'],
  matrix: [
    [512, 41],
    [38, 209],
  ],
};
const nobody: MatrixShape = {
  classes: ['no', 'yes'],
  matrix: [
    [0, 0],
    [0, 0],
  ],
};
const wide: MatrixShape = {
  classes: [LONG_NAME, BIDI_NAME, ...Array.from({ length: 10 }, (_, at) => `class ${at}`)],
  matrix: Array.from({ length: 12 }, (_, row) =>
    Array.from({ length: 12 }, (_, column) => (row === column ? 1_234_567 : (row * column) % 7)),
  ),
};

const residualsOf = (count: number): ResidualShape => {
  const points = Array.from({ length: count }, (_, at) => {
    const predicted = at / 2;
    return { predicted, actual: predicted + 8 * Math.sin(at * 12.9) };
  });
  const edges = Array.from({ length: 13 }, (_, at) => -9 + at * 1.5);
  const counts = [1, 3, 9, 21, 40, 66, 71, 52, 30, 12, 4, 1];
  const theoretical = Array.from({ length: 60 }, (_, at) => -2.4 + at * 0.08);
  return {
    rows: count,
    points,
    histogram: { edges, counts },
    qq: { theoretical, sample: theoretical.map((value) => value * 0.9 + 0.02 * value ** 3) },
  };
};
const tens = Array.from({ length: 21 }, (_, at) => at * 10);
const squares = (count: (x: number, y: number) => number) =>
  Array.from({ length: 20 }, (_, x) => Array.from({ length: 20 }, (_, y) => count(x, y)));
const dense: ResidualShape = {
  ...residualsOf(60),
  rows: 1_234_567,
  density: {
    x_edges: tens,
    y_edges: tens,
    counts: squares((x, y) => Math.max(0, 40 - 9 * Math.abs(x - y))),
  },
  residual_density: {
    x_edges: tens,
    y_edges: tens.map((edge) => edge - 100),
    counts: squares((x, y) => (x * 7 + y * 3) % 11),
  },
};

const cuts = (name: string): ThresholdShape['classes'][number] => ({
  class: name,
  positives: 247,
  negatives: 553,
  tp: Array.from({ length: 1001 }, (_, at) => Math.round(247 * (1 - (at / 1000) ** 3))),
  fp: Array.from({ length: 1001 }, (_, at) => Math.round(553 * (1 - at / 1000) ** 4)),
});

const artifact = (name: string, role: Artifact['role'], more: Partial<Artifact> = {}): Artifact => ({
  name,
  role,
  contentType: name.endsWith('.csv') ? 'text/csv' : name.endsWith('.json') ? 'application/json' : 'application/zip',
  sizeBytes: 48_211,
  sha256: SHA,
  attempt: 1,
  createdAt: ago(300),
  ...more,
});

type Fill = (samples: Samples) => void;
const listOf = (items: Artifact[]) => ({ items, nextCursor: null, total: items.length });

/** The files of a run, and what is in those that are JSON. */
const stored =
  (runId: string, files: Readonly<Record<string, unknown>>) =>
  ({ client }: Samples) => {
    const items = Object.keys(files).map((name) => artifact(name, 'evaluation'));
    client.setQueryData(artifactsQuery(runId).queryKey, listOf(items));
    for (const { name, sha256 } of items)
      client.setQueryData(jsonArtifactQuery<unknown>(runId, name, sha256).queryKey, files[name]);
  };

// ------------------------------------------------------------------------------------------------------------------------ plots

/** What the held-out rows say, and the files that a run leaves. */
export function EvaluationStates(): ReactNode {
  return (
    <>
      <Plots />
      <Residuals />
      <Tables />
      <Whole />
      <Compared />
      <Files />
    </>
  );
}

function Plots() {
  return (
    <Specimens title="Classification">
      <Specimen name="Confusion matrix">
        <ConfusionMatrix data={matrix} onChoose={nothing} chosen={{ actual: 1, predicted: 0 }} />
      </Specimen>
      <Specimen name="Confusion matrix: no row">
        <ConfusionMatrix data={nobody} />
      </Specimen>
      <Specimen name="Confusion matrix: many classes, long names" wide>
        <ConfusionMatrix data={wide} onChoose={nothing} />
      </Specimen>
      <Specimen name="ROC curve, with its interval and a threshold">
        <RocCurve data={roc} mark={{ x: 0.1, y: 0.61, words: 'Threshold 0.500' }} />
      </Specimen>
      <Specimen name="ROC curves of several classes">
        <RocCurve data={{ curves: classes.map((name, at) => rocOf(name, 3 + at * 4)) }} />
      </Specimen>
      <Specimen name="ROC curve of two points">
        <RocCurve data={{ curves: [{ class: 'yes', auc: 0.5, fpr: [0, 1], tpr: [0, 1], threshold: [1, 0] }] }} />
      </Specimen>
      <Specimen name="Precision and recall">
        <PrCurve data={pr} />
      </Specimen>
      <Specimen name="Precision and recall of several classes">
        <PrCurve data={{ curves: classes.map((name, at) => prOf(name, 3 + at * 2)) }} />
      </Specimen>
      <Specimen name="Calibration">
        <CalibrationCurve
          data={{
            bins: 10,
            curves: [
              {
                class: 'yes',
                brier: 0.0912,
                predicted: [0.05, 0.25, 0.45, 0.65, 0.85, 0.95],
                observed: [0.02, 0.2, 0.5, 0.7, 0.8, 0.99],
                counts: [400, 120, 60, 70, 90, 60],
              },
            ],
          }}
        />
      </Specimen>
      <Specimen name="Threshold" wide>
        <Sampled fill={stored('gallery-threshold', { 'thresholds.json': { steps: 1000, classes: [cuts('yes')] } })}>
          <div className="evaluation-grid">
            <ThresholdPanel
              runId="gallery-threshold"
              thresholds={artifact('thresholds.json', 'evaluation')}
              roc={undefined}
              pr={undefined}
              onRows={nothing}
            />
          </div>
        </Sampled>
      </Specimen>
      <Specimen name="Threshold of several classes, with both curves" wide>
        <Sampled
          fill={stored('gallery-thresholds', {
            'thresholds.json': { steps: 1000, classes: classes.map(cuts) },
            'roc-curve.json': roc,
            'pr-curve.json': pr,
          })}
        >
          <div className="evaluation-grid">
            <ThresholdPanel
              runId="gallery-thresholds"
              thresholds={artifact('thresholds.json', 'evaluation')}
              roc={artifact('roc-curve.json', 'evaluation')}
              pr={artifact('pr-curve.json', 'evaluation')}
              onRows={nothing}
            />
          </div>
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

function Residuals() {
  const few = residualsOf(120);
  return (
    <Specimens title="Regression">
      <Specimen name="Predicted and actual">
        <PredictedActual data={few} />
      </Specimen>
      <Specimen name="Predicted and actual, of very many rows">
        <PredictedActual data={dense} />
      </Specimen>
      <Specimen name="Predicted and actual, of one row">
        <PredictedActual data={{ ...few, rows: 1, points: [{ actual: 3, predicted: 3 }] }} />
      </Specimen>
      <Specimen name="Residuals and predicted">
        <ResidualsFitted data={few} />
      </Specimen>
      <Specimen name="Residuals and predicted, of very many rows">
        <ResidualsFitted data={dense} />
      </Specimen>
      <Specimen name="Histogram of residuals">
        <ResidualHistogram data={few} />
      </Specimen>
      <Specimen name="Histogram of residuals: none">
        <ResidualHistogram data={{ points: [], histogram: { edges: [], counts: [] } }} />
      </Specimen>
      <Specimen name="Residuals and normal">
        <ResidualQuantiles qq={few.qq ?? { theoretical: [], sample: [] }} />
      </Specimen>
      <Specimen name="Residuals and normal: all the same">
        <ResidualQuantiles qq={{ theoretical: [], sample: [] }} />
      </Specimen>
    </Specimens>
  );
}

function Tables() {
  const features = Array.from({ length: 40 }, (_, at) => ({ name: `column ${at}`, mean: 0.2 / (at + 1), std: 0.01 }));
  return (
    <Specimens title="Importance, classes and slices">
      <Specimen name="Importance">
        <Importance
          data={{
            metric: 'roc_auc',
            repeats: 10,
            features: [
              { name: 'tenure', mean: 0.1432, std: 0.0121 },
              { name: LONG_NAME, mean: 0.0512, std: 0.03 },
              { name: BIDI_NAME, mean: 0, std: 0 },
              { name: 'noise', mean: -0.0121, std: 0.0044 },
            ],
          }}
        />
      </Specimen>
      <Specimen name="Importance: more columns than are shown, and time ran out">
        <Importance data={{ metric: 'r2', repeats: 3, complete: false, features }} />
      </Specimen>
      <Specimen name="Importance: no column">
        <Importance data={{ metric: 'r2', repeats: 3, features: [] }} />
      </Specimen>
      <Specimen name="Classes">
        <ClassReport
          data={{
            classes: [
              { class: 'no', precision: 0.9309, recall: 0.9259, f1: 0.9284, support: 553, predicted: 550 },
              { class: LONG_NAME, precision: null, recall: 0, f1: null, support: 3, predicted: 0 },
            ],
            macro: { precision: 0.88, recall: 0.88, f1: 0.88 },
            weighted: { precision: 0.9, recall: 0.9, f1: 0.9 },
          }}
        />
      </Specimen>
      <Specimen name="Slices of a classification">
        <Slices
          data={{
            task: 'classification',
            complete: false,
            overall: { rows: 800, accuracy: 0.9, log_loss: 0.24 },
            features: [
              {
                name: 'plan',
                kind: 'category',
                slices: [
                  { label: 'basic', rows: 500, accuracy: 0.94, log_loss: 0.2 },
                  { label: LONG_NAME, rows: 3, accuracy: 0, log_loss: 4.1 },
                ],
              },
            ],
          }}
        />
      </Specimen>
      <Specimen name="Slices of a regression">
        <Slices
          data={{
            task: 'regression',
            complete: true,
            overall: { rows: 800, mae: 2.1, rmse: 3.2, bias: -0.01 },
            features: [
              {
                name: 'age',
                kind: 'range',
                slices: [
                  { label: '18–40', rows: 400, mae: 1.2, rmse: 1.9, bias: 0.2 },
                  { label: '40–94', rows: 400, mae: 3, rmse: 4.1, bias: -0.22 },
                ],
              },
            ],
          }}
        />
      </Specimen>
      <Specimen name="Slices: none">
        <Slices data={{ task: 'regression', complete: true, overall: { rows: 2 }, features: [] }} />
      </Specimen>
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ whole

function Whole() {
  const wholes: readonly (readonly [name: string, runId: string, fill: Fill, active: boolean])[] = [
    [
      'Evaluation: one part is read, one cannot be',
      'gallery-evaluation',
      (samples) => {
        stored('gallery-evaluation', { 'confusion-matrix.json': matrix })(samples);
        const items = ['confusion-matrix.json', 'roc-curve.json', 'calibration.json'];
        const listed = items.map((name) => artifact(name, 'evaluation'));
        samples.client.setQueryData(artifactsQuery('gallery-evaluation').queryKey, listOf(listed));
        samples.refuse(jsonArtifactQuery('gallery-evaluation', 'roc-curve.json', SHA).queryKey, storeAway);
      },
      false,
    ],
    ['Evaluation: not yet', 'gallery-evaluating', stored('gallery-evaluating', {}), true],
    ['Evaluation: none', 'gallery-unevaluated', stored('gallery-unevaluated', {}), false],
    ['Evaluation: loading', 'gallery-loading', nothing, false],
    [
      'Evaluation: cannot be read',
      'gallery-away',
      ({ refuse }) => refuse(artifactsQuery('gallery-away').queryKey, storeAway),
      false,
    ],
  ];
  return (
    <Specimens title="The evaluation of a run">
      {wholes.map(([name, runId, fill, active]) => (
        <Specimen key={name} name={name} wide>
          <Sampled fill={fill}>
            <Evaluation runId={runId} active={active} />
          </Sampled>
        </Specimen>
      ))}
    </Specimens>
  );
}

const drawn = [
  { id: 'gallery-first', name: 'the baseline', colour: 'var(--text)', dash: '', heavy: true },
  { id: 'gallery-second', name: LONG_NAME, colour: 'var(--chart-1)', dash: '6 3', heavy: false },
];

function Compared() {
  const both = (samples: Samples) => {
    stored('gallery-first', { 'roc-curve.json': roc, 'pr-curve.json': pr, 'confusion-matrix.json': matrix })(samples);
    stored('gallery-second', { 'roc-curve.json': { curves: [rocOf('yes', 4)] } })(samples);
  };
  const none = (samples: Samples) => {
    for (const { id } of drawn) stored(id, {})(samples);
  };
  const titled = drawn.map(({ id, name }) => ({ id, name, title: <span className="ellipsis">{name}</span> }));
  return (
    <Specimens title="Several runs">
      <Specimen name="Curves of several runs, one without the second" wide>
        <Sampled fill={both}>
          <EvaluationCurves runs={drawn} />
        </Sampled>
      </Specimen>
      <Specimen name="Curves: no run stored one" wide>
        <Sampled fill={none}>
          <EvaluationCurves runs={drawn} />
        </Sampled>
      </Specimen>
      <Specimen name="Curves: loading" wide>
        <Sampled>
          <EvaluationCurves runs={drawn} />
        </Sampled>
      </Specimen>
      <Specimen name="Matrices side by side, one run without" wide>
        <Sampled fill={both}>
          <ConfusionMatrices runs={titled} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

function Files() {
  const files = [
    artifact('model.zip', 'model', { sizeBytes: 4_294_967_296 }),
    artifact('roc-curve.json', 'evaluation'),
    artifact('held-out-predictions.csv', 'predictions'),
    artifact(`${LONG_NAME}.png`, 'other', { contentType: 'image/png', sizeBytes: 12 }),
  ];
  const lists: readonly (readonly [name: string, runId: string, items: Artifact[] | undefined, active: boolean])[] = [
    ['Files', 'gallery-files', files, false],
    ['Files: not yet', 'gallery-no-files-yet', [], true],
    ['Files: none', 'gallery-no-files', [], false],
    ['Files: loading', 'gallery-files-loading', undefined, false],
  ];
  return (
    <Specimens title="Files of a run">
      {lists.map(([name, runId, items, active]) => (
        <Specimen key={name} name={name} wide={name === 'Files'}>
          <Sampled
            fill={({ client }) => {
              if (items) client.setQueryData(artifactsQuery(runId).queryKey, listOf(items));
            }}
          >
            <ArtifactList runId={runId} active={active} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Files: cannot be read">
        <Sampled fill={({ refuse }) => refuse(artifactsQuery('gallery-files-away').queryKey, storeAway)}>
          <ArtifactList runId="gallery-files-away" active={false} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
