import type { TrialState } from '@/shared/api/types';
import type { Objective, ParamValue, SearchedParameter } from './study-space';
import { type TrialColumns, TrialStore } from './trial-store';

/** What the tests and the gallery of this feature say of a trial; everything else is made up. */
export interface TrialLine {
  number: number;
  state?: TrialState;
  values?: number[] | null;
  constraints?: number[] | null;
  parameters?: Record<string, ParamValue>;
  begun?: number;
  started?: number | null;
  ended?: number | null;
  failure?: string | null;
  attempt?: number;
}

export const learningRate: SearchedParameter = {
  name: 'learning_rate',
  kind: 'float',
  low: 0.001,
  high: 0.1,
  step: undefined,
  log: true,
  choices: [],
};
export const depth: SearchedParameter = {
  name: 'depth',
  kind: 'integer',
  low: 2,
  high: 10,
  step: 1,
  log: false,
  choices: [],
};
export const boosting: SearchedParameter = {
  name: 'boosting',
  kind: 'categorical',
  low: 0,
  high: 0,
  step: undefined,
  log: false,
  choices: ['gbdt', 'dart', 'goss'],
};
export const maximizeAuc: Objective = { metric: 'auc', maximize: true };

const timeOf = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined ? null : new Date(seconds * 1000).toISOString();

export function columnsOf(lines: readonly TrialLine[], revision = '1'): TrialColumns {
  const names = [...new Set(lines.flatMap((line) => Object.keys(line.parameters ?? {})))];
  return {
    revision,
    number: lines.map((line) => line.number),
    runId: lines.map((line) => `run-${line.number}`),
    state: lines.map((line) => line.state ?? 'completed'),
    runStatus: lines.map((line) => (line.state === 'running' ? 'running' : 'succeeded')),
    values: lines.map((line) => line.values ?? null),
    constraints: lines.map((line) => line.constraints ?? null),
    lastStep: lines.map(() => -1),
    begunAt: lines.map((line) => timeOf(line.begun ?? line.number) ?? ''),
    startedAt: lines.map((line) => timeOf(line.started === undefined ? (line.begun ?? line.number) : line.started)),
    endedAt: lines.map((line) =>
      timeOf(line.ended === undefined ? (line.state === 'running' ? null : line.number + 1) : line.ended),
    ),
    attempt: lines.map((line) => line.attempt ?? 1),
    instance: lines.map(() => 'tabular-1'),
    proposed: lines.map(() => true),
    failure: lines.map((line) => line.failure ?? null),
    parameters: Object.fromEntries(names.map((name) => [name, lines.map((line) => line.parameters?.[name])])),
  };
}

export function storeOf(
  lines: readonly TrialLine[],
  {
    space = [learningRate, depth, boosting],
    objectives = [maximizeAuc],
    constraints = 0,
  }: { space?: SearchedParameter[]; objectives?: Objective[]; constraints?: number } = {},
): TrialStore {
  const store = new TrialStore(space, objectives, constraints);
  store.take(columnsOf(lines));
  return store;
}
