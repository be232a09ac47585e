import type { DeadLetterState, InventoryState, Run, RunStatus, ServiceInstance, TrialState } from '../api/types';
import { numberOf } from '../chart/metric-number';
import { formatGap } from '../format/format';
import { Icon, type IconName } from './icon';

type Tone = 'muted' | 'info' | 'success' | 'error' | 'warning' | 'cancelled' | 'pruned';

export interface Look {
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

/** How a solve ended that did what it was asked for: the word that stands instead of «Succeeded». */
const outcomeLooks = {
  optimal: { icon: 'starFilled', word: 'Optimal', tone: 'success' },
  feasible: { icon: 'diamond', word: 'Feasible', tone: 'info' },
  infeasible: { icon: 'error', word: 'Infeasible', tone: 'error' },
  unbounded: { icon: 'infinity', word: 'Unbounded', tone: 'error' },
  infeasible_or_unbounded: { icon: 'slashed', word: 'Infeasible or unbounded', tone: 'error' },
  no_solution: { icon: 'hourglass', word: 'Limit reached, no solution', tone: 'warning' },
  stopped: { icon: 'stop', word: 'Stopped', tone: 'cancelled' },
} as const satisfies Record<string, Look>;

export type Outcome = keyof typeof outcomeLooks;
export const outcomes = Object.keys(outcomeLooks) as Outcome[];

/** The outcome of a run; undefined for none, and for one that a newer server may know. */
export function outcomeOf(run: Pick<Run, 'outcome'> | undefined): Outcome | undefined {
  return outcomes.find((one) => one === run?.outcome);
}

const trialLooks: Record<TrialState, Look> = {
  running: runLooks.running,
  completed: { icon: 'check', word: 'Completed', tone: 'success' },
  pruned: { icon: 'scissors', word: 'Pruned', tone: 'pruned' },
  failed: runLooks.failed,
  cancelled: runLooks.cancelled,
};

/** What decides how a run's state is told beside its status. */
type Ended = Pick<Run, 'outcome' | 'summary' | 'spec'> & Partial<Pick<Run, 'trialState'>>;

function lookOf(status: RunStatus, run: Ended | undefined): Look {
  // To the orchestrator it was cancelled; its study did that on purpose.
  if (run?.trialState === 'pruned') return trialLooks.pruned;
  const outcome = outcomeOf(run);
  if (status !== 'succeeded' || outcome === undefined) return runLooks[status];
  const look = outcomeLooks[outcome];
  if (outcome === 'no_solution') {
    const isTimed = Number(run?.spec.parameters?.time_limit_seconds) > 0;
    return isTimed ? { ...look, word: 'Time limit, no solution' } : look;
  }
  const gap = numberOf(run?.summary.gap);
  const isOpen = outcome === 'feasible' || outcome === 'stopped';
  return isOpen && !Number.isNaN(gap) ? { ...look, word: `${look.word}, gap ${formatGap(gap)}` } : look;
}

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

const inventoryLooks: Record<InventoryState, Look> = {
  looking: { icon: 'search', word: 'Looking', tone: 'info' },
  found: { icon: 'check', word: 'Complete', tone: 'success' },
  removing: { icon: 'trash', word: 'Removing', tone: 'info' },
  removed: { icon: 'check', word: 'Removed', tone: 'success' },
  stopped: { icon: 'stop', word: 'Stopped', tone: 'cancelled' },
  failed: { icon: 'error', word: 'Failed', tone: 'error' },
};

const choreLooks: Record<'done' | 'failing' | 'waiting', Look> = {
  done: { icon: 'check', word: 'Done', tone: 'success' },
  failing: { icon: 'error', word: 'Fails', tone: 'error' },
  waiting: { icon: 'dashed', word: 'Not yet', tone: 'muted' },
};

/** A state is always a shape and a word and a colour, never a colour alone. */
export function State({ look, pulse = false }: { look: Look; pulse?: boolean }) {
  return (
    <span className={`state tone-${look.tone}${pulse ? ' pulse' : ''}`}>
      <Icon name={look.icon} />
      <span>{look.word}</span>
    </span>
  );
}

/** With the run, a solve that succeeded says how: optimal, feasible, infeasible, … */
export function RunState({ status, run }: { status: RunStatus; run?: Ended }) {
  return <State look={lookOf(status, run)} pulse={status === 'running'} />;
}

/** How a solve ended, by itself or as one of a set. */
export function OutcomeState({ outcome }: { outcome: Outcome }) {
  return <State look={outcomeLooks[outcome]} />;
}

/** What a trial is to its study. */
export function TrialMark({ state }: { state: TrialState }) {
  return <State look={trialLooks[state]} pulse={state === 'running'} />;
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

export function InventoryMark({ state }: { state: InventoryState }) {
  return <State look={inventoryLooks[state]} />;
}

export function ChoreMark({ state }: { state: 'done' | 'failing' | 'waiting' }) {
  return <State look={choreLooks[state]} />;
}

export const trialStateWord = (state: TrialState) => trialLooks[state].word;

export const runStatusWord = (status: RunStatus, run?: Ended) => lookOf(status, run).word;
