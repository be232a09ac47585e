import type { Run } from '@/shared/api/types';
import { formatDuration, plural } from '@/shared/format/format';
import type { ChosenInstance } from './draft';
import { type Estimate, estimateOf } from './launch-estimate';

/** How long a study will take, from how long runs like its trials took. No React here. */

interface Plan {
  trials: number;
  parallelism: number;
  /** Seconds; undefined: none. */
  timeBudget: number | undefined;
}

/** `about 12m 30s: 60 trials of about 50 s, 4 at the same time`; undefined while the plan is none. */
export function studyEstimateWords({ median, runs, isSameVersion }: Estimate, plan: Plan): string | undefined {
  const { trials, parallelism, timeBudget } = plan;
  if (!(trials >= 1 && parallelism >= 1)) return undefined;
  const whole = (median * trials) / Math.min(trials, parallelism);
  const together = parallelism > 1 && trials > 1 ? `, ${Math.min(trials, parallelism)} at the same time` : '';
  const source = runs === 1 ? 'as the one run like it took' : `the median of ${plural(runs, 'run')} like it`;
  const version = isSameVersion ? '' : ' on another version of the dataset';
  const each = `${plural(trials, 'trial')} of about ${formatDuration(median)}${together}, ${source}${version}`;
  if (timeBudget !== undefined && timeBudget * 1000 < whole) {
    return `its time budget of ${formatDuration(timeBudget * 1000)}, in place of about ${formatDuration(whole)}: ${each}`;
  }
  return `about ${formatDuration(whole)}: ${each}`;
}

/** How long a trial over a set may take, and how long it would take if it went as earlier solves of its instances did. */
interface SetTimes {
  instances: number;
  /** Of each instance, in milliseconds. */
  limit: number;
  /** Of a trial, in milliseconds: an instance that nobody has solved counts with its limit. */
  expected: number;
  /** So many instances were solved before. */
  known: number;
}

/** @param limit of each instance, in milliseconds */
export function setTimesOf(instances: readonly ChosenInstance[], runs: readonly Run[], limit: number): SetTimes {
  const times = instances.map(({ id, name }) =>
    estimateOf(
      runs.filter(({ spec, datasetName }) => spec.datasetId === id || datasetName === name),
      id,
    ),
  );
  const expected = times.reduce((sum, one) => sum + Math.min(one?.median ?? limit, limit), 0);
  return { instances: instances.length, limit, expected, known: times.filter((one) => one !== undefined).length };
}

/** `at most 12m 00s: 12 instances of at most 1m 00s`; undefined without a limit. */
export function trialLimitWords({ instances, limit }: Pick<SetTimes, 'instances' | 'limit'>): string | undefined {
  if (!(limit > 0) || instances === 0) return undefined;
  const whole = formatDuration(instances * limit);
  return `at most ${whole}: ${plural(instances, 'instance')} of at most ${formatDuration(limit)}`;
}

/** `at most 3h 00m: 60 trials of at most 12m 00s, 4 at the same time; about 2h 00m if …`; undefined while the plan is none. */
export function setEstimateWords({ instances, limit, expected, known }: SetTimes, plan: Plan): string | undefined {
  const { trials, parallelism, timeBudget } = plan;
  if (!(trials >= 1 && parallelism >= 1 && limit > 0 && instances > 0)) return undefined;
  const together = Math.min(trials, parallelism);
  const most = Math.ceil(trials / together) * instances * limit;
  const beside = together > 1 ? `, ${together} at the same time` : '';
  const each = `${plural(trials, 'trial')} of at most ${formatDuration(instances * limit)}${beside}`;
  const about = formatDuration((trials * expected) / together);
  const before =
    known === 0 ? '' : `; about ${about} if solves take as long as before, known of ${known} of ${instances} instances`;
  if (timeBudget !== undefined && timeBudget * 1000 < most) {
    return `its time budget of ${formatDuration(timeBudget * 1000)}, in place of at most ${formatDuration(most)}: ${each}${before}`;
  }
  return `at most ${formatDuration(most)}: ${each}${before}`;
}
