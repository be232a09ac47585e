import { describe, expect, it } from 'vitest';
import { BEST, extentsOf, heatOf, matrixOrder, matrixRows, matrixValue, wholeExtent } from './matrix';
import type { TrialSeries } from './study-api';
import { storeOf } from './trial-fixture';

const store = storeOf(
  [
    { number: 0, values: [0.5] },
    { number: 1, values: [0.2] },
    { number: 2, values: [0.9], state: 'pruned' },
    { number: 3, state: 'running' },
  ],
  { space: [], objectives: [{ metric: 'set/gap_integral', maximize: false }] },
);
const series = new Map<string, TrialSeries>([
  ['run-0', { step: [1, 2], value: [0.4, 0.6] }],
  ['run-1', { step: [1, 2], value: [0.1, 0.3] }],
  ['run-2', { step: [1], value: [0.9] }],
]);
const data = { store, series };
const all = [0, 1, 2, 3];
const minimize = { maximize: false };

describe('trials by instances', () => {
  it('have the value of an instance at its place, and none before it has ended', () => {
    expect([1, 2, 3].map((place) => matrixValue(data, 0, place))).toEqual([0.4, 0.6, Number.NaN]);
    expect(matrixValue(data, 2, 2)).toBeNaN();
    expect(matrixValue(data, 3, 1)).toBeNaN();
  });

  it('are in order by an instance, by the objective or by number, what is not known last', () => {
    const order = (by: string | undefined, mask?: Uint8Array) => [...matrixOrder(data, all, mask, by)];
    expect(order(undefined)).toEqual([0, 1, 2, 3]);
    expect(order('instance.1')).toEqual([1, 0, 2, 3]);
    expect(order('-instance.1')).toEqual([2, 0, 1, 3]);
    expect(order('-instance.2')).toEqual([0, 1, 2, 3]);
    expect(order('metric.set/gap_integral')).toEqual([1, 0, 2, 3]);
    expect(order('instance.1', Uint8Array.from([1, 1, 0, 0]))).toEqual([1, 0]);
    expect([...matrixOrder(data, [2, 3], undefined, '-number')]).toEqual([3, 2]);
  });

  it('are coloured from the best to the worst of each instance', () => {
    const extents = extentsOf(data, all, 3);
    expect(extents).toEqual([{ low: 0.1, high: 0.9 }, { low: 0.3, high: 0.6 }, undefined]);
    expect(heatOf(0.1, extents[0], minimize)).toBe(BEST);
    expect(heatOf(0.9, extents[0], minimize)).toBe(1);
    expect(heatOf(0.5, extents[0], minimize)).toBe(0);
    expect(heatOf(0.9, extents[0], { maximize: true })).toBe(BEST);
    expect(heatOf(Number.NaN, extents[0], minimize)).toBeNull();
    expect(heatOf(1, { low: 1, high: 1 }, minimize)).toBeNull();
    expect(heatOf(1, extents[2], minimize)).toBeNull();
    expect(wholeExtent(extents)).toEqual({ low: 0.1, high: 0.9 });
    expect(wholeExtent([undefined])).toBeUndefined();
  });

  it('go into a file with all their digits', () => {
    const instances = [
      { place: 1, name: 'a.mps', version: 1 },
      { place: 2, name: 'b.mps', version: 3 },
    ];
    expect(matrixRows(data, [2, 0], instances)).toEqual({
      columns: ['trial', 'state', 'set/gap_integral', 'a.mps', 'b.mps v3'],
      rows: [
        [2, 'pruned', 0.9, 0.9, Number.NaN],
        [0, 'completed', 0.5, 0.4, 0.6],
      ],
    });
  });
});
