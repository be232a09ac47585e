import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '@/shared/api/types';
import { MetricStore } from './metric-store';

const series = (key: string, attempt: number, steps: number[]): MetricSeries => ({
  key,
  role: 'loss',
  attempt,
  points: steps.length,
  bucketed: false,
  step: steps,
  time: steps,
  min: steps,
  max: steps,
  last: steps,
});
const batch = (key: string, attempt: number, step: number[], value: (number | string)[] = step) => ({
  attempt,
  key,
  role: 'loss',
  step,
  time: step,
  value,
});

describe('MetricStore', () => {
  it('holds live points back until the history is there, then adds only the newer ones', () => {
    const store = new MetricStore();
    store.expectLoad();
    store.append([batch('a', 1, [3, 4, 5])]);
    store.load([series('a', 1, [1, 2, 3, 4])]);
    expect([...(store.get('a')?.step() ?? [])]).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells of a new series once, and of points each time', () => {
    const store = new MetricStore();
    store.load([]);
    let shapes = 0;
    let points = 0;
    store.onShape(() => shapes++);
    store.onPoints(() => points++);
    store.append([batch('a', 1, [1])]);
    store.append([batch('a', 1, [2])]);
    expect(shapes).toBe(1);
    expect(points).toBe(2);
  });

  it('replaces the points of an attempt that was given up, and ignores its late ones', () => {
    const store = new MetricStore();
    store.load([series('a', 1, [1, 2, 3])]);
    store.append([batch('a', 2, [1])]);
    store.append([batch('a', 1, [4])]);
    expect([...(store.get('a')?.step() ?? [])]).toEqual([1]);
    expect(store.get('a')?.attempt).toBe(2);
  });

  it('takes the values that JSON lacks', () => {
    const store = new MetricStore();
    store.load([]);
    store.append([batch('a', 1, [1, 2], ['NaN', '-Infinity'])]);
    expect([...(store.get('a')?.last() ?? [])]).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
  });

  it('passes over what is no batch', () => {
    const store = new MetricStore();
    store.load([]);
    store.append([null, 1, {}, { attempt: 1, key: 'a' }]);
    expect(store.keys()).toEqual([]);
  });
});
