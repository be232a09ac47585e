import type { Study } from '@/shared/api/types';
import type { TrialStore } from './trial-store';

/** How fast a study goes: measured over the last minutes, since trials become slower and quicker. */
const WINDOW_MS = 5 * 60_000;
/** With fewer trials than this a guess is wrong more often than not. */
const LEAST_ENDED = 10;
const MINUTE = 60_000;

type Counted = Pick<Study, 'counts' | 'trials' | 'run' | 'timeBudgetSeconds' | 'paused' | 'stopping'>;

export const endedTrials = ({ counts }: Pick<Study, 'counts'>): number =>
  counts.completed + counts.pruned + counts.failed + counts.cancelled;

/** Trials that ended a minute: of the last five minutes up to `now`, or since the study began. Undefined before the first has ended. */
export function trialsPerMinute(
  store: TrialStore,
  startedAt: string | null | undefined,
  now: number,
): number | undefined {
  if (!startedAt) return undefined;
  const since = Math.max(Date.parse(startedAt), now - WINDOW_MS);
  let ended = 0;
  for (let number = 0; number < store.length; number++) if ((store.ended[number] ?? Number.NaN) > since) ended++;
  return ended > 0 && now > since ? (ended * MINUTE) / (now - since) : undefined;
}

/** The same from what the list of studies tells: since the study began. */
export function meanPerMinute(study: Counted, now: number): number | undefined {
  const { startedAt, endedAt } = study.run;
  if (!startedAt) return undefined;
  const spent = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  const ended = endedTrials(study);
  return ended > 0 && spent > 0 ? (ended * MINUTE) / spent : undefined;
}

/** What is left, at this pace and within the time budget; undefined while nobody can know. */
export function remainingMillis(study: Counted, perMinute: number | undefined, now: number): number | undefined {
  const { run, trials, timeBudgetSeconds } = study;
  if (run.status !== 'running' || study.paused) return undefined;
  const ended = endedTrials(study);
  const open = study.stopping ? study.counts.running : Math.max(0, trials - ended);
  const atPace =
    ended >= LEAST_ENDED && perMinute !== undefined && perMinute > 0 ? (open / perMinute) * MINUTE : undefined;
  if (!timeBudgetSeconds || !run.startedAt) return atPace;
  const budget = Math.max(0, Date.parse(run.startedAt) + timeBudgetSeconds * 1000 - now);
  return atPace === undefined ? undefined : Math.min(atPace, budget);
}
