import { describe, expect, it } from 'vitest';
import { axisOf, objectiveField } from './axis';
import { LineMarks, lineAxes, topOf } from './front-lines';
import { storeOf } from './trial-fixture';

const objectives = [
  { metric: 'auc', maximize: true },
  { metric: 'seconds', maximize: false },
  { metric: 'bytes', maximize: false },
];
const store = storeOf(
  [
    { number: 0, values: [0.5, 10, 100] },
    { number: 1, values: [1, 20, 300] },
    { number: 2, values: [0.5, 20, 100] },
  ],
  { objectives },
);
const box = { left: 100, top: 20, width: 200, height: 100 };
const axes = lineAxes(
  objectives.flatMap(({ metric, maximize }) => {
    const axis = axisOf(store, objectiveField(metric));
    return axis ? [{ axis, maximize }] : [];
  }),
  box,
);
const lines = new LineMarks(axes, box, [0, 1]);

describe('the front as lines', () => {
  it('has its axes evenly beside each other, the better end above', () => {
    expect(axes.map(({ left }) => left)).toEqual([100, 200, 300]);
    expect(lines.line(0)).toEqual([
      { x: 100, y: 120 },
      { x: 200, y: 20 },
      { x: 300, y: 20 },
    ]);
    expect(lines.line(1)).toEqual([
      { x: 100, y: 20 },
      { x: 200, y: 120 },
      { x: 300, y: 120 },
    ]);
    const [first] = axes;
    expect(first && topOf(first, box, Number.NaN)).toBeNaN();
  });

  it('finds the line under the pointer, and its mark on the nearer axis', () => {
    const found = (x: number, y: number) => {
      const at = lines.find(x, y, 18);
      return at < 0 ? undefined : [lines.marks.number[at], lines.marks.x[at]];
    };
    // A quarter of the way: the first line is at 95, the second at 45.
    expect(found(125, 94)).toEqual([0, 100]);
    expect(found(125, 46)).toEqual([1, 100]);
    expect(found(180, 40)).toEqual([0, 200]);
    expect(found(260, 25)).toEqual([0, 300]);
    expect(found(125, 70)).toBeUndefined();
    // Beyond the ends the outer axes count.
    expect(found(60, 118)).toEqual([0, 100]);
    expect(found(340, 118)).toEqual([1, 300]);
    expect(new LineMarks([], box, []).find(1, 1, 18)).toBe(-1);
  });

  it('is gone through trial by trial with the keyboard', () => {
    const { marks } = lines;
    expect([marks.step(-1, 1), marks.step(0, 1), marks.step(1, 1)]).toEqual([0, 1, 1]);
    expect(marks.number[1]).toBe(1);
  });
});
