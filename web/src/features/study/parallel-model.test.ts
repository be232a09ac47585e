import { describe, expect, it } from 'vitest';
import { type Axis, axisOf, axisWord } from './axis';
import { parseBrushes } from './brush';
import {
  axisAt,
  brushBetween,
  brushEdges,
  brushWords,
  droppedAxis,
  heightOf,
  LEAST_APART,
  movedAxis,
  parallelLayout,
  parallelWidth,
  spreadOut,
} from './parallel-model';
import { storeOf } from './trial-fixture';

const store = storeOf([{ number: 0, values: [1] }]);
const axes = ['param.learning_rate', 'param.depth', 'param.boosting'].flatMap((field) => axisOf(store, field) ?? []);
const [rate, depth, boosting] = axes as [Axis, Axis, Axis];
const layout = parallelLayout(axes, 612, 246);

describe('parallel coordinates', () => {
  it('have their axes evenly beside each other, and scroll when there are many', () => {
    expect(layout.x).toEqual([56, 306, 556]);
    expect([layout.box.top, layout.box.height]).toEqual([12, 200]);
    expect(parallelWidth(3, 612)).toBe(612);
    expect(parallelWidth(11, 612)).toBe(112 + 10 * LEAST_APART);
    expect(axisAt(layout, 320)).toBe(depth);
    expect(axisAt(layout, 200)).toBeUndefined();
  });

  it('68: place values on log axes, and nothing where there is no value', () => {
    expect(heightOf(layout, rate, 0.01)).toBeCloseTo(112);
    expect(heightOf(layout, rate, 0.1)).toBeCloseTo(12);
    expect(heightOf(layout, depth, Number.NaN)).toBeNaN();
    expect(heightOf(layout, boosting, 1)).toBeCloseTo(112);
  });

  it('69: take a range from a stroke, whole numbers and choices whole', () => {
    const range = brushBetween(layout, rate, 212, 112);
    expect(range?.from).toBeCloseTo(0.001);
    expect(range?.to).toBeCloseTo(0.01);
    // 2 to 10 over 200 pixels: 25 each.
    expect(brushBetween(layout, depth, 212 - 30, 212 - 80)).toEqual({ from: 4, to: 5 });
    expect(brushBetween(layout, depth, 212 - 30, 212 - 40)).toBeUndefined();
    // Three choices: 66 pixels each, and a touch of one is all of it.
    expect(brushBetween(layout, boosting, 212 - 10, 212 - 20)).toEqual({ from: 0, to: 0 });
    expect(brushBetween(layout, boosting, 212 - 60, 212 - 70)).toEqual({ from: 0, to: 1 });
    expect(brushBetween(layout, boosting, 400, -100)).toEqual({ from: 0, to: 2 });
  });

  it('draw a brush from edge to edge', () => {
    expect(brushEdges(layout, depth, { from: 2, to: 10 })).toEqual([12, 212]);
    const [top, bottom] = brushEdges(layout, boosting, { from: 0, to: 0 });
    expect([top, bottom].map(Math.round)).toEqual([145, 212]);
  });

  it('94: can be put in another order without dragging', () => {
    expect(movedAxis(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(movedAxis(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
    expect(droppedAxis(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(droppedAxis(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a']);
    expect(droppedAxis(['a', 'b'], 'x', 'a')).toEqual(['a', 'b']);
  });

  it('are drawn in parts that each look like the whole', () => {
    const numbers = Array.from({ length: 10 }, (_, at) => at);
    expect(spreadOut(numbers, 4)).toEqual([0, 3, 6, 9, 1, 4, 7, 2, 5, 8]);
    expect(spreadOut(numbers, 10)).toEqual(numbers);
    expect(spreadOut([], 4)).toEqual([]);
  });

  it('say in words what is picked out', () => {
    const brushes = parseBrushes(['param.depth:2:4', 'param.boosting:1:1']);
    expect(brushWords(axes, brushes, axisWord)).toBe('depth from 2 to 4, boosting dart');
  });
});
