import { describe, expect, it } from 'vitest';
import { align, SeriesBuffer } from './series-buffer';

function buffer(...points: [number, number][]): SeriesBuffer {
  const made = new SeriesBuffer('k', 1, 'loss');
  for (const [step, value] of points) made.append(step, step, value);
  return made;
}

describe('SeriesBuffer', () => {
  it('drops a point whose step it has seen', () => {
    const series = buffer([1, 5], [2, 6]);
    expect(series.append(2, 2, 99)).toBe(false);
    expect(series.append(3, 3, 7)).toBe(true);
    expect([...series.last()]).toEqual([5, 6, 7]);
    expect(series.points).toBe(3);
  });

  it('grows past its first size without losing a point', () => {
    const series = buffer();
    for (let step = 0; step < 1000; step++) series.append(step, step, step * 2);
    expect(series.length).toBe(1000);
    expect(series.step()[999]).toBe(999);
    expect(series.bucketed).toBe(false);
  });

  it('stays bounded, and keeps a single spike among a hundred thousand points', () => {
    const series = buffer();
    for (let step = 0; step < 100_000; step++) series.append(step, step, step === 54_321 ? 1000 : 0.5);
    expect(series.length).toBeLessThanOrEqual(16_384);
    expect(series.points).toBe(100_000);
    expect(series.bucketed).toBe(true);
    expect(Math.max(...series.max())).toBe(1000);
    expect(series.lastStep).toBe(99_999);
    const steps = [...series.step()];
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('does not let NaN hide an extreme when buckets are merged', () => {
    const series = buffer();
    for (let step = 0; step < 20_000; step++) series.append(step, step, step % 2 === 0 ? Number.NaN : 3);
    expect(series.min()[0]).toBe(3);
  });

  it('continues after buckets of the server', () => {
    const series = new SeriesBuffer('k', 1, 'loss');
    series.appendBucket(10, 1, 0, 9, 4);
    series.setPoints(10);
    series.append(10, 1, 5);
    series.append(11, 2, 6);
    expect([...series.last()]).toEqual([4, 6]);
    expect(series.points).toBe(11);
  });
});

describe('align', () => {
  it('puts series with different steps on one axis', () => {
    const data = align([buffer([1, 10], [2, 20], [4, 40]), buffer([2, 200], [3, 300])]);
    expect(data.x).toEqual([1, 2, 3, 4]);
    expect(data.last).toEqual([
      [10, 20, null, 40],
      [null, 200, 300, null],
    ]);
  });

  it('counts what cannot be drawn', () => {
    const data = align([buffer([1, Number.NaN], [2, Number.POSITIVE_INFINITY], [3, 1])]);
    expect(data.last).toEqual([[null, null, 1]]);
    expect(data.undrawable).toBe(2);
  });
});
