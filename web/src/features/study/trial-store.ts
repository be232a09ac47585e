import type { MetricValue, RunStatus, TrialState } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import type { Objective, ParamValue, SearchedParameter } from './study-space';

/** Trials as the server tells them, by REST and on the stream: columns in the order of their revision. */
export interface TrialColumns {
  /** Everything up to here is told. */
  revision: string;
  number: readonly number[];
  runId: readonly string[];
  state: readonly TrialState[];
  runStatus: readonly RunStatus[];
  values: readonly (readonly MetricValue[] | null)[];
  constraints: readonly (readonly MetricValue[] | null)[];
  lastStep: readonly number[];
  begunAt: readonly string[];
  startedAt: readonly (string | null)[];
  endedAt: readonly (string | null)[];
  attempt: readonly number[];
  instance: readonly (string | null)[];
  proposed: readonly boolean[];
  failure: readonly (string | null)[];
  parameters: Readonly<Record<string, readonly (ParamValue | undefined)[]>>;
}

/** The order is that of the codes in the column `state`. */
export const trialStates = [
  'running',
  'completed',
  'pruned',
  'failed',
  'cancelled',
] as const satisfies readonly TrialState[];
const RUNNING = trialStates.indexOf('running');
export const COMPLETED = trialStates.indexOf('completed');
export const FAILED = trialStates.indexOf('failed');
/** A number that nothing is known of yet. */
const UNKNOWN = 255;
const FIRST_CAPACITY = 256;

/** One trial, put together for who shows it. */
export interface Trial {
  number: number;
  runId: string;
  state: TrialState;
  runStatus: RunStatus;
  /** One for each objective; NaN for none. Of a pruned trial: the last reported value. */
  values: number[];
  feasible: boolean;
  begun: number;
  started: number;
  ended: number;
  attempt: number;
  /** Of the last reported value; -1 when none. */
  lastStep: number;
  instance: string | undefined;
  proposed: boolean;
  failure: string | undefined;
  parameters: Record<string, ParamValue>;
}

function wider(column: Float64Array, capacity: number): Float64Array {
  const wide = new Float64Array(capacity).fill(Number.NaN);
  wide.set(column);
  return wide;
}

function widerCodes(column: Uint8Array, capacity: number, fill: number): Uint8Array {
  const wide = new Uint8Array(capacity).fill(fill);
  wide.set(column);
  return wide;
}

const millisOf = (time: string | null | undefined) => (time ? Date.parse(time) : Number.NaN);

/**
 * All trials of a study as columns by their number, outside React: 10,000 of them are some arrays. Taking the same rows twice changes
 * nothing, and a trial that has ended never runs again.
 */
export class TrialStore {
  readonly space: readonly SearchedParameter[];
  readonly objectives: readonly Objective[];
  /** Trials have numbers from 0; so many are known. */
  length = 0;
  /** Grows with every change. */
  version = 0;
  /** Everything up to here was taken. */
  revision: string | undefined;
  readonly counts: Record<TrialState, number> = { running: 0, completed: 0, pruned: 0, failed: 0, cancelled: 0 };

  state: Uint8Array = new Uint8Array(0);
  proposed: Uint8Array = new Uint8Array(0);
  begun: Float64Array = new Float64Array(0);
  started: Float64Array = new Float64Array(0);
  ended: Float64Array = new Float64Array(0);
  attempt: Float64Array = new Float64Array(0);
  lastStep: Float64Array = new Float64Array(0);
  /** A column for each objective, constraint and searched parameter. A choice is its place among the choices. */
  readonly values: Float64Array[];
  readonly constraints: Float64Array[];
  readonly parameters: Float64Array[];
  /** Numbers of trials that were deleted since the page was opened; none is ever given again. */
  readonly deleted = new Set<number>();
  private readonly runIds: (string | undefined)[] = [];
  private readonly runStatuses: RunStatus[] = [];
  private readonly instances: (string | undefined)[] = [];
  private readonly failures: (string | undefined)[] = [];
  private readonly choicePlaces: readonly ReadonlyMap<ParamValue, number>[];
  private capacity = 0;

  constructor(space: readonly SearchedParameter[], objectives: readonly Objective[], constraints: number) {
    this.space = space;
    this.objectives = objectives;
    this.values = objectives.map(() => new Float64Array(0));
    this.constraints = Array.from({ length: constraints }, () => new Float64Array(0));
    this.parameters = space.map(() => new Float64Array(0));
    this.choicePlaces = space.map(({ choices }) => new Map(choices.map((choice, at) => [choice, at])));
  }

  take(columns: TrialColumns): void {
    let hasChanged = false;
    columns.number.forEach((number, at) => {
      if (!Number.isInteger(number) || number < 0 || this.deleted.has(number)) return;
      const code = trialStates.indexOf(columns.state[at] ?? 'running');
      this.reach(number + 1);
      if (this.isOlder(number, code, columns.attempt[at] ?? 0)) return;
      this.put(number, code, columns, at);
      hasChanged = true;
    });
    this.revision = columns.revision;
    if (hasChanged) this.version++;
  }

  /** Forgets trials that were deleted: nothing draws or counts them any more, and no late answer brings them back. */
  lose(numbers: readonly number[]): void {
    for (const number of numbers) {
      const state = this.stateOf(number);
      this.deleted.add(number);
      if (!state) continue;
      this.counts[state]--;
      this.state[number] = UNKNOWN;
      this.runIds[number] = undefined;
      const columns = [this.begun, this.started, this.ended, this.attempt, this.lastStep];
      for (const column of [...columns, ...this.values, ...this.constraints, ...this.parameters]) {
        column[number] = Number.NaN;
      }
      this.version++;
    }
  }

