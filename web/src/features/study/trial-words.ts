import { formatDuration, formatNumber, NOTHING } from '@/shared/format/format';
import { trialStateWord } from '@/shared/ui/status';
import { type Objective, type ParamValue, valueWord } from './study-space';
import type { Trial, TrialStore } from './trial-store';

const MOST_PARAMETERS = 10;

export const directionWord = ({ maximize }: Objective): string => (maximize ? 'maximize' : 'minimize');

/** A number with four digits, everything else as it is. */
export const shortParam = (value: ParamValue | undefined): string =>
  typeof value === 'number' ? formatNumber(value) : valueWord(value);

/** What is told of a trial under the pointer. */
export function tipRows(store: TrialStore, number: number): readonly (readonly [string, string])[] {
  const trial = store.trial(number);
  if (!trial) return [[`Trial ${number}`, '']];
  const values = store.objectives.flatMap(({ metric }, at): [string, string][] => {
    const value = trial.values[at] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [[metric, String(value)]];
  });
  const parameters = Object.entries(trial.parameters);
  const shown = parameters
    .slice(0, MOST_PARAMETERS)
    .map(([name, value]): [string, string] => [name, shortParam(value)]);
  const left = parameters.length - shown.length;
  return [
    [`Trial ${number}`, stateWords(trial)],
    ...values,
    ...shown,
    ...(left > 0 ? ([['', `and ${left} more`]] as [string, string][]) : []),
  ];
}

/** `Completed`, `Completed, breaks a constraint`, `Pruned at step 12`. */
export function stateWords({ state, feasible, lastStep }: Trial): string {
  const word = trialStateWord(state);
  if (state === 'completed' && !feasible) return `${word}, breaks a constraint`;
  return state === 'pruned' && lastStep >= 0 ? `${word} at step ${lastStep}` : word;
}

export function durationWord(store: TrialStore, number: number, now: number): string {
  const millis = store.durationOf(number, now);
  return Number.isNaN(millis) ? NOTHING : formatDuration(millis);
}
