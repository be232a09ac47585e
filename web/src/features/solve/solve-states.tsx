import { type ReactNode, useMemo, useState } from 'react';
import { artifactsQuery, jsonArtifactQuery } from '@/features/artifact';
import type { Artifact, Chart, Run } from '@/shared/api/types';
import { strokeOf } from '@/shared/chart/palette';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { Feed } from '@/shared/live/feed';
import { EmptyState } from '@/shared/ui/feedback';
import type { Outcome } from '@/shared/ui/status';
import { ConvergenceCard, type Course } from './convergence-card';
import { incumbentStroke } from './convergence-plot';
import { ConvergenceTab } from './convergence-tab';
import { Defined } from './defined';
import { instanceRows, SET_TABLE, type SetReport } from './instance-rows';
import { InstancesCard, InstancesTab, SetFacts } from './instances-tab';
import { ModelTab } from './model-tab';
import { PlanView } from './plan-view';
import { SolutionTab } from './solution-tab';
import { SolveFacts } from './solve-facts';
import { bandOf, GAP_DEFINITION } from './solve-math';
import type { SolveSearch } from './solve-search';
import { studyInstancesQuery } from './study-instances';
import { instancePrefix, TraceSet } from './trace';
import type { Traces } from './traces';
import './solve.css';

const nothing = () => undefined;

/** Solves in every outcome, their charts, and what they found. */
export function SolveStates(): ReactNode {
  return (
    <>
      <Outcomes />
      <Charts />
      <Facts />
      <Sets />
      <Solutions />
      <Models />
      <Plans />
    </>
  );
}

// --------------------------------------------------------------------------------------------------------------------- samples

type Value = (second: number) => number;

interface Sought {
  /** The second of the first solution; absent when none was found. */
  first?: number;
  incumbent?: Value;
  /** Absent when none was proven. */
  bound?: Value;
  seconds?: number;
}

/** What a solve told, a report each second; of a set, that of one instance. */
function chartOf(runId: string, { first = 0, incumbent, bound, seconds = 30 }: Sought, prefix = ''): Chart {
  const all = Array.from({ length: seconds + 1 }, (_, at) => at);
  const series = (key: string, from: number, value: Value) => {
    const x = all.slice(from);
    return { runId, key: prefix + key, x, step: x.map((at) => at + 1), time: x, last: x.map(value) };
  };
  return {
    points: 3 * all.length,
    bucketed: false,
    series: [
      ...(incumbent ? [series('incumbent', first, incumbent)] : []),
      ...(bound ? [series('bound', 0, bound)] : []),
      ...(incumbent && bound
        ? [series('gap', first, (at) => Math.abs(incumbent(at) - bound(at)) / Math.abs(incumbent(at)))]
        : []),
    ],
  } as unknown as Chart;
}

const better = (at: number) => 8691 + Math.round(3000 * Math.exp(-Math.floor(at / 4) * 0.8));
const closer = (at: number) => 8691 - 3800 * Math.exp(-at / 7);
const proven: Sought = {
  first: 2,
  incumbent: (at) => (at < 28 ? better(at) : 8691),
  bound: (at) => (at < 30 ? closer(at) : 8691),
};
const unproven: Sought = { first: 2, incumbent: better, bound: (at) => 8400 - 3800 * Math.exp(-at / 7) };

const solve = (name: string, more: Partial<Run> = {}): Run =>
  sampleRun(name, { kind: 'solve', status: 'succeeded', endedAt: ago(1), ...more });

const ended = (name: string, outcome: Outcome, summary: Run['summary'] = {}) => solve(name, { outcome, summary });

/** The chart and the files of a solve; without files there are none. */
function Told({
  run,
  told,
  fill,
  children,
}: {
  run: Run;
  told: Sought | Error | undefined;
  fill?: (samples: Samples) => void;
  children: ReactNode;
}) {
  return (
    <Sampled
      fill={(samples) => {
        samples.client.setQueryData(artifactsQuery(run.id).queryKey, listOf([]));
        fill?.(samples);
      }}
      orElse={([what]) => {
        if (what !== 'chart' || told === undefined) return undefined;
        return told instanceof Error ? told : chartOf(run.id, told);
      }}
    >
      {children}
    </Sampled>
  );
}

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const file = (name: string, sizeBytes = 48_211): Artifact => ({
  name,
  contentType: 'application/json',
  sizeBytes,
  sha256: SHA,
  role: 'solve',
  attempt: 1,
  createdAt: ago(30),
});
const listOf = (items: Artifact[]) => ({ items, nextCursor: null, total: items.length });

