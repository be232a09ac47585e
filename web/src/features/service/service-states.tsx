import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Backend, DeadLetter, Queues, ServiceInstance } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, ahead, LONG_NAME, SAMPLE_PROJECT, sampleUser, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { BackendsPanel } from './backends-panel';
import { DeadLettersPanel } from './dead-letters-panel';
import { InstanceCard } from './instance-card';
import { LogIntakePanel } from './log-intake-panel';
import { deadLettersQuery, logIntakeQuery, queuesQuery, servicesQuery } from './queries';
import { QueuesPanel } from './queues-panel';
import { ServicesPanel } from './services-panel';
import './service.css';

const nothing = () => undefined;

/** What an operator looks at. */
export function ServiceStates(): ReactNode {
  return (
    <>
      <Instances />
      <QueueStates />
      <Backends />
      <Intakes />
      <Letters />
    </>
  );
}

// -------------------------------------------------------------------------------------------------------------------- instances

const instance = (name: string, stateText: string, more: Partial<ServiceInstance> = {}): ServiceInstance => ({
  service: 'tabular',
  instance: name,
  version: '0.1.0',
  instanceId: `gallery-${name}`,
  up: true,
  state: 'up',
  stateText,
  slots: 4,
  slotsInUse: 2,
  breakerState: 'closed',
  failureRate: 0,
  calls: 20,
  failedCalls: 0,
  nextProbeAt: null,
  orchestrators: ['orchestrator-1'],
  queued: 3,
  running: 2,
  staleEvents: 0,
  retriesLeft: 8,
  retryBudget: 10,
  draining: false,
  lastError: null,
  seenAt: ago(2),
  ...more,
});

const instances: readonly (readonly [name: string, instance: ServiceInstance])[] = [
  ['Instance card: up', instance('tabular-up', 'It answers.')],
  [
    'Instance card: paused, its breaker is open',
    instance('tabular-paused', 'Its calls fail; it is left alone for a while.', {
      state: 'paused',
      breakerState: 'open',
      failureRate: 0.6,
      failedCalls: 12,
      nextProbeAt: ahead(8),
      slotsInUse: 4,
      retriesLeft: 0,
      lastError: `UNAVAILABLE: connection refused: ${LONG_NAME}`,
    }),
  ],
  [
    'Instance card: probed',
    instance('tabular-probing', 'Two calls are let through.', {
      state: 'probing',
      breakerState: 'half-open',
      failureRate: 0.2,
      failedCalls: 4,
      nextProbeAt: ago(1),
    }),
  ],
  [
    'Instance card: draining',
    instance('tabular-draining', 'It takes no new runs.', { state: 'draining', draining: true }),
  ],
  [
    'Instance card: down, and never called',
    instance('tabular-down', 'It does not answer.', {
      state: 'down',
      up: false,
      version: '',
      calls: 0,
      failureRate: null,
      slots: 0,
      slotsInUse: 0,
      retryBudget: 0,
      retriesLeft: 0,
      seenAt: ago(90_000),
    }),
  ],
  [
    'Instance card: unknown, with very many slots',
    instance(LONG_NAME, 'No orchestrator has told of it lately.', {
      state: 'unknown',
      calls: 3,
      failedCalls: 1,
      failureRate: null,
      slots: 1024,
      slotsInUse: 700,
      queued: 1_234_567,
      running: 700,
      staleEvents: 48_211,
      orchestrators: ['orchestrator-1', 'orchestrator-2'],
    }),
  ],
];

function SampleServices({ stale = false }: { stale?: boolean }) {
  return <ServicesPanel services={useQuery(servicesQuery)} stale={stale} />;
}

