import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Queues, Run, RunKind } from '@/shared/api/types';
import { formatDuration, plural } from '@/shared/format/format';
import { quoted } from './filter-language';
import { durationMillis } from './rules';

/** How long a run will take and how long it will wait, as far as earlier runs and the queue can tell. */

/** What makes an earlier run one like the run that is to be started. */
export interface Likeness {
  kind: RunKind;
  algorithm?: string;
  model?: { name: string };
  /** Any version of the name counts when none of this very version does. */
  dataset?: { id: string; name: string };
}

function filterOf({ algorithm, model, dataset }: Likeness): string {
  return [
    algorithm === undefined ? '' : `algorithm:${quoted(algorithm)}`,
    model ? `model:${quoted(model.name)}` : '',
    dataset ? `dataset:${quoted(dataset.name)}` : 'NOT has:dataset',
  ]
    .filter(Boolean)
    .join(' ');
}

const MOST_RUNS = 50;
const MOST_OF_METHOD = 200;

/** The newest runs like one that have succeeded: those that failed or were stopped say nothing of a whole run. */
export function endedAlikeQuery(projectId: string, likeness: Likeness) {
  const filter = filterOf(likeness);
  const { kind } = likeness;
  return queryOptions({
    queryKey: ['runs', projectId, 'ended-alike', kind, filter],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: { path: { projectId }, query: { kind, status: ['succeeded'], filter, limit: MOST_RUNS } },
        }),
      ),
    staleTime: 30_000,
  });
}

/** The newest runs of a method that have succeeded, whatever their data. */
export const endedByQuery = (projectId: string, kind: RunKind, algorithm: string) =>
  queryOptions({
    queryKey: ['runs', projectId, 'ended-by', kind, algorithm],
    queryFn: () =>
      unwrap(
        api.GET('/projects/{projectId}/runs', {
          params: {
            path: { projectId },
            query: { kind, status: ['succeeded'], filter: `algorithm:${quoted(algorithm)}`, limit: MOST_OF_METHOD },
          },
        }),
      ),
    staleTime: 30_000,
  });

export interface Estimate {
  /** Milliseconds. */
  median: number;
  least: number;
  most: number;
  runs: number;
  /** Those runs had this very version of the dataset. */
  isSameVersion: boolean;
}

/** From runs that are alike but for the version of their dataset. Undefined when there is nothing to estimate from. */
export function estimateOf(runs: readonly Run[], datasetId: string | undefined): Estimate | undefined {
  // What solves a set has no dataset, but not because its data is among its parameters.
  const single = runs.filter((run) => !run.instances);
  const same = single.filter(({ spec }) => (spec.datasetId ?? undefined) === datasetId);
  const times = (same.length > 0 ? same : single)
    .filter((run) => run.endedAt)
    .map((run) => durationMillis(run, Number.NaN))
    .filter((millis) => millis !== undefined)
    .sort((a, b) => a - b);
  const least = times[0];
  const most = times.at(-1);
  const low = times[Math.floor((times.length - 1) / 2)];
  const high = times[Math.ceil((times.length - 1) / 2)];
  if (least === undefined || most === undefined || low === undefined || high === undefined) return undefined;
  return { median: (low + high) / 2, least, most, runs: times.length, isSameVersion: same.length > 0 };
}

export function estimateWords({ median, least, most, runs, isSameVersion }: Estimate): string {
  const source = isSameVersion ? '' : ' on another version of the dataset';
  if (runs === 1) return `about ${formatDuration(median)}, as the one run like it took${source}`;
  const range = `${formatDuration(least)} to ${formatDuration(most)}`;
  return `about ${formatDuration(median)}, the median of ${plural(runs, 'run')} like it${source} (${range})`;
}

/** What a run would wait for; undefined when it is not known which service would execute it. */
export function queueWords(queues: Queues, service: string | undefined, projectId: string): string | undefined {
  if (service === undefined) return undefined;
  const queue = queues.services.find((one) => one.service === service);
  if (!queue || queue.slots === 0) return `waits until the service ${service} is up`;
  const project = queues.projects.find((one) => one.projectId === projectId);
  if (project && project.maxRunning > 0 && project.running >= project.maxRunning) {
    return `waits: this project may have ${plural(project.maxRunning, 'run')} under way, and has`;
  }
  if (queue.queued > 0) return `${queue.queued} ahead`;
  // A slot counts as taken as soon as either side says so.
  const isFree = Math.max(queue.running, queue.slotsInUse) < queue.slots;
  return isFree ? 'starts at once' : `next, when one of ${plural(queue.slots, 'slot')} is free`;
}
