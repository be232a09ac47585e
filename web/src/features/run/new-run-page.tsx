import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Run } from '@/shared/api/types';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { clearDraft, type Draft, draftErrors, newRunOf, repeatsOf, saveDraft } from './draft';
import { comparable } from './launch-compare';
import { errorAt, settingErrors } from './launch-errors';
import { LaunchShell } from './launch-shell';
import { firstDraft, type LaunchSource, sourceQuery } from './launch-source';
import { Differences, LaunchSummary } from './launch-summary';
import { fieldTitle } from './launch-titles';
import { compare, flatten } from './params-diff';
import { prefillOf } from './prefill';
import { kindWord } from './run-facts';
import type { NewRunSearch } from './run-search';
import { instanceFault, useLaunch, useLaunchData, useRevealed } from './use-launch';
import './run.css';

// A form has the steps of one kind; the others are not loaded with it.
const PredictionSteps = lazy(() =>
  import('./prediction-steps').then((module) => ({ default: module.PredictionSteps })),
);
const SolveSteps = lazy(() => import('./solve-steps').then((module) => ({ default: module.SolveSteps })));
const TrainingSteps = lazy(() => import('./training-steps').then((module) => ({ default: module.TrainingSteps })));
const StudyForm = lazy(() => import('./study-form').then((module) => ({ default: module.StudyForm })));

export function NewRunPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as NewRunSearch;
  const { kind = 'training', from, prefill } = search;
  const given = useMemo(
    (): LaunchSource => ({ spec: prefillOf(prefill), isOfSet: prefill?.ofSet === true }),
    [prefill],
  );
  const source = useQuery({ ...sourceQuery(kind, from ?? ''), enabled: from !== undefined });
  if (from && source.isPending) return <Skeleton rows={12} />;
  if (source.isError) return <ProblemView error={source.error} onRetry={() => void source.refetch()} />;
  const props = { projectId, search: { ...search, kind }, source: source.data ?? given };
  const key = `${kind} ${from ?? ''}`;
  return (
    <Suspense fallback={<Skeleton rows={12} />}>
      {kind === 'study' ? <StudyForm key={key} {...props} /> : <NewRunForm key={key} {...props} />}
    </Suspense>
  );
}

function NewRunForm({ projectId, search, source }: { projectId: string; search: NewRunSearch; source: LaunchSource }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { spec } = source;
  const [draft, setDraft] = useState(() => firstDraft(projectId, search, source));
  const [textFault, setTextFault] = useState<string>();
  useEffect(() => saveDraft(projectId, draft), [projectId, draft]);
  const { algorithms, dataset, check, form } = useLaunchData(draft);
  const { values } = form;

  const localErrors = draftErrors(draft);
  // While the JSON cannot be taken, the form stands for an earlier one.
  if (textFault !== undefined) localErrors.set('parameters', textFault);
  else for (const [path, text] of form.errors) localErrors.set(`parameters.${path}`, text);
  const unfit = instanceFault(draft, dataset);
  if (unfit !== undefined) localErrors.set('datasetId', unfit);

  const launch = useLaunch({
    localErrors,
    send: async (key) => {
      const started: Run[] = [];
      // Each repeat has a key of its own made from the form's, so that trying again starts none of them twice.
      for (const [at, body] of repeatsOf(draft, values, key.slice(0, 8)).entries()) {
        const run = await unwrap(
          api.POST('/projects/{projectId}/runs', {
            params: { path: { projectId }, header: { 'Idempotency-Key': at === 0 ? key : `${key}.${at}` } },
            body,
          }),
        );
        started.push(run);
      }
      return started;
    },
    onStarted: (started) => {
      clearDraft(projectId, draft.kind);
      void client.invalidateQueries({ queryKey: ['runs', projectId] });
      const [first, ...others] = started;
      if (draft.kind === 'solve' && others.length > 0) {
        // A set of solves is watched as one: over each other, with median and band.
        const runs = started.map((run) => run.id).join();
        void navigate({ to: '/projects/$projectId/compare', params: { projectId }, search: { runs } });
      } else if (first) {
        void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: first.id } });
      }
    },
  });
  const change = (next: Partial<Draft>) => {
    setDraft((known) => ({ ...known, ...next }));
    launch.noteChange();
  };
  const { errors, wanted } = launch;
  const errorOf = (path: string) => errorAt(errors, path);
  const revealed = useRevealed(wanted);

  const cloned = useMemo(() => (spec ? flatten(comparable(spec)) : undefined), [spec]);
  const differences = cloned
    ? compare(flatten(comparable(newRunOf(draft, values))), cloned).filter((one) => one.differs)
    : [];
  const parameters = { form, parameterErrors: settingErrors(errors), revealed, onFault: setTextFault };
  return (
    <LaunchShell
      projectId={projectId}
      draft={draft}
      launch={launch}
      meta={spec ? 'Prefilled from an earlier run' : undefined}
      titleOf={(path) => fieldTitle(path, draft, form)}
      summary={
        <>
          <LaunchSummary
            projectId={projectId}
            draft={draft}
            form={form}
            dataset={dataset}
            task={check.data?.task}
            algorithms={algorithms.data?.items ?? []}
          />
          {cloned && <Differences items={differences} />}
        </>
      }
      startWords={startWords(draft)}
      onTemplate={(kept) => {
        setDraft(kept);
        launch.noteOther();
      }}
    >
      <Suspense fallback={<Skeleton rows={12} />}>
        {draft.kind === 'solve' && (
          <SolveSteps
            projectId={projectId}
            draft={draft}
            change={change}
            errorOf={errorOf}
            dataset={dataset}
            algorithms={algorithms}
            {...parameters}
          />
        )}
        {draft.kind === 'training' && (
          <TrainingSteps
            projectId={projectId}
            draft={draft}
            change={change}
            errorOf={errorOf}
            dataset={dataset}
            check={check}
            algorithms={algorithms}
            {...parameters}
          />
        )}
        {draft.kind === 'prediction' && (
          <PredictionSteps projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
        )}
      </Suspense>
    </LaunchShell>
  );
}

function startWords({ kind, repeats }: Draft): string {
  const word = kindWord(kind).toLowerCase();
  return kind !== 'prediction' && Number(repeats) > 1 ? `Start ${repeats} ${word}s` : `Start ${word}`;
}
