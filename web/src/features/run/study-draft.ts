import type { Raws } from './schema-form';
import type { Ranges } from './search-space';

/** What a person has entered for a study beside what each of its trials does. */
export interface StudyDraft {
  /** Ranges by algorithm: trying another method keeps those of the first. */
  search: Readonly<Record<string, Ranges>>;
  objectives: readonly ObjectiveDraft[];
  constraints: readonly ConstraintDraft[];
  sampler: string;
  /** Entered options by sampler. */
  samplerOptions: Readonly<Record<string, Raws>>;
  /** Undefined: every trial goes on to its end. */
  pruner?: string;
  prunerOptions: Readonly<Record<string, Raws>>;
  /** Whose points a pruner looks at; found from the objective when absent. */
  prunerMetric?: string;
  /** Empty: by chance. */
  seed: string;
  trials: string;
  /** Seconds; empty: none. */
  timeBudget: string;
  parallelism: string;
  /** Of each trial, in seconds; empty: none. */
  trialTime: string;
  /** Of each trial, when machines are lost; empty: the server's default. */
  attempts: string;
  /** Configurations that are tried first: texts by the path of the parameter, of choices as JSON. */
  enqueue: readonly Configuration[];
  /** Ids of earlier studies. */
  startFrom: readonly string[];
}

export type Direction = 'minimize' | 'maximize';

export interface ObjectiveDraft {
  /** Of the first one: the method's first score or loss when absent. */
  metric?: string;
  /** As the method says of the metric when absent. */
  direction?: Direction;
}

export interface ConstraintDraft {
  metric?: string;
  bound: string;
  atLeast: boolean;
}

export type Configuration = Readonly<Record<string, string>>;

export const MOST_OBJECTIVES = 5;
export const MOST_CONSTRAINTS = 10;
export const MOST_CONFIGURATIONS = 100;
export const MOST_STARTS = 10;

export const emptyStudy = (): StudyDraft => ({
  search: {},
  objectives: [{}],
  constraints: [],
  sampler: 'tpe',
  samplerOptions: {},
  prunerOptions: {},
  seed: '',
  trials: '60',
  timeBudget: '',
  parallelism: '4',
  trialTime: '',
  attempts: '',
  enqueue: [],
  startFrom: [],
});

const MOST_SECONDS = 31_536_000;
const LARGEST_SEED = 2_147_483_647;

/** What is wrong with the numbers of a study, by the path that the server uses too. */
export function budgetErrors(study: StudyDraft): Map<string, string> {
  const errors = new Map<string, string>();
  const whole = (path: string, text: string, least: number, most: number, isOptional: boolean) => {
    const value = Number(text);
    if (text.trim() === '' ? isOptional : Number.isInteger(value) && value >= least && value <= most) return;
    errors.set(path, `It must be a whole number from ${least} to ${most}.`);
  };
  whole('seed', study.seed, 0, LARGEST_SEED, true);
  whole('trials', study.trials, 1, 10_000, false);
  whole('parallelism', study.parallelism, 1, 100, false);
  whole('timeBudgetSeconds', study.timeBudget, 1, MOST_SECONDS, true);
  whole('limits.timeSeconds', study.trialTime, 1, MOST_SECONDS, true);
  whole('limits.maxAttempts', study.attempts, 1, 1000, true);
  return errors;
}

/** Of a field that may be empty. */
export const numberOrNone = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
