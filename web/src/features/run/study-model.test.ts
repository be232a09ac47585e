import { describe, expect, it } from 'vitest';
import type { Algorithm, NewRun, Run } from '@/shared/api/types';
import { type Draft, emptyDraft, keptDraft } from './draft';
import { formOf } from './schema-form-fields';
import { blankRange } from './search-range';
import type { StudyDraft } from './study-draft';
import { type StudyOffer, studyModelOf } from './study-model';
import { draftFromStudy, type StoredStudy, studyDraftFromSpec } from './study-request';
import { prunerAt, samplerAt, searchedAt, studyTitle } from './study-words';

const algorithm = (name: string, kind: string, properties: object, metrics: object[] = []): Algorithm =>
  ({
    name,
    title: name.toUpperCase(),
    description: '',
    service: kind === 'training' ? 'tabular' : 'tuning',
    kinds: [kind],
    tasks: [],
    available: true,
    parametersSchema: { properties },
    metrics,
  }) as unknown as Algorithm;

const boosting = algorithm(
  'boosting',
  'training',
  {
    rate: { type: 'number', title: 'Rate', default: 0.05, minimum: 0.0001, maximum: 1, 'x-log': true },
    leaves: { type: 'integer', title: 'Leaves', default: 31, minimum: 2, maximum: 4096 },
    weight: { enum: ['none', 'balanced'], title: 'Weight', default: 'none' },
    optimizer: {
      type: 'object',
      title: 'Optimizer',
      properties: { momentum: { type: 'number', title: 'Momentum', default: 0.9 } },
    },
  },
  [
    { key: 'auc', role: 'score', maximize: true, task: 'classification', stepUnit: null },
    { key: 'seconds', role: 'other', maximize: false, task: null, stepUnit: null },
    { key: 'valid/auc', role: 'score', maximize: true, task: 'classification', stepUnit: 'iteration' },
  ],
);
const tpe = algorithm('tpe', 'study', {
  startup: { type: 'integer', title: 'Random trials first', default: 10, minimum: 0, maximum: 100 },
});
const grid = algorithm('grid', 'study', {});
const median = algorithm('median', 'pruner', {
  warmup: { type: 'integer', title: 'Steps first', default: 0, minimum: 0 },
});
const offer: StudyOffer = {
  algorithms: [boosting, tpe, grid, median],
  task: 'classification',
  earlier: undefined,
};
const rate = { ...blankRange, low: '0.001', high: '0.3', log: true };
const leaves = { ...blankRange, low: '8', high: '128', step: '8' };

const draft = (study: Partial<StudyDraft> = {}, more: Partial<Draft> = {}): Draft => {
  const empty = emptyDraft('study');
  return {
    ...empty,
    datasetId: 'd',
    target: 'survived',
    algorithm: 'boosting',
    study: { ...empty.study, search: { boosting: { rate, leaves } }, ...study },
    ...more,
  };
};
const modelOf = (of: Draft, given: StudyOffer = offer) =>
  studyModelOf(of, formOf(boosting.parametersSchema, of.parameters.boosting ?? {}), given);
const errorsOf = (of: Draft, given?: StudyOffer) => Object.fromEntries(modelOf(of, given).errors);

