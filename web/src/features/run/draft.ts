import type { Dataset, NewRun } from '@/shared/api/types';
import type { Raws } from './schema-form';
import { emptyStudy, type StudyDraft } from './study-draft';

/** What the form starts. A trial is started by its study alone. */
export type LaunchKind = 'training' | 'prediction' | 'study' | 'solve';
/** What is executed: by the run itself, or by each trial of a study. */
export type WorkKind = Exclude<LaunchKind, 'study'>;

/** An instance of a set, with what of its dataset decides which solver takes it. */
export type ChosenInstance = Pick<Dataset, 'id' | 'name' | 'version' | 'format'>;

/** What a person has entered for a new run; kept while the tab lives, so that looking elsewhere loses nothing. */
export interface Draft {
  kind: LaunchKind;
  /** For a study: what each trial does. */
  work: Exclude<WorkKind, 'prediction'>;
  name: string;
  datasetId?: string;
  target?: string;
  excluded: string[];
  method: 'holdout' | 'kfold';
  testFraction: string;
  folds: string;
  seed: string;
  algorithm?: string;
  /** Entered parameters by algorithm: trying another method keeps those of the first. */
  parameters: Record<string, Raws>;
  modelId?: string;
  modelVersion?: number;
  outputFormat: 'csv' | 'parquet';
  /** For a prediction: the dataset's column for a column of the model, by the model's. */
  mapping: Record<string, string>;
  tags: string;
  /** How many runs are started at once, with seeds that follow each other. */
  repeats: string;
  /** For a solve: a stored model, or a template whose data is among the parameters; its dataset may then carry rows of it. Of a study, a set. */
  input: 'instance' | 'set' | 'template';
  /** For a set: as they were chosen. In which order they are solved, the server draws from the seed. */
  instances: readonly ChosenInstance[];
  /** For a solve: an earlier one whose solution it begins with. */
  warmStartRunId?: string;
  /** For a study. */
  study: StudyDraft;
}

export const workOf = ({ kind, work }: Pick<Draft, 'kind' | 'work'>): WorkKind => (kind === 'study' ? work : kind);

/** Whether each trial solves a set of instances. */
export const isOverSet = ({ kind, work, input }: Pick<Draft, 'kind' | 'work' | 'input'>): boolean =>
  kind === 'study' && work === 'solve' && input === 'set';

export const emptyDraft = (kind: LaunchKind): Draft => ({
  kind,
  work: 'training',
  name: '',
  excluded: [],
  method: 'holdout',
  testFraction: '0.25',
  folds: '5',
  seed: '0',
  parameters: {},
  outputFormat: 'csv',
  mapping: {},
  tags: '',
  repeats: '1',
  input: 'instance',
  instances: [],
  study: emptyStudy(),
});

const keyOf = (projectId: string, kind: LaunchKind) => `signalbox.draft.${projectId}.${kind}`;

export function loadDraft(projectId: string, kind: LaunchKind): Draft {
  const text = sessionStorage.getItem(keyOf(projectId, kind));
  if (!text) return emptyDraft(kind);
  try {
    return keptDraft(kind, JSON.parse(text) as Partial<Draft>);
  } catch {
    return emptyDraft(kind);
  }
}

/** A draft that was kept, perhaps before drafts had all that they have now. */
export function keptDraft(kind: LaunchKind, kept: Partial<Draft>): Draft {
  const empty = emptyDraft(kind);
  return { ...empty, ...kept, kind, study: { ...empty.study, ...kept.study } };
}

export function saveDraft(projectId: string, draft: Draft): void {
  sessionStorage.setItem(keyOf(projectId, draft.kind), JSON.stringify(draft));
}

export function clearDraft(projectId: string, kind: LaunchKind): void {
  sessionStorage.removeItem(keyOf(projectId, kind));
}

/** The draft that would start the same run again. */
export function draftFromSpec(spec: NewRun): Draft {
  const work = workOfSpec(spec);
  const draft = emptyDraft(work);
  const { validation } = spec;
  return {
    ...draft,
    name: spec.name ?? '',
    datasetId: spec.datasetId,
    target: spec.target,
    excluded: spec.excludedColumns ?? [],
    method: validation?.method ?? draft.method,
    testFraction: String(validation?.testFraction ?? draft.testFraction),
    folds: String(validation?.folds ?? draft.folds),
    seed: String(validation?.seed ?? draft.seed),
    algorithm: spec.algorithm,
    // Entries may be values as they are: the form makes texts of them.
    parameters: spec.algorithm ? { [spec.algorithm]: { ...spec.parameters } } : {},
    modelId: spec.modelId,
    modelVersion: spec.modelVersion,
    outputFormat: spec.outputFormat ?? draft.outputFormat,
    mapping: spec.columnMapping ?? {},
    tags: (spec.tags ?? []).join(', '),
    input: isTemplateSpec({ ...spec, kind: work }) ? 'template' : draft.input,
    warmStartRunId: spec.warmStartRunId,
  };
}

/** What is executed: that of a trial, and of each trial of a study, tells itself by its target. */
function workOfSpec({ kind, target }: NewRun): WorkKind {
  if (kind === 'training' || kind === 'prediction' || kind === 'solve') return kind;
  return target ? 'training' : 'solve';
}

/** The data of a template is among its parameters; a solver of instances has none there. */
export const hasData = ({ parameters }: NewRun): boolean => 'data' in (parameters ?? {});

