import { type ReactNode, useMemo, useState } from 'react';
import type { Chart, ChartGroup, ChartQuery, ChartSeries, MetricSeries, MetricValue } from '@/shared/api/types';
import { LivePoints } from '@/shared/chart/live-points';
import { numberOf } from '@/shared/chart/metric-number';
import { Sampled } from '@/shared/gallery/sampled';
import { BIDI_NAME, LONG_NAME, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { metricKeysQuery } from './chart-api';
import { ChartCard, type ChartPage } from './chart-card';
import type { ChartRun } from './chart-lines';
import { type ChartSettings, defaults } from './chart-settings';
import { Crosshair, Highlight } from './crosshair';
import { KeyCharts } from './key-charts';
import { Sparkline, sparklineQuery } from './sparkline';
import './metric.css';

const START = 1_763_900_000;
const steps = (count: number) => Array.from({ length: count }, (_, at) => at);
const falling = (at: number) => 0.2 + 2 / (1 + at / 8) + 0.05 * Math.sin(at * 1.7);

/** A series of these values, one a step. */
function seriesOf(runId: string, values: readonly MetricValue[], more: Partial<ChartSeries> = {}): ChartSeries {
  const numbers = values.map(numberOf);
  const wrong = numbers.flatMap((value, at) => (Number.isFinite(value) ? [] : [at]));
  return {
    runId,
    runName: runId,
    key: 'train/loss',
    role: 'loss',
    attempt: 1,
    points: values.length,
    total: values.length,
    bucketed: false,
    xSource: 'step',
    x: null,
    step: steps(values.length),
    time: steps(values.length).map((at) => START + at),
    min: null,
    max: null,
    last: [...values],
    smoothed: null,
    nonFinite: {
      nan: wrong.filter((at) => Number.isNaN(numbers[at])).length,
      positive: wrong.filter((at) => numbers[at] === Number.POSITIVE_INFINITY).length,
      negative: wrong.filter((at) => numbers[at] === Number.NEGATIVE_INFINITY).length,
      at: wrong.map((at) => ({ step: at, time: START + at, x: at, value: values[at] ?? 'NaN' })),
    },
    ...more,
  };
}

function chartOf(series: readonly ChartSeries[], more: Partial<Chart> = {}): Chart {
  const points = series.reduce((sum, one) => sum + one.points, 0);
  return {
    x: 'step',
    xKey: null,
    from: null,
    to: null,
    width: 512,
    bucketed: false,
    runsShown: Math.max(1, series.length),
    runsTotal: Math.max(1, series.length),
    points,
    buckets: points,
    keysTotal: 1,
    series: [...series],
    groups: [],
    absent: [],
    clip: null,
    ...more,
  };
}

interface ChartState {
  name: string;
  /** Absent: it is waited for. */
  chart?: Chart | Error;
  settings?: Partial<ChartSettings>;
  /** One run, if absent. */
  runs?: readonly ChartRun[];
  live?: boolean;
  title?: string;
}

const many = (count: number): ChartRun[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `gallery-run-${at}`,
    name: at === 1 ? 'baseline' : `run ${at}`,
    slot: at,
    baseline: at === 1,
  }));
const linesOf = (runs: readonly ChartRun[]) =>
  runs.map((run, place) =>
    seriesOf(
      run.id,
      steps(60).map((at) => falling(at) + place * 0.12),
    ),
  );
const whole = steps(200).map(falling);
const averaged = whole.map((_, at) => {
  const around = whole.slice(Math.max(0, at - 9), at + 1);
  return around.reduce((sum, value) => sum + value, 0) / around.length;
});
const band: ChartGroup = {
  name: 'All runs',
  key: 'train/loss',
  runs: ['gallery-run-0', 'gallery-run-2', 'gallery-run-3'],
  points: 180,
  band: 'std',
  x: steps(60),
  n: steps(60).map(() => 3),
  centre: steps(60).map(falling),
  low: steps(60).map((at) => falling(at) - 0.1 - at / 300),
  high: steps(60).map((at) => falling(at) + 0.1 + at / 300),
};
const ONE = 'gallery-one';
const single = (values: readonly MetricValue[], more?: Partial<ChartSeries>) => chartOf([seriesOf(ONE, values, more)]);

