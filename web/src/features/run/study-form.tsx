import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { Banner, Skeleton } from '@/shared/ui/feedback';
import { FieldError, Segmented, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { clearDraft, type Draft, isOverSet, saveDraft, workOf } from './draft';
import { comparableStudy } from './launch-compare';
import { errorAt, settingErrors } from './launch-errors';
import { LaunchShell } from './launch-shell';
import { firstDraft, type LaunchSource } from './launch-source';
import { Differences } from './launch-summary';
import { compare, flatten } from './params-diff';
import type { NewRunSearch } from './run-search';
import type { FormField } from './schema-form';
import { formOf } from './schema-form-fields';
import { SearchJsonField } from './search-json-field';
import { blankRange, firstRange, type RangeDraft } from './search-range';
import { type SearchPart, SearchRanges, useSearchRows } from './search-rows';
import { type Ranges, type SearchSpace, sizeWords } from './search-space';
import { earlierStudiesQuery, startStudy } from './study-api';
import { BudgetCard } from './study-budget';
import type { StudyDraft } from './study-draft';
import { GoalCard } from './study-goal';
import { KnownCard } from './study-known';
import { MethodCard } from './study-method';
import { type StudyOffer, studyModelOf } from './study-model';
import { StudySummary } from './study-summary';
import { searchedAt, studyTitle } from './study-words';
import { instanceFault, useLaunch, useLaunchData, useRevealed } from './use-launch';

// A study has the steps of what its trials do; those of the other are not loaded with it.
const SolveSteps = lazy(() => import('./solve-steps').then((module) => ({ default: module.SolveSteps })));
const TrainingSteps = lazy(() => import('./training-steps').then((module) => ({ default: module.TrainingSteps })));

const NO_RANGES: Ranges = {};

/** The launch form of a study: what a trial does, what of it is searched, for what, how, and for how long. */
export function StudyForm({
  projectId,
  search,
  source,
}: {
  projectId: string;
  search: NewRunSearch;
  source: LaunchSource;
}): ReactNode {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => firstDraft(projectId, search, source));
  const [initial] = useState(draft);
  const [settingsFault, setSettingsFault] = useState<string>();
  const [searchFault, setSearchFault] = useState<string>();
  const [samplerFault, setSamplerFault] = useState<string>();
  const [prunerFault, setPrunerFault] = useState<string>();
  useEffect(() => saveDraft(projectId, draft), [projectId, draft]);

  const { algorithms, dataset, check, algorithm, form } = useLaunchData(draft);
  const earlier = useQuery(earlierStudiesQuery(projectId));
  const isTraining = workOf(draft) === 'training';
  const task = isTraining ? check.data?.task : undefined;
  const offered = algorithms.data?.items;
  const offer = useMemo(
    (): StudyOffer => ({ algorithms: offered, task, earlier: earlier.data }),
    [offered, task, earlier.data],
  );
  const model = useMemo(
    () =>
      studyModelOf(draft, form, offer, {
        settings: settingsFault,
        search: searchFault,
        sampler: samplerFault,
        pruner: prunerFault,
      }),
    [draft, form, offer, settingsFault, searchFault, samplerFault, prunerFault],
  );
  const unfit = instanceFault(draft, dataset);
  const launch = useLaunch({
    localErrors: unfit === undefined ? model.errors : withFault(model.errors, unfit),
    send: (key) => startStudy(projectId, model.request, key),
    onStarted: ({ run }) => {
      clearDraft(projectId, 'study');
      void client.invalidateQueries({ queryKey: ['runs', projectId] });
      void client.invalidateQueries({ queryKey: ['studies', projectId] });
      void navigate({ to: '/projects/$projectId/studies/$studyId', params: { projectId, studyId: run.id } });
    },
  });
  const { errors, wanted } = launch;
  const update = (next: (known: Draft) => Draft) => {
    setDraft(next);
    launch.noteChange();
  };
  const change = (next: Partial<Draft>) => update((known) => judgedAnew({ ...known, ...next }, known));
  const changeStudy = (next: Partial<StudyDraft>) =>
    update((known) => ({ ...known, study: { ...known.study, ...next } }));

  const ranges = draft.study.search[draft.algorithm ?? ''] ?? NO_RANGES;
  const changeRanges = (next: (known: Ranges) => Ranges) => update((known) => withRanges(known, next));
  const extra = useSearchRows(ranges, (field, on) => changeRanges((known) => switched(known, field, on)));
  const setRange = (path: string, next: Partial<RangeDraft>) =>
    changeRanges((known) => ({ ...known, [path]: { ...(known[path] ?? blankRange), ...next } }));
  const searchPart: SearchPart = {
    extra,
    json: (
      <SearchJsonField
        fields={form.fields}
        ranges={ranges}
        space={model.space}
        onFault={setSearchFault}
        onChange={(next) => changeRanges(() => next)}
      />
    ),
    note: <SearchNote space={model.space} error={errors.get('search')} />,
  };

  const hasSource = source.study !== undefined || source.spec !== undefined;
  const cloned = useMemo(() => {
    if (!hasSource || !offered) return undefined;
    const { algorithm: name = '', parameters } = initial;
    const first = formOf(offered.find((one) => one.name === name)?.parametersSchema, parameters[name] ?? {});
    return flatten(comparableStudy(studyModelOf(initial, first, offer).request));
  }, [hasSource, offered, offer, initial]);
  const differences = cloned
    ? compare(flatten(comparableStudy(model.request)), cloned).filter((one) => one.differs)
    : [];

  const work = {
    projectId,
    draft,
    change,
    errorOf: (path: string) => errorAt(errors, path),
    dataset,
    algorithms,
    form: model.settings,
    parameterErrors: settingErrors(errors),
    revealed: useRevealed(wanted, searchedAt),
    onFault: setSettingsFault,
    search: searchPart,
  };
  const first = stepsOfWork(draft, draft.algorithm !== undefined && form.fields.length > 0) + 1;
  const card = { study: draft.study, model, errors, change: changeStudy };
  return (
    <LaunchShell
      projectId={projectId}
      draft={draft}
      launch={launch}
      meta={metaOf(source)}
      titleOf={(path) => studyTitle(path, draft, model)}
      summary={
        <>
          <StudySummary
            projectId={projectId}
            draft={draft}
            model={model}
            dataset={dataset}
            task={task}
            algorithm={algorithm}
          />
          {cloned && <Differences items={differences} />}
        </>
      }
      startWords="Start study"
      onTemplate={(kept) => {
        setDraft(kept);
        launch.noteOther();
      }}
    >
      <Segmented
        label="What each trial does"
        value={draft.work}
        options={[
          { value: 'training', label: 'It trains a model' },
          { value: 'solve', label: 'It solves a problem' },
        ]}
        onChange={(next) => update((known) => otherWork(known, next as Draft['work']))}
      />
      <SearchRanges space={model.space} errors={errors} onChange={setRange}>
        <Suspense fallback={<Skeleton rows={12} />}>
          {isTraining ? <TrainingSteps {...work} check={check} /> : <SolveSteps {...work} />}
        </Suspense>
      </SearchRanges>
      <GoalCard step={first} {...card} hasMethod={draft.algorithm !== undefined} />
      <MethodCard
        step={first + 1}
        {...card}
        algorithms={algorithms}
        wanted={wanted}
        onSamplerFault={setSamplerFault}
        onPrunerFault={setPrunerFault}
      />
      <BudgetCard step={first + 2} {...card} />
      <KnownCard step={first + 3} {...card} earlier={earlier} />
      <NameCard step={first + 4} draft={draft} errors={errors} change={change} />
    </LaunchShell>
  );
}

