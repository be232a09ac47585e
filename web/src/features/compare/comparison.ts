import type { MetricValue, Run } from '@/shared/api/types';

interface MetricSummary {
  last: MetricValue;
  min: number | null;
  max: number | null;
  mean: number | null;
  lastStep: number;
  points: number;
}

export type ParamValue = string | number | boolean | null;

/** What the backend says of several runs: values stand in the order of the runs. */
export interface RunComparison {
  runs: Run[];
  params: { path: string; differs: boolean; values: ParamValue[] }[];
  metrics: { key: string; differs: boolean; values: (MetricSummary | null)[] }[];
  truncated: boolean;
}

/** A run on this page. */
export interface ComparedRun {
  id: string;
  name: string;
  slot: number;
  baseline: boolean;
  pinned: boolean;
  visible: boolean;
  /** Its place in the comparison's values. */
  at: number;
  run: Run;
}

export type Aggregate = 'last' | 'min' | 'max' | 'mean';

const SPECIAL: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

export function numberOf(value: MetricValue | ParamValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  if (value in SPECIAL) return SPECIAL[value];
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? number : undefined;
}

/** The runs in the order of the page: the baseline first, then those that are pinned, then by slot. */
export function comparedRuns(
  comparison: RunComparison,
  slots: readonly { id: string; slot: number }[],
  { baseline, pinned, hidden }: { baseline: string | undefined; pinned: readonly string[]; hidden: readonly string[] },
): ComparedRun[] {
  const slotOf = new Map(slots.map(({ id, slot }) => [id, slot]));
  const rank = (run: ComparedRun) => (run.baseline ? 0 : run.pinned ? 1 : 2);
  return comparison.runs
    .map((run, at) => ({
      id: run.id,
      name: run.name,
      slot: slotOf.get(run.id) ?? at,
      baseline: run.id === baseline,
      pinned: pinned.includes(run.id),
      visible: !hidden.includes(run.id),
      at,
      run,
    }))
    .sort((a, b) => rank(a) - rank(b) || a.slot - b.slot);
}

export interface ParamRow {
  path: string;
  /** In the order of the runs; undefined: not set. */
  values: (ParamValue | undefined)[];
  differs: boolean;
  /** Which differ from the baseline's, or from the first run's. */
  changed: boolean[];
}

const same = (a: ParamValue | undefined, b: ParamValue | undefined) => (a ?? undefined) === (b ?? undefined);

/** Rows of parameters. What counts is only what the shown runs say. */
export function paramRows(comparison: RunComparison, runs: readonly ComparedRun[]): ParamRow[] {
  return comparison.params.map(({ path, values }) => {
    const own = runs.map((run) => values[run.at] ?? undefined);
    const changed = own.map((value) => !same(value, own[0]));
    return { path, values: own, differs: changed.includes(true), changed };
  });
}

export interface MetricCell {
  value: number | undefined;
  /** To the baseline; undefined for itself, and where one of both is missing. */
  delta: number | undefined;
  /** From 1; undefined where it was not logged. */
  rank: number | undefined;
}

export interface MetricRow {
  key: string;
  better: 'up' | 'down';
  cells: MetricCell[];
}

const DOWN = /loss|error|rmse|mse|mae|mape|deviance|gap|time|seconds|duration|incumbent|integral/i;

/** Whether more or less of a metric is better, guessed by its name. */
const betterOf = (key: string): 'up' | 'down' => (DOWN.test(key) ? 'down' : 'up');

/** Places of values, from 1 for the best; equal values share one. */
export function ranksOf(values: readonly (number | undefined)[], better: 'up' | 'down'): (number | undefined)[] {
  const sorted = values
    .filter((value) => value !== undefined && !Number.isNaN(value))
    .sort((a, b) => (better === 'up' ? Number(b) - Number(a) : Number(a) - Number(b)));
  return values.map((value) => (value === undefined || Number.isNaN(value) ? undefined : sorted.indexOf(value) + 1));
}

export function metricRows(
  comparison: RunComparison,
  runs: readonly ComparedRun[],
  aggregate: Aggregate = 'last',
): MetricRow[] {
  const base = runs.findIndex((run) => run.baseline);
  return comparison.metrics.map(({ key, values }) => {
    const own = runs.map((run) => numberOf(values[run.at]?.[aggregate] ?? undefined));
    const better = betterOf(key);
    const ranks = ranksOf(own, better);
    const from = base < 0 ? undefined : own[base];
    return {
      key,
      better,
      cells: own.map((value, at) => ({
        value,
        delta: at === base || from === undefined || value === undefined ? undefined : value - from,
        rank: ranks[at],
      })),
    };
  });
}

/** Rows by a run's values, or by key. What was not logged comes last in both directions. */
export function sortedMetrics(
  rows: readonly MetricRow[],
  runs: readonly ComparedRun[],
  sort: string | undefined,
): MetricRow[] {
  const down = sort?.startsWith('-') ?? false;
  const by = down ? sort?.slice(1) : sort;
  const at = runs.findIndex((run) => run.id === by);
  const sign = down ? -1 : 1;
  const byKey = (a: MetricRow, b: MetricRow) => a.key.localeCompare(b.key);
  if (at < 0) return [...rows].sort((a, b) => sign * byKey(a, b));
  return [...rows].sort((a, b) => {
    const left = a.cells[at]?.value;
    const right = b.cells[at]?.value;
    if (left === undefined || right === undefined) {
      return left === right ? byKey(a, b) : left === undefined ? 1 : -1;
    }
    return sign * (left - right) || byKey(a, b);
  });
}

export interface RunGroupOf {
  name: string;
  runs: ComparedRun[];
}

export const NOT_SET = 'not set';

/** Runs by the value of `param.PATH`, or by `kind`, `algorithm`, `tag`. A run without the value is in the group «not set». */
export function groupsOf(comparison: RunComparison, runs: readonly ComparedRun[], by: string): RunGroupOf[] {
  const param = by.startsWith('param.') ? comparison.params.find((one) => one.path === by.slice(6)) : undefined;
  const namesOf = (run: ComparedRun): string[] => {
    if (by === 'tag') return run.run.tags.length > 0 ? run.run.tags : [NOT_SET];
    if (by === 'kind') return [run.run.kind];
    if (by === 'algorithm') return [run.run.spec.algorithm ?? NOT_SET];
    const value = param?.values[run.at];
    return [value === undefined || value === null ? NOT_SET : String(value)];
  };
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    for (const name of namesOf(run)) groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  const last = (name: string) => (name === NOT_SET ? 1 : 0);
  return [...groups]
    .map(([name, members]) => ({ name, runs: members }))
    .sort((a, b) => last(a.name) - last(b.name) || a.name.localeCompare(b.name, undefined, { numeric: true }));
}

export interface Spread {
  n: number;
  mean: number;
  /** Of the sample; undefined with fewer than two. */
  std: number | undefined;
}

export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const finite = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (finite.length === 0) return undefined;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  if (finite.length < 2) return { n: 1, mean, std: undefined };
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n: finite.length, mean, std: Math.sqrt(squares / (finite.length - 1)) };
}
