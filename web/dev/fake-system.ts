import type {
  Backend,
  DeadLetter,
  Queues,
  Run,
  RunEvent,
  ServiceInstance,
  TimelineStep,
} from '../src/shared/api/types';

/** Made-up operations for the fake backend: instances, queues, dead letters and the timeline of a run. */

const PROBE_MS = 8000;

export const health = {
  status: 'degraded',
  version: '0.1.0',
  deadLetters: 2,
  staleEvents: 7,
  parts: [
    { name: 'metadata', status: 'up', detail: null },
    { name: 'telemetry', status: 'up', detail: null },
    { name: 'kafka', status: 'up', detail: null },
    { name: 's3', status: 'up', detail: 'S3 without TLS, path style, no encryption asked for.' },
    { name: 'orchestrator', status: 'up', detail: '2 orchestrators' },
    { name: 'services', status: 'degraded', detail: '1 of 3 instances does not answer' },
    { name: 'outbox', status: 'up', detail: null },
    { name: 'statuses', status: 'up', detail: null },
    { name: 'deadLetters', status: 'degraded', detail: '2 messages wait for somebody' },
    {
      name: 'chores',
      status: 'degraded',
      detail: 'metric retention has failed 4 times in a row (store.unavailable). What it should remove stays.',
    },
  ],
  backends: [
    fakeBackend('backend-1', 3_600_000, 2, [0, 1, 2, 3], true),
    fakeBackend('backend-2', 90_000, 0, [4, 5, 6, 7]),
  ],
};

function fakeBackend(name: string, upMs: number, viewers: number, partitions: number[], answering = false): Backend {
  const now = Date.now();
  const startedAt = new Date(now - upMs).toISOString();
  return { name, version: '0.1.0', startedAt, viewers, partitions, seenAt: new Date(now).toISOString(), answering };
}

export function services(busy: number): ServiceInstance[] {
  const seenAt = new Date().toISOString();
  const common = {
    service: 'tabular',
    version: '0.1.0',
    instanceId: '01900000-0000-7000-8000-0000000000f1',
    slots: 2,
    seenAt,
    orchestrators: ['orchestrator-1', 'orchestrator-2'],
    queued: 14,
    staleEvents: 0,
    retriesLeft: 10,
    retryBudget: 10,
    draining: false,
    nextProbeAt: null,
    lastError: null,
  };
  return [
    {
      ...common,
      instance: '127.0.0.1:50051',
      up: true,
      slotsInUse: Math.min(2, busy),
      running: Math.min(2, busy),
      breakerState: 'closed',
      state: 'up',
      stateText: 'It answers and takes runs.',
      failureRate: 0.05,
      calls: 20,
      failedCalls: 1,
      staleEvents: 7,
    },
    {
      ...common,
      instance: '127.0.0.1:50052',
      up: false,
      slotsInUse: 0,
      running: 0,
      breakerState: 'open',
      state: 'paused',
      stateText: 'Too many of its calls failed; nothing is sent to it for now.',
      failureRate: 0.75,
      calls: 20,
      failedCalls: 15,
      nextProbeAt: new Date(Date.now() + PROBE_MS).toISOString(),
      retriesLeft: 0,
      lastError: 'UNAVAILABLE: connection refused',
    },
    {
      ...common,
      instance: '127.0.0.1:50053',
      up: true,
      slotsInUse: 1,
      running: 1,
      breakerState: 'half-open',
      state: 'probing',
      stateText: 'It is tried with a few calls; when they succeed, it takes runs again.',
      failureRate: null,
      calls: 1,
      failedCalls: 0,
      lastError: 'DEADLINE_EXCEEDED: no answer within 2 s',
    },
  ];
}

