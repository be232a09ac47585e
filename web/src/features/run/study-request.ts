import type { NewRun, Run } from '@/shared/api/types';
import { type ChosenInstance, type Draft, draftFromSpec, emptyDraft, isOverSet, newRunOf } from './draft';
import type { Raws } from './schema-form';
import { draftOfRange, type ParamValue, type SearchRange } from './search-range';
import type { SearchSpace } from './search-space';
import { type Direction, emptyStudy, numberOrNone } from './study-draft';
import type { Objective } from './study-judgement';

/** A study as the server takes it and tells it. No React here. */

interface Method {
  name: string;
  parameters?: Readonly<Record<string, unknown>> | null;
}

interface PrunerMethod extends Method {
  /** Whose points it looks at; found from the objective when absent. */
  metric?: string | null;
}

interface ObjectivePart {
  metric: string;
  direction: Direction;
}

interface ConstraintPart {
  metric: string;
  bound: number;
  atLeast?: boolean | null;
}

/** The body of the request that starts a study. */
export interface StudyRequest extends Omit<NewRun, 'kind' | 'limits' | 'warmStartRunId'> {
  /** The instances of a set, instead of one dataset. */
  datasetIds?: readonly string[];
  limits?: { timeSeconds?: number; maxAttempts?: number };
  search: Readonly<Record<string, SearchRange>>;
  objectives: readonly ObjectivePart[];
  constraints?: readonly ConstraintPart[];
  sampler: Method;
  pruner: PrunerMethod | null;
  seed?: number;
  trials: number;
  timeBudgetSeconds?: number;
  parallelism: number;
  enqueue?: readonly Readonly<Record<string, ParamValue>>[];
  startFrom?: readonly string[];
}

/** What the form reads of a study that is stored. */
export interface StoredStudy {
  run: Run;
  /** Of a study over a set, in the order in which they are solved. */
  instances?: readonly ChosenInstance[];
  search: Readonly<Record<string, SearchRange>>;
  objectives: readonly ObjectivePart[];
  constraints?: readonly ConstraintPart[] | null;
  sampler: Method;
  pruner?: PrunerMethod | null;
  seed: number;
  trials: number;
  timeBudgetSeconds?: number | null;
  parallelism: number;
  startFrom?: readonly string[] | null;
}

/** What a draft comes to, part by part. */
interface RequestParts {
  /** The values of the settings that are not searched. */
  fixed: Record<string, unknown>;
  space: SearchSpace;
  objectives: readonly Objective[];
  samplerOptions: Readonly<Record<string, unknown>>;
  prunerOptions: Readonly<Record<string, unknown>>;
  configurations: readonly Readonly<Record<string, ParamValue>>[];
}

/** The request that starts the study of a draft without errors. */
export function requestOf(draft: Draft, parts: RequestParts): StudyRequest {
  const { study } = draft;
  const { kind: _, limits: __, warmStartRunId: ___, ...work } = newRunOf({ ...draft, kind: draft.work }, parts.fixed);
  const limits = { timeSeconds: numberOrNone(study.trialTime), maxAttempts: numberOrNone(study.attempts) };
  const ranges = parts.space.parameters.flatMap(({ field, range }) => (range ? [[field.path, range] as const] : []));
  const constraints = study.constraints.map(({ metric = '', bound, atLeast }) => ({
    metric,
    bound: Number(bound),
    atLeast,
  }));
  return {
    ...work,
    datasetIds: isOverSet(draft) ? draft.instances.map(({ id }) => id) : undefined,
    limits: limits.timeSeconds === undefined && limits.maxAttempts === undefined ? undefined : limits,
    search: Object.fromEntries(ranges),
    objectives: parts.objectives.map(({ metric, direction }) => ({ metric, direction })),
    constraints: orNone(constraints),
    sampler: { name: study.sampler, parameters: parts.samplerOptions },
    pruner:
      study.pruner === undefined
        ? null
        : { name: study.pruner, parameters: parts.prunerOptions, metric: study.prunerMetric },
    seed: numberOrNone(study.seed),
    trials: Number(study.trials),
    timeBudgetSeconds: numberOrNone(study.timeBudget),
    parallelism: Number(study.parallelism),
    enqueue: orNone(parts.configurations),
    startFrom: orNone(study.startFrom),
  };
}

const orNone = <T>(items: readonly T[]): readonly T[] | undefined => (items.length > 0 ? items : undefined);

/** The draft of the same study again. The configurations that were enqueued in it are not told by the server. */
export function draftFromStudy(stored: StoredStudy): Draft {
  const { run, search, objectives, sampler, pruner, seed, trials, timeBudgetSeconds, parallelism } = stored;
  const { spec } = run;
  const work = spec.target ? 'training' : 'solve';
  const draft = draftFromSpec({ ...spec, kind: work });
  const ranges = Object.entries(search).map(([path, range]) => [path, draftOfRange(range)] as const);
  return {
    ...draft,
    kind: 'study',
    work,
    input: stored.instances ? 'set' : draft.input,
    instances: stored.instances ?? [],
    warmStartRunId: undefined,
    study: {
      ...emptyStudy(),
      search: spec.algorithm ? { [spec.algorithm]: Object.fromEntries(ranges) } : {},
      objectives: objectives.map(({ metric, direction }) => ({ metric, direction })),
      constraints: (stored.constraints ?? []).map(({ metric, bound, atLeast }) => ({
        metric,
        bound: String(bound),
        atLeast: atLeast === true,
      })),
      sampler: sampler.name,
      samplerOptions: { [sampler.name]: optionsOf(sampler) },
      pruner: pruner?.name,
      prunerOptions: pruner ? { [pruner.name]: optionsOf(pruner) } : {},
      prunerMetric: pruner?.metric ?? undefined,
      seed: String(seed),
      trials: String(trials),
      timeBudget: textOf(timeBudgetSeconds),
      parallelism: String(parallelism),
      trialTime: textOf(spec.limits?.timeSeconds),
      attempts: textOf(spec.limits?.maxAttempts),
      startFrom: [...(stored.startFrom ?? [])],
    },
  };
}

/** Entries may be values as they are: the form makes texts of them. */
const optionsOf = ({ parameters }: Method): Raws => ({ ...parameters });
const textOf = (value: number | null | undefined): string =>
  value === undefined || value === null ? '' : String(value);

/** A study of what a run did once; nothing of it is searched yet. */
export function studyDraftFromSpec(spec: NewRun): Draft {
  const draft = draftFromSpec(spec);
  // A prediction has nothing that could be searched.
  if (draft.kind !== 'training' && draft.kind !== 'solve') {
    return { ...emptyDraft('study'), datasetId: draft.datasetId };
  }
  return { ...draft, kind: 'study', work: draft.kind, name: '', warmStartRunId: undefined };
}

/** An earlier study teaches one that searches the same parameters for the same objectives. */
export function canTeach(
  { search, objectives }: Pick<StoredStudy, 'search' | 'objectives'>,
  { parameters }: Pick<SearchSpace, 'parameters'>,
  wanted: readonly Objective[],
): boolean {
  const names = Object.keys(search);
  return (
    names.length === parameters.length &&
    parameters.every(({ field }) => Object.hasOwn(search, field.path)) &&
    objectives.length === wanted.length &&
    objectives.every(({ metric, direction }, at) => {
      const own = wanted[at];
      return own?.metric === metric && own.direction === direction;
    })
  );
}
