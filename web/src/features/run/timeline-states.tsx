import type { ReactNode } from 'react';
import type { Run, TimelineStep } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { runTimelineQuery } from './queries';
import { TimelineTab } from './timeline-tab';
import './run.css';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Steps that come so many milliseconds after each other. */
function stepsOf(steps: readonly (readonly [TimelineStep['step'], number, Partial<TimelineStep>?])[]): TimelineStep[] {
  const span = steps.reduce((sum, [, millis]) => sum + millis, 0);
  let at = Date.now() - span;
  return steps.map(([step, millisSincePrevious, more]) => {
    at += millisSincePrevious;
    return { step, at: new Date(at).toISOString(), millisSincePrevious, ...more };
  });
}

const topic = { topic: 'signalbox.commands', partition: 3, offset: 48_211 };
const onInstance = (attempt: number) => ({ service: 'tabular', instance: `tabular-${attempt}`, attempt });
const accepted = [
  ['accepted', 0],
  ['outbox', 3],
  ['published', 12, topic],
  ['queued', 9],
] as const;

const timelines: readonly (readonly [name: string, steps: TimelineStep[], run: Run])[] = [
  [
    'Timeline: goes on',
    stepsOf([...accepted, ['starting', 240_000, onInstance(1)], ['first_event', 40], ['running', 5, onInstance(1)]]),
    sampleRun('timeline that goes on'),
  ],
  [
    'Timeline: succeeded at the second attempt',
    stepsOf([
      ...accepted,
      ['starting', 900, onInstance(1)],
      ['running', 60, onInstance(1)],
      ['lost_contact', 31_000, onInstance(1)],
      ['retrying', 60_000, { attempt: 1, detail: 'The service is gone' }],
      ['starting', 2100, onInstance(2)],
      ['running', 50, onInstance(2)],
      ['last_event', 20_000, { attempt: 2, partition: 3, offset: 99 }],
      ['finished', 8, { attempt: 2, detail: 'succeeded' }],
      ['stored', 4],
      ['pushed', 6],
    ]),
    sampleRun('timeline with two attempts', { status: 'succeeded', attempt: 2, staleEvents: 2, endedAt: ago(1) }),
  ],
  [
    'Timeline: cancelled',
    stepsOf([
      ...accepted,
      ['running', 900, onInstance(1)],
      ['stop_requested', 9000, { detail: 'by Ada Lovelace' }],
      ['stop_delivered', 40, onInstance(1)],
      ['stop_acknowledged', 12, onInstance(1)],
      ['checkpoint_saved', 800, { detail: 'checkpoint-190.zip' }],
      ['finished', 20, { detail: 'cancelled' }],
    ]),
    sampleRun('timeline of a stop', { status: 'cancelled', endedAt: ago(1) }),
  ],
  [
    'Timeline: imported',
    stepsOf([
      ...accepted,
      ['starting', 900, onInstance(1)],
      ['running', 60, onInstance(1)],
      ['finished', 80_000, { attempt: 1, detail: 'succeeded' }],
      ['stored', 4],
      ['imported', 90_000_000, { detail: 'it was 019a4f6e-5d5c-7c3a-8f00-3b1d5a7c9e21 in the project Tariffs' }],
    ]),
    sampleRun('timeline of a run that came with a file', { status: 'succeeded', endedAt: ago(1) }),
  ],
  ['Timeline: nothing yet', [], sampleRun('timeline without steps', { status: 'created', startedAt: null })],
];

export function TimelineStates(): ReactNode {
  return (
    <Specimens title="Timeline">
      {timelines.map(([name, steps, run]) => (
        <Specimen key={name} name={name} wide={steps.length > 0}>
          <Sampled
            fill={({ client }) => client.setQueryData(runTimelineQuery(run.id).queryKey, { traceId: TRACE, steps })}
          >
            <TimelineTab run={run} active={run.status === 'running' || run.status === 'created'} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Timeline: loading">
        <Sampled>
          <TimelineTab run={sampleRun('timeline that is read')} active={false} />
        </Sampled>
      </Specimen>
      <Specimen name="Timeline: cannot be read">
        <Sampled fill={({ refuse }) => refuse(runTimelineQuery('gallery-timeline-away').queryKey, storeAway)}>
          <TimelineTab run={sampleRun('timeline away')} active={false} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
