import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import { emptyDraft } from './draft';
import { warmStartsOf } from './warm-starts';

const solve = (id: string, outcome: string, datasetId: string | undefined, algorithm = 'highs', parameters = {}) =>
  ({
    id,
    name: id,
    outcome,
    datasetName: datasetId && `${datasetId}.mps`,
    spec: { kind: 'solve', datasetId, algorithm, parameters },
    summary: outcome === 'infeasible' ? {} : { objective: 7, gap: 0.05 },
  }) as unknown as Run;

const runs = [
  solve('other', 'optimal', 'e'),
  solve('own', 'feasible', 'd'),
  solve('none', 'infeasible', 'd'),
  solve('limit', 'no_solution', 'd'),
  solve('sack', 'stopped', undefined, 'knapsack'),
  solve('shop', 'optimal', undefined, 'job_shop'),
  solve('rows', 'optimal', 'csv', 'knapsack', { data: '{}' }),
];

describe('warm starts', () => {
  it('are solves with a solution, those of the same instance first', () => {
    const draft = { ...emptyDraft('solve'), datasetId: 'd' };
    expect(warmStartsOf(runs, draft).map((one) => one.value)).toEqual(['own', 'other']);
    expect(warmStartsOf(runs, draft).map((one) => one.label)).toEqual([
      'own · objective 7 · gap 5 %',
      'other · objective 7 · gap 5 % · of e.mps',
    ]);
  });

  it('of a template are those of the same template', () => {
    const draft = { ...emptyDraft('solve'), input: 'template' as const, algorithm: 'knapsack' };
    expect(warmStartsOf(runs, draft).map((one) => one.value)).toEqual(['sack', 'rows']);
  });
});