describe('the request of a study', () => {
  it('has the work of a trial, the ranges, and every default of the form', () => {
    const { request, errors } = modelOf(draft());
    expect([...errors]).toEqual([]);
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      datasetId: 'd',
      target: 'survived',
      excludedColumns: [],
      algorithm: 'boosting',
      validation: { method: 'holdout', testFraction: 0.25, seed: 0 },
      parameters: { weight: 'none', optimizer: { momentum: 0.9 } },
      search: {
        rate: { type: 'float', low: 0.001, high: 0.3, log: true },
        leaves: { type: 'integer', low: 8, high: 128, step: 8 },
      },
      objectives: [{ metric: 'auc', direction: 'maximize' }],
      sampler: { name: 'tpe', parameters: { startup: 10 } },
      pruner: null,
      trials: 60,
      parallelism: 4,
    });
  });

  it('has everything that was entered', () => {
    const { request, errors } = modelOf(
      draft({
        search: { boosting: { leaves, 'optimizer.momentum': { ...blankRange, low: '0', high: '1' } } },
        objectives: [{ metric: 'seconds' }],
        constraints: [{ metric: 'auc', bound: '0.8', atLeast: true }],
        samplerOptions: { tpe: { startup: '5' }, grid: { other: '1' } },
        pruner: 'median',
        prunerOptions: { median: { warmup: '3' } },
        prunerMetric: 'valid/auc',
        seed: '42',
        trials: '200',
        timeBudget: '3600',
        parallelism: '8',
        trialTime: '60',
        attempts: '7',
        enqueue: [{ leaves: '16', 'optimizer.momentum': '0.5', gone: 'x' }],
        startFrom: ['s1'],
      }),
    );
    expect([...errors]).toEqual([]);
    expect(JSON.parse(JSON.stringify(request))).toMatchObject({
      parameters: { rate: 0.05, weight: 'none', optimizer: {} },
      objectives: [{ metric: 'seconds', direction: 'minimize' }],
      constraints: [{ metric: 'auc', bound: 0.8, atLeast: true }],
      sampler: { name: 'tpe', parameters: { startup: 5 } },
      pruner: { name: 'median', parameters: { warmup: 3 }, metric: 'valid/auc' },
      seed: 42,
      trials: 200,
      timeBudgetSeconds: 3600,
      parallelism: 8,
      limits: { timeSeconds: 60, maxAttempts: 7 },
      enqueue: [{ leaves: 16, 'optimizer.momentum': 0.5 }],
      startFrom: ['s1'],
    });
  });

  it('says of a solve what a solve has', () => {
    const solve = draft({}, { work: 'solve', target: undefined, warmStartRunId: 'w', tags: 'a' });
    const { request } = modelOf(solve);
    expect(Object.keys(JSON.parse(JSON.stringify(request)) as object)).not.toContain('target');
    expect(request).toMatchObject({ algorithm: 'boosting', datasetId: 'd', tags: ['a'] });
    expect(request).not.toHaveProperty('warmStartRunId');
    expect(request).not.toHaveProperty('kind');
  });
});

