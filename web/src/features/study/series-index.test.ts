import { describe, expect, it } from 'vitest';
import { toldAt } from './series-index';

describe('what a trial has told', () => {
  it('is found by its step, wherever it stands', () => {
    const series = { step: [1, 3, 2], value: [0.1, 0.3, 0.2] };
    expect([1, 2, 3].map((step) => toldAt(series, step))).toEqual([0.1, 0.2, 0.3]);
    expect(toldAt(series, 4)).toBeUndefined();
    expect(toldAt(undefined, 1)).toBeUndefined();
  });

  it('is the first value of a step that is told twice, and NaN where the value is missing', () => {
    const series = { step: [2, 2, 1], value: [0.1, 0.2] };
    expect(toldAt(series, 2)).toBe(0.1);
    expect(toldAt(series, 1)).toBeNaN();
  });

  it('is new when there are new points', () => {
    expect(toldAt({ step: [1], value: [0.7] }, 2)).toBeUndefined();
    expect(toldAt({ step: [1, 2], value: [0.7, 0.8] }, 2)).toBe(0.8);
  });
});
