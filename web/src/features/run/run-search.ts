import { type LogSearchParams, logSearch } from '@/features/log';
import { type ChartSearch, chartSearch } from '@/features/metric';
import { type SolveSearch, solveSearch } from '@/features/solve';
import type { LaunchKind } from './draft';

/** What a person can start. A trial is started by its study. */
const kinds: readonly LaunchKind[] = ['training', 'prediction', 'study', 'solve'];
const kindOf = (value: unknown): LaunchKind | undefined => kinds.find((kind) => kind === value);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

const runTabs = [
  'overview',
  'instances',
  'convergence',
  'solution',
  'model',
  'charts',
  'logs',
  'evaluation',
  'config',
  'artifacts',
  'system',
  'timeline',
  'predict',
] as const;
export type RunTab = (typeof runTabs)[number];

export interface RunSearch extends LogSearchParams, ChartSearch, SolveSearch {
  tab?: RunTab;
  /** Of the timeline: what is not shown. */
  hide?: 'succeeded';
}

export function runSearch(search: Record<string, unknown>): RunSearch {
  const tab = runTabs.find((one) => one === search.tab);
  if (tab === 'logs') return { tab, ...logSearch(search) };
  if (tab === 'convergence' || tab === 'instances') return { tab, ...solveSearch(search) };
  if (tab === 'timeline') {
    return { tab, attempt: logSearch(search).attempt, hide: search.hide === 'succeeded' ? 'succeeded' : undefined };
  }
  if (tab !== undefined && tab !== 'charts' && tab !== 'system' && tab !== 'overview') return { tab };
  // The log may be beside the charts.
  const charts = chartSearch(search);
  return {
    tab,
    ...charts,
    // Without a tab it is that of a training's overview, of a solve's convergence, or of the instances of a set.
    ...(tab === undefined ? solveSearch(search) : {}),
    ...(tab === 'charts' && charts.split ? logSearch(search) : {}),
  };
}

export interface NewRunSearch {
  kind?: LaunchKind;
  dataset?: string;
  /** A run, or a study, that is made again. */
  from?: string;
  model?: string;
  version?: number;
  /** Instead of `from`: the request itself, as `prefill.ts` reads it. */
  prefill?: Record<string, unknown>;
}

export function newRunSearch(search: Record<string, unknown>): NewRunSearch {
  const version = Number(search.version);
  return {
    kind: kindOf(search.kind) ?? 'training',
    dataset: textOf(search.dataset),
    from: textOf(search.from),
    model: textOf(search.model),
    version: Number.isInteger(version) && version > 0 ? version : undefined,
    prefill: objectOf(search.prefill),
  };
}
