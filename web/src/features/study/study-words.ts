import type { Study } from '@/shared/api/types';
import { formatCount, formatNumber, NOTHING, plural } from '@/shared/format/format';
import { endedTrials } from './pace';
import { objectivesOf } from './study-space';
import { directionWord } from './trial-words';

const OVER = ['succeeded', 'failed', 'cancelled', 'timed_out'];

/** Whether trials may still begin or run. */
export const isOver = ({ run }: Pick<Study, 'run'>): boolean => OVER.includes(run.status);
/** Whether it takes more trials: not one that ends. */
export const isOpen = (study: Pick<Study, 'run' | 'stopping'>): boolean =>
  !isOver(study) && study.run.status !== 'cancelling' && !study.stopping;

/** `auc, maximize`. */
export const objectiveWords = (study: Pick<Study, 'objectives'>): string =>
  objectivesOf(study)
    .map((objective) => `${objective.metric}, ${directionWord(objective)}`)
    .join(' · ');

/** The best value, or how many trials are on the front of several objectives. */
export function bestWords({ objectives, best }: Pick<Study, 'objectives' | 'best'>): string {
  if (best.length === 0) return NOTHING;
  if (objectives.length > 1) return `${plural(best.length, 'trial')} on the front`;
  return formatNumber(best[0]?.values[0]);
}

/** `42 of 60 · 4 running · 11 pruned · 1 failed`. */
export function countWords(study: Pick<Study, 'counts' | 'trials'>): string {
  const { running, pruned, failed, cancelled } = study.counts;
  const part = (count: number, word: string) => (count > 0 ? [`${formatCount(count)} ${word}`] : []);
  return [
    `${formatCount(endedTrials(study))} of ${formatCount(study.trials)}`,
    ...part(running, 'running'),
    ...part(pruned, 'pruned'),
    ...part(failed, 'failed'),
    ...part(cancelled, 'cancelled'),
  ].join(' · ');
}

/** `1.2 trials/min`. */
export function paceWords(perMinute: number | undefined): string {
  if (perMinute === undefined) return NOTHING;
  return perMinute >= 60
    ? `${formatNumber(Number((perMinute / 60).toPrecision(3)))} trials/s`
    : `${formatNumber(Number(perMinute.toPrecision(3)))} trials/min`;
}

/** The improvements as a line that stays until the next one, from 0 to 1 both ways; undefined for fewer than two. */
export function improvementPath(
  { improvements, trials }: Pick<Study, 'improvements' | 'trials'>,
  width: number,
  height: number,
): string | undefined {
  const points = improvements as readonly (readonly number[])[];
  const values = points.map(([, value]) => value ?? Number.NaN).filter(Number.isFinite);
  if (values.length < 2) return undefined;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const last = Math.max(1, trials - 1);
  const x = (number: number) => ((Math.min(number, last) / last) * width).toFixed(1);
  const y = (value: number) => (height - ((value - low) / (high - low || 1)) * height).toFixed(1);
  const [first, ...others] = points;
  const begin = `M${x(first?.[0] ?? 0)} ${y(first?.[1] ?? low)}`;
  const steps = others.map(([number = 0, value = low]) => `H${x(number)}V${y(value)}`);
  return `${begin}${steps.join('')}H${width.toFixed(1)}`;
}
