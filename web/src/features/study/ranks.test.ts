import { describe, expect, it } from 'vitest';
import { bestSoFar, bestTrials, distributionOf, rankPlaces } from './ranks';
import { columnsOf, maximizeAuc, storeOf, type TrialLine } from './trial-fixture';

const lines: TrialLine[] = [
  { number: 0, state: 'failed' },
  { number: 1, values: [0.5] },
  { number: 2, state: 'pruned', values: [0.99] },
  { number: 3, values: [0.8] },
  { number: 4, values: [0.6] },
  { number: 5, values: [0.8] },
  { number: 6, state: 'running' },
];

describe('the best so far', () => {
  it('is that of the completed trials with a smaller number, in the direction of the objective', () => {
    expect([...bestSoFar(storeOf(lines), 0)]).toEqual([Number.NaN, 0.5, 0.5, 0.8, 0.8, 0.8, 0.8]);
    const least = storeOf(lines, { objectives: [{ ...maximizeAuc, maximize: false }] });
    expect([...bestSoFar(least, 0)]).toEqual([Number.NaN, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('is never a trial that breaks a constraint', () => {
    const store = storeOf(
      [
        { number: 0, values: [0.9], constraints: [1] },
        { number: 1, values: [0.2], constraints: [0] },
      ],
      { constraints: 1 },
    );
    expect([...bestSoFar(store, 0)]).toEqual([Number.NaN, 0.2]);
    expect(bestTrials(store, 0)).toEqual([1]);
  });

  it('come first, the earlier of two equal ones before the other', () => {
    const store = storeOf(lines);
    expect(bestTrials(store, 0)).toEqual([3, 5, 4, 1]);
    expect(bestTrials(store, 0)).toBe(bestTrials(store, 0));
    store.take(columnsOf([{ number: 6, values: [0.7] }], '2'));
    expect(bestTrials(store, 0)).toEqual([3, 5, 6, 4, 1]);
    expect(bestTrials(store, 1)).toEqual([]);
  });
});

describe('ranks', () => {
  it('go from the worst to the best, and equal values share theirs', () => {
    const places = rankPlaces(storeOf(lines), 0);
    expect(places[1]).toBe(0);
    expect(places[4]).toBeCloseTo(1 / 3);
    expect([places[3], places[5]]).toEqual([5 / 6, 5 / 6]);
    expect([places[0], places[2], places[6]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('of a single trial is the best', () => {
    expect(rankPlaces(storeOf([{ number: 0, values: [3] }]), 0)[0]).toBe(1);
  });
});

describe('the distribution of an objective', () => {
  it('climbs to one over the completed trials, or over those that are picked out', () => {
    const { value, share } = distributionOf(storeOf(lines), 0);
    expect([...value]).toEqual([0.5, 0.6, 0.8, 0.8]);
    expect([...share]).toEqual([0.25, 0.5, 0.75, 1]);
    const mask = Uint8Array.from([0, 1, 1, 1, 0, 0, 0]);
    expect([...distributionOf(storeOf(lines), 0, mask).value]).toEqual([0.5, 0.8]);
    expect(distributionOf(storeOf([]), 0).value).toHaveLength(0);
  });
});
