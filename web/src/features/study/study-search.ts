import type { TrialState } from '@/shared/api/types';
import { allFrontViews, type FrontView } from './front-views';
import { type LineGroup, lineGroups } from './line-groups';

const studyTabs = ['overview', 'trials', 'instances', 'analysis', 'pareto', 'timeline', 'log', 'config'] as const;
export type StudyTab = (typeof studyTabs)[number];

const states: readonly TrialState[] = ['running', 'completed', 'pruned', 'failed', 'cancelled'];
const MOST_TEXTS = 40;

/** The list of studies. */
export interface StudiesSearch {
  /** Part of the name. */
  q?: string;
}

/** Everything of the page of a study. */
export interface StudySearch {
  tab?: StudyTab;
  /** The place of the objective that is looked at; the first when absent. */
  objective?: number;
  /** The trial that was chosen, in every plot and in the table. */
  trial?: number;
  /** What is picked out: `param.learning_rate:0.001:0.01`. */
  brush?: string[];
  /** …and of that the best so many percent. */
  top?: number;
  /** The axes of the parallel coordinates, in order. */
  axes?: string[];
  /** The order of the trials table; a minus in front for descending. */
  sort?: string;
  /** The states that the table shows. */
  state?: TrialState[];
  /** The failures that it shows. */
  failure?: string;
  /** Of a set of instances: by what they are measured, and by what the matrix is in order. */
  measure?: string;
  by?: string;
  /** …and whether its colours are those of each instance by itself, which they are when absent. */
  scale?: 'all';
  /** The pair of fields that is looked at; by the ranks of its trials, or as a map. */
  pairX?: string;
  pairY?: string;
  pairAs?: 'contour';
  /** The places of two objectives: the axes of the Pareto front. */
  frontX?: number;
  frontY?: number;
  /** How the front is shown; by what shows all objectives when absent. */
  frontAs?: FrontView;
  /** Trial numbers that the history is zoomed to: `100:200`. */
  span?: string;
  /** Milliseconds that the timeline is zoomed to. */
  time?: string;
  /** The history on a log scale. */
  log?: true;
  /** The plot that is shown as a table. */
  rows?: string;
  /** The lines that the log shows: of these groups, of this trial, with this text. */
  lines?: LineGroup[];
  of?: number;
  find?: string;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 400)
    : typeof value === 'number'
      ? String(value)
      : undefined;

const textsOf = (value: unknown): string[] | undefined => {
  const list = (Array.isArray(value) ? value : value === undefined ? [] : [value]).flatMap((one) => textOf(one) ?? []);
  return list.length > 0 ? list.slice(0, MOST_TEXTS) : undefined;
};

const placeOf = (value: unknown): number | undefined => {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number >= 0 && value !== '' ? number : undefined;
};

export function studiesSearch(search: Record<string, unknown>): StudiesSearch {
  return { q: textOf(search.q) };
}

export function studySearch(search: Record<string, unknown>): StudySearch {
  const top = Number(search.top);
  const groups = Object.keys(lineGroups) as LineGroup[];
  const lines = (textsOf(search.lines) ?? []).flatMap((one) => groups.find((group) => group === one) ?? []);
  const shown = (textsOf(search.state) ?? []).flatMap((one) => states.find((state) => state === one) ?? []);
  return {
    tab: studyTabs.find((tab) => tab === search.tab),
    objective: placeOf(search.objective) || undefined,
    trial: placeOf(search.trial),
    brush: textsOf(search.brush),
    top: top > 0 && top < 100 ? top : undefined,
    axes: textsOf(search.axes),
    sort: textOf(search.sort),
    state: shown.length > 0 ? shown : undefined,
    failure: textOf(search.failure),
    measure: textOf(search.measure),
    by: textOf(search.by),
    scale: search.scale === 'all' ? 'all' : undefined,
    pairX: textOf(search.pairX),
    pairY: textOf(search.pairY),
    pairAs: search.pairAs === 'contour' ? 'contour' : undefined,
    frontX: placeOf(search.frontX),
    frontY: placeOf(search.frontY),
    frontAs: allFrontViews.find((view) => view === search.frontAs),
    span: spanOf(search.span) && textOf(search.span),
    time: spanOf(search.time) && textOf(search.time),
    log: search.log === true || search.log === 'true' ? true : undefined,
    rows: textOf(search.rows),
    lines: lines.length > 0 ? lines : undefined,
    of: placeOf(search.of),
    find: textOf(search.find),
  };
}

/** `from:to`, both numbers. */
export function spanOf(text: unknown): readonly [number, number] | undefined {
  const [from, to] = (typeof text === 'string' ? text : '')
    .split(':')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return from !== undefined && to !== undefined && Number.isFinite(from) && Number.isFinite(to) && from < to
    ? [from, to]
    : undefined;
}

export const spanText = (span: readonly [number, number] | undefined): string | undefined =>
  span?.map((end) => String(Math.round(end))).join(':');