const charts: readonly ChartState[] = [
  { name: 'Chart: one run', chart: single(whole) },
  { name: 'Chart: several runs and the baseline', chart: chartOf(linesOf(many(5))), runs: many(5) },
  {
    name: 'Chart: more runs than colours',
    chart: chartOf(linesOf(many(30)), { runsTotal: 1200, runsShown: 30 }),
    runs: many(30),
  },
  { name: 'Chart: constant', chart: single(steps(40).map(() => 0.5)) },
  { name: 'Chart: a single value', chart: single([0.8731]) },
  {
    name: 'Chart: NaN and infinite values',
    chart: single([1, 0.8, 'NaN', 0.7, 'Infinity', 0.65, '-Infinity', 0.6, 'NaN', 'NaN', 0.55, 0.5]),
  },
  { name: 'Chart: nothing but NaN', chart: single(['NaN', 'NaN', 'NaN']) },
  { name: 'Chart: huge and tiny values', chart: single([1e-12, 1e15, 3e14, 2.5e15, 1e15]) },
  { name: 'Chart: not logged', chart: chartOf([]) },
  { name: 'Chart: nothing in the range', chart: chartOf([]), settings: { zoom: [500, 600] } },
  {
    name: 'Chart: log scale with values below zero',
    chart: single(steps(60).map((at) => 3 - at / 12)),
    settings: { y: 'log' },
  },
  {
    name: 'Chart: symlog',
    chart: single(steps(60).map((at) => (at - 30) ** 3)),
    settings: { y: 'symlog' },
  },
  {
    name: 'Chart: smoothed, the raw line behind',
    chart: single(whole, { smoothed: averaged }),
    settings: { smoothing: { kind: 'twema', amount: 0.9 } },
  },
  {
    name: 'Chart: outliers are clipped',
    chart: chartOf([seriesOf(ONE, [...whole.slice(0, 90), 40, ...whole.slice(90), -12])], {
      clip: { low: 0.2, high: 1.9, below: 1, above: 3 },
    }),
    settings: { clip: true },
  },
  {
    name: 'Chart: buckets with their spread',
    chart: chartOf(
      [
        seriesOf(ONE, whole, {
          bucketed: true,
          points: 1_000_000,
          total: 1_000_000,
          min: whole.map((value) => value - 0.1),
          max: whole.map((value, at) => value + (at === 120 ? 3 : 0.1)),
        }),
      ],
      { bucketed: true, points: 1_000_000, buckets: 200 },
    ),
  },
  {
    name: 'Chart: mean with a band',
    chart: chartOf([seriesOf('gallery-run-1', steps(60).map(falling))], { groups: [band], runsShown: 4, runsTotal: 4 }),
    settings: { aggregate: { centre: 'mean', band: 'std' } },
    runs: many(4),
  },
  {
    name: 'Chart: over relative time',
    chart: chartOf([seriesOf(ONE, whole, { x: steps(200).map((at) => at * 61), xSource: 'relative' })], {
      x: 'relative',
    }),
    settings: { x: 'relative' },
  },
  { name: 'Chart: live', chart: single(whole), live: true },
  { name: 'Chart: live and zoomed', chart: single(whole), live: true, settings: { zoom: [20, 60] } },
  { name: 'Chart: both ranges zoomed', chart: single(whole), settings: { zoom: [20, 60], zoomY: [0.2, 1] } },
  { name: 'Chart: as a table', chart: single(whole.slice(0, 12)), settings: { table: true } },
  {
    name: 'Chart: lines are hidden',
    chart: chartOf(linesOf(many(4))),
    runs: many(4),
    settings: { hidden: ['gallery-run-2:train/loss'] },
  },
  {
    name: 'Chart: long and turned names',
    chart: chartOf([seriesOf(ONE, whole), seriesOf('gallery-turned', averaged)]),
    title: LONG_NAME,
    runs: [
      { id: ONE, name: LONG_NAME, slot: 0 },
      { id: 'gallery-turned', name: BIDI_NAME, slot: 1 },
    ],
  },
  { name: 'Chart: loading' },
  { name: 'Chart: cannot be read', chart: storeAway },
];

