import { describe, expect, it } from 'vitest';
import { cheapest, costOf, cutAt } from './thresholds';

const cuts = { class: 'yes', positives: 4, negatives: 6, tp: [4, 4, 3, 1, 0], fp: [6, 3, 1, 0, 0] };

describe('cutAt', () => {
  it('counts the four cells and what follows from them', () => {
    expect(cutAt(cuts, 4, 2)).toEqual({
      threshold: 0.5,
      tp: 3,
      fp: 1,
      fn: 1,
      tn: 5,
      precision: 0.75,
      recall: 0.75,
      f1: 0.75,
      falsePositiveRate: 1 / 6,
    });
  });

  it('has no precision where nothing is taken for the class', () => {
    expect(cutAt(cuts, 4, 4)).toMatchObject({ precision: undefined, recall: 0, f1: 0, tn: 6, fn: 4 });
  });
});

describe('cheapest', () => {
  it('follows the costs', () => {
    expect(cheapest(cuts, 4, { falsePositive: 1, falseNegative: 1 })).toBe(2);
    expect(cheapest(cuts, 4, { falsePositive: 1, falseNegative: 10 })).toBe(1);
    expect(cheapest(cuts, 4, { falsePositive: 10, falseNegative: 1 })).toBe(3);
    expect(costOf(cutAt(cuts, 4, 1), { falsePositive: 1, falseNegative: 10 })).toBe(3);
  });

  it('stays at one half when every step costs the same', () => {
    expect(cheapest(cuts, 4, { falsePositive: 0, falseNegative: 0 })).toBe(2);
  });
});
