import type { ReactNode } from 'react';
import type { RunStatus } from '@/shared/api/types';
import { parametersOf } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import {
  BreakerState,
  ChoreMark,
  DeadLetterMark,
  InstanceState,
  InventoryMark,
  outcomes,
  PartState,
  RunState,
} from '@/shared/ui/status';

const statuses: readonly RunStatus[] = [
  'created',
  'queued',
  'starting',
  'running',
  'lost_contact',
  'retrying',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
];

/** A shape, a word and a colour for whatever can be in a state. */
export function States(): ReactNode {
  return (
    <>
      <Specimens title="Runs">
        {statuses.map((status) => (
          <Specimen key={status} name={`Run: ${status}`}>
            <RunState status={status} />
          </Specimen>
        ))}
      </Specimens>
      <Specimens title="Solves that succeeded">
        {outcomes.map((outcome) => (
          <Specimen key={outcome} name={`Outcome: ${outcome}`}>
            <RunState status="succeeded" run={{ outcome, summary: { gap: 0.0241 }, spec: { kind: 'solve' } }} />
          </Specimen>
        ))}
        <Specimen name="Outcome: feasible, gap unknown">
          <RunState
            status="succeeded"
            run={{ outcome: 'feasible', summary: { gap: 'NaN' }, spec: { kind: 'solve' } }}
          />
        </Specimen>
        <Specimen name="Outcome: feasible, gap without end">
          <RunState
            status="succeeded"
            run={{ outcome: 'feasible', summary: { gap: 'Infinity' }, spec: { kind: 'solve' } }}
          />
        </Specimen>
        <Specimen name="Outcome: no solution in its time">
          <RunState
            status="succeeded"
            run={{
              outcome: 'no_solution',
              summary: {},
              spec: { kind: 'solve', parameters: parametersOf({ time_limit_seconds: 60 }) },
            }}
          />
        </Specimen>
      </Specimens>
      <Specimens title="The system">
        {(['up', 'degraded', 'down'] as const).map((state) => (
          <Specimen key={state} name={`Part: ${state}`}>
            <PartState status={state} />
          </Specimen>
        ))}
        {(['closed', 'half-open', 'open'] as const).map((state) => (
          <Specimen key={state} name={`Breaker: ${state}`}>
            <BreakerState state={state} />
          </Specimen>
        ))}
        {(['up', 'draining', 'paused', 'probing', 'down', 'unknown'] as const).map((state) => (
          <Specimen key={state} name={`Instance: ${state}`}>
            <InstanceState state={state} />
          </Specimen>
        ))}
        {(['open', 'replayed', 'discarded'] as const).map((state) => (
          <Specimen key={state} name={`Dead letter: ${state}`}>
            <DeadLetterMark state={state} />
          </Specimen>
        ))}
        {(['looking', 'found', 'removing', 'removed', 'stopped', 'failed'] as const).map((state) => (
          <Specimen key={state} name={`Inventory: ${state}`}>
            <InventoryMark state={state} />
          </Specimen>
        ))}
        {(['done', 'failing', 'waiting'] as const).map((state) => (
          <Specimen key={state} name={`Chore: ${state}`}>
            <ChoreMark state={state} />
          </Specimen>
        ))}
      </Specimens>
    </>
  );
}