export const isTemplateSpec = (spec: NewRun): boolean => spec.kind === 'solve' && (!spec.datasetId || hasData(spec));

export const MAX_REPEATS = 20;
const LEAST_INSTANCES = 2;
export const MOST_INSTANCES = 100;

function tagsOf(draft: Draft): string[] | undefined {
  const tags = draft.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  return tags.length > 0 ? tags : undefined;
}

/** What is wrong with the fields that no schema describes, by the path that the server uses too. */
export function draftErrors(draft: Draft): Map<string, string> {
  const errors = new Map<string, string>();
  const work = workOf(draft);
  if (work === 'solve') {
    if (draft.input === 'instance' && !draft.datasetId) errors.set('datasetId', 'Choose an instance.');
    if (draft.input === 'set') putSetError(draft, errors);
    if (!draft.algorithm) {
      errors.set('algorithm', draft.input === 'template' ? 'Choose a template.' : 'Choose a solver.');
    }
    putRepeatsError(draft, errors);
    return errors;
  }
  if (!draft.datasetId) errors.set('datasetId', 'Choose a dataset.');
  if (work === 'prediction') {
    if (!draft.modelId) errors.set('modelId', 'Choose a model.');
    return errors;
  }
  if (!draft.target) errors.set('target', 'Choose the column to predict.');
  if (!draft.algorithm) errors.set('algorithm', 'Choose a method.');
  const fraction = Number(draft.testFraction);
  if (draft.method === 'holdout' && !(draft.testFraction.trim() !== '' && fraction > 0 && fraction < 1)) {
    errors.set('validation.testFraction', 'It must be more than 0 and less than 1.');
  }
  const folds = Number(draft.folds);
  if (draft.method === 'kfold' && !(Number.isInteger(folds) && folds >= 2 && folds <= 20)) {
    errors.set('validation.folds', 'It must be a whole number from 2 to 20.');
  }
  putRepeatsError(draft, errors);
  const seed = Number(draft.seed);
  if (draft.seed.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 2_147_483_647) {
    errors.set('validation.seed', 'It must be a whole number from 0 to 2147483647.');
  }
  return errors;
}

function putSetError({ instances }: Draft, errors: Map<string, string>): void {
  if (instances.length < LEAST_INSTANCES) errors.set('datasetIds', `Choose at least ${LEAST_INSTANCES} instances.`);
  else if (instances.length > MOST_INSTANCES) errors.set('datasetIds', `There may be at most ${MOST_INSTANCES}.`);
}

function putRepeatsError(draft: Draft, errors: Map<string, string>): void {
  const repeats = Number(draft.repeats);
  if (Number.isInteger(repeats) && repeats >= 1 && repeats <= MAX_REPEATS) return;
  errors.set('repeats', `It must be a whole number from 1 to ${MAX_REPEATS}.`);
}

/** The request that starts the run of a draft without errors. */
export function newRunOf(draft: Draft, parameters: Record<string, unknown>): NewRun {
  const name = draft.name.trim() || undefined;
  if (draft.kind === 'prediction') {
    return {
      kind: 'prediction',
      name,
      datasetId: draft.datasetId,
      modelId: draft.modelId,
      modelVersion: draft.modelVersion,
      outputFormat: draft.outputFormat,
      parameters: {},
      columnMapping: Object.keys(draft.mapping).length > 0 ? draft.mapping : undefined,
      tags: tagsOf(draft),
    };
  }
  if (draft.kind === 'solve') {
    return {
      kind: 'solve',
      name,
      datasetId: draft.input === 'set' ? undefined : draft.datasetId,
      algorithm: draft.algorithm,
      parameters: parameters as Record<string, never>,
      warmStartRunId: draft.warmStartRunId,
      tags: tagsOf(draft),
    };
  }
  const seed = Number(draft.seed);
  return {
    kind: 'training',
    name,
    datasetId: draft.datasetId,
    target: draft.target,
    excludedColumns: draft.excluded,
    algorithm: draft.algorithm,
    // The generated type of a free-form object is one without keys.
    parameters: parameters as Record<string, never>,
    validation:
      draft.method === 'holdout'
        ? { method: 'holdout', testFraction: Number(draft.testFraction), seed }
        : { method: 'kfold', folds: Number(draft.folds), seed },
    tags: tagsOf(draft),
  };
}

/** One request a repeat: the same but for the seed, and tagged so that they are found together. */
export function repeatsOf(draft: Draft, parameters: Record<string, unknown>, mark: string): NewRun[] {
  const count = draft.kind === 'prediction' ? 1 : Number(draft.repeats);
  const first = newRunOf(draft, parameters);
  if (count <= 1) return [first];
  const isSolve = draft.kind === 'solve';
  // A solver has its seed among its parameters, a training in how its rows are split.
  const seed = Number((isSolve ? parameters.seed : first.validation?.seed) ?? 0);
  return Array.from({ length: count }, (_, at): NewRun => {
    const varied: Partial<NewRun> = isSolve
      ? { parameters: { ...parameters, seed: seed + at } as unknown as Record<string, never> }
      : { validation: { ...first.validation, method: first.validation?.method ?? 'holdout', seed: seed + at } };
    return {
      ...first,
      ...varied,
      name: first.name ? `${first.name} seed ${seed + at}` : undefined,
      tags: [...(first.tags ?? []), `repeat-${mark}`],
    };
  });
}
