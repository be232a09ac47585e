import { beforeEach, describe, expect, it } from 'vitest';
import type { NewRun } from '@/shared/api/types';
import { clearDraft, draftErrors, draftFromSpec, emptyDraft, loadDraft, newRunOf, repeatsOf, saveDraft } from './draft';
import { newer } from './run-updates';

describe('draft', () => {
  beforeEach(() => sessionStorage.clear());

  it('survives a reload, one for each kind', () => {
    saveDraft('p', { ...emptyDraft('training'), target: 'survived' });
    expect(loadDraft('p', 'training').target).toBe('survived');
    expect(loadDraft('p', 'prediction').target).toBeUndefined();
    expect(loadDraft('p', 'study').target).toBeUndefined();
    clearDraft('p', 'training');
    expect(loadDraft('p', 'training').target).toBeUndefined();
  });

  it('names everything that is missing', () => {
    expect([...draftErrors(emptyDraft('training')).keys()]).toEqual(['datasetId', 'target', 'algorithm']);
    expect([...draftErrors(emptyDraft('prediction')).keys()]).toEqual(['datasetId', 'modelId']);
    const broken = {
      ...emptyDraft('training'),
      datasetId: 'd',
      target: 't',
      algorithm: 'a',
      testFraction: '1',
      seed: '-1',
    };
    expect([...draftErrors(broken).keys()]).toEqual(['validation.testFraction', 'validation.seed']);
    expect([...draftErrors({ ...broken, method: 'kfold', folds: '1', seed: '0' }).keys()]).toEqual([
      'validation.folds',
    ]);
  });

  it('makes the same run again from a run', () => {
    const spec = {
      kind: 'training' as const,
      name: 'n',
      datasetId: 'd',
      target: 't',
      excludedColumns: ['x'],
      algorithm: 'lightgbm',
      parameters: { rate: 0.1, early: false, layers: [1, 2], optimizer: { name: 'sgd', decay: null } } as never,
      validation: { method: 'kfold' as const, folds: 3, seed: 9 },
    };
    const draft = draftFromSpec(spec);
    expect(draft.parameters.lightgbm).toEqual(spec.parameters);
    expect(newRunOf(draft, { ...draft.parameters.lightgbm })).toEqual(spec);
  });
});

describe('a trial', () => {
  it.each([
    ['training', { target: 't', algorithm: 'lightgbm', parameters: { rate: 0.03 } }],
    ['solve', { algorithm: 'highs', datasetId: 'i', parameters: { seed: 4 } }],
  ])('is a %s like any other, whichever kind its specification names', (work, spec) => {
    const trial = draftFromSpec({ ...spec, kind: 'trial' } as unknown as NewRun);
    expect(trial).toEqual(draftFromSpec({ ...spec, kind: work } as unknown as NewRun));
    expect(trial.kind).toBe(work);
    expect(trial.parameters[spec.algorithm]).toEqual(spec.parameters);
  });
});

describe('repeatsOf', () => {
  it('starts the same with seeds that follow each other, under one tag', () => {
    const draft = { ...emptyDraft('training'), name: 'n', tags: 'a, b', seed: '7', repeats: '3' };
    const runs = repeatsOf(draft, {}, 'x1');
    expect(runs.map((run) => run.validation?.seed)).toEqual([7, 8, 9]);
    expect(runs.map((run) => run.name)).toEqual(['n seed 7', 'n seed 8', 'n seed 9']);
    expect(runs.every((run) => run.tags?.join() === 'a,b,repeat-x1')).toBe(true);
    expect(repeatsOf({ ...draft, repeats: '1' }, {}, 'x1')).toEqual([newRunOf(draft, {})]);
  });
});

describe('a solve', () => {
  const draft = { ...emptyDraft('solve'), datasetId: 'd', algorithm: 'highs', name: 'n', tags: 'a' };

  it('needs an instance and a solver, or a template alone', () => {
    expect([...draftErrors(emptyDraft('solve')).keys()]).toEqual(['datasetId', 'algorithm']);
    expect([...draftErrors({ ...emptyDraft('solve'), input: 'template' }).keys()]).toEqual(['algorithm']);
    expect([...draftErrors(draft).keys()]).toEqual([]);
    expect([...draftErrors({ ...draft, repeats: '21' }).keys()]).toEqual(['repeats']);
  });

  it('has no target and no validation', () => {
    expect(newRunOf({ ...draft, warmStartRunId: 'w' }, { threads: 2 })).toEqual({
      kind: 'solve',
      name: 'n',
      datasetId: 'd',
      algorithm: 'highs',
      parameters: { threads: 2 },
      warmStartRunId: 'w',
      tags: ['a'],
    });
  });

  it('of a template has its data in its parameters, and perhaps rows in a table', () => {
    const template = { ...draft, input: 'template' as const, algorithm: 'knapsack' };
    expect(newRunOf({ ...template, datasetId: undefined }, { data: '{}' }).datasetId).toBeUndefined();
    expect(newRunOf(template, { data: '{}' }).datasetId).toBe('d');
  });

  it('is started with several seeds as one set by tag', () => {
    const runs = repeatsOf({ ...draft, repeats: '3' }, { seed: 4, threads: 1 }, 'x1');
    expect(runs.map((run) => run.parameters)).toEqual([
      { seed: 4, threads: 1 },
      { seed: 5, threads: 1 },
      { seed: 6, threads: 1 },
    ]);
    expect(runs.map((run) => run.name)).toEqual(['n seed 4', 'n seed 5', 'n seed 6']);
    expect(runs.every((run) => run.tags?.join() === 'a,repeat-x1' && run.validation === undefined)).toBe(true);
  });

  it('comes back from its specification', () => {
    const spec = {
      kind: 'solve' as const,
      algorithm: 'knapsack',
      parameters: { data: '{"items": []}', seed: 2 } as never,
      warmStartRunId: 'w',
    };
    const back = draftFromSpec(spec);
    expect(back).toMatchObject({ input: 'template', warmStartRunId: 'w', algorithm: 'knapsack' });
    expect(back.parameters.knapsack).toEqual({ data: '{"items": []}', seed: 2 });
    expect(draftFromSpec({ ...spec, datasetId: 'd' }).input).toBe('template');
    expect(draftFromSpec({ ...spec, datasetId: 'd', parameters: { seed: 2 } as never }).input).toBe('instance');
  });
});

describe('newer', () => {
  it('never goes back to an older state', () => {
    const old = { revision: 3 } as never;
    const late = { revision: 2 } as never;
    expect(newer(old, late)).toBe(old);
    expect(newer(undefined, late)).toBe(late);
  });
});
