import type { Algorithm } from '@/shared/api/types';
import { type Draft, draftErrors, isOverSet } from './draft';
import type { Raws } from './schema-form';
import { formOf, type ParameterForm } from './schema-form-fields';
import { type Ranges, type SearchSpace, spaceOf, withoutPaths } from './search-space';
import { readConfigurations } from './study-configurations';
import {
  budgetErrors,
  MOST_CONFIGURATIONS,
  MOST_CONSTRAINTS,
  MOST_OBJECTIVES,
  MOST_STARTS,
  type StudyDraft,
} from './study-draft';
import {
  constraintErrors,
  type Metrics,
  metricsOf,
  type Objective,
  objectiveErrors,
  objectivesOf,
} from './study-judgement';
import { canTeach, requestOf, type StoredStudy, type StudyRequest } from './study-request';

/** Everything that the draft of a study comes to. No React here. */

/** A sampler or a pruner with its options. */
interface ChosenMethod {
  algorithm: Algorithm | undefined;
  options: ParameterForm;
}

export interface StudyModel {
  /** Those of the method; what is wrong with the value of a parameter that is searched is not wrong. */
  settings: ParameterForm;
  space: SearchSpace;
  /** Each trial solves a set of instances. */
  isOverSet: boolean;
  metrics: Metrics;
  objectives: readonly Objective[];
  samplers: readonly Algorithm[];
  sampler: ChosenMethod;
  pruners: readonly Algorithm[];
  pruner: ChosenMethod;
  /** What is wrong, by the path that the server uses too; in the order of the form. */
  errors: ReadonlyMap<string, string>;
  /** For a draft without errors. */
  request: StudyRequest;
}

/** What the server offers, as far as it is known yet. */
export interface StudyOffer {
  algorithms: readonly Algorithm[] | undefined;
  /** Of the target, for a training. */
  task: string | undefined;
  earlier: readonly StoredStudy[] | undefined;
}

/** Why the JSON of a part cannot be taken: its form then stands for something else. */
interface StudyFaults {
  settings?: string;
  search?: string;
  sampler?: string;
  pruner?: string;
}

const NO_RAWS: Raws = {};
const NO_RANGES: Ranges = {};
/** Of a set: how long each instance may take. */
export const TIME_LIMIT = 'time_limit_seconds';

/** @param form the settings of the method */
export function studyModelOf(
  draft: Draft,
  form: ParameterForm,
  offer: StudyOffer,
  faults: StudyFaults = {},
): StudyModel {
  const { study } = draft;
  const algorithms = offer.algorithms ?? [];
  const algorithm = algorithms.find((one) => one.name === draft.algorithm);
  const space = spaceOf(form.fields, study.search[draft.algorithm ?? ''] ?? NO_RANGES);
  const searched = space.parameters.map(({ field }) => field.path);
  const settings = {
    ...form,
    errors: new Map([...form.errors].filter(([path]) => !searched.includes(path))),
  };
  const isSet = isOverSet(draft);
  const metrics = metricsOf(algorithm, offer.task, isSet);
  const objectives = objectivesOf(study.objectives, metrics);
  const samplers = algorithms.filter(({ kinds }) => kinds.includes('study'));
  const pruners = algorithms.filter(({ kinds }) => kinds.includes('pruner'));
  const sampler = chosen(samplers, study.sampler, study.samplerOptions);
  const pruner = chosen(pruners, study.pruner, study.prunerOptions);
  const { configurations, errors: configurationErrors } = readConfigurations(space, study.enqueue);
  const title = algorithm?.title ?? 'The method';

  const errors = draftErrors(draft);
  put(errors, settings.errors, 'parameters.', faults.settings);
  if (algorithm && isSet) putTimeLimitError(errors, form, searched);
  if (faults.search !== undefined) errors.set('search', faults.search);
  else if (draft.algorithm !== undefined && searched.length === 0) {
    errors.set('search', 'Choose at least one parameter that is searched.');
  }
  put(errors, space.errors);
  if (algorithm) {
    put(errors, objectiveErrors(objectives, metrics, title));
    put(errors, constraintErrors(study.constraints, metrics, title));
  }
  putCounts(errors, study);
  if (!sampler.algorithm) errors.set('sampler.name', 'Choose a sampler.');
  put(errors, sampler.options.errors, 'sampler.parameters.', faults.sampler);
  putPrunerErrors(errors, study, pruner, objectives.length, faults.pruner);
  put(errors, budgetErrors(study));
  put(errors, configurationErrors);
  putStartErrors(errors, study, offer.earlier, { space, objectives });
  const request = requestOf(draft, {
    fixed: withoutPaths(form.values, searched),
    space,
    objectives,
    samplerOptions: sampler.options.values,
    prunerOptions: pruner.options.values,
    configurations,
  });
  return {
    settings,
    space,
    isOverSet: isSet,
    metrics,
    objectives,
    samplers,
    sampler,
    pruners,
    pruner,
    errors,
    request,
  };
}

