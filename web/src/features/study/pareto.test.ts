import { describe, expect, it } from 'vitest';
import { hypervolume, hypervolumeHistory, paretoFront } from './pareto';

/** Numbers that look like chance, and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const cloud = (count: number, dimensions: number, seed: number) => {
  const next = numbers(seed);
  return Array.from({ length: count }, () => Array.from({ length: dimensions }, next));
};

/** By definition: each point against each other one. */
const byDefinition = (points: readonly (readonly number[])[]) =>
  points.flatMap((point, at) => {
    const isDominated = points.some((other) => {
      const isNowhereWorse = other.every((loss, axis) => loss <= (point[axis] ?? 0));
      return isNowhereWorse && other.some((loss, axis) => loss < (point[axis] ?? 0));
    });
    return isDominated ? [] : [at];
  });

describe('a Pareto front', () => {
  it('has what no other one is better than, in every number of dimensions', () => {
    for (const dimensions of [1, 2, 3, 5]) {
      const points = cloud(200, dimensions, dimensions);
      expect(paretoFront(points)).toEqual(byDefinition(points));
    }
  });

  it('has all of equal points, and none that is only as good in one and worse in another', () => {
    const points = [
      [1, 2],
      [1, 2],
      [1, 3],
      [2, 1],
      [3, 1],
    ];
    expect(paretoFront(points)).toEqual([0, 1, 3]);
    expect(paretoFront(points.map((point) => [...point, 0]))).toEqual([0, 1, 3]);
    expect(paretoFront([])).toEqual([]);
  });
});

describe('a hypervolume', () => {
  it('is the area of steps in two dimensions', () => {
    const points = [
      [1, 3],
      [2, 2],
      [3, 1],
      [3, 3],
      [5, 0],
    ];
    // Below (4, 4): 3 × 1 + 2 × 1 + 1 × 1; the last point is not below it.
    expect(hypervolume(points, [4, 4])).toBe(6);
    expect(hypervolume([], [4, 4])).toBe(0);
  });

  it('is the union of boxes in three', () => {
    const points = [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    // Three boxes of 2 × 1 × 1 that share the unit cube next to (2, 2, 2).
    expect(hypervolume(points, [2, 2, 2])).toBe(4);
  });

  it('of a third dimension in which all are equal is an area with its height', () => {
    const flat = cloud(40, 2, 7);
    const high = flat.map((point) => [...point, 0.25]);
    expect(hypervolume(high, [1, 1, 1])).toBeCloseTo(0.75 * hypervolume(flat, [1, 1]), 12);
  });

  it('agrees with counting cells of a grid', () => {
    const grid = 8;
    for (const dimensions of [3, 4]) {
      const points = cloud(12, dimensions, 11).map((point) => point.map((loss) => Math.floor(loss * grid)));
      let cells = 0;
      for (let cell = 0; cell < grid ** dimensions; cell++) {
        const corner = Array.from({ length: dimensions }, (_, axis) => Math.floor(cell / grid ** axis) % grid);
        if (points.some((point) => point.every((loss, axis) => loss <= (corner[axis] ?? 0)))) cells++;
      }
      expect(
        hypervolume(
          points,
          Array.from({ length: dimensions }, () => grid),
        ),
      ).toBe(cells);
    }
  });
});

describe('the history of a hypervolume', () => {
  it('is that of all points so far, and never becomes less', () => {
    for (const dimensions of [2, 3, 4]) {
      const points = cloud(40, dimensions, 3 + dimensions);
      const reference = points[0]?.map(() => 0.9) ?? [];
      const history = hypervolumeHistory(points, reference);
      points.forEach((_, at) => {
        expect(history?.[at]).toBeCloseTo(hypervolume(points.slice(0, at + 1), reference), 12);
      });
    }
  });

  it('is given up when the front is too large for it', () => {
    // All of these are on the front: what is better in one dimension is worse in the last.
    const points = Array.from({ length: 121 }, (_, at) => [at / 200, 0.1, 0.1, 0.9 - at / 200]);
    expect(hypervolumeHistory(points.slice(0, 120), [1, 1, 1, 1])).toHaveLength(120);
    expect(hypervolumeHistory(points, [1, 1, 1, 1])).toBeUndefined();
  });
});
