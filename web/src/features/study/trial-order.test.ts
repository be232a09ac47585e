import { describe, expect, it } from 'vitest';
import { storeOf, type TrialLine } from './trial-fixture';
import { failureGroups, failureWords, nextTrialSort, orderedTrials, parseTrialSort, withDeleted } from './trial-order';

const lines: TrialLine[] = [
  { number: 0, values: [0.5], parameters: { depth: 4 }, begun: 0, ended: 9 },
  { number: 1, state: 'failed', failure: 'ValueError: 12 is too many', begun: 0, ended: 1 },
  { number: 2, values: [0.9], parameters: { depth: 2 }, begun: 0, ended: 3 },
  { number: 3, state: 'pruned', values: [0.7], parameters: { depth: 4 }, begun: 0, ended: 4 },
  { number: 4, state: 'failed', failure: 'ValueError: 7.5e-3 is too many', begun: 0, ended: 1 },
  { number: 5, state: 'running', begun: 0, started: null },
];
const store = storeOf(lines);
const all = { states: [], failure: undefined, mask: undefined };
const order = (sort: string | undefined, filter: Partial<Parameters<typeof orderedTrials>[1]> = {}) => [
  ...orderedTrials(store, { ...all, ...filter }, parseTrialSort(sort), 20_000),
];

describe('the order of trials', () => {
  it('is that of their numbers, or of a column, and what has no value comes last both ways', () => {
    expect(order(undefined)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(order('-number')).toEqual([5, 4, 3, 2, 1, 0]);
    expect(order('metric.auc')).toEqual([0, 3, 2, 1, 4, 5]);
    expect(order('-metric.auc')).toEqual([2, 3, 0, 1, 4, 5]);
    expect(order('-param.depth')).toEqual([0, 3, 2, 1, 4, 5]);
    expect(order('-duration')).toEqual([0, 3, 2, 1, 4, 5]);
    expect(order('param.absent')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps deleted trials where they stood until they are taken out', () => {
    const shown = Int32Array.from([2, 3, 0, 1]);
    const rows = (next: number[], deleted: number[], takenOut: number[] = []) => [
      ...withDeleted(Int32Array.from(next), shown, new Set(deleted), new Set(takenOut)),
    ];
    expect(rows([2, 0, 1], [3])).toEqual([2, 3, 0, 1]);
    expect(rows([2, 1, 4], [3, 0])).toEqual([2, 3, 0, 1, 4]);
    expect(rows([], [2, 3, 0, 1])).toEqual([2, 3, 0, 1]);
    expect(rows([2, 1], [3, 0], [3])).toEqual([2, 1, 0]);
    expect(rows([2, 0, 1], [3, 9], [3, 9])).toEqual([2, 0, 1]);
  });

  it('goes upwards, downwards, and back to the numbers', () => {
    expect(nextTrialSort(undefined, 'metric.auc')).toBe('metric.auc');
    expect(nextTrialSort('metric.auc', 'metric.auc')).toBe('-metric.auc');
    expect(nextTrialSort('-metric.auc', 'metric.auc')).toBeUndefined();
    expect(nextTrialSort(undefined, 'number')).toBe('-number');
    expect(nextTrialSort('state', 'number')).toBeUndefined();
  });

  it('69: has the trials that are picked out, in the states that are wanted', () => {
    expect(order(undefined, { mask: Uint8Array.from([1, 0, 1, 1, 0, 0]) })).toEqual([0, 2, 3]);
    expect(order(undefined, { states: ['failed', 'running'] })).toEqual([1, 4, 5]);
    expect(order(undefined, { failure: 'ValueError: N is too many' })).toEqual([1, 4]);
    expect(order(undefined, { failure: 'No message' })).toEqual([]);
  });
});

describe('failures', () => {
  it('are put together when only their numbers and ids differ', () => {
    expect(failureGroups(store)).toEqual([{ words: 'ValueError: N is too many', numbers: [1, 4] }]);
    expect(failureWords('run 0190f5b0-0000-7000-8000-0000000000aa is lost\nat line 3')).toBe('run … is lost');
    expect(failureWords(undefined)).toBe('No message');
  });
});