/** Charts, sparklines and the charts of an overview, each in every state. */
export function ChartStates(): ReactNode {
  const [page] = useState(
    (): ChartPage => ({
      live: new LivePoints(() => () => undefined),
      crosshair: new Crosshair(),
      highlight: new Highlight(),
      alertMe: () => undefined,
    }),
  );
  return (
    <>
      <Specimens title="Charts">
        {charts.map((state) => (
          <Specimen key={state.name} name={state.name}>
            <SampleChart page={page} state={state} />
          </Specimen>
        ))}
      </Specimens>
      <Sparklines />
      <Overviews />
    </>
  );
}

function SampleChart({ page, state }: { page: ChartPage; state: ChartState }) {
  const { name, chart, title = 'loss', live = false } = state;
  const [settings, setSettings] = useState<ChartSettings>({ ...defaults, ...state.settings });
  const runs = useMemo(() => state.runs ?? [{ id: ONE, name: 'one run', slot: 0, live }], [state.runs, live]);
  return (
    <Sampled orElse={(queryKey) => (isChart(queryKey) ? chart : undefined)}>
      <ChartCard
        page={page}
        chart={{ id: name, title, keys: ['train/loss'] }}
        runs={runs}
        settings={settings}
        change={(change) => setSettings((known) => ({ ...known, ...change }) as ChartSettings)}
        axis={name}
        metricKeys={['train/loss', 'val/loss']}
      />
    </Sampled>
  );
}

const isChart = ([what, request]: readonly unknown[]) =>
  what === 'chart' && ((request as ChartQuery).keys ?? []).length > 0;

const sparkOf = (values: readonly MetricValue[], key = 'val/auc'): MetricSeries => ({
  key,
  role: 'score',
  attempt: 1,
  points: values.length,
  bucketed: false,
  step: steps(values.length),
  time: steps(values.length),
  min: [...values],
  max: [...values],
  last: [...values],
});

const sparks: readonly (readonly [name: string, items: MetricSeries[]])[] = [
  ['Sparkline', [sparkOf(steps(60).map((at) => 1 - falling(at) / 4))]],
  ['Sparkline: constant', [sparkOf(steps(20).map(() => 0.5))]],
  ['Sparkline: a single value', [sparkOf([0.9132])]],
  ['Sparkline: with holes', [sparkOf([0.5, 0.6, 'NaN', 0.7, 'Infinity', 0.75, 0.8])]],
  ['Sparkline: no number at the end', [sparkOf([0.5, 0.6, 'NaN'])]],
  ['Sparkline: a long name', [sparkOf(whole, `val/${LONG_NAME}`)]],
  ['Sparkline: no metric', []],
];

function Sparklines() {
  return (
    <Specimens title="Sparklines">
      {sparks.map(([name, items]) => (
        <Specimen key={name} name={name}>
          <Sampled fill={({ client }) => client.setQueryData(sparklineQuery(name).queryKey, { items })}>
            <Sparkline runId={name} />
          </Sampled>
        </Specimen>
      ))}
    </Specimens>
  );
}

const overviews = [
  { name: 'Overview charts: the run waits', live: false, waits: true, isEmpty: true },
  { name: 'Overview charts: no metric', live: false, waits: false, isEmpty: true },
  { name: 'Overview charts: loading', live: false, waits: false, isEmpty: false },
] as const;

function Overviews() {
  return (
    <Specimens title="Charts of an overview">
      {overviews.map(({ name, live, waits, isEmpty }) => {
        const run = sampleRun(name);
        return (
          <Specimen key={name} name={name}>
            <Sampled
              fill={({ client }) => {
                if (isEmpty) client.setQueryData(metricKeysQuery([run.id]).queryKey, []);
              }}
            >
              <KeyCharts run={run} live={live} waits={waits} />
            </Sampled>
          </Specimen>
        );
      })}
      <Specimen name="Overview charts: cannot be read">
        <Sampled fill={({ refuse }) => refuse(metricKeysQuery(['gallery-charts-away']).queryKey, storeAway)}>
          <KeyCharts run={sampleRun('charts away')} live={false} waits={false} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
