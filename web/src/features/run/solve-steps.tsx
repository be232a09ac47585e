import { type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect } from 'react';
import { datasetsQuery, formatWord, isInstance, ModelStatistics, modelWords } from '@/features/dataset';
import type { Algorithm, Dataset } from '@/shared/api/types';
import { plural, versionedName } from '@/shared/format/format';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { SearchSelect } from '@/shared/ui/search-select';
import { type Draft, MAX_REPEATS } from './draft';
import { MethodCards } from './method-cards';
import { solvedQuery } from './queries';
import { chosenOf, SetChoice } from './set-choice';
import { SettingsCard, type SettingsProps } from './settings-card';
import { warmStartsOf } from './warm-starts';

interface StepProps {
  projectId: string;
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  errorOf: (path: string) => string | undefined;
}

const formatsOf = (algorithm: Algorithm): readonly string[] => algorithm.instanceFormats ?? [];

/** Of a set, a solver takes all instances; what solves none takes tables. */
const takes = (algorithm: Algorithm, { format }: Pick<Dataset, 'format'>): boolean =>
  format === 'csv' ? formatsOf(algorithm).length === 0 : formatsOf(algorithm).includes(format);

/** What the services offer for a draft: solvers that take its instance, or those of its set, or the templates. */
function offeredSolvers(
  algorithms: readonly Algorithm[],
  { input, instances }: Pick<Draft, 'input' | 'instances'>,
  dataset: Pick<Dataset, 'format'> | undefined,
): Algorithm[] {
  const solvers = algorithms.filter((one) => one.kinds.includes('solve'));
  if (input === 'template') return solvers.filter((one) => formatsOf(one).length === 0);
  if (input === 'set') {
    return solvers.filter(
      (one) => one.metrics.some(({ ofSet }) => ofSet) && instances.every((each) => takes(one, each)),
    );
  }
  return solvers.filter(
    (one) => formatsOf(one).length > 0 && (dataset === undefined || formatsOf(one).includes(dataset.format)),
  );
}

export function SolveSteps({
  projectId,
  draft,
  change,
  errorOf,
  dataset,
  algorithms,
  ...settings
}: StepProps &
  SettingsProps & {
    dataset: Dataset | undefined;
    algorithms: UseQueryResult<{ items: Algorithm[] }>;
  }): ReactNode {
  const isTemplate = draft.input === 'template';
  const instance = dataset && isInstance(dataset) ? dataset : undefined;
  const offered = offeredSolvers(algorithms.data?.items ?? [], draft, instance);
  const isUnfit =
    algorithms.isSuccess && draft.algorithm !== undefined && !offered.some((one) => one.name === draft.algorithm);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a choice that no longer fits is taken back
  useEffect(() => {
    if (isUnfit) change({ algorithm: undefined });
  }, [isUnfit]);
  const method = (
    <div data-field="algorithm">
      <MethodCards
        label={isTemplate ? 'Template' : 'Solver'}
        algorithms={algorithms}
        offered={offered}
        chosen={draft.algorithm}
        error={errorOf('algorithm')}
        none={noneWords(draft, instance)}
        onChoose={(algorithm) => change({ algorithm, warmStartRunId: isTemplate ? undefined : draft.warmStartRunId })}
      />
    </div>
  );
  const hasSettings = draft.algorithm !== undefined && settings.form.fields.length > 0;
  return (
    <>
      <Card title="1 Problem" className="launch-step">
        <Segmented
          label="What is solved"
          value={draft.input}
          options={[
            { value: 'instance', label: 'An instance' },
            ...(settings.search ? [{ value: 'set', label: 'A set of instances' }] : []),
            { value: 'template', label: 'A named template' },
          ]}
          help={inputWords[draft.input]}
          onChange={(input) => change(otherInput(draft, input as Draft['input'], instance))}
        />
        {isTemplate && (
          <>
            {method}
            <TableChoice projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
          </>
        )}
        {draft.input === 'set' && (
          <SetChoice
            projectId={projectId}
            chosen={draft.instances}
            errorOf={errorOf}
            onChange={(instances) => change({ instances })}
          />
        )}
        {draft.input === 'instance' && (
          <InstanceChoice projectId={projectId} draft={draft} change={change} errorOf={errorOf} dataset={dataset} />
        )}
      </Card>
      {!isTemplate && (
        <Card title="2 Solver" className="launch-step">
          {method}
        </Card>
      )}
      {hasSettings && (
        <SettingsCard
          title={settingsTitle(isTemplate, settings.search !== undefined)}
          draft={draft}
          change={change}
          {...settings}
        />
      )}
      {!settings.search && (
        <StartCard
          step={(isTemplate ? 2 : 3) + (hasSettings ? 1 : 0)}
          projectId={projectId}
          draft={draft}
          change={change}
          errorOf={errorOf}
        />
      )}
    </>
  );
}

