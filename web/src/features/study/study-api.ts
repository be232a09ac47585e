import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, download, unwrap } from '@/shared/api/client';
import type { Run, Study, StudyChange, StudyEvents } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import type { LineFilter } from './study-log';
import type { ParamValue } from './study-space';
import type { TrialColumns } from './trial-store';

/** What the screens of studies ask the server. */

const LIST_PAGE = 50;
const TRIALS_PAGE = 5000;
const EVENTS_PAGE = 500;

export const studiesQuery = (projectId: string, q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['studies', projectId, q ?? ''],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/projects/{projectId}/studies', {
          params: { path: { projectId }, query: { limit: LIST_PAGE, cursor: pageParam, q } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const studyQuery = (studyId: string) =>
  queryOptions({
    queryKey: ['study', studyId],
    queryFn: ({ signal }) => unwrap(api.GET('/studies/{studyId}', { params: { path: { studyId } }, signal })),
  });

/** A part of the trials, in the order of their revision. */
export interface TrialPage extends TrialColumns {
  more: boolean;
  total: number;
  /** Numbers of trials that were deleted since. */
  deleted: readonly number[];
}

export async function readTrials(studyId: string, after: string | undefined, signal: AbortSignal): Promise<TrialPage> {
  const page: unknown = await unwrap(
    api.GET('/studies/{studyId}/trials', {
      params: { path: { studyId }, query: { after, limit: TRIALS_PAGE } },
      signal,
    }),
  );
  // The columns of the parameters have no names that the contract could know.
  return page as TrialPage;
}

/** A part of the log of a study, in the order of its times. */
export type StudyEventPage = StudyEvents;

const wantedOf = ({ types, trial, text }: LineFilter) => ({ type: [...types], trial, q: text });

export const readStudyEvents = (
  studyId: string,
  filter: LineFilter,
  place: { after?: string; before?: string },
  signal: AbortSignal,
): Promise<StudyEventPage> =>
  unwrap(
    api.GET('/studies/{studyId}/events', {
      params: { path: { studyId }, query: { ...wantedOf(filter), ...place, limit: EVENTS_PAGE } },
      signal,
    }),
  );

export function downloadStudyEvents(
  studyId: string,
  { types, trial, text }: LineFilter,
  format: 'text' | 'jsonl',
  fileName: string,
): Promise<void> {
  const query = new URLSearchParams({ format });
  for (const type of types) query.append('type', type);
  if (trial !== undefined) query.set('trial', String(trial));
  if (text !== undefined) query.set('q', text);
  return download(`/studies/${studyId}/events/download?${query}`, fileName);
}

export const changeStudy = (studyId: string, body: StudyChange): Promise<Study> =>
  unwrap(api.PATCH('/studies/{studyId}', { params: { path: { studyId } }, body }));

export function steerStudy(studyId: string, step: 'pause' | 'resume' | 'stop'): Promise<Study> {
  const params = { path: { studyId } };
  if (step === 'pause') return unwrap(api.POST('/studies/{studyId}/pause', { params }));
  if (step === 'resume') return unwrap(api.POST('/studies/{studyId}/resume', { params }));
  return unwrap(api.POST('/studies/{studyId}/stop', { params }));
}

export const enqueueTrials = (
  studyId: string,
  configurations: readonly Readonly<Record<string, ParamValue>>[],
): Promise<Study> =>
  unwrap(
    api.POST('/studies/{studyId}/enqueue', {
      params: { path: { studyId } },
      body: { configurations: [...configurations] } as never,
    }),
  );

export const pruneTrial = (studyId: string, number: number): Promise<Study> =>
  unwrap(api.POST('/studies/{studyId}/trials/{number}/prune', { params: { path: { studyId, number } } }));

/** A study, or one of its trials. */
export const cancelRun = (runId: string, mode: 'graceful' | 'kill'): Promise<Run> =>
  unwrap(api.POST('/runs/{runId}/cancel', { params: { path: { runId } }, body: { mode } }));

/** What a trial has told of a metric, point by point. */
export interface TrialSeries {
  step: readonly number[];
  value: readonly number[];
}

/** Of a set of instances: no trial tells more points than it has ticks, so that each comes as it is. */
const MOST_POINTS = 200;

/** The points of up to 200 trials by the ids of their runs. Those that have told nothing are not there. */
export async function readTrialSeries(
  runIds: readonly string[],
  key: string,
  signal: AbortSignal,
): Promise<Map<string, TrialSeries>> {
  const body = { runIds: [...runIds], keys: [key], x: 'step' as const, width: MOST_POINTS };
  const { series } = await unwrap(api.POST('/charts/query', { body, signal }));
  return new Map(series.map(({ runId, step, last }) => [runId, { step, value: last.map(numberOf) }]));
}

/** A short line for each of up to 200 trials: the metric that is reported. */
export async function readTrialLines(
  runIds: readonly string[],
  key: string,
  signal: AbortSignal,
): Promise<Map<string, readonly number[]>> {
  const { items } = await unwrap(
    api.POST('/charts/sparklines', { body: { series: runIds.map((runId) => ({ runId, key })), points: 60 }, signal }),
  );
  return new Map(items.map(({ runId, values }) => [runId, values.map(numberOf)]));
}
