import { describe, expect, it } from 'vitest';
import { errorFunction, gridCounts, importanceOf, kernelWidth } from './ped-anova';
import type { SearchedParameter } from './study-space';
import { boosting, depth, learningRate } from './trial-fixture';

const float = (low: number, high: number, more: Partial<SearchedParameter> = {}): SearchedParameter => ({
  ...learningRate,
  low,
  high,
  log: false,
  ...more,
});
const integer = (low: number, high: number, more: Partial<SearchedParameter> = {}): SearchedParameter => ({
  ...depth,
  low,
  high,
  ...more,
});
const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/* The numbers of this block are those of the tests of Optuna's `ScottParzenEstimator`. */
describe('the kernels', () => {
  it('count values on a grid as Optuna does', () => {
    expect(gridCounts(integer(-5, 5), [-5, -5, 1, 5, 5], 5)).toEqual([2, 0, 1, 0, 2]);
    const oneToEight = range(8).map((at) => at + 1);
    expect(gridCounts(integer(1, 8, { log: true, step: undefined }), oneToEight, 5)).toEqual([1, 1, 3, 3]);
    expect(gridCounts(float(1, 8, { log: true }), oneToEight, 5)).toEqual([1, 1, 1, 3, 2]);
    const hundred = range(100).map((at) => -5 + (10 * at) / 99);
    expect(gridCounts(float(-5, 5), hundred, 5)).toEqual([13, 25, 24, 25, 13]);
  });

  it('are as wide as those of Optuna', () => {
    const width = (...counts: number[]) => {
      const places = counts.flatMap((count, at) => (count > 0 ? [at] : []));
      return kernelWidth(
        places,
        places.map((at) => counts[at] ?? 0),
      );
    };
    expect(width(0, 0, 0, 1)).toBeCloseTo(0.304878, 6);
    expect(width(0, 0, 100, 0)).toBeCloseTo(0.304878, 6);
    expect(width(1, 2, 3, 4)).toBeCloseTo(0.7043276, 6);
    expect(width(90, 0, 0, 90)).toBeCloseTo(0.5638226, 6);
    expect(width(1, 0, 0, 1)).toBeCloseTo(1.9556729, 6);
  });

  it('have a place for each step that can be reached, and at most so many', () => {
    expect(gridCounts(float(0, 1, { step: 0.3 }), [0, 0.3, 0.9])).toEqual([1, 1, 0, 1]);
    expect(gridCounts(float(0, 1), [0, 1])).toHaveLength(50);
  });
});

describe('the error function', () => {
  it('is that of the tables', () => {
    expect(errorFunction(0)).toBe(0);
    expect(errorFunction(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(errorFunction(-1)).toBeCloseTo(-0.8427007929497149, 14);
    expect(errorFunction(3)).toBeCloseTo(0.9999779095030014, 14);
    expect(errorFunction(Number.POSITIVE_INFINITY)).toBe(1);
  });
});

describe('the importance of parameters', () => {
  const count = 60;
  const at = range(count);
  const question = () => {
    const rates = at.map((i) => 0.001 * 100 ** (((i * 7) % count) / (count - 1)));
    const depths = at.map((i) => 2 + ((i * 5) % 9));
    const leaves = at.map((i) => Math.round(8 * 16 ** (((i * 11) % count) / (count - 1))));
    const shares = at.map((i) => 0.5 + 0.25 * ((i * 13) % 3));
    const boostings = at.map((i) => i % 3);
    const losses = at.map(
      (i) =>
        -(
          0.9 -
          0.1 * (Math.log10(rates[i] ?? 0) + 2) ** 2 -
          0.01 * Math.abs((depths[i] ?? 0) - 6) +
          (boostings[i] === 1 ? 0.02 : 0)
        ),
    );
    return {
      space: [
        learningRate,
        depth,
        integer(8, 128, { name: 'leaves', log: true, step: undefined }),
        float(0.5, 1, { name: 'share', step: 0.25 }),
        boosting,
      ],
      columns: [rates, depths, leaves, shares, boostings].map((column) => Float64Array.from(column)),
      losses: Float64Array.from(losses),
    };
  };

  it('is that of the formulas of Optuna, written down once more in another language', () => {
    const found = new Map(importanceOf(question()).map(({ name, share }) => [name, share]));
    expect(found.get('learning_rate')).toBeCloseTo(0.42431008459655906, 9);
    expect(found.get('depth')).toBeCloseTo(0.07145756072439145, 9);
    expect(found.get('leaves')).toBeCloseTo(0.009706008023837793, 9);
    expect(found.get('share')).toBeCloseTo(0.40223893974953856, 9);
    expect(found.get('boosting')).toBeCloseTo(0.09228740690567318, 9);
  });

  it('comes in the order of the shares, which make one', () => {
    const found = importanceOf(question());
    expect(found[0]?.name).toBe('learning_rate');
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('is nothing for a parameter with one value, and the same for all when nothing tells them apart', () => {
    const { columns, losses } = question();
    const [rates = new Float64Array(0), depths = new Float64Array(0)] = columns;
    const fixed = integer(3, 3, { name: 'fixed' });
    const one = importanceOf({ space: [learningRate, fixed], columns: [rates, depths.map(() => 3)], losses });
    expect(one).toEqual([
      { name: 'learning_rate', share: 1 },
      { name: 'fixed', share: 0 },
    ]);
    const same = importanceOf({ space: [learningRate, depth], columns: [rates, depths], losses: losses.map(() => 1) });
    expect(same.map(({ share }) => share)).toEqual([0.5, 0.5]);
  });

  it('leaves out trials that lack a value, and knows nothing of two', () => {
    const { space, columns, losses } = question();
    const [rates = new Float64Array(0), ...others] = columns;
    const holes = rates.map((value, i) => (i >= 2 ? Number.NaN : value));
    expect(importanceOf({ space, columns: [holes, ...others], losses })).toEqual([]);
  });
});