describe('a study over a set of instances', () => {
  const highs = algorithm(
    'highs',
    'solve',
    {
      time_limit_seconds: { type: 'number', title: 'Time limit', default: 0, minimum: 0 },
      presolve: { enum: ['on', 'off'], title: 'Presolve', default: 'on' },
    },
    [
      { key: 'gap', role: 'gap', maximize: false, task: null, stepUnit: 'report' },
      { key: 'set/gap_integral', role: 'loss', maximize: false, task: null, stepUnit: 'tick', ofSet: true },
    ],
  );
  const given: StudyOffer = { algorithms: [highs, tpe, median], task: undefined, earlier: undefined };
  const instances = ['a', 'b'].map((id) => ({ id, name: `${id}.mps`, version: 1, format: 'mps' as const }));
  const presolve = { ...blankRange, choices: ['"on"', '"off"'] };
  const set = (limit: string, more: Partial<Draft> = {}) =>
    draft(
      { search: { highs: { presolve } } },
      {
        work: 'solve',
        input: 'set',
        instances,
        datasetId: undefined,
        target: undefined,
        algorithm: 'highs',
        parameters: { highs: { time_limit_seconds: limit } },
        ...more,
      },
    );
  const setModel = (of: Draft) => studyModelOf(of, formOf(highs.parametersSchema, of.parameters.highs ?? {}), given);
  const faultsOf = (of: Draft) => Object.fromEntries(setModel(of).errors);

  it('names them in place of a dataset, and is judged by what the set comes to', () => {
    const { request, errors } = setModel(set('60'));
    expect([...errors]).toEqual([]);
    expect(JSON.parse(JSON.stringify(request))).toMatchObject({
      datasetIds: ['a', 'b'],
      algorithm: 'highs',
      parameters: { time_limit_seconds: 60 },
      objectives: [{ metric: 'set/gap_integral', direction: 'minimize' }],
    });
    expect(request.datasetId).toBeUndefined();
    expect(setModel({ ...set('60'), input: 'instance', datasetId: 'd' }).request.datasetIds).toBeUndefined();
  });

  it('has from 2 to 100 of them', () => {
    expect(faultsOf(set('60', { instances: instances.slice(1) }))).toEqual({
      datasetIds: 'Choose at least 2 instances.',
    });
    const many = Array.from({ length: 101 }, (_, at) => ({ ...instances[0], id: String(at) }) as never);
    expect(faultsOf(set('60', { instances: many }))).toEqual({ datasetIds: 'There may be at most 100.' });
  });

  it('has a time limit for each, the same in every trial', () => {
    const path = 'parameters.time_limit_seconds';
    expect(faultsOf(set('0'))).toEqual({
      [path]: 'It must be more than 0 over a set: what is not solved counts with it.',
    });
    expect(faultsOf(set('x'))).toEqual({ [path]: '“x” is not a number.' });
    const limit = { ...blankRange, low: '1', high: '60' };
    const searched = { ...set('60').study, search: { highs: { presolve, time_limit_seconds: limit } } };
    expect(faultsOf(set('60', { study: searched }))).toEqual({
      'search.time_limit_seconds': 'It cannot be searched over a set: instances are measured by it.',
    });
  });

  it('is made again with the same instances', () => {
    const stored = {
      run: {
        id: 's',
        instances: 2,
        spec: { kind: 'study', algorithm: 'highs', parameters: { time_limit_seconds: 60 } },
      },
      instances,
      search: { presolve: { type: 'categorical', choices: ['on', 'off'] } },
      objectives: [{ metric: 'set/gap_integral', direction: 'minimize' }],
      sampler: { name: 'tpe' },
      seed: 1,
      trials: 10,
      parallelism: 1,
    } as unknown as StoredStudy;
    const again = draftFromStudy(stored);
    expect(again).toMatchObject({ input: 'set', instances, datasetId: undefined });
    expect(setModel(again).request.datasetIds).toEqual(['a', 'b']);
  });

  it('calls its fields by their names', () => {
    const words = (path: string) => studyTitle(path, set('60'), setModel(set('60')));
    expect(words('datasetIds')).toBe('Instances');
    expect(words('datasetIds[2]')).toBe('Instance 3');
  });
});

