import { type ChartSearch, chartSearch } from '@/features/metric';
import { type SolveSearch, solveSearch } from '@/features/solve';

const compareTabs = ['solves', 'charts', 'params', 'metrics', 'curves', 'parallel', 'config', 'report'] as const;
export type CompareTab = (typeof compareTabs)[number];

/** More runs than this are not compared. */
export const MOST_RUNS = 200;
/** So many stand side by side. */
export const MOST_BESIDE = 6;
const MOST_AXES = 12;

/** Everything of the page is in its address. */
export interface CompareSearch extends ChartSearch, SolveSearch {
  /** Ids by slot, with commas between them; an empty place is a slot that nobody has. */
  runs?: string;
  baseline?: string;
  tab?: CompareTab;
  /** Runs that are left out of the drawings, with commas between them. */
  hidden?: string;
  /** Runs that are pinned to the front. */
  pin?: string;
  /** Parameters that are the same in all runs, too. */
  same?: true;
  /** The metrics table's order: a run's id, or `key`; a minus in front for descending. */
  sort?: string;
  /** `param.lr` or `tag`: metrics as mean ± std of its groups. */
  group?: string;
  /** The axes of the parallel coordinates, in order. */
  axes?: string[];
  /** Ranges of axes: `metric.loss:0.1:0.5`. */
  brush?: string[];
  /** Axes whose scale was chosen by hand: `param.lr:log`. */
  scale?: string[];
  /** What colours the lines. */
  colour?: string;
  scatterX?: string;
  scatterY?: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 300)
    : typeof value === 'number'
      ? String(value)
      : undefined;
const textsOf = (value: unknown, most: number): string[] | undefined => {
  const list = (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((one) => textOf(one) ?? []);
  return list.length > 0 ? list.slice(0, most) : undefined;
};
const idsOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const places = value.split(',').slice(0, 2 * MOST_RUNS);
  return places.some((id) => ID.test(id)) ? places.map((id) => (ID.test(id) ? id : '')).join(',') : undefined;
};

export function compareSearch(search: Record<string, unknown>): CompareSearch {
  const baseline = textOf(search.baseline);
  return {
    ...chartSearch(search),
    ...solveSearch(search),
    runs: idsOf(search.runs),
    baseline: baseline && ID.test(baseline) ? baseline : undefined,
    tab: compareTabs.find((tab) => tab === search.tab),
    hidden: idsOf(search.hidden),
    pin: idsOf(search.pin),
    same: search.same === true || search.same === 'true' ? true : undefined,
    sort: textOf(search.sort),
    group: textOf(search.group),
    axes: textsOf(search.axes, MOST_AXES),
    brush: textsOf(search.brush, MOST_AXES),
    scale: textsOf(search.scale, MOST_AXES),
    colour: textOf(search.colour),
    scatterX: textOf(search.scatterX),
    scatterY: textOf(search.scatterY),
  };
}

/** The runs of an address, each with its slot; each once, and no more than can be compared. */
export function slotsOf(runs: string | undefined): { id: string; slot: number }[] {
  const seen = new Set<string>();
  return (runs ?? '')
    .split(',')
    .map((id, slot) => ({ id, slot }))
    .filter(({ id }) => id !== '' && !seen.has(id) && seen.add(id))
    .slice(0, MOST_RUNS);
}

/** With one more run, in the lowest free slot. */
export function withRun(runs: readonly { id: string; slot: number }[], id: string): { id: string; slot: number }[] {
  if (runs.some((run) => run.id === id)) return [...runs];
  const taken = new Set(runs.map((run) => run.slot));
  let slot = 0;
  while (taken.has(slot)) slot++;
  return [...runs, { id, slot }];
}

export const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((id) => id !== '');

/** A list of ids with one more, or without it. */
export function toggled(text: string | undefined, id: string): string | undefined {
  const known = listOf(text);
  const next = known.includes(id) ? known.filter((one) => one !== id) : [...known, id];
  return next.length > 0 ? next.join(',') : undefined;
}
