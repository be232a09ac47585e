import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { datasetQuery, isInstance, modelWords, targetCheckQuery } from '@/features/dataset';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Dataset, NewRun, Run } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { Facts, PageHeader } from '@/shared/ui/page';
import { clearDraft, type Draft, draftErrors, draftFromSpec, loadDraft, newRunOf, repeatsOf, saveDraft } from './draft';
import { compare, type Difference, flatten, shortValue } from './params-diff';
import { PredictionSteps } from './prediction-steps';
import { algorithmsQuery, queuesQuery } from './queries';
import { kindWord } from './run-facts';
import type { NewRunSearch } from './run-search';
import { fieldsOf, isChanged, valuesOf } from './schema-form';
import { SolveSteps } from './solve-steps';
import { Templates } from './templates';
import { TrainingSteps } from './training-steps';
import './run.css';

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
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => firstDraft(projectId, search, spec));
  const [attempted, setAttempted] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID() as string);
  const algorithms = useQuery(algorithmsQuery);
  const dataset = useQuery({ ...datasetQuery(draft.datasetId ?? ''), enabled: draft.datasetId !== undefined });
  const check = useQuery({
    ...targetCheckQuery(draft.datasetId ?? '', draft.target ?? ''),
    enabled: draft.kind === 'training' && draft.datasetId !== undefined && draft.target !== undefined,
  });
  useEffect(() => saveDraft(projectId, draft), [projectId, draft]);

  const algorithm = algorithms.data?.items.find((one) => one.name === draft.algorithm);
  const fields = useMemo(() => fieldsOf(algorithm?.parametersSchema), [algorithm]);
  const raws = draft.parameters[draft.algorithm ?? ''] ?? {};
  const { values, errors: parameterErrors } = valuesOf(fields, raws);
  const localErrors = draftErrors(draft);
  for (const [name, text] of parameterErrors) localErrors.set(`parameters.${name}`, text);
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

  const focusField = (path: string) => {
    const bare = path.replace(/[[.].*$/, '');
    const host =
      form.current?.querySelector(`[data-field="${CSS.escape(path)}"]`) ??
      form.current?.querySelector(`[data-field="${CSS.escape(bare)}"]`);
    (
      host?.querySelector<HTMLElement>('input, select, textarea') ?? host?.querySelector<HTMLElement>('button')
    )?.focus();
  };
  const errorPaths = [...shownErrors.keys()].join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer of the server moves the focus
  useEffect(() => {
    if (start.isError && errorPaths) focusField(errorPaths.split('\n')[0] ?? '');
  }, [start.isError]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempted(true);
    const first = localErrors.keys().next().value;
    if (first !== undefined) {
      focusField(first);
      return;
    }
    start.mutate();
  };

  const changed = fields.filter((field) => isChanged(field, raws));
  const cloned = useMemo(() => (spec ? flatten(comparable(spec)) : undefined), [spec]);
  const differences = cloned
    ? compare(flatten(comparable(newRunOf(draft, values))), cloned).filter((one) => one.differs)
    : [];
  const changedWords = changed.length > 0 ? changed.map((field) => field.title).join(', ') : 'nothing';
  const summaries: Record<Draft['kind'], () => [string, ReactNode][]> = {
    training: () => [
      ['Dataset', dataset.data?.name ?? '–'],
      ['Target', draft.target ? `${draft.target}${check.data ? ` (${check.data.task})` : ''}` : '–'],
      ['Columns', columnsWords(dataset.data, draft)],
      ['Checked by', draft.method === 'holdout' ? `hold-out of ${draft.testFraction}` : `${draft.folds}-fold`],
      ['Method', algorithm?.title ?? '–'],
      ['Changed', changedWords],
    ],
    prediction: () => [
      ['Dataset', dataset.data?.name ?? '–'],
      ['Output', draft.outputFormat === 'csv' ? 'CSV' : 'Parquet'],
    ],
    solve: () => [
      ...(draft.input === 'instance'
        ? ([
            ['Instance', dataset.data?.name ?? '–'],
            ['Model', dataset.data?.model ? modelWords(dataset.data.model) : '–'],
            ['Solver', algorithm?.title ?? '–'],
          ] as [string, ReactNode][])
        : ([
            ['Template', algorithm?.title ?? '–'],
            ['Rows from', draft.datasetId ? (dataset.data?.name ?? '–') : 'its data'],
          ] as [string, ReactNode][])),
      ['Changed', changedWords],
      ['Begins with', draft.warmStartRunId ? 'an earlier solution' : 'nothing'],
    ],
  };
  const summary = summaries[draft.kind]();
  return (
    <div className="page">
      <PageHeader
        title={`New ${kindWord(draft.kind).toLowerCase()}`}
        documentTitle={`New ${kindWord(draft.kind).toLowerCase()}`}
        meta={spec ? 'Prefilled from an earlier run' : undefined}
      />
      <form className="launch" onSubmit={submit} noValidate ref={form}>
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
                        <button type="button" className="link-button" onClick={() => focusField(path)}>
                          {fieldTitle(path, draft)}: {text}
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
          {draft.kind === 'solve' && (
            <SolveSteps
              projectId={projectId}
              draft={draft}
              change={change}
              errorOf={errorOf}
              dataset={dataset.data}
              algorithms={algorithms}
              fields={fields}
              raws={raws}
              parameterErrors={parametersOf(shownErrors)}
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
              fields={fields}
              raws={raws}
              parameterErrors={parametersOf(shownErrors)}
            />
          )}
          {draft.kind === 'prediction' && (
            <PredictionSteps projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
          )}
        </div>
        <aside className="card launch-summary" aria-label="Summary">
          <h2>Summary</h2>
          <Facts items={summary} />
          {cloned && <Differences items={differences} />}
          <QueueWords service={algorithm?.service} />
          <Button kind="primary" type="submit" busy={start.isPending}>
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

/** What became different from the run that this one is made of. */
function Differences({ items }: { items: readonly Difference[] }) {
  return (
    <section className="launch-differences" aria-label="Differences from the cloned run">
      <h3>{items.length === 0 ? 'The same as the cloned run' : 'Different from the cloned run'}</h3>
      <ul aria-live="polite">
        {items.map((one) => (
          <li key={one.path}>
            {one.path.replace(/^parameters\./, '')}: <s className="muted">{shortValue(one.other ?? 'not set')}</s>{' '}
            <b>{shortValue(one.own ?? 'not set')}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How many runs wait for the service that would execute this one. */
function QueueWords({ service }: { service: string | undefined }) {
  const queues = useQuery({ ...queuesQuery, enabled: service !== undefined });
  const waiting = queues.data?.services.find((one) => one.service === service)?.queued;
  if (waiting === undefined) return null;
  return (
    <p className="muted small">{waiting === 0 ? 'Nothing waits: it starts at once.' : `Queue: ${waiting} ahead`}</p>
  );
}

function columnsWords(dataset: Dataset | undefined, draft: Draft): string {
  if (!dataset) return '–';
  const used = dataset.columns.length - (draft.target ? 1 : 0) - draft.excluded.length;
  return draft.excluded.length > 0 ? `${used} used, ${draft.excluded.length} left out` : `${used} used`;
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
  'validation.testFraction': 'Held-out share',
  'validation.folds': 'Folds',
  'validation.seed': 'Seed',
};

const solveTitles: Record<string, string> = { datasetId: 'Instance', algorithm: 'Solver', repeats: 'Seeds' };

function fieldTitle(path: string, { kind, input }: Draft): string {
  if (kind === 'solve' && path === 'algorithm' && input === 'template') return 'Template';
  const known = kind === 'solve' ? { ...titles, ...solveTitles } : titles;
  return known[path] ?? known[path.replace(/\[.*$/, '')] ?? path.replace(/^parameters\./, '').replaceAll('_', ' ');
}

function parametersOf(errors: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [path, text] of errors)
    if (path.startsWith('parameters.')) own.set(path.slice('parameters.'.length), text);
  return own;
}
