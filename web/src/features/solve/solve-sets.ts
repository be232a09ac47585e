import type { Run } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import { outcomeOf } from '@/shared/ui/status';
import { median, shiftedGeometricMean } from './solve-math';

/** Several solves together: what each came to, and the same of solves that differ in their seed alone. */

export interface SolveRow {
  run: Run;
  /** Seconds that the solve took; undefined before its end. */
  seconds: number | undefined;
  /** Something was proven: an optimum, or that there is none. */
  isSolved: boolean;
  /** What its time counts as in a mean: a solve that proved nothing counts with its limit. */
  counted: number | undefined;
  objective: number | undefined;
  gap: number | undefined;
  primalIntegral: number | undefined;
}

const PROVEN = ['optimal', 'infeasible', 'unbounded', 'infeasible_or_unbounded'];

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

const parametersOf = (run: Run): Readonly<Record<string, unknown>> => run.spec.parameters ?? {};

export function rowOf(run: Run): SolveRow {
  const final = (key: string) => known(numberOf(run.summary[key]));
  const took = run.startedAt && run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : undefined;
  const seconds = final('seconds') ?? took;
  const isSolved = PROVEN.includes(outcomeOf(run) ?? '');
  const limit = Number(parametersOf(run).time_limit_seconds);
  return {
    run,
    seconds,
    isSolved,
    counted: seconds === undefined || isSolved || !(limit > 0) ? seconds : Math.max(seconds, limit),
    objective: final('objective'),
    gap: final('gap'),
    primalIntegral: final('primal_integral'),
  };
}

/** What a set does not differ in: the seed is what its solves try, and the data of a template is what they solve. */
const NOT_THE_METHOD = new Set(['seed', 'data']);

export interface SolveSet {
  label: string;
  runs: Run[];
}

function methodOf(run: Run): [string, string][] {
  return Object.entries(parametersOf(run))
    .filter(([name]) => !NOT_THE_METHOD.has(name))
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .sort(([a], [b]) => a.localeCompare(b));
}

/** Solves of one method: the same solver with the same parameters but the seed. Each set is named by what it differs in. */
export function setsOf(runs: readonly Run[]): SolveSet[] {
  const sets = new Map<string, { runs: Run[]; method: Map<string, string> }>();
  for (const run of runs) {
    const method = methodOf(run);
    const key = JSON.stringify([run.spec.algorithm ?? '', method]);
    const known = sets.get(key);
    if (known) known.runs.push(run);
    else sets.set(key, { runs: [run], method: new Map(method) });
  }
  const all = [...sets.values()];
  const names = [...new Set(all.flatMap(({ method }) => [...method.keys()]))];
  const differing = names.filter((name) => new Set(all.map(({ method }) => method.get(name))).size > 1);
  return all.map(({ runs: own, method }) => {
    const parts = differing.flatMap((name) => {
      const value = method.get(name);
      return value === undefined ? [] : [`${name.replaceAll('_', ' ')} ${value}`];
    });
    return { label: [own[0]?.spec.algorithm ?? 'solve', ...parts].join(', '), runs: own };
  });
}

/** Whether all of them solve the same: only then their objectives can be compared. */
export function isSameInstance(runs: readonly Run[]): boolean {
  const keys = runs.map((run) => JSON.stringify([run.spec.datasetId ?? null, parametersOf(run).data ?? null]));
  return new Set(keys).size <= 1;
}

export interface SetRow {
  label: string;
  runs: number;
  ended: number;
  solved: number;
  /** Shifted geometric mean of the seconds. */
  time: number | undefined;
  gap: number | undefined;
  primalIntegral: number | undefined;
}

const defined = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);

export function setRowOf({ label, runs }: SolveSet): SetRow {
  const rows = runs.map(rowOf);
  const times = defined(rows.map((row) => row.counted));
  return {
    label,
    runs: runs.length,
    ended: times.length,
    solved: rows.filter((row) => row.isSolved).length,
    time: shiftedGeometricMean(times),
    gap: median(defined(rows.map((row) => row.gap))),
    primalIntegral: median(defined(rows.map((row) => row.primalIntegral))),
  };
}