const stored =
  (run: Run, files: Readonly<Record<string, unknown>>) =>
  ({ client }: Samples) => {
    client.setQueryData(artifactsQuery(run.id).queryKey, listOf(Object.keys(files).map((name) => file(name))));
    for (const [name, content] of Object.entries(files))
      client.setQueryData(jsonArtifactQuery<unknown>(run.id, name, SHA).queryKey, content);
  };

// -------------------------------------------------------------------------------------------------------------------- outcomes

interface OutcomeState {
  name: string;
  run: Run;
  told: Sought | Error | undefined;
  conflict?: readonly string[];
  waits?: boolean;
}

const outcomeStates: readonly OutcomeState[] = [
  { name: 'Solve: optimal', run: ended('optimal', 'optimal', { incumbent: 8691, gap: 0 }), told: proven },
  { name: 'Solve: feasible', run: ended('feasible', 'feasible', { incumbent: 8691, gap: 0.0241 }), told: unproven },
  { name: 'Solve: stopped', run: ended('stopped', 'stopped', { gap: 0.31 }), told: { ...unproven, seconds: 6 } },
  {
    name: 'Solve: infeasible, with what contradicts',
    run: ended('infeasible', 'infeasible'),
    told: {},
    conflict: ['capacity_plant_3', 'demand_north', LONG_NAME, BIDI_NAME],
  },
  {
    name: 'Solve: infeasible or unbounded',
    run: ended('infeasible or unbounded', 'infeasible_or_unbounded'),
    told: {},
    conflict: [],
  },
  { name: 'Solve: unbounded', run: ended('unbounded', 'unbounded'), told: {} },
  {
    name: 'Solve: no solution in its time',
    run: ended('no solution', 'no_solution', { bound: 8481.25 }),
    told: { bound: closer },
  },
  {
    name: 'Solve: one solution, huge values',
    run: ended('huge', 'optimal', { incumbent: 1.25e15, gap: 0 }),
    told: { first: 1, incumbent: () => 1.25e15, bound: (at) => (at < 20 ? -9e14 : 1.25e15) },
  },
  { name: 'Solve: not begun', run: solve('waiting', { status: 'queued', endedAt: null }), told: {}, waits: true },
  { name: 'Solve: failed before it told anything', run: solve('failed', { status: 'failed' }), told: {} },
  { name: 'Solve: loading', run: solve('loading'), told: undefined },
  { name: 'Solve: cannot be read', run: solve('away'), told: storeAway },
];

