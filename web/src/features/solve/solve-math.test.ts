import { describe, expect, it } from 'vitest';
import {
  bandOf,
  gapMarks,
  median,
  primalIntegral,
  quantile,
  reachedAt,
  senseOf,
  shiftedGeometricMean,
} from './solve-math';
import { StepLine } from './step-line';

function lineOf(...points: [x: number, value: number][]): StepLine {
  const line = new StepLine();
  points.forEach(([x, value], at) => {
    line.append(x, at + 1, value);
  });
  return line;
}

describe('primalIntegral', () => {
  it('counts 1 before the first solution, then how far it is from the last one', () => {
    // 2 s without a solution, 3 s at 15 against 10 (a third), the rest at the best.
    expect(primalIntegral(lineOf([2, 15], [5, 10]), 20)).toBeCloseTo(2 + 3 * (5 / 15));
  });

  it('is unknown without a solution, and nothing when the first was the best at once', () => {
    expect(primalIntegral(new StepLine(), 7)).toBeUndefined();
    expect(primalIntegral(lineOf([0, -3]), 7)).toBe(0);
  });

  it('counts an incumbent on the other side of zero as none at all', () => {
    expect(primalIntegral(lineOf([1, 40], [3, -40]), 5)).toBeCloseTo(3);
  });

  it('ends where it is told to', () => {
    expect(primalIntegral(lineOf([2, 15], [5, 10]), 4)).toBeCloseTo(2 + 2 * (5 / 15));
    expect(primalIntegral(lineOf([2, 15], [5, 10]), 1)).toBe(1);
    expect(primalIntegral(lineOf([2, 15]), 0)).toBeUndefined();
  });

  it('is defined for a best of nothing', () => {
    expect(primalIntegral(lineOf([1, 4], [3, 0]), 5)).toBeCloseTo(1 + 2);
  });
});

describe('75: the shifted geometric mean', () => {
  it('is that of Mittelmann: the shift is added, and taken off again', () => {
    expect(shiftedGeometricMean([1, 10, 100])).toBeCloseTo((11 * 20 * 110) ** (1 / 3) - 10);
    expect(shiftedGeometricMean([5, 5, 5])).toBeCloseTo(5);
    expect(shiftedGeometricMean([0])).toBeCloseTo(0);
    expect(shiftedGeometricMean([])).toBeUndefined();
  });

  it('hardly hears of differences between short times', () => {
    const short = shiftedGeometricMean([0.01, 60]) ?? 0;
    expect(Math.abs(short - (shiftedGeometricMean([0.02, 60]) ?? 0))).toBeLessThan(0.02);
  });
});

describe('quantiles', () => {
  it('lie between their neighbours', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBeCloseTo(1.75);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeUndefined();
  });

  it('are infinite beside what is infinite', () => {
    expect(quantile([5, Number.POSITIVE_INFINITY], 0.5)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile([Number.NEGATIVE_INFINITY, 5], 0.5)).toBe(Number.NEGATIVE_INFINITY);
    expect(quantile([5, 6, Number.POSITIVE_INFINITY], 0.5)).toBe(6);
  });
});

describe('75: the band of several solves', () => {
  const three = [lineOf([1, 10], [4, 6]), lineOf([2, 8]), lineOf([3, 9], [5, 7])];

  it('has a median once more than half have found something, and holds on behind their ends', () => {
    const band = bandOf(three, Number.POSITIVE_INFINITY, 8);
    expect([...(band?.x ?? [])]).toEqual([1, 2, 3, 4, 5, 8]);
    expect([...(band?.median ?? [])]).toEqual([Number.POSITIVE_INFINITY, 10, 9, 8, 7, 7]);
    expect([...(band?.low ?? [])]).toEqual([10, 8, 8, 6, 6, 6]);
    expect([band?.high.at(1), band?.high.at(-1), band?.word]).toEqual([Number.POSITIVE_INFINITY, 8, 'min–max']);
  });

  it('has quartiles of four and more', () => {
    const four = [1, 2, 3, 4].map((value) => lineOf([0, value]));
    const band = bandOf(four, Number.POSITIVE_INFINITY, 1);
    expect([band?.low.at(0), band?.median.at(0), band?.high.at(0), band?.word]).toEqual([1.75, 2.5, 3.25, 'quartiles']);
  });

  it('is nothing of one, nor of none that has found anything', () => {
    expect(bandOf(three.slice(0, 1), Number.POSITIVE_INFINITY, 8)).toBeUndefined();
    expect(bandOf([new StepLine(), new StepLine()], Number.POSITIVE_INFINITY, 8)).toBeUndefined();
  });

  it('has a bounded number of places, the last one among them', () => {
    const many = [0, 1].map((shift) =>
      lineOf(...Array.from({ length: 3000 }, (_, at): [number, number] => [at + shift / 2, -at])),
    );
    const band = bandOf(many, Number.POSITIVE_INFINITY, 3000);
    expect(band?.x.length).toBeLessThanOrEqual(1002);
    expect(band?.x.at(-1)).toBe(3000);
  });
});

describe('72: what a solve is watched for', () => {
  it('is when each mark of the gap was reached', () => {
    const gap = lineOf([1, 0.3], [2, 0.04], [9, 0.001]);
    expect(gapMarks.map((mark) => reachedAt(gap, mark))).toEqual([2, 2, 9, 9]);
    expect(reachedAt(new StepLine(), 0.1)).toBeUndefined();
  });

  it('knows which way is better', () => {
    expect(senseOf({ incumbent: lineOf([1, 9]), bound: lineOf([0, 2], [3, 9]) })).toBe('minimize');
    expect(senseOf({ incumbent: lineOf([1, 9]), bound: lineOf([0, 12]) })).toBe('maximize');
    expect(senseOf({ incumbent: lineOf([1, 9], [2, 7]), bound: new StepLine() })).toBe('minimize');
    expect(senseOf({ incumbent: lineOf([1, 9]), bound: lineOf([0, 9]) })).toBeUndefined();
  });
});
