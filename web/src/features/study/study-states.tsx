import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Study, StudyEvent, StudyEventType, StudyInstance } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleRun, sampleUser, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { frames } from '@/shared/live/frame-scheduler';
import { chosenMeasure } from '@/shared/measures/set-measures';
import { ChosenTrial } from './chosen-trial';
import { FrontCard } from './front-card';
import { LogLines } from './log-lines';
import { LogBody, useLogFeed } from './log-tab';
import { extentsOf, type MatrixData, matrixOrder } from './matrix';
import { MatrixTable } from './matrix-card';
import type { TrialSeries } from './study-api';
import { StudyLog } from './study-log';
import type { StudySearch } from './study-search';
import { StudySession } from './study-session';
import type { TabProps } from './tab-props';
import { columnsOf, storeOf, type TrialLine } from './trial-fixture';
import { TrialsTable } from './trials-table';
import { useTrialFeed } from './use-session';
import './study.css';

const nothing = () => undefined;

/** The log, the trials, the front and the matrix of studies. */
export function StudyStates(): ReactNode {
  return (
    <>
      <Logs />
      <Trials />
      <Fronts />
      <Matrices />
    </>
  );
}

// --------------------------------------------------------------------------------------------------------------------- samples

const AUC = { metric: 'roc_auc', direction: 'maximize' } as const;
const SECONDS = { metric: 'fit_seconds', direction: 'minimize' } as const;
const BYTES = { metric: 'model_bytes', direction: 'minimize' } as const;
const LOSS = { metric: 'log_loss', direction: 'minimize' } as const;

function studyOf(name: string, objectives: Study['objectives'], more: Partial<Study> = {}): Study {
  const counts = { running: 0, completed: 0, pruned: 0, failed: 0, cancelled: 0 };
  return {
    run: sampleRun(name, { kind: 'study', status: 'succeeded', endedAt: ago(1) }),
    search: {
      learning_rate: { type: 'float', low: 0.001, high: 0.1, log: true },
      depth: { type: 'integer', low: 2, high: 10 },
      boosting: { type: 'categorical', choices: ['gbdt', 'dart'] },
    } as Study['search'],
    objectives,
    constraints: [],
    sampler: { name: 'tpe', parameters: {} },
    pruner: null,
    seed: 1,
    trials: 60,
    timeBudgetSeconds: null,
    parallelism: 4,
    paused: false,
    stopping: false,
    trouble: null,
    enqueued: 0,
    startFrom: [],
    counts,
    best: [],
    improvements: [],
    ...more,
  };
}

/** Trials around a curve on which more of one objective costs of the others. */
const costly = (count: number, objectives: number): TrialLine[] =>
  Array.from({ length: count }, (_, number) => {
    const [share, waste] = [(number * 0.618) % 1, number % 3 === 0 ? 0 : (number * 0.377) % 1];
    const values = [
      0.7 + 0.25 * share - 0.1 * waste,
      2 + 40 * share ** 2 + 20 * waste,
      9000 - 6000 * share + 4000 * waste,
    ];
    return {
      number,
      values: [...values, 0.3 + 0.2 * (1 - share) + 0.1 * waste].slice(0, objectives),
      constraints: [number % 11 === 5 ? 1 : -1],
      parameters: { learning_rate: 0.001 + 0.09 * share, depth: 2 + (number % 9), boosting: 'gbdt' },
    };
  });

/** What was read of a study's trials, which have no runs: nobody is asked for what these reported. */
function Told({
  study,
  lines,
  deleted = [],
  children,
}: {
  study: Study;
  lines: readonly TrialLine[];
  deleted?: number[];
  children: (props: Pick<TabProps, 'study' | 'session' | 'change'>) => ReactNode;
}) {
  const [session] = useState(
    () =>
      new StudySession(study, {
        read: () =>
          Promise.resolve({
            ...columnsOf(lines),
            runId: lines.map(() => ''),
            more: false,
            total: lines.length,
            deleted,
          }),
        follow: () => nothing,
        onStudy: nothing,
        onStudyLost: nothing,
        register: (draw) => frames.register(draw),
      }),
  );
  useEffect(() => session.open(), [session]);
  useTrialFeed(session);
  return <Sampled>{children({ study, session, change: nothing })}</Sampled>;
}