function Outcomes() {
  return (
    <Specimens title="Convergence by outcome">
      {outcomeStates.map(({ name, run, told, conflict, waits = false }) => (
        <Specimen key={name} name={name}>
          <Told run={run} told={told} fill={conflict && stored(run, { 'solve.json': { conflict } })}>
            <ConvergenceTab run={run} live={false} waits={waits} />
          </Told>
        </Specimen>
      ))}
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- charts

const singleCourse = (set: TraceSet): Course => ({
  curves: set.traces.map((trace) => ({ runId: trace.runId, label: 'A solve', stroke: incumbentStroke, trace })),
  sets: [],
  hasObjective: true,
});

/** Solves that differ in their seed alone. */
const setCourse = (set: TraceSet): Course => {
  const lines = set.traces.map((trace) => trace.incumbent);
  const gaps = set.traces.map((trace) => trace.gap);
  return {
    curves: set.traces.map((trace, at) => ({
      runId: trace.runId,
      label: `Seed ${at}`,
      stroke: strokeOf(at, set.traces.length),
      trace,
    })),
    sets: [
      {
        label: 'HiGHS',
        stroke: { token: 'text', dash: [], width: 2.5 },
        objective: bandOf(lines, Number.POSITIVE_INFINITY, 30),
        gap: bandOf(gaps, Number.POSITIVE_INFINITY, 30),
      },
    ],
    hasObjective: true,
  };
};
const gapsAlone = (set: TraceSet): Course => ({ ...setCourse(set), hasObjective: false });

const seeds = [0, 1, 2, 3, 4].map((seed) => `gallery-seed-${seed}`);

function severalCharts(): Chart {
  const charts = seeds.map((id, seed) =>
    chartOf(id, { ...unproven, first: 1 + seed, incumbent: (at) => better(Math.max(0, at - seed)) + 40 * seed }),
  );
  return { points: 465, bucketed: true, series: charts.flatMap((chart) => chart.series) } as unknown as Chart;
}

function Charts() {
  const [feed] = useState(() => new Feed());
  const one = useMemo(() => new TraceSet(chartOf('gallery-solve', proven), ['gallery-solve']), []);
  const unknown = useMemo(() => new TraceSet(undefined, ['gallery-solve']), []);
  const several = useMemo(() => new TraceSet(severalCharts(), seeds), []);
  const of = (set: TraceSet): Traces => ({ set, feed, pending: false, error: undefined, retry: nothing });
  return (
    <Specimens title="Convergence charts">
      <Specimen name="Convergence: live, before the first solution">
        <SampleCard traces={of(unknown)} courseOf={singleCourse} live />
      </Specimen>
      <Specimen name="Convergence: live">
        <SampleCard traces={of(one)} courseOf={singleCourse} live />
      </Specimen>
      <Specimen name="Convergence: live and zoomed">
        <SampleCard traces={of(one)} courseOf={singleCourse} live start={{ span: '4:12' }} />
      </Specimen>
      <Specimen name="Convergence: as a table">
        <SampleCard traces={of(one)} courseOf={singleCourse} start={{ rows: true }} />
      </Specimen>
      <Specimen name="Convergence: several seeds with median and band">
        <SampleCard traces={of(several)} courseOf={setCourse} />
      </Specimen>
      <Specimen name="Convergence: of different instances, gaps alone">
        <SampleCard traces={of(several)} courseOf={gapsAlone} />
      </Specimen>
    </Specimens>
  );
}

function SampleCard({
  traces,
  courseOf,
  live = false,
  start = {},
}: {
  traces: Traces;
  courseOf: (set: TraceSet) => Course;
  live?: boolean;
  start?: SolveSearch;
}) {
  const [search, setSearch] = useState<SolveSearch>(start);
  return (
    <ConvergenceCard
      title="Convergence"
      fileName="gallery"
      traces={traces}
      courseOf={courseOf}
      live={live}
      search={search}
      change={(change) => setSearch({ ...search, ...change })}
      empty={
        <EmptyState icon="chart" title="No feasible solution yet">
          The solver has reported neither a solution nor a bound so far; the first one appears here by itself.
        </EmptyState>
      }
    >
      <p>
        <Defined word="Gap" definition={GAP_DEFINITION} /> <strong>0 %</strong>
      </p>
    </ConvergenceCard>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- facts

const facts: readonly (readonly [name: string, run: Run, told: Sought | undefined])[] = [
  [
    'Numbers of a solve that was proven',
    ended('numbers', 'optimal', { incumbent: 8691, bound: 8691, gap: 0, seconds: 30.2, primal_integral: 3.41 }),
    proven,
  ],
  ['Numbers as far as the course tells them', ended('numbers of the course', 'feasible'), unproven],
  ['Numbers: huge', ended('huge numbers', 'feasible', { incumbent: -1.25e15, bound: 'Infinity', seconds: 90_061 }), {}],
  ['Numbers: none', ended('no numbers', 'infeasible'), {}],
];

function Facts() {
  return (
    <Specimens title="Numbers of a solve">
      {facts.map(([name, run, told]) => (
        <Specimen key={name} name={name}>
          <Told run={run} told={told}>
            <SolveFacts run={run} live={false} />
          </Told>
        </Specimen>
      ))}
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ sets

const trial = (name: string, more: Partial<Run> = {}): Run =>
  sampleRun(name, {
    kind: 'trial',
    status: 'succeeded',
    studyId: 'gallery-study',
    instances: 4,
    datasetName: null,
    endedAt: ago(1),
    ...more,
  });

const inSet = [LONG_NAME, 'p0201.mps', BIDI_NAME, 'stein27.mps'].map((name, at) => ({
  place: at + 1,
  datasetId: `gallery-instance-${at}`,
  name,
  version: at + 1,
  format: 'mps' as const,
  model: null,
}));

const countsAs = (gapIntegral: number, seconds: number, gap: number, solved: number) => ({
  gapIntegral,
  seconds,
  par10: solved === 1 ? seconds : 600,
  gap,
  solved,
});

const setRows: SetReport['instances'] = [
  {
    place: 1,
    name: `${LONG_NAME} v1`,
    status: 'optimal',
    objective: 8691,
    bound: 8691,
    gap: 0,
    nodes: 1_234_567,
    time: 30.2,
    primalIntegral: 3.41,
    counts: countsAs(0.213, 30.2, 0, 1),
  },
  {
    place: 2,
    name: 'p0201.mps v2',
    status: 'feasible',
    limit: 'time',
    objective: 1.25e15,
    bound: -9e14,
    gap: 1.72,
    nodes: 12,
    time: 60,
    primalIntegral: 12.5,
    counts: countsAs(0.98, 60, 1, 0),
  },
  { place: 3, name: `${BIDI_NAME} v3`, status: 'infeasible', time: 0.02, counts: countsAs(0.0003, 0.02, 0, 1) },
  { place: 4, name: 'stein27.mps v4', status: 'waiting' },
];

const reportOf = (instances: SetReport['instances']): SetReport => ({
  timeLimit: 60,
  counts: { gapIntegral: 0.5483, seconds: 35.1, par10: 307.6, gap: 0.5, solved: 2 },
  instances,
});

/** The rows as they are while, or after, the second instance is solved. */
const cutAtSecond = (status: 'solving' | 'failed', message?: string): SetReport['instances'] =>
  setRows.map((row) => {
    const { place, name } = row;
    if (place === 1) return row;
    return place === 2 ? { place, name, status, message } : { place, name, status: 'waiting' };
  });

function Sets() {
  const failure =
    'Instance 2, p0201.mps v2: Line 14 of the MPS has a bound for the variable x7, which no column names.';
  const lists: readonly (readonly [string, SetReport['instances'] | undefined, boolean])[] = [
    ['Instances: one is solved', cutAtSecond('solving'), true],
    ['Instances: the trial was pruned', cutAtSecond('solving'), false],
    ['Instances: one cannot be solved', cutAtSecond('failed', failure), false],
    ['Instances: none has begun', undefined, true],
  ];
  const ended = trial('set');
  const fillOf = (run: Run, report: SetReport | undefined) => (samples: Samples) => {
    if (report) stored(run, { [SET_TABLE]: report })(samples);
    samples.client.setQueryData(studyInstancesQuery('gallery-study').queryKey, inSet);
  };
  return (
    <Specimens title="A set of instances">
      <Specimen name="A trial over a set" wide>
        <Sampled
          fill={fillOf(ended, reportOf(setRows))}
          orElse={([what]) => (what === 'chart' ? chartOf(ended.id, unproven, instancePrefix(3)) : undefined)}
        >
          <InstancesTab run={ended} live={false} />
        </Sampled>
      </Specimen>
      {lists.map(([name, instances, live]) => (
        <Specimen key={name} name={name} wide>
          {instances && <SetFacts report={reportOf(instances)} live={live} />}
          <InstancesCard
            run={ended}
            rows={instanceRows(instances && reportOf(instances), inSet)}
            live={live}
            shown={2}
            onShow={nothing}
          />
        </Specimen>
      ))}
      <Specimen name="A trial over a set: loading">
        <Sampled>
          <InstancesTab run={trial('unread set')} live={false} />
        </Sampled>
      </Specimen>
      <Specimen name="A trial over a set: cannot be read">
        <Sampled fill={({ refuse }) => refuse(artifactsQuery(trial('lost set').id).queryKey, storeAway)}>
          <InstancesTab run={trial('lost set')} live={false} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------- solutions

const schedule = {
  makespan: 11,
  schedule: [
    { machine: 0, job: 0, start: 0, end: 3 },
    { machine: 0, job: 1, start: 3, end: 5 },
    { machine: 1, job: 0, start: 3, end: 7 },
    { machine: 1, job: 1, start: 7, end: 11 },
  ],
};
const found = solve('found');
const large = solve('large');

function Solutions() {
  const variables = { x1: 1, x2: 0.5, [LONG_NAME]: 1_234_567.25, [BIDI_NAME]: -1e-9 };
  const solution = { objective: 8691, variables, plan: schedule };
  const incumbents = { 'incumbent-2.json': solution, 'incumbent-1.json': { objective: 9000, variables: {} } };
  const tooLarge = ({ client }: Samples) =>
    client.setQueryData(artifactsQuery(large.id).queryKey, listOf([file('solution.json', 4_294_967_296)]));
  return (
    <Specimens title="Solutions">
      <Specimen name="Solutions with a plan" wide>
        <Told run={found} told={{}} fill={stored(found, { 'solution.json': solution, ...incumbents })}>
          <SolutionTab run={found} live={false} />
        </Told>
      </Specimen>
      <Specimen name="Solution that is too large to be shown" wide>
        <Told run={large} told={{}} fill={tooLarge}>
          <SolutionTab run={large} live={false} />
        </Told>
      </Specimen>
      <Specimen name="Solutions: none yet">
        <Told run={solve('later')} told={{}}>
          <SolutionTab run={solve('later')} live />
        </Told>
      </Specimen>
      <Specimen name="Solutions: none">
        <Told run={solve('never')} told={{}}>
          <SolutionTab run={solve('never')} live={false} />
        </Told>
      </Specimen>
      <Specimen name="Solutions: loading">
        <Sampled>
          <SolutionTab run={solve('unread')} live={false} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- models

const counted = solve('counted');

function Models() {
  const report = {
    solver: { name: 'HiGHS', version: '1.12.0' },
    nodes: 1_234_567,
    lpIterations: 48_211,
    sense: 'minimize',
    limit: 'time',
    statistics: {
      name: 'p0548',
      sense: 'minimize',
      variables: { continuous: 0, integer: 0, binary: 548 },
      constraints: 176,
      nonzeros: 1711,
      presolved: { constraints: 90, variables: 300 },
    },
  };
  return (
    <Specimens title="Model and solver">
      <Specimen name="Model and solver" wide>
        <Told run={counted} told={{}} fill={stored(counted, { 'solve.json': report })}>
          <ModelTab run={counted} live={false} />
        </Told>
      </Specimen>
      <Specimen name="Model: not counted yet">
        <Told run={solve('uncounted yet')} told={{}}>
          <ModelTab run={solve('uncounted yet')} live />
        </Told>
      </Specimen>
      <Specimen name="Model: never counted">
        <Told run={solve('uncounted')} told={{}}>
          <ModelTab run={solve('uncounted')} live={false} />
        </Told>
      </Specimen>
    </Specimens>
  );
}

const plans: readonly (readonly [name: string, plan: unknown])[] = [
  [
    'Plan: tours',
    {
      distance: 421.5,
      tours: [
        [0, 4, 2, 0],
        [0, 1, 3, 0],
      ],
    },
  ],
  ['Plan: chosen items', { value: 1234, items: ['tent', LONG_NAME, BIDI_NAME] }],
  [
    'Plan: a table',
    [
      { plant: 'north', units: 40, is_open: true },
      { plant: 'south', units: null, is_open: false },
    ],
  ],
  ['Plan: nothing', {}],
];

function Plans() {
  return (
    <Specimens title="Plans">
      {plans.map(([name, plan]) => (
        <Specimen key={name} name={name}>
          <PlanView plan={plan} label={name} />
        </Specimen>
      ))}
    </Specimens>
  );
}
