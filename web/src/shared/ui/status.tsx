import type { DeadLetterState, RunStatus, ServiceInstance } from '../api/types';
import { Icon, type IconName } from './icon';

type Tone = 'muted' | 'info' | 'success' | 'error' | 'warning' | 'cancelled';

interface Look {
  icon: IconName;
  word: string;
  tone: Tone;
}

const runLooks: Record<RunStatus, Look> = {
  created: { icon: 'ring', word: 'Created', tone: 'muted' },
  queued: { icon: 'clock', word: 'Queued', tone: 'muted' },
  starting: { icon: 'dashed', word: 'Starting', tone: 'info' },
  running: { icon: 'dot', word: 'Running', tone: 'info' },
  lost_contact: { icon: 'warning', word: 'Stalled', tone: 'warning' },
  retrying: { icon: 'retry', word: 'Retrying', tone: 'warning' },
  cancelling: { icon: 'stop', word: 'Stopping', tone: 'cancelled' },
  succeeded: { icon: 'check', word: 'Succeeded', tone: 'success' },
  failed: { icon: 'error', word: 'Failed', tone: 'error' },
  cancelled: { icon: 'slashed', word: 'Cancelled', tone: 'cancelled' },
  timed_out: { icon: 'hourglass', word: 'Timed out', tone: 'warning' },
};

const partLooks: Record<'up' | 'degraded' | 'down', Look> = {
  up: { icon: 'check', word: 'Up', tone: 'success' },
  degraded: { icon: 'warning', word: 'Degraded', tone: 'warning' },
  down: { icon: 'error', word: 'Down', tone: 'error' },
};

const breakerLooks: Record<'closed' | 'open' | 'half-open', Look> = {
  closed: { icon: 'check', word: 'Closed', tone: 'success' },
  open: { icon: 'error', word: 'Open', tone: 'error' },
  'half-open': { icon: 'half', word: 'Half-open', tone: 'warning' },
};

const instanceLooks: Record<ServiceInstance['state'], Look> = {
  up: { icon: 'check', word: 'Up', tone: 'success' },
  draining: { icon: 'hourglass', word: 'Draining', tone: 'warning' },
  paused: { icon: 'error', word: 'Paused', tone: 'error' },
  probing: { icon: 'half', word: 'Probing', tone: 'warning' },
  down: { icon: 'error', word: 'Down', tone: 'error' },
  unknown: { icon: 'dashed', word: 'Unknown', tone: 'muted' },
};

const letterLooks: Record<DeadLetterState, Look> = {
  open: { icon: 'warning', word: 'Open', tone: 'warning' },
  replayed: { icon: 'retry', word: 'Sent again', tone: 'success' },
  discarded: { icon: 'slashed', word: 'Discarded', tone: 'muted' },
};

/** A state is always a shape and a word and a colour, never a colour alone. */
function State({ look, pulse = false }: { look: Look; pulse?: boolean }) {
  return (
    <span className={`state tone-${look.tone}${pulse ? ' pulse' : ''}`}>
      <Icon name={look.icon} />
      <span>{look.word}</span>
    </span>
  );
}

export function RunState({ status }: { status: RunStatus }) {
  return <State look={runLooks[status]} pulse={status === 'running'} />;
}

export function PartState({ status }: { status: 'up' | 'degraded' | 'down' }) {
  return <State look={partLooks[status]} />;
}

export function BreakerState({ state }: { state: 'closed' | 'open' | 'half-open' }) {
  return <State look={breakerLooks[state]} />;
}

export function InstanceState({ state }: { state: ServiceInstance['state'] }) {
  return <State look={instanceLooks[state]} />;
}

export function DeadLetterMark({ state }: { state: DeadLetterState }) {
  return <State look={letterLooks[state]} />;
}

export const runStatusWord = (status: RunStatus) => runLooks[status].word;
