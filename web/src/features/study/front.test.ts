import { describe, expect, it } from 'vitest';
import { frontOf, normalizedPoints } from './front';
import { frontViews } from './front-views';
import { hypervolume } from './pareto';
import { columnsOf, maximizeAuc, storeOf } from './trial-fixture';

const objectives = [maximizeAuc, { metric: 'seconds', maximize: false }];

describe('the Pareto front of a study', () => {
  it('has the completed trials within the constraints that no other one beats, in the directions of the objectives', () => {
    const store = storeOf(
      [
        { number: 0, values: [0.9, 10], constraints: [0] },
        { number: 1, values: [0.8, 5], constraints: [0] },
        { number: 2, values: [0.7, 7], constraints: [0] },
        { number: 3, values: [0.99, 1], constraints: [1] },
        { number: 4, state: 'pruned', values: [0.99, 1], constraints: [0] },
        { number: 5, state: 'running' },
      ],
      { objectives, constraints: 1 },
    );
    const front = frontOf(store);
    expect(front.numbers).toEqual([0, 1, 2]);
    expect(front.best).toEqual([0, 1]);
    expect(front.points[0]).toEqual([-0.9, 10]);
  });

  it('is worked out anew when a trial has changed, and only then', () => {
    const store = storeOf([{ number: 0, values: [0.9, 10] }], { objectives });
    const first = frontOf(store);
    expect(frontOf(store)).toBe(first);
    store.take(columnsOf([{ number: 1, values: [0.8, 5] }], '2'));
    expect(frontOf(store).best).toEqual([0, 1]);
    store.lose([0]);
    expect(frontOf(store).best).toEqual([1]);
  });

  it('is shown by what shows all objectives at once, unless somebody wants another view', () => {
    expect([2, 3, 4, 5].map((objectives) => frontViews(objectives)[0])).toEqual(['pair', 'space', 'lines', 'lines']);
    expect(frontViews(2)).toHaveLength(1);
  });

  it('lies between the best and the worst value of each objective', () => {
    const { points, reference } = normalizedPoints([
      [-0.9, 10],
      [-0.7, 30],
      [-0.8, 20],
    ]);
    expect(points[0]).toEqual([0, 0]);
    expect(points[1]).toEqual([1, 1]);
    expect(points[2]?.map((loss) => Number(loss.toFixed(9)))).toEqual([0.5, 0.5]);
    expect(hypervolume(points, reference)).toBe(1);
    expect(normalizedPoints([[3, 1]]).points).toEqual([[0, 0]]);
    expect(normalizedPoints([])).toEqual({ points: [], reference: [] });
  });
});
