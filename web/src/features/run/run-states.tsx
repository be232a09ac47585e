import type { ReactNode } from 'react';
import type { Run, RunStop, WaitReason } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import {
  ago,
  ahead,
  BIDI_NAME,
  LONG_NAME,
  parametersOf,
  SAMPLE_PROJECT,
  sampleRun,
  sampleUser,
  storeAway,
} from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { type Environment, EnvironmentCard } from './environment-card';
import { NotesCard } from './notes-card';
import { OverviewTab } from './overview-tab';
import { environmentQuery, notesQuery, runningJobsQuery, similarFailuresQuery } from './queries';
import { isMeasured } from './rules';
import { ProgressBar, ProgressWords } from './run-facts';
import { RunningCard } from './running-card';
import { JobsPanel } from './running-jobs-panel';
import { SimilarFailures } from './similar-failures';
import { StopMenu } from './stop-menu';
import { StopSteps } from './stop-steps';
import { TimelineStates } from './timeline-states';
import { WaitWords } from './wait-words';
import './run.css';

const nothing = () => undefined;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const progressOf = (done: number, total: number, unit = 'iteration', phase = 'training'): Run['progress'] => ({
  fraction: total > 0 ? done / total : 0,
  done,
  total,
  unit,
  phase,
  updatedAt: ago(1),
});

/** What is told of one run: its progress, why it waits, how it is stopped, where its time went, what went wrong. */
export function RunStates(): ReactNode {
  return (
    <>
      <Glances />
      <ProgressStates />
      <WaitStates />
      <StopStates />
      <TimelineStates />
      <Failures />
      <Cards />
      <Jobs />
    </>
  );
}

const glances: readonly (readonly [name: string, run: Run, compact?: boolean])[] = [
  ['Glance: running', sampleRun('churn, slowly', { progress: progressOf(4500, 10_000), logWarnings: 3, logErrors: 1 })],
  [
    'Glance: waiting',
    sampleRun('churn with a forest', { status: 'queued', statusReason: '2 ahead of it', startedAt: null }),
  ],
  [
    'Glance: stalled',
    sampleRun('churn, silent', { status: 'lost_contact', progress: progressOf(120, 200), lastContactAt: ago(48) }),
  ],
  ['Glance: stopping', sampleRun('churn, stopped', { status: 'cancelling', progress: progressOf(190, 200) })],
  [
    'Glance: failed, in short',
    sampleRun('churn, gone wrong', {
      status: 'failed',
      statusReason: 'The loss became NaN after 14 epochs; a smaller learning rate may help.',
      endedAt: ago(30),
    }),
    true,
  ],
  ['Glance: solve without a limit', sampleRun('p0548', { kind: 'solve', progress: progressOf(0, 0, '', 'branching') })],
  [
    'Glance: a long name, many warnings',
    sampleRun(LONG_NAME, { progress: progressOf(12, 1000), logWarnings: 48_211, logErrors: 12_345 }),
  ],
  ['Glance: a turned name', sampleRun(BIDI_NAME, { id: 'gallery-turned', progress: progressOf(700, 1000) })],
];

function Glances() {
  return (
    <Specimens title="Runs at a glance">
      {glances.map(([name, run, compact]) => (
        <Specimen key={name} name={name}>
          <Sampled>
            <RunningCard run={run} compact={compact} />
          </Sampled>
        </Specimen>
      ))}
    </Specimens>
  );
}

const measured: readonly (readonly [name: string, more: Partial<Run>])[] = [
  ['Progress: not told yet', { progress: null }],
  ['Progress: too early for an estimate', { progress: progressOf(4, 200) }],
  ['Progress: with what is left', { progress: progressOf(128, 200) }],
  ['Progress: done, and not ended', { progress: progressOf(200, 200) }],
  ['Progress: without a total', { progress: progressOf(48_120, 0, 'row', 'reading') }],
  ['Progress: huge numbers', { progress: progressOf(1_234_567_890_123, 4_000_000_000_000, 'row') }],
  ['Progress: a solve with a time limit', { kind: 'solve', progress: progressOf(41, 60, 'second', 'branching') }],
  ['Progress: a solve without a limit', { kind: 'solve', progress: progressOf(0, 0, '', 'presolve') }],
];

function ProgressStates() {
  return (
    <Specimens title="Progress">
      {measured.map(([name, more]) => {
        const run = sampleRun(name, more);
        return (
          <Specimen key={name} name={name}>
            {isMeasured(run) && <ProgressBar run={run} />}
            <p className="tabular">
              <ProgressWords run={run} />
            </p>
          </Specimen>
        );
      })}
    </Specimens>
  );
}

const reason = (kind: WaitReason['kind'], sentence: string, until: string | null = null): WaitReason => ({
  kind,
  service: 'tabular',
  ahead: null,
  until,
  sentence,
});

