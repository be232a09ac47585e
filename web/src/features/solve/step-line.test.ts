import { describe, expect, it } from 'vitest';
import { StepLine } from './step-line';

function lineOf(points: readonly (readonly [x: number, value: number])[], most?: number): StepLine {
  const line = new StepLine(most);
  points.forEach(([x, value], at) => {
    line.append(x, at + 1, value);
  });
  return line;
}

describe('StepLine', () => {
  it('keeps changes alone, and where it was heard last', () => {
    const line = lineOf([
      [0, 9],
      [1, 9],
      [2, 7],
      [3, 7],
      [5, 7],
    ]);
    expect([...line.x]).toEqual([0, 2]);
    expect([...line.value]).toEqual([9, 7]);
    expect([line.first, line.last, line.start, line.changedAt, line.end]).toEqual([9, 7, 0, 2, 5]);
  });

  it('holds each value until the next one', () => {
    const line = lineOf([
      [1, 9],
      [2, 7],
    ]);
    expect([0.5, 1, 1.99, 2, 99].map((x) => line.at(x))).toEqual([Number.NaN, 9, 9, 7, 7]);
  });

  it('takes each step once, whatever comes again', () => {
    const line = lineOf([[1, 9]]);
    expect(line.append(2, 1, 5)).toBe(false);
    expect(line.append(2, 2, 5)).toBe(true);
    expect(line.append(2, 2, 4)).toBe(false);
    expect([...line.value]).toEqual([9, 5]);
  });

  it('begins with the first finite value: a bound is often infinite at first', () => {
    const line = lineOf([
      [0, Number.NEGATIVE_INFINITY],
      [1, Number.NaN],
      [2, 3],
    ]);
    expect([line.length, line.start, line.lastStep]).toEqual([1, 2, 3]);
    expect(new StepLine().last).toBeNaN();
    expect(new StepLine().at(1)).toBeNaN();
  });

  it('never turns around when a clock is set back', () => {
    const line = lineOf([
      [5, 9],
      [3, 7],
    ]);
    expect([...line.x]).toEqual([5, 5]);
    expect(line.at(5)).toBe(7);
  });

  it('is bounded: the first and the newest change outlive every thinning', () => {
    const line = lineOf(
      Array.from({ length: 1000 }, (_, at) => [at, 1000 - at] as const),
      64,
    );
    expect(line.length).toBeLessThanOrEqual(64);
    expect([line.thinned, line.first, line.last, line.end]).toEqual([true, 1000, 1, 999]);
  });
});