describe('what is wrong with a study', () => {
  it('is everything that is missing, in the order of the form', () => {
    expect([...studyModelOf(emptyDraft('study'), formOf(undefined, {}), offer).errors.keys()]).toEqual([
      'datasetId',
      'target',
      'algorithm',
    ]);
    expect(errorsOf(draft({ search: {} }))).toEqual({ search: 'Choose at least one parameter that is searched.' });
  });

  it('is a fixed value, but not that of a parameter that is searched', () => {
    const entered = { parameters: { boosting: { rate: '7', optimizer: { momentum: 'x' } } } };
    expect(errorsOf(draft({}, entered))).toEqual({ 'parameters.optimizer.momentum': '“x” is not a number.' });
  });

  it('is told by the paths of the server', () => {
    expect(
      errorsOf(
        draft({
          search: { boosting: { rate: { ...rate, low: '0.5' } } },
          objectives: [{ metric: 'rmse' }],
          constraints: [{ metric: 'auc', bound: '', atLeast: false }],
          sampler: 'tpe',
          samplerOptions: { tpe: { startup: '1000' } },
          pruner: 'median',
          prunerOptions: { median: { warmup: '-1' } },
          seed: '-1',
          trials: '0',
          timeBudget: 'long',
          parallelism: '101',
          enqueue: [{ rate: '9' }],
        }),
      ),
    ).toEqual({
      'search.rate.low': 'It must not be more than the high end.',
      'objectives[0].metric': 'BOOSTING reports no such metric.',
      'constraints[0].bound': 'It must be a number.',
      'sampler.parameters.startup': 'It must be from 0 to 100.',
      'pruner.parameters.warmup': 'It must be at least 0.',
      seed: 'It must be a whole number from 0 to 2147483647.',
      trials: 'It must be a whole number from 1 to 10000.',
      parallelism: 'It must be a whole number from 1 to 100.',
      timeBudgetSeconds: 'It must be a whole number from 1 to 31536000.',
      'enqueue[0].rate': 'It must be from 0.0001 to 1.',
    });
  });

  it('is a pruner with several objectives, and what nobody offers', () => {
    const two = [{ metric: 'auc' }, { metric: 'seconds' }];
    expect(errorsOf(draft({ objectives: two, pruner: 'median' }))).toEqual({
      pruner: 'It needs a single objective: choose no pruner, or keep one objective.',
    });
    expect(errorsOf(draft({ objectives: two }))).toEqual({});
    expect(errorsOf(draft({ sampler: 'gp', pruner: 'hyperband' }))).toEqual({
      'sampler.name': 'Choose a sampler.',
      'pruner.name': 'No ML service offers this pruner now.',
    });
  });

  it('is JSON that cannot be taken, in the place of what is wrong in the form behind it', () => {
    const broken = draft({}, { parameters: { boosting: { optimizer: { momentum: 'x' } } } });
    const form = formOf(boosting.parametersSchema, broken.parameters.boosting ?? {});
    const { errors } = studyModelOf(broken, form, offer, { settings: 'no JSON', search: 'none either' });
    expect(Object.fromEntries(errors)).toEqual({ parameters: 'no JSON', search: 'none either' });
  });

  it('is an earlier study that searches something else, if it is known', () => {
    const earlier = [
      { run: { id: 's1' }, search: { rate: {}, leaves: {} }, objectives: [{ metric: 'auc', direction: 'maximize' }] },
      { run: { id: 's2' }, search: { rate: {} }, objectives: [{ metric: 'auc', direction: 'maximize' }] },
      { run: { id: 's3' }, search: { rate: {}, leaves: {} }, objectives: [{ metric: 'auc', direction: 'minimize' }] },
    ] as unknown as StoredStudy[];
    const told = errorsOf(draft({ startFrom: ['s1', 's2', 's3', 's4'] }), { ...offer, earlier });
    expect(Object.keys(told)).toEqual(['startFrom[1]', 'startFrom[2]']);
  });
});

describe('a draft that was kept', () => {
  it('is filled up with what a study has now', () => {
    const kept = { name: 'n', study: { trials: '7' } } as unknown as Partial<Draft>;
    expect(keptDraft('study', kept)).toEqual({
      ...emptyDraft('study'),
      name: 'n',
      study: { ...emptyDraft('study').study, trials: '7' },
    });
  });
});

