import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import { launchOfTrial, prefillOf } from './prefill';
import { newRunSearch } from './run-search';

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
