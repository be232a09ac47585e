import { describe, expect, it } from 'vitest';
import type { Queues, Run } from '@/shared/api/types';
import { endedAlikeQuery, estimateOf, estimateWords, type Likeness, queueWords } from './launch-estimate';

const run = (seconds: number, datasetId: string | null = 'v2', more: Partial<Run> = {}): Run =>
  ({
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString(),
    spec: { kind: 'training', datasetId },
    ...more,
  }) as Run;

describe('the estimate', () => {
  it('is the median of runs on the same version', () => {
    const runs = [run(60), run(10), run(20), run(1000, 'v1')];
    const estimate = estimateOf(runs, 'v2');
    expect(estimate).toEqual({ median: 20_000, least: 10_000, most: 60_000, runs: 3, isSameVersion: true });
    expect(estimate && estimateWords(estimate)).toBe('about 20 s, the median of 3 runs like it (10 s to 1m 00s)');
    expect(estimateOf([run(10), run(20)], 'v2')?.median).toBe(15_000);
  });

  it('takes another version when there is none of this one, and says so', () => {
    const estimate = estimateOf([run(30, 'v1')], 'v2');
    expect(estimate && estimateWords(estimate)).toBe(
      'about 30 s, as the one run like it took on another version of the dataset',
    );
  });

  it('knows runs without a dataset', () => {
    expect(estimateOf([run(5, null)], undefined)).toMatchObject({ runs: 1, isSameVersion: true });
  });

  it('takes no run that solved a set', () => {
    expect(estimateOf([run(5, null), run(900, null, { instances: 12 })], undefined)?.median).toBe(5000);
    expect(estimateOf([run(900, null, { instances: 12 })], undefined)).toBeUndefined();
  });

  it('invents nothing when there is nothing to estimate from', () => {
    expect(estimateOf([], 'v2')).toBeUndefined();
    expect(estimateOf([run(1, 'v2', { startedAt: null }), run(1, 'v2', { endedAt: null })], 'v2')).toBeUndefined();
  });

  it('asks for runs of the same method on the same data', () => {
    const filterOf = (likeness: Likeness) => endedAlikeQuery('p', likeness).queryKey.at(-1);
    expect(filterOf({ kind: 'training', algorithm: 'ridge', dataset: { id: 'd', name: 'a b.csv' } })).toBe(
      'algorithm:ridge dataset:"a b.csv"',
    );
    expect(filterOf({ kind: 'prediction', model: { name: 'm' }, dataset: { id: 'd', name: 'x.csv' } })).toBe(
      'model:m dataset:x.csv',
    );
    expect(filterOf({ kind: 'solve', algorithm: 'knapsack' })).toBe('algorithm:knapsack NOT has:dataset');
  });
});

describe('the queue', () => {
  const queues = (
    service: Partial<Queues['services'][number]>,
    project: Partial<Queues['projects'][number]> = {},
  ): Queues => ({
    services: [
      {
        service: 'tabular',
        queued: 0,
        running: 0,
        slots: 2,
        slotsInUse: 0,
        waiting: [],
        oldestWaitSince: null,
        ...service,
      },
    ],
    projects: [{ projectId: 'p', name: 'P', queued: 0, running: 0, maxRunning: 0, weight: 1, ...project }],
  });

  it.each([
    [queues({}), 'starts at once'],
    [queues({ queued: 2, running: 2 }), '2 ahead'],
    [queues({ running: 2 }), 'next, when one of 2 slots is free'],
    [queues({ running: 1, slotsInUse: 2 }), 'next, when one of 2 slots is free'],
    [queues({ slots: 0 }), 'waits until the service tabular is up'],
    [queues({ service: 'solving' }), 'waits until the service tabular is up'],
    [queues({}, { maxRunning: 3, running: 3 }), 'waits: this project may have 3 runs under way, and has'],
    [queues({}, { maxRunning: 3, running: 2 }), 'starts at once'],
  ])('of %j: %s', (state, words) => {
    expect(queueWords(state, 'tabular', 'p')).toBe(words);
  });

  it('says nothing of a service that is not known yet', () => {
    expect(queueWords(queues({}), undefined, 'p')).toBeUndefined();
  });
});
