import { formatDuration, plural } from '@/shared/format/format';
import type { Estimate } from './launch-estimate';

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