export function queues(projectId: string, name: string): Queues {
  return {
    services: [
      {
        service: 'tabular',
        queued: 14,
        running: 3,
        slots: 6,
        slotsInUse: 3,
        waiting: [
          { kind: 'ahead', runs: 9 },
          { kind: 'project_limit', runs: 4 },
          { kind: 'retry_budget', runs: 1 },
        ],
        oldestWaitSince: new Date(Date.now() - 94_000).toISOString(),
      },
      {
        service: null,
        queued: 1,
        running: 0,
        slots: 0,
        slotsInUse: 0,
        waiting: [{ kind: 'no_service', runs: 1 }],
        oldestWaitSince: new Date(Date.now() - 640_000).toISOString(),
      },
    ],
    projects: [{ projectId, name, queued: 15, running: 3, maxRunning: 4, weight: 2 }],
  };
}

export const logIntake = {
  backend: 'backend-1',
  datagrams: 1_482_113,
  bytes: 402_117_440,
  storedLines: 1_480_960,
  askedLines: 283,
  queuedBytes: 12_288,
  kernelDrops: 0,
  storeAway: false,
  dropped: { malformed: 3, forged: 12, unknown_run: 0, duplicate: 1138, pickle: 1, queue_full: 0 },
};

const letter = {
  partition: 3,
  offset: 1841,
  key: '01900000-0000-7000-8000-000000000123',
  time: '2026-01-01T10:00:00Z',
  arrivedAt: '2026-01-01T10:00:01Z',
  changedAt: null,
  changedBy: null,
};

export const deadLetters: DeadLetter[] = [
  {
    ...letter,
    id: '01900000-0000-7000-8000-0000000000e1',
    state: 'open',
    cause: 'schema_version 2 is not understood, only 1',
    topic: 'signalbox.commands',
    type: 'signalbox.events.v1.StartRun',
    sizeBytes: 412,
  },
  {
    ...letter,
    id: '01900000-0000-7000-8000-0000000000e2',
    state: 'open',
    cause: 'not a status: protocol message contained an invalid tag (zero)',
    topic: 'signalbox.status',
    type: null,
    sizeBytes: 38,
  },
];

export function deadLetter(found: DeadLetter) {
  const readable = found.type !== null;
  return {
    deadLetter: found,
    headers: [
      { name: 'ce_id', value: '01900000-0000-7000-8000-0000000000aa' },
      { name: 'traceparent', value: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    ],
    format: readable ? 'json' : 'hex',
    json: readable ? { schemaVersion: 2, startRun: { runId: found.key, maxAttempts: 3 } } : null,
    hex: readable ? null : '00ff12a07f3c',
    truncated: false,
  };
}

const stations: Record<string, TimelineStep['step'][]> = {
  created: ['accepted', 'outbox', 'published'],
  queued: ['queued'],
  starting: ['starting'],
  running: ['first_event', 'running'],
  lost_contact: ['lost_contact'],
  retrying: ['retrying'],
  cancel_requested: ['stop_requested', 'stop_delivered', 'stop_acknowledged'],
  succeeded: ['last_event', 'finished', 'stored', 'pushed'],
  failed: ['finished', 'stored', 'pushed'],
  cancelled: ['finished', 'stored', 'pushed'],
};

/** The stations that belong to the events which the run had, a few milliseconds apart. */
export function timeline(run: Run, events: readonly RunEvent[]): { traceId: string | null; steps: TimelineStep[] } {
  const steps: TimelineStep[] = [];
  for (const event of events) {
    const names = stations[event.type] ?? [];
    names.forEach((step, at) => {
      const time = Date.parse(event.time) + at * 3;
      const before = steps.at(-1);
      steps.push({
        step,
        at: new Date(time).toISOString(),
        millisSincePrevious: before ? Math.max(0, time - Date.parse(before.at)) : 0,
        ...(event.attempt > 0 && { attempt: event.attempt }),
        ...(step === 'published' && { topic: 'signalbox.commands', partition: 3, offset: 1841 }),
        ...(step === 'queued' && { partition: 3, offset: 1841 }),
        ...(step === 'starting' && { service: 'tabular', instance: '127.0.0.1:50051' }),
      });
    });
  }
  return { traceId: run.traceId ?? null, steps };
}