// ------------------------------------------------------------------------------------------------------------------------- log

const line = (type: StudyEventType, text: string, more: Partial<StudyEvent> = {}): StudyEvent => ({
  id: `${type} ${text}`,
  time: ago(3600 - text.length),
  type,
  trial: /^Trial \d+/.test(text) ? Number(/\d+/.exec(text)?.[0]) : null,
  by: null,
  text,
  ...more,
});
const byHand = { by: sampleUser };

const everyType: StudyEvent[] = [
  line(
    'created',
    'Asked for: maximize roc_auc; 60 trials, 4 at the same time; sampler tpe, no pruner; seed 1.',
    byHand,
  ),
  line('searching', 'The search begins on tuning at tuning-1.'),
  line('trial_begun', 'Trial 0 begins, enqueued by a person: learning_rate = 0.1, depth = 6.'),
  line('trial_started', 'Trial 0 executes on tabular at tabular-1.'),
  line('trial_completed', 'Trial 0 completed: roc_auc = 0.9132, the best so far.'),
  line('trial_pruned', 'Trial 1 was pruned by the median pruner at step 40, where valid/roc_auc was 0.71.'),
  line('trial_retrying', 'Trial 2 lost an attempt and is tried again: The instance was restarted.'),
  line('trial_failed', 'Trial 2 failed: Input contains NaN, infinity or a value too large.'),
  line('cancel_requested', 'Trial 3 is to be stopped gracefully.', byHand),
  line('trial_cancelled', 'Trial 3 was cancelled.'),
  line('prune_requested', 'Trial 4 is to be pruned.', byHand),
  line('enqueued', 'Enqueued: learning_rate = 0.01, depth = 3.', byHand),
  line('changed', '60 trials in all instead of 20.', byHand),
  line('paused', 'Paused: no trial begins.', byHand),
  line('resumed', 'Resumed.', byHand),
  line('hindered', 'No tuning service answers.'),
  line('freed', 'Nothing hinders the study any more.'),
  line('stop_requested', 'Asked to stop: no trial begins any more, and it ends with those that execute.', byHand),
  line('succeeded', 'Stopped after 5 of 60 trials. The best roc_auc is 0.9132, of trial 0.'),
  line('failed', 'The study failed: All 3 trials that were tried failed.'),
  line('cancelled', 'The study was cancelled.'),
];

const longOnes = [
  line('trial_failed', `Trial 4096 failed: ${LONG_NAME}`),
  line('enqueued', `Enqueued: name = ${BIDI_NAME}.`, { by: { id: 'gallery-other', name: BIDI_NAME } }),
];

function Log({
  answer,
  hasEnded = false,
  isFiltered = false,
}: {
  answer?: Error | 'none';
  hasEnded?: boolean;
  isFiltered?: boolean;
}) {
  const [log, setLog] = useState<StudyLog>();
  useEffect(() => {
    const made = new StudyLog({
      read: () => {
        if (answer instanceof Error) return Promise.reject(answer);
        if (answer === undefined) return new Promise<never>(nothing);
        return Promise.resolve({ items: [], before: null, after: null, more: false, total: 0 });
      },
      register: (read) => frames.register(read),
    });
    setLog(made);
    return () => made.close();
  }, [answer]);
  useLogFeed(log);
  return (
    <LogBody
      log={log}
      hasEnded={hasEnded}
      chosen={undefined}
      onChoose={nothing}
      onShowAll={isFiltered ? nothing : undefined}
    />
  );
}