function chosen(
  offered: readonly Algorithm[],
  name: string | undefined,
  options: Readonly<Record<string, Raws>>,
): ChosenMethod {
  const algorithm = offered.find((one) => one.name === name);
  return { algorithm, options: formOf(algorithm?.parametersSchema, options[name ?? ''] ?? NO_RAWS) };
}

/** While the JSON of a part cannot be taken, its fault stands for all that is wrong in it. */
function put(into: Map<string, string>, errors: ReadonlyMap<string, string>, prefix = '', fault?: string): void {
  if (fault !== undefined) into.set(prefix.replace(/\.$/, ''), fault);
  else for (const [path, text] of errors) into.set(`${prefix}${path}`, text);
}

/** All instances have the same time, and it is what they are measured by. */
function putTimeLimitError(errors: Map<string, string>, { values }: ParameterForm, searched: readonly string[]): void {
  if (searched.includes(TIME_LIMIT)) {
    errors.set(`search.${TIME_LIMIT}`, 'It cannot be searched over a set: instances are measured by it.');
  } else if (
    !errors.has('parameters') &&
    !errors.has(`parameters.${TIME_LIMIT}`) &&
    !(Number(values[TIME_LIMIT]) > 0)
  ) {
    errors.set(`parameters.${TIME_LIMIT}`, 'It must be more than 0 over a set: what is not solved counts with it.');
  }
}

/** The form adds no more than may be; a template or a draft of an earlier version might hold more. */
function putCounts(errors: Map<string, string>, { objectives, constraints, enqueue, startFrom }: StudyDraft): void {
  const atMost = (path: string, count: number, most: number) => {
    if (count > most) errors.set(path, `There may be at most ${most}.`);
  };
  if (objectives.length === 0) errors.set('objectives', 'There must be at least one.');
  atMost('objectives', objectives.length, MOST_OBJECTIVES);
  atMost('constraints', constraints.length, MOST_CONSTRAINTS);
  atMost('enqueue', enqueue.length, MOST_CONFIGURATIONS);
  atMost('startFrom', startFrom.length, MOST_STARTS);
}

function putPrunerErrors(
  errors: Map<string, string>,
  { pruner: name, prunerMetric }: StudyDraft,
  { algorithm, options }: ChosenMethod,
  objectives: number,
  fault: string | undefined,
): void {
  if (name === undefined) return;
  if (objectives > 1) errors.set('pruner', 'It needs a single objective: choose no pruner, or keep one objective.');
  else if (!algorithm) errors.set('pruner.name', 'No ML service offers this pruner now.');
  if (prunerMetric?.trim() === '') errors.set('pruner.metric', 'Give the name of a metric.');
  put(errors, options.errors, 'pruner.parameters.', fault);
}

function putStartErrors(
  errors: Map<string, string>,
  { startFrom }: StudyDraft,
  earlier: readonly StoredStudy[] | undefined,
  { space, objectives }: Pick<StudyModel, 'space' | 'objectives'>,
): void {
  for (const [at, id] of startFrom.entries()) {
    // One that is not among the newest is for the server to judge.
    const known = earlier?.find(({ run }) => run.id === id);
    if (known && !canTeach(known, space, objectives)) {
      errors.set(`startFrom[${at}]`, 'It searches other parameters, or for other objectives.');
    }
  }
}
