import { describe, expect, it } from 'vitest';
import { type Axis, axisOf } from './axis';
import { heatMapOf } from './heat-map';
import { depth, storeOf } from './trial-fixture';

const width = { ...depth, kind: 'float' as const, step: undefined, name: 'width', low: 0, high: 1 };
const height = { ...width, name: 'height' };

function axesOf(lines: { x: number; y: number | string; value: number }[]) {
  const boost = { ...depth, name: 'height', kind: 'categorical' as const, choices: ['a', 'b', 'c'] };
  const hasWords = typeof lines[0]?.y === 'string';
  const store = storeOf(
    lines.map(({ x, y, value }, number) => ({ number, values: [value], parameters: { width: x, height: y } })),
    { space: [width, hasWords ? boost : height] },
  );
  const [x, y] = [axisOf(store, 'param.width'), axisOf(store, 'param.height')];
  return { x: x as Axis, y: y as Axis, values: store.values[0] ?? new Float64Array(0) };
}

const cellOf = (map: ReturnType<typeof heatMapOf>, x: number, y: number) =>
  map.value[Math.floor(y * map.rows) * map.columns + Math.floor(x * map.columns)];

describe('a heat map of two parameters', () => {
  it('is near each trial what that trial says, and nothing where none is', () => {
    const { x, y, values } = axesOf([
      { x: 0.1, y: 0.1, value: 5 },
      { x: 0.9, y: 0.9, value: 7 },
    ]);
    const map = heatMapOf(x, y, values, [0, 1]);
    expect(cellOf(map, 0.1, 0.1)).toBeCloseTo(5);
    expect(cellOf(map, 0.9, 0.9)).toBeCloseTo(7);
    expect(cellOf(map, 0.1, 0.9)).toBeNaN();
    expect(cellOf(map, 0.5, 0.5)).toBeNaN();
  });

  it('lies between two trials that are near each other', () => {
    const { x, y, values } = axesOf([
      { x: 0.48, y: 0.5, value: 0 },
      { x: 0.56, y: 0.5, value: 10 },
    ]);
    const map = heatMapOf(x, y, values, [0, 1]);
    expect(cellOf(map, 0.44, 0.5)).toBeLessThan(3);
    expect(cellOf(map, 0.6, 0.5)).toBeGreaterThan(7);
  });

  it('never speaks for another choice, and has a row for each', () => {
    const { x, y, values } = axesOf([
      { x: 0.5, y: 'a', value: 1 },
      { x: 0.5, y: 'c', value: 9 },
    ]);
    const map = heatMapOf(x, y, values, [0, 1]);
    expect(map.rows).toBe(3);
    expect([0, 1, 2].map((row) => map.value[row * map.columns + 24])).toEqual([1, Number.NaN, 9]);
  });

  it('knows the trials that it is told of, and no others', () => {
    const { x, y, values } = axesOf([
      { x: 0.5, y: 0.5, value: 1 },
      { x: 0.5, y: 0.5, value: 3 },
    ]);
    expect(cellOf(heatMapOf(x, y, values, [0, 1]), 0.5, 0.5)).toBeCloseTo(2);
    expect(cellOf(heatMapOf(x, y, values, [1]), 0.5, 0.5)).toBeCloseTo(3);
    expect(heatMapOf(x, y, values, []).value.every(Number.isNaN)).toBe(true);
  });
});