describe('a study that is made again', () => {
  const spec = {
    kind: 'study',
    name: 'tuned',
    algorithm: 'boosting',
    datasetId: 'd',
    target: 'survived',
    task: 'classification',
    excludedColumns: ['alive'],
    validation: { method: 'kfold', folds: 3, seed: 9 },
    parameters: { weight: 'balanced', optimizer: { momentum: 0.9 } },
    tags: ['a'],
    limits: { timeSeconds: 60, maxAttempts: 100 },
  } as unknown as NewRun;
  const stored: StoredStudy = {
    run: { id: 's', spec } as unknown as Run,
    search: {
      leaves: { type: 'integer', low: 8, high: 128, step: 8, log: false },
      rate: { type: 'float', low: 0.001, high: 0.3, step: null, log: true },
    },
    objectives: [{ metric: 'auc', direction: 'maximize' }],
    constraints: [{ metric: 'seconds', bound: 10, atLeast: false }],
    sampler: { name: 'tpe', parameters: { startup: 3 } },
    pruner: { name: 'median', parameters: { warmup: 2 }, metric: 'valid/auc' },
    seed: 42,
    trials: 80,
    timeBudgetSeconds: 600,
    parallelism: 2,
    startFrom: ['e'],
  };

  it('asks for the same', () => {
    const again = draftFromStudy(stored);
    expect(again).toMatchObject({ kind: 'study', work: 'training', name: 'tuned', method: 'kfold', folds: '3' });
    const { request, errors } = modelOf(again);
    expect([...errors]).toEqual([]);
    expect(JSON.parse(JSON.stringify(request))).toEqual({
      name: 'tuned',
      algorithm: 'boosting',
      datasetId: 'd',
      target: 'survived',
      excludedColumns: ['alive'],
      validation: { method: 'kfold', folds: 3, seed: 9 },
      parameters: { weight: 'balanced', optimizer: { momentum: 0.9 } },
      tags: ['a'],
      limits: { timeSeconds: 60, maxAttempts: 100 },
      search: {
        leaves: { type: 'integer', low: 8, high: 128, step: 8 },
        rate: { type: 'float', low: 0.001, high: 0.3, log: true },
      },
      objectives: [{ metric: 'auc', direction: 'maximize' }],
      constraints: [{ metric: 'seconds', bound: 10, atLeast: false }],
      sampler: { name: 'tpe', parameters: { startup: 3 } },
      pruner: { name: 'median', parameters: { warmup: 2 }, metric: 'valid/auc' },
      seed: 42,
      trials: 80,
      timeBudgetSeconds: 600,
      parallelism: 2,
      startFrom: ['e'],
    });
    // The sampler is asked in this order.
    expect(Object.keys(request.search)).toEqual(['leaves', 'rate']);
  });

  it('takes what a run did, and searches nothing of it yet', () => {
    const training = { ...spec, kind: 'training' } as NewRun;
    const made = studyDraftFromSpec(training);
    expect(made).toMatchObject({ kind: 'study', work: 'training', name: '', target: 'survived', excluded: ['alive'] });
    expect(made.parameters.boosting).toEqual(spec.parameters);
    expect(Object.keys(errorsOf(made))).toEqual(['search']);
    const solve = { kind: 'solve', algorithm: 'highs', datasetId: 'i', warmStartRunId: 'w' } as NewRun;
    expect(studyDraftFromSpec(solve)).toMatchObject({ work: 'solve', algorithm: 'highs', warmStartRunId: undefined });
    const prediction = { kind: 'prediction', datasetId: 'd', modelId: 'm' } as NewRun;
    expect(studyDraftFromSpec(prediction)).toEqual({ ...emptyDraft('study'), datasetId: 'd' });
  });
});

describe('the words for a path', () => {
  const model = modelOf(draft({ pruner: 'median' }));

  it.each([
    ['search', 'Search'],
    ['search.leaves.low', 'Leaves › Low'],
    ['search.rate.log', 'Rate › Log scale'],
    ['search.optimizer.momentum.step', 'Optimizer › Momentum › Step'],
    ['search.optimizer.momentum', 'Optimizer › Momentum'],
    ['search.weight.choices[1]', 'Weight › Values'],
    ['objectives[0].metric', 'Objective 1'],
    ['objectives[1].direction', 'Objective 2 › direction'],
    ['constraints[0].bound', 'Constraint 1 › bound'],
    ['sampler.name', 'Sampler'],
    ['sampler.parameters.startup', 'Sampler › Random trials first'],
    ['pruner.parameters.warmup', 'Pruner › Steps first'],
    ['pruner.metric', 'Pruner › Looks at'],
    ['enqueue[2].leaves', 'Configuration 3 › Leaves'],
    ['startFrom[0]', 'Earlier study 1'],
    ['trials', 'Trials'],
    ['limits.maxAttempts', 'Attempts of a trial'],
    ['datasetId', 'Dataset'],
    ['parameters.weight', 'Weight'],
  ])('%s: %s', (path, words) => {
    expect(studyTitle(path, draft(), model)).toBe(words);
  });

  it('lead to the setting', () => {
    expect(searchedAt('search.optimizer.momentum.low')).toBe('optimizer.momentum');
    expect(searchedAt('search.weight.choices[3]')).toBe('weight');
    expect(searchedAt('parameters.rate')).toBe('rate');
    expect(searchedAt('trials')).toBeUndefined();
    expect(samplerAt('sampler.parameters.startup')).toBe('startup');
    expect(prunerAt('sampler.parameters.startup')).toBeUndefined();
  });
});
