import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Member, Project } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { DemoOffer } from './demo-offer';
import { Attention } from './home-attention';
import { Block } from './home-block';
import { RecentResults } from './home-results';
import { Checklist, QuickStart } from './home-start';
import { type SystemState, SystemStrip } from './home-system';
import { MembersCard } from './members-card';
import { membersQuery } from './queries';
import './home.css';
import './project.css';

/** The blocks of the home page, and who has a role in a project. */
export function HomeStates(): ReactNode {
  return (
    <>
      <Blocks />
      <Strips />
      <Results />
      <Members />
    </>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- blocks

/** What stands behind a block; the samples answer it. */
const blockQuery = (id: string) =>
  queryOptions({ queryKey: ['gallery', id], queryFn: (): Promise<string> => Promise.reject(storeAway) });

function SampleBlock({ id }: { id: string }) {
  const query = useQuery(blockQuery(id));
  return (
    <Block id={id} title="Running now" query={query} rows={2}>
      <p>{query.data}</p>
    </Block>
  );
}

function Blocks() {
  return (
    <Specimens title="Blocks">
      <Specimen name="Block">
        <Sampled fill={({ client }) => client.setQueryData(blockQuery('ready').queryKey, 'Two runs.')}>
          <SampleBlock id="ready" />
        </Sampled>
      </Specimen>
      <Specimen name="Block: loading">
        <Sampled>
          <SampleBlock id="loading" />
        </Sampled>
      </Specimen>
      <Specimen name="Block: cannot be read">
        <Sampled fill={({ refuse }) => refuse(blockQuery('away').queryKey, storeAway)}>
          <SampleBlock id="away" />
        </Sampled>
      </Specimen>
      <Specimen name="Block: stale">
        <Sampled
          fill={({ client, failAgain }) => {
            client.setQueryData(blockQuery('stale').queryKey, 'Two runs.');
            failAgain(blockQuery('stale').queryKey, storeAway);
          }}
        >
          <SampleBlock id="stale" />
        </Sampled>
      </Specimen>
      <Specimen name="Begin: demo data and first steps" wide>
        <div className="home-begin">
          <DemoOffer />
          <Checklist projectId={SAMPLE_PROJECT} />
        </div>
      </Specimen>
      <Specimen name="Quick start" wide>
        <QuickStart projectId={SAMPLE_PROJECT} />
      </Specimen>
    </Specimens>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- system

const health: NonNullable<SystemState['health']> = {
  status: 'up',
  version: '0.1.0',
  deadLetters: 0,
  staleEvents: 0,
  parts: [],
  backends: [],
};

const strips: readonly (readonly [name: string, system: SystemState])[] = [
  ['System: up', { health, services: [], oldestWait: null, failed: false }],
  [
    'System: degraded',
    {
      health: { ...health, status: 'degraded', deadLetters: 48_211 },
      services: [],
      oldestWait: ago(90_000),
      failed: false,
    },
  ],
  ['System: down', { health: { ...health, status: 'down' }, services: [], oldestWait: null, failed: false }],
  ['System: not known yet', { health: undefined, services: undefined, oldestWait: undefined, failed: false }],
  ['System: cannot be read', { health: undefined, services: undefined, oldestWait: undefined, failed: true }],
];

function Strips() {
  return (
    <Specimens title="System">
      {strips.map(([name, system]) => (
        <Specimen key={name} name={name}>
          <SystemStrip system={system} />
        </Specimen>
      ))}
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- results

const failed = sampleRun('churn, gone wrong', {
  status: 'failed',
  statusReason: 'The loss became NaN after 14 epochs.',
  endedAt: ago(30),
});

const results = [
  sampleRun('churn with LightGBM', { status: 'succeeded', summary: { 'val/auc': 0.9132 }, endedAt: ago(300) }),
  sampleRun(LONG_NAME, { status: 'succeeded', summary: { 'val/auc': 1.25e15 }, endedAt: ago(90_000) }),
  sampleRun(BIDI_NAME, { id: 'gallery-turned', status: 'cancelled', endedAt: ago(5), startedAt: null }),
  failed,
];

function Results() {
  return (
    <Specimens title="Attention and results">
      <Specimen name="Needs attention">
        <Sampled>
          <Attention
            runs={[failed]}
            troubles={[
              { text: 'The circuit breaker of tabular-1 is open: its calls fail.', tab: 'services' },
              { text: `${LONG_NAME} is down`, tab: 'queues' },
            ]}
          />
        </Sampled>
      </Specimen>
      <Specimen name="Recent results" wide>
        <Sampled>
          <RecentResults runs={results} baselineId={undefined} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- members

const project = (id: string, role: Project['role']): Project => ({
  id: `gallery-${id}`,
  name: 'Churn',
  description: '',
  role,
  createdAt: ago(90_000),
  maxRunning: 0,
  weight: 1,
  logRetentionDays: 90,
  metricRetentionDays: 90,
});

const people: Member[] = [
  { userId: 'gallery-ada', email: 'ada@example.org', name: 'Ada Lovelace', role: 'admin' },
  { userId: 'gallery-long', email: `${LONG_NAME}@example.org`, name: LONG_NAME, role: 'editor' },
  { userId: 'gallery-turned', email: 'shalom@example.org', name: BIDI_NAME, role: 'viewer' },
];

function Members() {
  return (
    <Specimens title="Members">
      {(['admin', 'viewer'] as const).map((role) => (
        <Specimen key={role} name={`Members, seen by the role ${role}`} wide>
          <Sampled
            fill={({ client }) =>
              client.setQueryData(membersQuery(`gallery-${role}`).queryKey, {
                items: people,
                nextCursor: null,
                total: people.length,
              })
            }
          >
            <MembersCard project={project(role, role)} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Members: loading">
        <Sampled>
          <MembersCard project={project('loading', 'viewer')} />
        </Sampled>
      </Specimen>
      <Specimen name="Members: cannot be read">
        <Sampled fill={({ refuse }) => refuse(membersQuery('gallery-away').queryKey, storeAway)}>
          <MembersCard project={project('away', 'viewer')} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
