import type { Run, RunStatus } from '@/shared/api/types';
import { plural } from '@/shared/format/format';

export const runStatuses: readonly RunStatus[] = [
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

export const activeStatuses: readonly RunStatus[] = [
  'created',
  'queued',
  'starting',
  'running',
  'lost_contact',
  'retrying',
  'cancelling',
];

export const attentionStatuses: readonly RunStatus[] = ['failed', 'timed_out', 'lost_contact', 'retrying'];

export const isActive = (run: Run) => activeStatuses.includes(run.status);
export const isWaiting = (run: Run) => run.status === 'created' || run.status === 'queued';
/** A graceful stop that lasts too long may still become a kill. */
export const canStop = (run: Run) => isActive(run) && (run.status !== 'cancelling' || run.stop?.mode === 'graceful');
/** A study is made anew, and its trials belong to it. */
export const canRetry = (run: Run) =>
  run.kind !== 'study' &&
  run.kind !== 'trial' &&
  (run.status === 'failed' || run.status === 'cancelled' || run.status === 'timed_out');

/** How long a run took, or takes so far; undefined before it began. */
export function durationMillis(run: Run, now: number): number | undefined {
  if (!run.startedAt) return undefined;
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** Without a time limit nobody knows how far a solve is; the percents of a model that is read say nothing of the search. */
export const isMeasured = ({ kind, progress }: Pick<Run, 'kind' | 'progress'>): boolean =>
  kind !== 'solve' || ((progress?.total ?? 0) > 0 && progress?.unit !== 'percent');

const STEPS_BEFORE_ESTIMATE = 10;

/**
 * What is left, from the pace so far. None before ten steps are done: an early guess is wrong more often than not.
 * The pace is measured up to the last report, so that it does not drift while nothing is heard.
 */
export function remainingMillis(run: Run, now: number): number | undefined {
  const { progress, startedAt } = run;
  if (run.status !== 'running' || !progress || !startedAt || !isMeasured(run)) return undefined;
  if (progress.done < STEPS_BEFORE_ESTIMATE || progress.fraction <= 0 || progress.fraction >= 1) return undefined;
  const reported = Date.parse(progress.updatedAt);
  const spent = reported - Date.parse(startedAt);
  if (!(spent > 0)) return undefined;
  const left = (spent * (1 - progress.fraction)) / progress.fraction - (now - reported);
  return Math.max(0, left);
}

/** Steps per second up to the last report; undefined before ten steps are done, and for a run that does not run. A solve has no steps. */
export function stepsPerSecond(run: Run): number | undefined {
  const { progress, startedAt } = run;
  if (run.kind === 'solve') return undefined;
  if (run.status !== 'running' || !progress || !startedAt || progress.done < STEPS_BEFORE_ESTIMATE) return undefined;
  const seconds = (Date.parse(progress.updatedAt) - Date.parse(startedAt)) / 1000;
  return seconds > 0 ? progress.done / seconds : undefined;
}

/** `64 %`, never 100 before the end. */
export function progressPercent(fraction: number): number {
  return Math.min(99, Math.max(0, Math.floor(fraction * 100)));
}

/** What it works on: a dataset, or how many instances. */
export function dataWord({ datasetName, instances }: Pick<Run, 'datasetName' | 'instances'>): string | undefined {
  return datasetName ?? (instances ? plural(instances, 'instance') : undefined);
}

/** `census.csv@v2`; a dash for a dataset that is gone. */
export function datasetWord(run: Run): string {
  if (!run.datasetName) return '–';
  return run.datasetVersion ? `${run.datasetName}@v${run.datasetVersion}` : run.datasetName;
}