const inputWords: Record<Draft['input'], string> = {
  instance: 'A model as MPS, LP or CP-SAT that was uploaded.',
  set: 'Each trial solves all of them one after another, in the same order: what it finds holds for more than one instance.',
  template:
    'Knapsack, assignment, job shop, vehicle routing, facility location: data as JSON, without a modelling tool.',
};

/** A solver of one instance may be one of sets, too; the instance is then the first of them. */
function otherInput(draft: Draft, input: Draft['input'], instance: Dataset | undefined): Partial<Draft> {
  const isOfTemplate = input === 'template' || draft.input === 'template';
  const begins = input === 'set' && draft.instances.length === 0 && instance !== undefined;
  return {
    input,
    instances: begins ? [chosenOf(instance)] : draft.instances,
    datasetId: undefined,
    algorithm: isOfTemplate ? undefined : draft.algorithm,
    warmStartRunId: undefined,
  };
}

function settingsTitle(isTemplate: boolean, isStudy: boolean): string {
  if (isStudy) return isTemplate ? '2 Data, limits and search' : '3 Settings and search';
  return isTemplate ? '2 Data and limits' : '3 Limits and settings';
}

/** The last step of a solve; a study has steps of its own before it. */
function StartCard({ step, projectId, draft, change, errorOf }: StepProps & { step: number }) {
  return (
    <Card title={`${step} Start`} className="launch-step">
      <WarmStart projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
      <div className="launch-columns">
        <div data-field="name">
          <TextField
            label="Name"
            help="Optional. Made from the solver and the instance when it is empty."
            value={draft.name}
            maxLength={200}
            error={errorOf('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
        </div>
        <div data-field="tags">
          <TextField
            label="Tags"
            help="Optional, with commas between them."
            value={draft.tags}
            error={errorOf('tags')}
            onChange={(event) => change({ tags: event.target.value })}
          />
        </div>
        <div data-field="repeats">
          <TextField
            label="Seeds"
            help={`Solves with seeds that follow each other, one set by tag, from 1 to ${MAX_REPEATS} · default 1`}
            value={draft.repeats}
            inputMode="numeric"
            error={errorOf('repeats')}
            onChange={(event) => change({ repeats: event.target.value })}
          />
        </div>
      </div>
    </Card>
  );
}

function noneWords({ input, instances }: Draft, instance: Dataset | undefined): string {
  if (input === 'template') return 'No ML service offers a template now.';
  if (input === 'set') {
    const words = [...new Set(instances.map(({ format }) => formatWord(format)))];
    if (words.length < 2) return 'No ML service offers a solver of sets now.';
    return `No ML service offers a solver that takes all of these now: ${words.join(', ')}.`;
  }
  return instance ? `No ML service offers a solver for “${instance.name}” now.` : 'No ML service offers a solver now.';
}

function InstanceChoice({ projectId, draft, change, errorOf, dataset }: StepProps & { dataset: Dataset | undefined }) {
  const datasets = useInfiniteQuery(datasetsQuery(projectId));
  const items = (datasets.data?.pages.flatMap((page) => page.items) ?? []).filter(isInstance);
  if (datasets.isSuccess && items.length === 0 && !datasets.hasNextPage) {
    return (
      <div data-field="datasetId">
        <EmptyState
          icon="upload"
          title="No instance yet"
          action={
            <Link to="/projects/$projectId/datasets" params={{ projectId }} className="button button-primary">
              Upload an instance
            </Link>
          }
        >
          Upload a model as MPS, LP or CP-SAT. What you enter here is kept meanwhile.
        </EmptyState>
        {errorOf('datasetId') && <Banner tone="error">{errorOf('datasetId')}</Banner>}
      </div>
    );
  }
  return (
    <>
      <div data-field="datasetId">
        <SearchSelect
          label="Instance"
          error={errorOf('datasetId')}
          value={draft.datasetId}
          placeholder={datasets.isPending ? 'Loading…' : 'Choose an instance'}
          options={items.map((one) => ({
            value: one.id,
            label: `${versionedName(one)} · ${modelWords(one.model)}`,
          }))}
          onChange={(datasetId) => datasetId !== draft.datasetId && change({ datasetId, warmStartRunId: undefined })}
        />
        {datasets.hasNextPage && (
          <button type="button" className="link-button small" onClick={() => void datasets.fetchNextPage()}>
            Load older datasets
          </button>
        )}
        {datasets.isError && <ProblemView error={datasets.error} onRetry={() => void datasets.refetch()} />}
      </div>
      {dataset && !isInstance(dataset) && (
        <Banner tone="warning">“{dataset.name}” is a table and no instance: choose another one.</Banner>
      )}
      {dataset?.model && (
        <section className="launch-model" aria-label="Statistics of the model">
          <Suspense fallback={<Skeleton rows={4} />}>
            <ModelStatistics model={dataset.model} />
          </Suspense>
        </section>
      )}
    </>
  );
}

const NOTHING_CHOSEN = 'none';

/** Long lists need no JSON: a table may carry the rows of a template's data. */
function TableChoice({ projectId, draft, change, errorOf }: StepProps) {
  const datasets = useInfiniteQuery(datasetsQuery(projectId));
  const tables = (datasets.data?.pages.flatMap((page) => page.items) ?? []).filter((one) => one.format === 'csv');
  if (tables.length === 0 && draft.datasetId === undefined && !datasets.hasNextPage) return null;
  return (
    <div data-field="datasetId">
      <SearchSelect
        label="Rows from a dataset"
        help="Optional, a CSV table. The template says above which columns it needs, and what its data then holds."
        error={errorOf('datasetId')}
        value={draft.datasetId ?? NOTHING_CHOSEN}
        options={[
          { value: NOTHING_CHOSEN, label: 'None: all is in the data below' },
          ...tables.map((one) => ({
            value: one.id,
            label: `${versionedName(one)} · ${plural(one.rows, 'row')}`,
          })),
        ]}
        onChange={(id) => change({ datasetId: id === NOTHING_CHOSEN ? undefined : id })}
      />
      {datasets.hasNextPage && (
        <button type="button" className="link-button small" onClick={() => void datasets.fetchNextPage()}>
          Load older datasets
        </button>
      )}
    </div>
  );
}

/** An earlier solution that the solver begins with: it is never worse than that. */
function WarmStart({ projectId, draft, change, errorOf }: StepProps) {
  const solved = useQuery(solvedQuery(projectId));
  const options = warmStartsOf(solved.data?.items ?? [], draft);
  if (solved.isError) return <ProblemView error={solved.error} onRetry={() => void solved.refetch()} />;
  return (
    <div data-field="warmStartRunId">
      <SearchSelect
        label="Warm start"
        help={
          options.length === 0 && solved.isSuccess
            ? 'No solve of this project has a solution that fits yet.'
            : 'Optional. The solver begins with the solution of an earlier solve.'
        }
        error={errorOf('warmStartRunId')}
        value={draft.warmStartRunId ?? NOTHING_CHOSEN}
        disabled={options.length === 0}
        placeholder={solved.isPending ? 'Loading…' : 'None'}
        options={[{ value: NOTHING_CHOSEN, label: 'None' }, ...options]}
        onChange={(id) => change({ warmStartRunId: id === NOTHING_CHOSEN ? undefined : id })}
      />
    </div>
  );
}
