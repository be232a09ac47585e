import { describe, expect, it } from 'vitest';
import { numberOf } from '@/shared/chart/metric-number';
import { LineBuffer } from './line-buffer';

const entry = (step: number, last: number, min = last, max = last) => ({
  x: step,
  step,
  time: step,
  min,
  max,
  last,
  smoothed: Number.NaN,
});

describe('LineBuffer', () => {
  it('adds live points after what the server had, each once', () => {
    const buffer = new LineBuffer();
    for (const step of [1, 2, 3]) buffer.load(entry(step, step));
    buffer.loaded(3);
    expect([2, 3, 4, 4, 5].map((step) => buffer.append(step, step, step, step))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect([...buffer.step]).toEqual([1, 2, 3, 4, 5]);
    expect(buffer.points).toBe(5);
    expect(buffer.bucketed).toBe(false);
  });

  it('stays bounded, and a spike outlives every merge', () => {
    const buffer = new LineBuffer();
    for (let step = 0; step < 200_000; step++) buffer.append(step, step, step, step === 12_345 ? 1000 : 1);
    expect(buffer.length).toBeLessThanOrEqual(16_384);
    expect(Math.max(...buffer.max)).toBe(1000);
    expect(buffer.points).toBe(200_000);
    expect(buffer.lastStep).toBe(199_999);
    expect(buffer.bucketed).toBe(true);
  });

  it('44: counts what is no number and remembers where', () => {
    const buffer = new LineBuffer();
    [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].forEach((value, step) => {
      buffer.append(step, step, step, value);
    });
    expect(buffer.nonFinite).toMatchObject({ nan: 1, positive: 1, negative: 1 });
    expect(buffer.nonFinite.at.map((place) => place.x)).toEqual([1, 2, 3]);
  });

  it('knows when x goes back', () => {
    const buffer = new LineBuffer();
    buffer.load(entry(1, 1));
    buffer.load({ ...entry(2, 1), x: 0 });
    expect(buffer.sorted).toBe(false);
  });
});

describe('numberOf', () => {
  it('reads the values that JSON lacks', () => {
    expect(['NaN', 'Infinity', '-Infinity', 2, null].map((value) => numberOf(value as never))).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2,
      Number.NaN,
    ]);
  });
});
