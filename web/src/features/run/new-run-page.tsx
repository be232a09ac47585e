import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { datasetQuery, isInstance, targetCheckQuery } from '@/features/dataset';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { NewRun, Run } from '@/shared/api/types';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { PageHeader } from '@/shared/ui/page';
import { clearDraft, type Draft, draftErrors, draftFromSpec, loadDraft, newRunOf, repeatsOf, saveDraft } from './draft';
import { Differences, LaunchSummary } from './launch-summary';
import { compare, flatten } from './params-diff';
import { algorithmsQuery } from './queries';
import { kindWord } from './run-facts';
import type { NewRunSearch } from './run-search';
import { type Raws, trailOf } from './schema-form';
import { fieldAt, formOf, outerPath, type ParameterForm } from './schema-form-fields';
import { Templates } from './templates';
import './run.css';

// A form has the steps of one kind; the others are not loaded with it.
const PredictionSteps = lazy(() =>
  import('./prediction-steps').then((module) => ({ default: module.PredictionSteps })),
);
const SolveSteps = lazy(() => import('./solve-steps').then((module) => ({ default: module.SolveSteps })));
const TrainingSteps = lazy(() => import('./training-steps').then((module) => ({ default: module.TrainingSteps })));

export function NewRunPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as NewRunSearch;
  const { kind = 'training', from } = search;
  const clone = useQuery({
    queryKey: ['run', from, 'clone'],
    queryFn: () => unwrap(api.POST('/runs/{runId}/clone', { params: { path: { runId: from ?? '' } } })),
    enabled: from !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (from && clone.isPending) return <Skeleton rows={12} />;
  if (clone.isError) return <ProblemView error={clone.error} onRetry={() => void clone.refetch()} />;
  return (
    <NewRunForm key={`${kind} ${from ?? ''}`} projectId={projectId} search={{ ...search, kind }} spec={clone.data} />
  );
}

function firstDraft(projectId: string, search: NewRunSearch, spec: NewRun | undefined): Draft {
  if (spec) return draftFromSpec(spec);
  const draft = loadDraft(projectId, search.kind ?? 'training');
  if (search.dataset && (search.dataset !== draft.datasetId || draft.input === 'template')) {
    return {
      ...draft,
      datasetId: search.dataset,
      input: 'instance',
      warmStartRunId: undefined,
      target: undefined,
      excluded: [],
      modelId: search.model ?? draft.modelId,
    };
  }
  if (search.model) return { ...draft, modelId: search.model, modelVersion: search.version };
  return draft;
}

const PARAMETERS = 'parameters.';
const NO_RAWS: Raws = {};

function NewRunForm({
  projectId,
  search,
  spec,
}: {
  projectId: string;
  search: NewRunSearch;
  spec: NewRun | undefined;
}) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const element = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => firstDraft(projectId, search, spec));
  const [attempted, setAttempted] = useState(false);
  // Where somebody is led to: what hides the field is opened first, then it is focused.
  const [wanted, setWanted] = useState<{ path: string }>();
  const [textFault, setTextFault] = useState<string>();
  const [key, setKey] = useState(() => crypto.randomUUID() as string);
  const algorithms = useQuery(algorithmsQuery);
  const dataset = useQuery({ ...datasetQuery(draft.datasetId ?? ''), enabled: draft.datasetId !== undefined });
  const check = useQuery({
    ...targetCheckQuery(draft.datasetId ?? '', draft.target ?? ''),
    enabled: draft.kind === 'training' && draft.datasetId !== undefined && draft.target !== undefined,
  });
  useEffect(() => saveDraft(projectId, draft), [projectId, draft]);

  const algorithm = algorithms.data?.items.find((one) => one.name === draft.algorithm);
  const raws = draft.parameters[draft.algorithm ?? ''] ?? NO_RAWS;
  const form = useMemo(() => formOf(algorithm?.parametersSchema, raws), [algorithm, raws]);
  const { values } = form;
  const localErrors = draftErrors(draft);
  // While the JSON cannot be taken, the form stands for an earlier one.
  if (textFault !== undefined) localErrors.set('parameters', textFault);
  else for (const [path, text] of form.errors) localErrors.set(`${PARAMETERS}${path}`, text);
  if (draft.kind === 'solve' && draft.input === 'instance' && dataset.data && !isInstance(dataset.data)) {
    localErrors.set('datasetId', 'This is a table: choose an instance.');
  }

  const start = useMutation({
    mutationFn: async () => {
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
    onSuccess: (started) => {
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
  const serverErrors = start.isError ? fieldMessages(toProblem(start.error)) : new Map<string, string>();
  const shownErrors = attempted && localErrors.size > 0 ? localErrors : serverErrors;
  const errorOf = (path: string) => {
    const exact = shownErrors.get(path);
    if (exact) return exact;
    for (const [field, text] of shownErrors)
      if (field.startsWith(`${path}[`) || field.startsWith(`${path}.`)) return text;
    return undefined;
  };

  const change = (next: Partial<Draft>) => {
    setDraft((known) => ({ ...known, ...next }));
    if (start.isError) {
      start.reset();
      // A refused request was not stored under its key; a changed one is another request.
      setKey(crypto.randomUUID());
    }
  };

  const errorPaths = [...shownErrors.keys()].join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer of the server moves the focus
  useEffect(() => {
    if (start.isError && errorPaths) setWanted({ path: errorPaths.split('\n')[0] ?? '' });
  }, [start.isError]);
  useEffect(() => {
    if (wanted) focusField(element.current, wanted.path);
  }, [wanted]);
  const revealed = useMemo(
    () => (wanted?.path.startsWith(PARAMETERS) ? { path: wanted.path.slice(PARAMETERS.length) } : undefined),
    [wanted],
  );
  useShortcuts('Launch form', [{ keys: 'Mod+Enter', what: 'Start', run: () => element.current?.requestSubmit() }]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (start.isPending) return;
    setAttempted(true);
    const first = localErrors.keys().next().value;
    if (first !== undefined) {
      setWanted({ path: first });
      return;
    }
    start.mutate();
  };

  const cloned = useMemo(() => (spec ? flatten(comparable(spec)) : undefined), [spec]);
  const differences = cloned
    ? compare(flatten(comparable(newRunOf(draft, values))), cloned).filter((one) => one.differs)
    : [];
  const parameters = { form, parameterErrors: parametersOf(shownErrors), revealed, onFault: setTextFault };
  return (
    <div className="page">
      <PageHeader
        title={`New ${kindWord(draft.kind).toLowerCase()}`}
        documentTitle={`New ${kindWord(draft.kind).toLowerCase()}`}
        meta={spec ? 'Prefilled from an earlier run' : undefined}
      />
      <form className="launch" onSubmit={submit} noValidate ref={element}>
        <div className="launch-form">
          <Segmented
            label="Kind of run"
            hideLabel
            value={draft.kind}
            options={[
              { value: 'training', label: 'Training' },
              { value: 'prediction', label: 'Prediction' },
              { value: 'solve', label: 'Solve' },
            ]}
            onChange={(next) =>
              void navigate({
                to: '.',
                search: {
                  kind: next as Draft['kind'],
                  // A table is no instance.
                  dataset: next === 'solve' || draft.kind === 'solve' ? undefined : draft.datasetId,
                },
                replace: true,
              })
            }
          />
          {shownErrors.size > 0 && (
            <Banner tone="error">
              <div className="error-summary">
                <strong>The run was not started. What you entered is kept.</strong>
                <ul>
                  {[...shownErrors].map(([path, text]) => (
                    <li key={path}>
                      {path === '' ? (
                        text
                      ) : (
                        <button type="button" className="link-button" onClick={() => setWanted({ path })}>
                          {fieldTitle(path, draft, form)}: {text}
                        </button>
                      )}
                    </li>
                  ))}
                </ul>
                {start.isError && toProblem(start.error).traceId && (
                  <p className="muted small">
                    Trace <code>{toProblem(start.error).traceId}</code>
                  </p>
                )}
              </div>
            </Banner>
          )}
          <Suspense fallback={<Skeleton rows={12} />}>
            {draft.kind === 'solve' && (
              <SolveSteps
                projectId={projectId}
                draft={draft}
                change={change}
                errorOf={errorOf}
                dataset={dataset.data}
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
                dataset={dataset.data}
                check={check}
                algorithms={algorithms}
                {...parameters}
              />
            )}
            {draft.kind === 'prediction' && (
              <PredictionSteps projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
            )}
          </Suspense>
        </div>
        <aside className="card launch-summary" aria-label="Summary">
          <h2>Summary</h2>
          <LaunchSummary
            projectId={projectId}
            draft={draft}
            form={form}
            dataset={dataset.data}
            task={check.data?.task}
            algorithms={algorithms.data?.items ?? []}
          />
          {cloned && <Differences items={differences} />}
          <Button
            kind="primary"
            type="submit"
            busy={start.isPending}
            title="Ctrl+Enter, or ⌘+Enter"
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            {start.isPending ? 'Starting…' : startWords(draft)}
          </Button>
          <Templates
            projectId={projectId}
            draft={draft}
            onUse={(kept) => {
              setDraft(kept);
              setAttempted(false);
              start.reset();
              setKey(crypto.randomUUID());
            }}
          />
        </aside>
      </form>
    </div>
  );
}

/** The parts of a wanted run that make it what it is. */
function comparable({ name: _, tags: __, limits: ___, priority: ____, task: _____, validation, ...run }: NewRun) {
  return { ...run, validation: validation && usedOf(validation) };
}

/** A hold-out knows no folds, and the other way round: what the method does not use makes no difference. */
function usedOf({ method, testFraction, folds, seed }: NonNullable<NewRun['validation']>) {
  return method === 'kfold' ? { method, folds, seed } : { method, testFraction, seed };
}

function startWords({ kind, repeats }: Draft): string {
  const word = kindWord(kind).toLowerCase();
  return kind !== 'prediction' && Number(repeats) > 1 ? `Start ${repeats} ${word}s` : `Start ${word}`;
}

/** What hides a field has been opened by now; where there is none, the focus goes to what it belongs to. */
function focusField(form: HTMLFormElement | null, path: string): void {
  for (let at = path; form && at !== ''; at = outerPath(at)) {
    const host = form.querySelector(`[data-field="${CSS.escape(at)}"]`);
    if (!host) continue;
    const target =
      host.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      host.querySelector<HTMLElement>('input, select, textarea') ??
      host.querySelector<HTMLElement>('button');
    target?.focus();
    return;
  }
}

const titles: Record<string, string> = {
  datasetId: 'Dataset',
  target: 'Target',
  excludedColumns: 'Columns to leave out',
  algorithm: 'Method',
  modelId: 'Model',
  modelVersion: 'Version',
  warmStartRunId: 'Warm start',
  name: 'Name',
  tags: 'Tags',
  repeats: 'Repeats',
  columnMapping: 'Columns',
  parameters: 'Settings',
  'validation.testFraction': 'Held-out share',
  'validation.folds': 'Folds',
  'validation.seed': 'Seed',
};

const solveTitles: Record<string, string> = { datasetId: 'Instance', algorithm: 'Solver', repeats: 'Seeds' };

function fieldTitle(path: string, { kind, input }: Draft, { fields }: ParameterForm): string {
  if (path.startsWith(PARAMETERS)) {
    const name = path.slice(PARAMETERS.length);
    const field = fieldAt(fields, name);
    return field ? trailOf(field) : name.replaceAll('_', ' ');
  }
  if (kind === 'solve' && path === 'algorithm' && input === 'template') return 'Template';
  const known = kind === 'solve' ? { ...titles, ...solveTitles } : titles;
  return known[path] ?? known[path.replace(/\[.*$/, '')] ?? path.replaceAll('_', ' ');
}

function parametersOf(errors: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [path, text] of errors) if (path.startsWith(PARAMETERS)) own.set(path.slice(PARAMETERS.length), text);
  return own;
}