  stateOf(number: number): TrialState | undefined {
    return number < this.length ? trialStates[this.state[number] ?? UNKNOWN] : undefined;
  }

  runIdOf(number: number): string | undefined {
    return this.runIds[number];
  }

  failureOf(number: number): string | undefined {
    return this.failures[number];
  }

  /** Whether every constraint is kept; a constraint of which nothing was said is not. */
  isFeasible(number: number): boolean {
    return this.constraints.every((column) => (column[number] ?? Number.NaN) <= 0);
  }

  /** Whether it has a value for every objective that counts: completed, within the constraints. */
  isCounted(number: number): boolean {
    return this.state[number] === COMPLETED && this.isFeasible(number);
  }

  /** The value of a parameter in the words of its definition; undefined when it has none. */
  parameterOf(number: number, parameter: number): ParamValue | undefined {
    const value = this.parameters[parameter]?.[number];
    const definition = this.space[parameter];
    if (value === undefined || !definition || Number.isNaN(value)) return undefined;
    return definition.kind === 'categorical' ? definition.choices[value] : value;
  }

  trial(number: number): Trial | undefined {
    const state = this.stateOf(number);
    const runId = this.runIds[number];
    if (!state || runId === undefined) return undefined;
    const parameters: Record<string, ParamValue> = {};
    this.space.forEach(({ name }, at) => {
      const value = this.parameterOf(number, at);
      if (value !== undefined) parameters[name] = value;
    });
    return {
      number,
      runId,
      state,
      runStatus: this.runStatuses[number] ?? 'created',
      values: this.values.map((column) => column[number] ?? Number.NaN),
      feasible: this.isFeasible(number),
      begun: this.begun[number] ?? Number.NaN,
      started: this.started[number] ?? Number.NaN,
      ended: this.ended[number] ?? Number.NaN,
      attempt: this.attempt[number] ?? 0,
      lastStep: this.lastStep[number] ?? -1,
      instance: this.instances[number],
      proposed: this.proposed[number] !== 0,
      failure: this.failures[number],
      parameters,
    };
  }

  /** How long it took, or takes so far; from when its program began, if that is known. NaN before it begins. */
  durationOf(number: number, now: number): number {
    const started = this.started[number] ?? Number.NaN;
    const ended = this.ended[number] ?? Number.NaN;
    return (Number.isNaN(ended) ? now : ended) - started;
  }

  /** An answer and the stream may cross: what has ended stays so, and an attempt that was replaced does not come back. */
  private isOlder(number: number, code: number, attempt: number): boolean {
    const known = this.state[number] ?? UNKNOWN;
    if (known === UNKNOWN) return false;
    return (known !== RUNNING && code === RUNNING) || attempt < (this.attempt[number] ?? 0);
  }

  private put(number: number, code: number, columns: TrialColumns, at: number): void {
    const before = this.stateOf(number);
    if (before) this.counts[before]--;
    this.counts[trialStates[code] ?? 'running']++;
    this.state[number] = code;
    this.proposed[number] = columns.proposed[at] ? 1 : 0;
    this.begun[number] = millisOf(columns.begunAt[at]);
    this.started[number] = millisOf(columns.startedAt[at]);
    this.ended[number] = millisOf(columns.endedAt[at]);
    this.attempt[number] = columns.attempt[at] ?? 0;
    this.lastStep[number] = columns.lastStep[at] ?? -1;
    this.values.forEach((column, objective) => {
      column[number] = numberOf(columns.values[at]?.[objective]);
    });
    this.constraints.forEach((column, constraint) => {
      column[number] = numberOf(columns.constraints[at]?.[constraint]);
    });
    this.parameters.forEach((column, parameter) => {
      column[number] = this.placeOf(parameter, columns.parameters[this.space[parameter]?.name ?? '']?.[at]);
    });
    this.runIds[number] = columns.runId[at] ?? '';
    this.runStatuses[number] = columns.runStatus[at] ?? 'created';
    this.instances[number] = columns.instance[at] ?? undefined;
    this.failures[number] = columns.failure[at] ?? undefined;
  }

  private placeOf(parameter: number, value: ParamValue | undefined): number {
    if (value === undefined) return Number.NaN;
    if (this.space[parameter]?.kind === 'categorical') {
      return this.choicePlaces[parameter]?.get(value) ?? Number.NaN;
    }
    return typeof value === 'number' ? value : Number.NaN;
  }

  /** Makes room for so many trials. */
  private reach(length: number): void {
    if (length > this.capacity) {
      const capacity = Math.max(length, 2 * this.capacity, FIRST_CAPACITY);
      this.capacity = capacity;
      this.state = widerCodes(this.state, capacity, UNKNOWN);
      this.proposed = widerCodes(this.proposed, capacity, 0);
      this.begun = wider(this.begun, capacity);
      this.started = wider(this.started, capacity);
      this.ended = wider(this.ended, capacity);
      this.attempt = wider(this.attempt, capacity);
      this.lastStep = wider(this.lastStep, capacity);
      for (const columns of [this.values, this.constraints, this.parameters]) {
        columns.forEach((column, at) => {
          columns[at] = wider(column, capacity);
        });
      }
    }
    this.length = Math.max(this.length, length);
  }
}
