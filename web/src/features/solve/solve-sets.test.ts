import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import { isSameInstance, rowOf, setRowOf, setsOf } from './solve-sets';

function solve(id: string, outcome: string | null, seconds: number | undefined, parameters: object = {}): Run {
  return {
    id,
    name: id,
    outcome,
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: outcome === null ? null : '2026-01-01T00:02:00Z',
    spec: { kind: 'solve', algorithm: 'highs', datasetId: 'd', parameters },
    summary: seconds === undefined ? {} : { seconds, gap: outcome === 'optimal' ? 0 : 0.04, primal_integral: 3 },
  } as unknown as Run;
}

describe('75: what each solve came to', () => {
  it('counts the time of a proof, else the limit', () => {
    expect(rowOf(solve('a', 'optimal', 12, { time_limit_seconds: 60 }))).toMatchObject({ isSolved: true, counted: 12 });
    expect(rowOf(solve('a', 'infeasible', 2))).toMatchObject({ isSolved: true, counted: 2 });
    expect(rowOf(solve('a', 'feasible', 59.2, { time_limit_seconds: 60 }))).toMatchObject({
      isSolved: false,
      seconds: 59.2,
      counted: 60,
    });
    expect(rowOf(solve('a', 'stopped', 30))).toMatchObject({ isSolved: false, counted: 30 });
  });

  it('takes the clock where the solver told no time, and nothing before the end', () => {
    expect(rowOf(solve('a', 'optimal', undefined)).seconds).toBe(120);
    expect(rowOf(solve('a', null, undefined)).counted).toBeUndefined();
  });
});

describe('75: sets of solves', () => {
  const runs = [
    solve('a', 'optimal', 10, { seed: 1, threads: 1 }),
    solve('b', 'optimal', 30, { seed: 2, threads: 1 }),
    solve('c', 'feasible', 40, { seed: 1, threads: 4 }),
    solve('d', null, undefined, { seed: 2, threads: 4 }),
  ];

  it('are those that differ in their seed alone, named by what the sets differ in', () => {
    expect(setsOf(runs).map(({ label, runs: own }) => [label, own.map((run) => run.id)])).toEqual([
      ['highs, threads 1', ['a', 'b']],
      ['highs, threads 4', ['c', 'd']],
    ]);
    expect(setsOf(runs.slice(0, 2))[0]?.label).toBe('highs');
  });

  it('have a shifted geometric mean of their times, and medians', () => {
    const [first, second] = setsOf(runs).map(setRowOf);
    expect(first).toMatchObject({ runs: 2, ended: 2, solved: 2, gap: 0, primalIntegral: 3 });
    expect(first?.time).toBeCloseTo(Math.sqrt(20 * 40) - 10);
    expect(second).toMatchObject({ runs: 2, ended: 1, solved: 0, time: expect.closeTo(40, 9), gap: 0.04 });
  });

  it('are of one instance only when data and dataset are the same', () => {
    expect(isSameInstance(runs)).toBe(true);
    const other = { ...runs[0], spec: { ...runs[0]?.spec, datasetId: 'e' } } as Run;
    expect(isSameInstance([...runs, other])).toBe(false);
    const templates = ['1', '2'].map((data) => solve(data, null, undefined, { data }));
    expect(isSameInstance(templates)).toBe(false);
  });
});