/** It is the first field of the form. */
const withFault = (errors: ReadonlyMap<string, string>, unfit: string) =>
  new Map<string, string>([['datasetId', unfit], ...errors]);

function metaOf({ spec, study }: LaunchSource): string | undefined {
  if (study) return 'Prefilled from an earlier study';
  return spec ? 'Prefilled from an earlier run' : undefined;
}

function withRanges(draft: Draft, next: (known: Ranges) => Ranges): Draft {
  const name = draft.algorithm ?? '';
  const { search } = draft.study;
  return { ...draft, study: { ...draft.study, search: { ...search, [name]: next(search[name] ?? NO_RANGES) } } };
}

/** What is searched anew comes last: the sampler is asked in this order. */
function switched(ranges: Ranges, field: FormField, on: boolean): Ranges {
  const { [field.path]: known, ...others } = ranges;
  return { ...others, [field.path]: { ...(known ?? firstRange(field)), on } };
}

/** Nothing of the data, the method or the metrics of a training is any of a solve, and the other way round. */
const otherWork = (draft: Draft, work: Draft['work']): Draft => ({
  ...draft,
  work,
  datasetId: undefined,
  target: undefined,
  excluded: [],
  algorithm: undefined,
  input: 'instance',
  instances: [],
  study: {
    ...draft.study,
    objectives: [{}],
    constraints: [],
    pruner: undefined,
    prunerMetric: undefined,
    enqueue: [],
    startFrom: [],
  },
});

/** A set has metrics of its own: what was chosen of the others is none of it, and the other way round. */
function judgedAnew(draft: Draft, known: Draft): Draft {
  if (isOverSet(draft) === isOverSet(known)) return draft;
  return {
    ...draft,
    study: { ...draft.study, objectives: [{}], constraints: [], prunerMetric: undefined, startFrom: [] },
  };
}

/** How many cards there are before those of the study. */
function stepsOfWork(draft: Draft, hasSettings: boolean): number {
  const own = workOf(draft) === 'training' ? 3 : draft.input === 'template' ? 1 : 2;
  return own + (hasSettings ? 1 : 0);
}

/** What is searched so far, and what of it was left out. */
function SearchNote({ space, error }: { space: SearchSpace; error: string | undefined }) {
  const { parameters, strangers } = space;
  return (
    <>
      <p className="muted" aria-live="polite">
        {parameters.length === 0
          ? 'Switch to search whatever is to be varied from trial to trial; the rest is the same in all of them.'
          : `Searches ${sizeWords(space)}.`}
      </p>
      {error && <FieldError text={error} />}
      {strangers.length > 0 && (
        <Banner tone="warning">
          Not searched: {strangers.join(', ')}. The method has no such parameter, or it does not apply with these values
          of the others.
        </Banner>
      )}
    </>
  );
}

function NameCard({
  step,
  draft,
  errors,
  change,
}: {
  step: number;
  draft: Draft;
  errors: ReadonlyMap<string, string>;
  change: (next: Partial<Draft>) => void;
}) {
  return (
    <Card title={`${step} Name`} className="launch-step">
      <div className="launch-columns">
        <div data-field="name">
          <TextField
            label="Name"
            help="Optional. Made from the method and the data when it is empty."
            value={draft.name}
            maxLength={200}
            error={errors.get('name')}
            onChange={(event) => change({ name: event.target.value })}
          />
        </div>
        <div data-field="tags">
          <TextField
            label="Tags"
            help="Optional, with commas between them. The trials have them too."
            value={draft.tags}
            error={errorAt(errors, 'tags')}
            onChange={(event) => change({ tags: event.target.value })}
          />
        </div>
      </div>
    </Card>
  );
}