const waits: readonly WaitReason[] = [
  reason('ahead', '3 runs are ahead of it'),
  reason('slots', 'All 4 slots of tabular are in use'),
  reason('project_limit', 'The project has its limit of 2 runs at a time'),
  reason('breaker_open', 'The service tabular fails, and is left alone for a while', ahead(8)),
  reason('service_down', 'The service tabular is down', ahead(4)),
  reason('no_service', 'No service offers the algorithm catboost'),
  reason('retry_budget', 'Too many attempts were lost lately', ahead(25)),
  reason('back_off', 'Attempt 2 begins after a pause', ahead(70)),
  reason('other', 'It is about to start', ago(1)),
];

function WaitStates() {
  return (
    <Specimens title="Why a run waits">
      {waits.map((one) => (
        <Specimen key={one.kind} name={`Waits: ${one.kind}`}>
          <WaitWords reason={one} />
        </Specimen>
      ))}
    </Specimens>
  );
}

const stop = (more: Partial<RunStop>): RunStop => ({
  mode: 'graceful',
  requestedAt: ago(9),
  requestedBy: sampleUser,
  deliveredAt: null,
  acknowledgedAt: null,
  savedAt: null,
  savedArtifact: null,
  endedAt: null,
  killAt: ahead(21),
  ...more,
});
const delivered = { deliveredAt: ago(8.8) };
const acknowledged = { ...delivered, acknowledgedAt: ago(8.6) };
const saved = { ...acknowledged, savedAt: ago(2), savedArtifact: 'checkpoint-190.zip' };

const stops: readonly (readonly [name: string, status: Run['status'], stop: RunStop])[] = [
  ['Stop: requested', 'cancelling', stop({})],
  ['Stop: delivered', 'cancelling', stop(delivered)],
  ['Stop: acknowledged', 'cancelling', stop(acknowledged)],
  ['Stop: results saved', 'cancelling', stop(saved)],
  ['Stop: patience is over', 'cancelling', stop({ ...delivered, requestedAt: ago(40), killAt: ago(1) })],
  ['Stop: ended', 'cancelled', stop({ ...saved, endedAt: ago(1), killAt: null })],
  ['Stop: killed', 'cancelled', stop({ mode: 'kill', ...delivered, endedAt: ago(1), killAt: null })],
];

