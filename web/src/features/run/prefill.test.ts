import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import { firstDraft } from './launch-source';
import { launchOfTrial, prefillOf } from './prefill';
import { type NewRunSearch, newRunSearch } from './run-search';

describe('71: a launch form that an address fills in', () => {
  const trial = {
    spec: {
      kind: 'trial',
      algorithm: 'lightgbm',
      datasetId: 'd',
      target: 'survived',
      excludedColumns: ['ticket'],
      validation: { method: 'kfold', folds: 5 },
      parameters: { learning_rate: 0.03, tree: { leaves: 31 } },
      limits: { maxAttempts: 100 },
    },
  } as unknown as Run;

  it('has everything of the trial, as a training of its own', () => {
    const { kind, prefill } = launchOfTrial(trial);
    const search = newRunSearch(JSON.parse(JSON.stringify({ kind, prefill })) as Record<string, unknown>);
    expect(search.kind).toBe('training');
    expect(prefillOf(search.prefill)).toEqual({
      kind: 'training',
      algorithm: 'lightgbm',
      datasetId: 'd',
      target: 'survived',
      excludedColumns: ['ticket'],
      validation: { method: 'kfold', folds: 5 },
      parameters: { learning_rate: 0.03, tree: { leaves: 31 } },
    });
  });

  it('says of a trial over a set that one instance has to be chosen', () => {
    const spec = { kind: 'trial', algorithm: 'highs', parameters: { presolve: 'off' } };
    const { kind, prefill } = launchOfTrial({ spec, instances: 3 } as unknown as Run);
    expect(kind).toBe('solve');
    expect(prefill.ofSet).toBe(true);
    const search: NewRunSearch = { kind };
    const run = prefillOf(prefill);
    expect(firstDraft('p', search, { spec: run, isOfSet: true })).toMatchObject({
      input: 'instance',
      algorithm: 'highs',
      datasetId: undefined,
    });
    expect(firstDraft('p', search, { spec: run })).toMatchObject({ input: 'template' });
    const packed = { ...run, kind: 'solve', parameters: { data: '{}' } } as never;
    expect(firstDraft('p', search, { spec: packed, isOfSet: true })).toMatchObject({ input: 'template' });
  });

  it('leaves out what is of a wrong type, and begins empty without a kind', () => {
    expect(prefillOf({ kind: 'solve', target: 7, tags: ['a', 1], parameters: [1], validation: null })).toEqual({
      kind: 'solve',
      tags: ['a'],
    });
    expect(prefillOf({ kind: 'trial', algorithm: 'x' })).toBeUndefined();
    expect(prefillOf(undefined)).toBeUndefined();
    expect(newRunSearch({ prefill: 'odd' }).prefill).toBeUndefined();
    expect(newRunSearch({ kind: 'study', from: 's' })).toMatchObject({ kind: 'study', from: 's' });
    expect(newRunSearch({ kind: 'trial' }).kind).toBe('training');
  });
});
