import type { Study } from '@/shared/api/types';

/** A value of a searched parameter. */
export type ParamValue = string | number | boolean | null;

/** A searched parameter, with everything filled in that its definition may leave out. */
export interface SearchedParameter {
  /** A path, with dots between the names of nested objects. */
  name: string;
  kind: 'float' | 'integer' | 'categorical';
  low: number;
  high: number;
  /** Undefined: continuous. */
  step: number | undefined;
  log: boolean;
  choices: readonly ParamValue[];
}

/** What a study makes better. */
export interface Objective {
  metric: string;
  maximize: boolean;
}

interface RangeParts {
  type: string;
  low?: number | null;
  high?: number | null;
  step?: number | null;
  log?: boolean | null;
  choices?: readonly ParamValue[] | null;
}

/** The search space in the order of its definition. */
export function spaceOf({ search }: Pick<Study, 'search'>): SearchedParameter[] {
  return Object.entries(search as Record<string, unknown>).map(([name, range]) => {
    const parts = range as RangeParts;
    const kind = parts.type === 'categorical' ? 'categorical' : parts.type === 'integer' ? 'integer' : 'float';
    return {
      name,
      kind,
      low: parts.low ?? 0,
      high: parts.high ?? 0,
      step: parts.step ?? (kind === 'integer' && parts.log !== true ? 1 : undefined),
      log: parts.log === true,
      choices: parts.choices ?? [],
    };
  });
}

export function objectivesOf({ objectives }: Pick<Study, 'objectives'>): Objective[] {
  return objectives.map(({ metric, direction }) => ({ metric, maximize: direction === 'maximize' }));
}

/** The same for every objective: smaller is better. */
export const lossOf = (value: number, { maximize }: Objective): number => (maximize ? -value : value);

export const valueWord = (value: ParamValue | undefined): string =>
  value === undefined ? '–' : value === null ? 'null' : String(value);

/** `0.001 to 0.3, log`, `8 to 128 in steps of 8`, `gbdt, dart`. */
export function rangeWords({ kind, low, high, step, log, choices }: SearchedParameter): string {
  if (kind === 'categorical') return choices.map(valueWord).join(', ');
  const steps = step !== undefined && !(kind === 'integer' && step === 1) ? ` in steps of ${step}` : '';
  return `${low} to ${high}${steps}${log ? ', log' : ''}`;
}

/**
 * The fixed parameters with the searched ones in their places: a name `a.b` sets `b` of the object `a`.
 * Neither argument is changed.
 */
export function mergedParameters(
  fixed: Readonly<Record<string, unknown>>,
  searched: Readonly<Record<string, ParamValue>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...fixed };
  for (const [path, value] of Object.entries(searched)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let place = merged;
    for (const name of names) {
      const known = place[name];
      const inner: Record<string, unknown> =
        typeof known === 'object' && known !== null && !Array.isArray(known)
          ? { ...(known as Record<string, unknown>) }
          : {};
      place[name] = inner;
      place = inner;
    }
    place[last] = value;
  }
  return merged;
}
