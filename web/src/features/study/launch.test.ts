import { describe, expect, it } from 'vitest';
import type { Study } from '@/shared/api/types';
import { launchSearch, launchWords } from './launch';

const study = (spec: object) => ({ run: { spec } }) as unknown as Study;

describe('71: «Train with these parameters»', () => {
  it('has everything of the trial, the searched parameters in their places', () => {
    const validation = { method: 'kfold', folds: 5, seed: 3 };
    const tuned = study({
      kind: 'study',
      algorithm: 'lightgbm',
      datasetId: 'd',
      target: 'survived',
      excludedColumns: ['ticket'],
      validation,
      parameters: { rounds: 200, learning_rate: 0.1 },
      tags: ['titanic'],
    });
    expect(launchSearch(tuned, { learning_rate: 0.03, boosting: 'dart' })).toEqual({
      kind: 'training',
      prefill: {
        kind: 'training',
        algorithm: 'lightgbm',
        datasetId: 'd',
        target: 'survived',
        excludedColumns: ['ticket'],
        validation,
        tags: ['titanic'],
        parameters: { rounds: 200, learning_rate: 0.03, boosting: 'dart' },
      },
    });
    expect(launchWords(tuned)).toBe('Train with these parameters');
  });

  it('is a solve when there is nothing to learn', () => {
    const solve = study({ kind: 'study', algorithm: 'highs', datasetId: 'd' });
    expect(launchSearch(solve, { seed: 4 })).toMatchObject({
      kind: 'solve',
      prefill: { kind: 'solve', parameters: { seed: 4 } },
    });
    expect(launchWords(solve)).toBe('Solve with these parameters');
    expect(launchSearch(solve, {}).prefill.ofSet).toBeUndefined();
    const overSet = { run: { instances: 3, spec: { kind: 'study', algorithm: 'highs' } } } as unknown as Study;
    expect(launchSearch(overSet, {}).prefill.ofSet).toBe(true);
  });
});
