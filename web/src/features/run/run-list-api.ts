import { api, unwrap } from '@/shared/api/client';
import type {
  BulkChange,
  BulkResult,
  MetricSummary,
  MetricValue,
  Run,
  RunComparison,
  RunGroup,
  SavedView,
} from '@/shared/api/types';

/** What the runs table asks the server. */

export type { BulkResult, FilterWord, RunGroup, SavedView } from '@/shared/api/types';
export type BulkAction = BulkChange['action'];
export type GroupMetric = RunGroup['metrics'][string];

/** A run with the values of the columns that were asked for. */
export type RunRow = Omit<Run, 'metrics' | 'params'> & {
  metrics?: Record<string, MetricSummary>;
  params?: Record<string, string | number | boolean>;
};

interface RunListQuery {
  filter?: string;
  sort?: string;
  column?: string[];
  position?: number;
  limit?: number;
}

export interface RunPage {
  items: RunRow[];
  total: number;
}

export interface Sparkline {
  runId: string;
  key: string;
  points: number;
  values: MetricValue[];
}

const ofProject = (projectId: string) => ({ path: { projectId } });

export async function readRuns(projectId: string, query: RunListQuery, signal?: AbortSignal): Promise<RunPage> {
  const page = await unwrap(
    api.GET('/projects/{projectId}/runs', { params: { ...ofProject(projectId), query }, signal }),
  );
  return { items: page.items as RunRow[], total: page.total };
}

export const readColumns = (
  projectId: string,
  query: { q?: string; kind?: 'metric' | 'param'; limit?: number },
  signal?: AbortSignal,
) => unwrap(api.GET('/projects/{projectId}/runs/columns', { params: { ...ofProject(projectId), query }, signal }));

export const readFilterWords = (
  projectId: string,
  query: { filter: string; caret: number; limit?: number },
  signal?: AbortSignal,
) => unwrap(api.GET('/projects/{projectId}/runs/filter-words', { params: { ...ofProject(projectId), query }, signal }));

export const readGroups = (
  projectId: string,
  query: { by: string; filter?: string; metric?: string[]; limit?: number },
  signal?: AbortSignal,
) => unwrap(api.GET('/projects/{projectId}/runs/groups', { params: { ...ofProject(projectId), query }, signal }));

export async function matchingRuns(projectId: string, filter: string, runIds: string[]): Promise<Set<string>> {
  const { matching } = await unwrap(
    api.POST('/projects/{projectId}/runs/matches', { params: ofProject(projectId), body: { filter, runIds } }),
  );
  return new Set(matching);
}

export const compareRuns = (projectId: string, runIds: string[], signal?: AbortSignal): Promise<RunComparison> =>
  unwrap(api.POST('/projects/{projectId}/runs/compare', { params: ofProject(projectId), body: { runIds }, signal }));

export const changeRuns = (projectId: string, body: BulkChange): Promise<BulkResult> =>
  unwrap(api.POST('/projects/{projectId}/runs/bulk', { params: ofProject(projectId), body }));

export const readViews = (projectId: string) =>
  unwrap(api.GET('/projects/{projectId}/views', { params: ofProject(projectId) }));

export const createView = (
  projectId: string,
  body: { name: string; scope: SavedView['scope']; state: Record<string, unknown>; default?: boolean },
) => unwrap(api.POST('/projects/{projectId}/views', { params: ofProject(projectId), body }));

export const changeView = (
  projectId: string,
  viewId: string,
  body: { state?: Record<string, unknown>; default?: boolean },
) => unwrap(api.PATCH('/projects/{projectId}/views/{viewId}', { params: { path: { projectId, viewId } }, body }));

export const deleteView = (projectId: string, viewId: string) =>
  unwrap(api.DELETE('/projects/{projectId}/views/{viewId}', { params: { path: { projectId, viewId } } }));

export const createLink = (path: string) => unwrap(api.POST('/links', { body: { path } }));

/** A short line for each run; asked by hand, so that a table works without it. */
export async function readSparklines(
  series: { runId: string; key: string }[],
  points: number,
  signal?: AbortSignal,
): Promise<{ items: Sparkline[] }> {
  const post = api.POST as unknown as (
    path: string,
    call: { body: unknown; signal?: AbortSignal },
  ) => Promise<{ data?: { items: Sparkline[] }; response: Response }>;
  return unwrap(post('/charts/sparklines', { body: { series, points }, signal }));
}
