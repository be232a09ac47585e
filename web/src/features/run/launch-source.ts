import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { NewRun } from '@/shared/api/types';
import { type Draft, draftFromSpec, hasData, type LaunchKind, loadDraft, workOf } from './draft';
import type { NewRunSearch } from './run-search';
import { readStudy } from './study-api';
import { draftFromStudy, type StoredStudy, studyDraftFromSpec } from './study-request';

/** What a form is made of when it does not begin empty. */
export interface LaunchSource {
  /** What an earlier run did; of a trial, with its parameters. */
  spec?: NewRun;
  /** What that run did, it did to a set of instances: by itself it solves one, which somebody has to choose. */
  isOfSet?: boolean;
  study?: StoredStudy;
}

/** A study can only be made again as one; a trial is a run like any other. */
export const sourceQuery = (kind: LaunchKind, from: string) =>
  queryOptions({
    queryKey: ['run', from, 'clone', kind === 'study' ? 'study' : 'run'],
    queryFn: async (): Promise<LaunchSource> => {
      const path = { runId: from };
      if (kind === 'study') {
        const run = await unwrap(api.GET('/runs/{runId}', { params: { path } }));
        if (run.kind === 'study') return { study: await readStudy(from) };
      }
      return { spec: await unwrap(api.POST('/runs/{runId}/clone', { params: { path } })) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export function firstDraft(projectId: string, search: NewRunSearch, { spec, isOfSet, study }: LaunchSource): Draft {
  const { kind = 'training', dataset, model, version } = search;
  if (study) return draftFromStudy(study);
  if (spec) {
    const made = kind === 'study' ? studyDraftFromSpec(spec) : draftFromSpec(spec);
    // Data that lies among the parameters makes it a template all the same.
    return isOfSet && !hasData(spec) ? { ...made, input: 'instance' } : made;
  }
  const draft = loadDraft(projectId, kind);
  if (dataset && (dataset !== draft.datasetId || draft.input === 'template')) {
    return {
      ...draft,
      // What comes along is a table.
      work: 'training',
      datasetId: dataset,
      input: 'instance',
      warmStartRunId: undefined,
      target: undefined,
      excluded: [],
      modelId: model ?? draft.modelId,
    };
  }
  if (model) return { ...draft, modelId: model, modelVersion: version };
  return draft;
}

/** The dataset that goes along to another kind: a table is no instance, and the other way round. */
export const keptDataset = (draft: Draft, next: LaunchKind): string | undefined =>
  next === 'solve' || workOf(draft) === 'solve' ? undefined : draft.datasetId;