function StopStates() {
  return (
    <Specimens title="Stop, step by step">
      {stops.map(([name, status, one]) => (
        <Specimen key={name} name={name}>
          <StopSteps run={sampleRun(name, { status, stop: one })} stop={one} />
        </Specimen>
      ))}
      <Specimen name="Stop menus">
        <Sampled>
          <div className="row">
            <StopMenu run={sampleRun('a training')} direct />
            <StopMenu run={sampleRun('a solve', { kind: 'solve' })} direct />
          </div>
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

const failed = sampleRun('churn that failed', {
  status: 'failed',
  endedAt: ago(20),
  traceId: TRACE,
  tags: ['baseline', 'night'],
  firstLogError: { attempt: 1, seq: 48_117 },
  failure: {
    kind: 'program',
    code: 'run.program_error',
    message: 'Input contains NaN, infinity or a value too large for dtype float64.',
    phase: 'training',
    exceptionType: 'ValueError',
    stackTrace: [
      'Traceback (most recent call last):',
      '  File "/srv/tabular/train.py", line 212, in fit',
      '    model.fit(rows, target)',
      'ValueError: Input contains NaN, infinity or a value too large for dtype float64.',
    ].join('\n'),
  },
});
const solved = sampleRun('p0548 solved', {
  kind: 'solve',
  status: 'succeeded',
  outcome: 'feasible',
  endedAt: ago(20),
  summary: { incumbent: 8691, bound: 8481.25, gap: 0.0241, seconds: 60.2 },
  spec: {
    kind: 'solve',
    algorithm: 'highs',
    datasetId: 'gallery-instance',
    warmStartRunId: 'gallery-warm',
    parameters: parametersOf({ time_limit_seconds: 60, seed: 7 }),
  },
  datasetName: 'p0548.mps',
});

/** No metric was logged: what the charts of an overview say then. */
const noMetrics = (queryKey: readonly unknown[]) => (queryKey[0] === 'metric-keys' ? [] : undefined);

const told = ({ client }: Samples) => {
  client.setQueryData(notesQuery(failed.id).queryKey, { text: '', updatedAt: null, updatedBy: null });
  client.setQueryData(environmentQuery(failed.id, failed.attempt).queryKey, null);
  client.setQueryData(similarFailuresQuery(failed.id).queryKey, {
    total: 7,
    items: [
      { id: 'gallery-similar-1', name: 'churn of last night', endedAt: ago(50_000) },
      { id: 'gallery-similar-2', name: LONG_NAME, endedAt: null },
    ],
  });
  client.setQueryData(notesQuery(solved.id).queryKey, { text: '', updatedAt: null, updatedBy: null });
  client.setQueryData(environmentQuery(solved.id, solved.attempt).queryKey, null);
};

function Failures() {
  return (
    <Specimens title="Overview">
      <Specimen name="Overview of a failed training" wide>
        <Sampled fill={told} orElse={noMetrics}>
          <OverviewTab run={failed} onTab={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Overview of a solve" wide>
        <Sampled fill={told} orElse={noMetrics}>
          <OverviewTab run={solved} onTab={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Similar failures: none">
        <Sampled
          fill={({ client }) =>
            client.setQueryData(similarFailuresQuery('gallery-alone').queryKey, { total: 0, items: [] })
          }
        >
          <SimilarFailures run={sampleRun('alone')} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

const environment: Environment = {
  service: 'tabular',
  host: 'worker-07.example.org',
  system: 'Linux 6.12.0 x86_64',
  python: { version: '3.12.8', implementation: 'CPython' },
  command: 'python -m signalbox_ml.tabular --slots 4 --listen 127.0.0.1:50051 --name tabular-1',
  image: 'registry.example.org/signalbox/tabular@sha256:0123456789abcdef',
  git: { commit: '6c434d8d0f0e4736a3ce929d0e0e47364bf92f35', branch: 'main', dirty: true },
  cpu: { model: 'AMD EPYC 7763', cores: 64, threads: 128 },
  memoryBytes: 540_000_000_000,
  gpus: [{ name: 'A100', memoryBytes: 80_000_000_000, driver: '570.12' }],
  packages: [
    { name: 'lightgbm', version: '4.6.0' },
    { name: 'numpy', version: '2.3.4' },
  ],
  packagesLeftOut: 12,
};

const bare: Environment = {
  ...environment,
  image: null,
  git: null,
  cpu: { model: null, cores: null, threads: null },
  gpus: [],
  packagesLeftOut: undefined,
};

function Cards() {
  const environments: readonly (readonly [name: string, run: Run, found: Environment | null])[] = [
    ['Environment', sampleRun('environment known', { status: 'succeeded' }), environment],
    ['Environment without code, image and GPU', sampleRun('environment bare', { status: 'succeeded' }), bare],
    ['Environment: not told by an ended run', sampleRun('environment untold', { status: 'succeeded' }), null],
    ['Environment: not known before it begins', sampleRun('environment later', { status: 'queued' }), null],
  ];
  const notes = [
    'The **first** with the new columns.\n\n- see [the paper](https://example.org)\n- `seed` is 7',
    LONG_NAME,
    '',
  ];
  return (
    <Specimens title="Environment and notes">
      {environments.map(([name, run, found]) => (
        <Specimen key={name} name={name}>
          <Sampled fill={({ client }) => client.setQueryData(environmentQuery(run.id, run.attempt).queryKey, found)}>
            <EnvironmentCard run={run} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Environment: cannot be read">
        <Sampled fill={({ refuse }) => refuse(environmentQuery('gallery-environment-away', 1).queryKey, storeAway)}>
          <EnvironmentCard run={sampleRun('environment away', { status: 'succeeded' })} />
        </Sampled>
      </Specimen>
      {['Notes', 'Notes: a long word', 'Notes: none'].map((name, at) => (
        <Specimen key={name} name={name}>
          <Sampled
            fill={({ client }) =>
              client.setQueryData(notesQuery(`gallery-notes-${at}`).queryKey, {
                text: notes[at] ?? '',
                updatedAt: ago(300),
                updatedBy: sampleUser,
              })
            }
          >
            <NotesCard run={sampleRun(`notes ${at}`)} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Notes: loading">
        <Sampled>
          <NotesCard run={sampleRun('notes that are read')} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

function Jobs() {
  const jobs = [
    sampleRun('job that runs', { progress: progressOf(640, 1000) }),
    sampleRun('job that waits', { status: 'queued', statusReason: '2 ahead of it', startedAt: null }),
    sampleRun('job that is stopped', { status: 'cancelling', stop: stop({}), progress: progressOf(9, 10) }),
    sampleRun(LONG_NAME, { kind: 'solve' }),
  ];
  const key = runningJobsQuery(SAMPLE_PROJECT).queryKey;
  return (
    <Specimens title="Running jobs">
      <Specimen name="Jobs">
        <Sampled fill={({ client }) => client.setQueryData(key, { items: jobs, nextCursor: null, total: 24 })}>
          <JobsPanel projectId={SAMPLE_PROJECT} onLeave={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Jobs: none">
        <Sampled fill={({ client }) => client.setQueryData(key, { items: [], nextCursor: null, total: 0 })}>
          <JobsPanel projectId={SAMPLE_PROJECT} onLeave={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Jobs: loading">
        <Sampled>
          <JobsPanel projectId={SAMPLE_PROJECT} onLeave={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Jobs: cannot be read">
        <Sampled fill={({ refuse }) => refuse(key, storeAway)}>
          <JobsPanel projectId={SAMPLE_PROJECT} onLeave={nothing} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