function Instances() {
  const old = instance('tabular-stale', 'It answered.');
  const listOf = (items: ServiceInstance[]) => ({ items, nextCursor: null, total: items.length });
  return (
    <Specimens title="Instances">
      {instances.map(([name, one]) => (
        <Specimen key={name} name={name}>
          <InstanceCard instance={one} />
        </Specimen>
      ))}
      <Specimen name="Instances: stale">
        <Sampled fill={({ client }) => client.setQueryData(servicesQuery.queryKey, listOf([old]))}>
          <SampleServices stale />
        </Sampled>
      </Specimen>
      <Specimen name="Instances: none was seen">
        <Sampled fill={({ client }) => client.setQueryData(servicesQuery.queryKey, listOf([]))}>
          <SampleServices />
        </Sampled>
      </Specimen>
      <Specimen name="Instances: loading">
        <Sampled>
          <SampleServices />
        </Sampled>
      </Specimen>
      <Specimen name="Instances: cannot be read">
        <Sampled fill={({ refuse }) => refuse(servicesQuery.queryKey, storeAway)}>
          <SampleServices />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- queues

const queues: Queues = {
  services: [
    {
      service: 'tabular',
      queued: 12_345,
      running: 4,
      slots: 4,
      slotsInUse: 4,
      waiting: [
        { kind: 'slots', runs: 3 },
        { kind: 'ahead', runs: 12_340 },
        { kind: 'retry_budget', runs: 2 },
      ],
      oldestWaitSince: ago(7300),
    },
    { service: null, queued: 1, running: 0, slots: 0, slotsInUse: 0, waiting: [], oldestWaitSince: null },
  ],
  projects: [
    { projectId: SAMPLE_PROJECT, name: 'Churn', queued: 3, running: 2, maxRunning: 0, weight: 1 },
    { projectId: 'gallery-long', name: LONG_NAME, queued: 12_342, running: 2, maxRunning: 2, weight: 10 },
  ],
};

function QueueStates() {
  return (
    <Specimens title="Queues">
      <Specimen name="Queues" wide>
        <Sampled fill={({ client }) => client.setQueryData(queuesQuery.queryKey, queues)}>
          <QueuesPanel />
        </Sampled>
      </Specimen>
      <Specimen name="Queues: stale" wide>
        <Sampled
          fill={({ client, failAgain }) => {
            client.setQueryData(queuesQuery.queryKey, queues);
            failAgain(queuesQuery.queryKey, storeAway);
          }}
        >
          <QueuesPanel />
        </Sampled>
      </Specimen>
      <Specimen name="Queues: nothing waits">
        <Sampled fill={({ client }) => client.setQueryData(queuesQuery.queryKey, { services: [], projects: [] })}>
          <QueuesPanel />
        </Sampled>
      </Specimen>
      <Specimen name="Queues: loading">
        <Sampled>
          <QueuesPanel />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// --------------------------------------------------------------------------------------------------------------------- backends

const backend = (name: string, more: Partial<Backend> = {}): Backend => ({
  name,
  version: '0.1.0',
  startedAt: ago(7300),
  viewers: 3,
  partitions: [0, 1, 2, 3],
  seenAt: ago(2),
  answering: false,
  ...more,
});

const backends: readonly Backend[] = [
  backend('backend-1', { answering: true }),
  backend('backend-2', { viewers: 1999, partitions: [4, 5, 6, 7], seenAt: ago(12), startedAt: ago(1_000_000) }),
  backend(LONG_NAME, { version: '0.2.0', viewers: 0, partitions: [], startedAt: ago(1) }),
];

function Backends() {
  return (
    <Specimens title="Backends">
      <Specimen name="Backends: several, one of them without work and newer" wide>
        <BackendsPanel backends={backends} />
      </Specimen>
      <Specimen name="Backends: one">
        <BackendsPanel backends={backends.slice(0, 1)} />
      </Specimen>
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------- log intake

const intake = {
  backend: 'backend-1',
  datagrams: 1_234_567_890,
  bytes: 402_653_184_000,
  storedLines: 1_234_000_000,
  askedLines: 284,
  queuedBytes: 0,
  kernelDrops: 12,
  storeAway: false,
  dropped: { malformed: 3, forged: 1, queue_full: 48_211, duplicate: 0, something_new: 2 },
};

function Intakes() {
  return (
    <Specimens title="Log intake">
      <Specimen name="Log intake" wide>
        <Sampled fill={({ client }) => client.setQueryData(logIntakeQuery.queryKey, intake)}>
          <LogIntakePanel />
        </Sampled>
      </Specimen>
      <Specimen name="Log intake: the store is away, and the numbers are stale" wide>
        <Sampled
          fill={({ client, failAgain }) => {
            client.setQueryData(logIntakeQuery.queryKey, { ...intake, storeAway: true, queuedBytes: 9_000_000 });
            failAgain(logIntakeQuery.queryKey, storeAway);
          }}
        >
          <LogIntakePanel />
        </Sampled>
      </Specimen>
      <Specimen name="Log intake: loading">
        <Sampled>
          <LogIntakePanel />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ----------------------------------------------------------------------------------------------------------------- dead letters

const letter = (state: DeadLetter['state'], more: Partial<DeadLetter> = {}): DeadLetter => ({
  id: `gallery-letter-${state}`,
  state,
  cause: 'The payload is no message that this version knows.',
  topic: 'signalbox.status',
  partition: 3,
  offset: 48_211,
  key: 'gallery-run',
  type: 'RunStatus',
  sizeBytes: 412,
  time: ago(900),
  arrivedAt: ago(899),
  changedAt: state === 'open' ? null : ago(60),
  changedBy: state === 'open' ? null : sampleUser,
  ...more,
});

const letters: readonly DeadLetter[] = [
  letter('open'),
  letter('replayed'),
  letter('discarded', { type: null, partition: null, offset: null, key: null, cause: LONG_NAME, sizeBytes: 9_000_000 }),
];

function SampleLetters() {
  return <DeadLettersPanel state={undefined} letter={undefined} onState={nothing} onLetter={nothing} />;
}

function Letters() {
  const key = deadLettersQuery(undefined).queryKey;
  const pagesOf = (items: DeadLetter[], nextCursor: string | null) => ({
    pages: [{ items, nextCursor, total: items.length }],
    pageParams: [undefined],
  });
  return (
    <Specimens title="Dead letters">
      <Specimen name="Dead letters" wide>
        <Sampled fill={({ client }) => client.setQueryData(key, pagesOf([...letters], 'older'))}>
          <SampleLetters />
        </Sampled>
      </Specimen>
      <Specimen name="Dead letters: none">
        <Sampled fill={({ client }) => client.setQueryData(key, pagesOf([], null))}>
          <SampleLetters />
        </Sampled>
      </Specimen>
      <Specimen name="Dead letters: loading">
        <Sampled>
          <SampleLetters />
        </Sampled>
      </Specimen>
      <Specimen name="Dead letters: cannot be read">
        <Sampled fill={({ refuse }) => refuse(key, storeAway)}>
          <SampleLetters />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
