import { describe, expect, it } from 'vitest';
import { Marks } from './marks';

function three(): Marks {
  const marks = new Marks(3);
  marks.add(7, 10, 10);
  marks.add(8, 20, 10);
  marks.add(9, 20, 10);
  return marks;
}

describe('the marks of a plot', () => {
  it('are found under the pointer, the upper one of two', () => {
    const marks = three();
    expect(marks.nearest(12, 11, 10)).toBe(0);
    expect(marks.nearest(19, 10, 10)).toBe(2);
    expect(marks.nearest(60, 10, 10)).toBe(-1);
    expect(marks.placeOf(8)).toBe(1);
    expect(marks.placeOf(99)).toBe(-1);
    expect(marks.placeOf(undefined)).toBe(-1);
  });

  it('are gone through with the keyboard, from nowhere too', () => {
    const marks = three();
    expect([marks.step(0, 1), marks.step(2, 1), marks.step(0, -10)]).toEqual([1, 2, 0]);
    expect([marks.step(-1, 1), marks.step(-1, -1), marks.step(-1, 10)]).toEqual([0, 2, 2]);
    expect([marks.step(-1, Number.POSITIVE_INFINITY), marks.step(-1, Number.NEGATIVE_INFINITY)]).toEqual([2, 0]);
    expect([new Marks(0).step(-1, 1), new Marks(0).step(-1, Number.NEGATIVE_INFINITY)]).toEqual([-1, -1]);
  });

  it('may be several of one trial, of which the keyboard takes the first', () => {
    const marks = three();
    marks.stops = 2;
    expect([marks.step(1, 1), marks.step(-1, Number.POSITIVE_INFINITY)]).toEqual([1, 1]);
    expect(marks.nearest(19, 10, 10)).toBe(2);
  });

  it('are no more than there is room for', () => {
    const marks = three();
    marks.add(10, 0, 0);
    expect(marks.length).toBe(3);
  });
});