function Logs() {
  const lines = (shown: readonly StudyEvent[], chosen?: number) => (
    <LogLines
      lines={shown}
      above={0}
      hasOlder={false}
      chosen={chosen}
      height={28 * shown.length + 16}
      onOlder={nothing}
      onChoose={nothing}
    />
  );
  return (
    <Specimens title="Log of a study">
      <Specimen name="Log: a line of every type, one trial chosen" wide>
        {lines(everyType, 2)}
      </Specimen>
      <Specimen name="Log: long and turned texts" wide>
        {lines(longOnes)}
      </Specimen>
      <Specimen name="Log: nothing is written yet">
        <Log answer="none" />
      </Specimen>
      <Specimen name="Log: the study is older than logs">
        <Log answer="none" hasEnded />
      </Specimen>
      <Specimen name="Log: no line matches">
        <Log answer="none" isFiltered />
      </Specimen>
      <Specimen name="Log: loading">
        <Log />
      </Specimen>
      <Specimen name="Log: cannot be read">
        <Log answer={storeAway} />
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- trials

const TIMED_OUT = 'Timed out after 62 s: the limit of 60 s was reached.';

const everyState: TrialLine[] = [
  { number: 0, values: [0.91], parameters: { learning_rate: 0.01, depth: 6, boosting: 'gbdt' } },
  { number: 1, state: 'pruned', values: [0.71], parameters: { learning_rate: 0.09, depth: 2, boosting: 'dart' } },
  { number: 2, state: 'failed', failure: TIMED_OUT, parameters: { learning_rate: 0.001, depth: 10, boosting: 'gbdt' } },
  { number: 3, values: [0.8], parameters: { learning_rate: 0.02, depth: 4, boosting: 'gbdt' } },
  { number: 4, state: 'running', attempt: 2, parameters: { learning_rate: 0.03, depth: 5, boosting: 'dart' } },
  { number: 5, state: 'cancelled', parameters: { learning_rate: 0.04, depth: 8, boosting: 'gbdt' } },
];

const chosen: readonly (readonly [name: string, trial: number])[] = [
  ['Chosen trial', 0],
  ['Chosen trial: timed out', 2],
  ['Chosen trial: deleted by somebody else', 3],
  ['Chosen trial: there is none', 99],
];

function Trials() {
  const study = studyOf('trials', [AUC]);
  const told = (show: (props: TabProps) => ReactNode, search: StudySearch) => (
    <Told study={study} lines={everyState} deleted={[3]}>
      {(props) => show({ ...props, search })}
    </Told>
  );
  return (
    <Specimens title="Trials">
      <Specimen name="Trials: in every state, one deleted by somebody else" wide>
        {told(
          (props) => (
            <TrialsTable {...props} order={Int32Array.of(0, 1, 2, 3, 4, 5)} now={60_000} label="Trials" height={280} />
          ),
          { trial: 1 },
        )}
      </Specimen>
      {chosen.map(([name, trial]) => (
        <Specimen key={name} name={name} wide>
          {told(
            (props) => (
              <ChosenTrial {...props} />
            ),
            { trial },
          )}
        </Specimen>
      ))}
    </Specimens>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- front

const fronts: readonly (readonly [name: string, objectives: Study['objectives'], search: StudySearch])[] = [
  ['Front: two objectives, some break a constraint', [AUC, SECONDS], {}],
  ['Front: three objectives in space', [AUC, SECONDS, BYTES], { trial: 3 }],
  ['Front: three objectives, two at a time', [AUC, SECONDS, BYTES], { frontAs: 'pair' }],
  ['Front: four objectives as lines', [AUC, SECONDS, BYTES, LOSS], { trial: 3 }],
  ['Front: as a table', [AUC, SECONDS, BYTES], { rows: 'front' }],
];

function Fronts() {
  return (
    <Specimens title="Pareto front">
      {fronts.map(([name, objectives, search]) => (
        <Specimen key={name} name={name} wide>
          <Told
            study={studyOf(name, objectives, {
              constraints: [{ metric: 'fit_seconds', bound: 60 }],
            })}
            lines={costly(60, objectives.length)}
          >
            {(props) => <FrontCard {...props} search={search} />}
          </Told>
        </Specimen>
      ))}
      <Specimen name="Front: no trial has completed yet" wide>
        <Told study={studyOf('nothing yet', [AUC, SECONDS])} lines={[{ number: 0, state: 'running' }]}>
          {(props) => <FrontCard {...props} search={{}} />}
        </Told>
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- matrix

const few: readonly TrialLine[] = [
  { number: 0, values: [0.412] },
  { number: 1, values: [0.2054] },
  { number: 2, values: [0.93], state: 'pruned' },
  { number: 3, values: [0.41] },
  { number: 4, state: 'failed', failure: 'Instance 2, p0201.mps v1: the bound of x7 is no number.' },
  { number: 5, state: 'running' },
];
const many: readonly TrialLine[] = Array.from({ length: 400 }, (_, number) => ({
  number,
  values: [((number * 37) % 101) / 100],
}));

const names = [LONG_NAME, 'p0201.mps', BIDI_NAME, 'stein27.mps'];
const instancesOf = (count: number): StudyInstance[] =>
  Array.from({ length: count }, (_, at) => ({
    place: at + 1,
    datasetId: `gallery-instance-${at}`,
    name: names[at] ?? `instance-${at + 1}.mps`,
    version: at % 2 === 0 ? 1 : 3,
    format: 'mps',
    model: null,
  }));

/** How many instances of a trial have ended. */
const ended = ({ state }: TrialLine, instances: number) =>
  state === undefined ? instances : state === 'running' ? 0 : 1;

function SampleMatrix({
  trials,
  instances: count,
  start = {},
}: {
  trials: readonly TrialLine[];
  instances: number;
  start?: StudySearch;
}) {
  const [search, setSearch] = useState<StudySearch>(start);
  const measure = chosenMeasure(search.measure, undefined);
  const instances = useMemo(() => instancesOf(count), [count]);
  const { data, order, extents } = useMemo(() => {
    const store = storeOf(trials, { space: [], objectives: [{ metric: 'set/gap_integral', maximize: false }] });
    const madeUp = (trial: number, at: number) => ((trial * 29 + at * 53) % 97) / 97;
    const series = new Map<string, TrialSeries>(
      trials.map((trial) => {
        const places = Array.from({ length: ended(trial, count) }, (_, at) => at + 1);
        const value = places.map((at) => madeUp(trial.number, at));
        const told = measure.name === 'solved' ? value.map((one) => (one < 0.7 ? 1 : 0)) : value;
        return [`run-${trial.number}`, { step: places, value: told }];
      }),
    );
    const made: MatrixData = { store, series };
    const shown = matrixOrder(
      made,
      Array.from(trials, ({ number }) => number),
      undefined,
      search.by,
    );
    return { data: made, order: shown, extents: extentsOf(made, shown, count) };
  }, [trials, count, measure, search.by]);
  return (
    <MatrixTable
      study={{ run: { projectId: SAMPLE_PROJECT } }}
      search={search}
      change={(next) => setSearch((known) => ({ ...known, ...next }))}
      data={data}
      order={order}
      instances={instances}
      extents={extents}
      measure={measure}
    />
  );
}

function Matrices() {
  return (
    <Specimens title="Trials by instances">
      <Specimen name="Matrix: by the gap integral" wide>
        <SampleMatrix trials={few} instances={4} />
      </Specimen>
      <Specimen name="Matrix: sorted by an instance, with a chosen trial" wide>
        <SampleMatrix trials={few} instances={4} start={{ by: '-instance.2', trial: 3 }} />
      </Specimen>
      <Specimen name="Matrix: by how many are solved" wide>
        <SampleMatrix trials={few} instances={4} start={{ measure: 'solved' }} />
      </Specimen>
      <Specimen name="Matrix: many trials and instances" wide>
        <SampleMatrix trials={many} instances={60} />
      </Specimen>
      <Specimen name="Matrix: nothing has ended yet" wide>
        <SampleMatrix trials={[{ number: 0, state: 'running' }]} instances={4} />
      </Specimen>
    </Specimens>
  );
}
