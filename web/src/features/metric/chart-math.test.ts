import { describe, expect, it } from 'vitest';
import { strokeOf } from '@/shared/chart/palette';
import {
  clipOf,
  extentX,
  extentY,
  labelOf,
  nearestIndex,
  nearestReadings,
  nonFiniteWords,
  notPositive,
  padded,
  readingsAt,
  singleValues,
  span,
  summaryOf,
} from './chart-math';
import type { Line } from './line';
import { LineBuffer } from './line-buffer';

function lineOf(values: readonly number[], more: Partial<Line> = {}): Line {
  const buffer = new LineBuffer();
  values.forEach((value, at) => {
    buffer.append(at * 10, at, 1_700_000_000 + at, value);
  });
  const id = more.id ?? 'run:loss';
  return {
    id,
    runId: id,
    runName: 'run',
    key: 'loss',
    label: id,
    stroke: strokeOf(0, 1),
    baseline: false,
    buffer,
    ...more,
  };
}

describe('what is seen of a line', () => {
  it('goes one entry beyond each edge, so that the line reaches it', () => {
    expect(span(lineOf([1, 2, 3, 4, 5]).buffer, [15, 25])).toEqual([1, 4]);
    expect(span(lineOf([1, 2, 3, 4, 5]).buffer, undefined)).toEqual([0, 5]);
  });

  it('sets the view from what is inside alone', () => {
    const line = lineOf([100, 1, 2, 3, 100]);
    expect(extentX([line])).toEqual([0, 40]);
    expect(extentY([line], [10, 30], 'linear')).toEqual([1, 3]);
    expect(extentY([lineOf([-5, 0, 2, 4])], undefined, 'log')).toEqual([2, 4]);
    expect(extentX([lineOf([])])).toBeUndefined();
  });

  it('has room around it, in the measure of the scale', () => {
    expect(padded([0, 100], 'linear')).toEqual([-6, 106]);
    expect(padded([5, 5], 'linear')).toEqual([4.5, 5.5]);
    expect(padded(undefined, 'log')).toEqual([0.1, 10]);
    expect(padded([1, 100], 'log')[0]).toBeGreaterThan(0);
  });

  it('39: is that from p1 to p99, and the rest is counted', () => {
    const values = Array.from({ length: 200 }, (_, at) =>
      at === 50 ? 1e6 : at === 60 ? -1e6 : at === 70 ? 2e6 : at % 100,
    );
    const clip = clipOf([lineOf(values)], undefined);
    expect(clip).toMatchObject({ low: 0, high: 99 });
    expect(clip?.above).toBe(2);
    expect(clip?.below).toBe(1);
  });

  it('43: leaves out of a logarithmic axis what is not positive, and says how much', () => {
    expect(notPositive([lineOf([1, 0, -2, Number.NaN, 5])], undefined)).toBe(2);
    expect(notPositive([lineOf([1, 0, -2, Number.NaN, 5])], [30, 40])).toBe(0);
  });
});

describe('readings under the pointer', () => {
  const lines = Array.from({ length: 30 }, (_, at) => lineOf([at, at, at], { id: `run-${at}`, baseline: at === 29 }));

  it('are the ten nearest with the baseline always among them, the greatest value first', () => {
    const readings = nearestReadings(readingsAt(lines, 10, 0), (value) => Math.abs(value - 3));
    expect(readings.map((reading) => reading.raw)).toEqual([29, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('come from the nearest entry, also where x goes back', () => {
    expect(nearestIndex(lineOf([1, 2, 3]).buffer, 14)).toBe(1);
    expect(nearestIndex(lineOf([1, 2, 3]).buffer, 16)).toBe(2);
    expect(nearestIndex(new LineBuffer(), 1)).toBe(-1);
    const odd = new LineBuffer();
    for (const [at, x] of [5, 1, 9].entries()) odd.append(x, at, at, at);
    expect(nearestIndex(odd, 2)).toBe(1);
  });

  it('are none of a line that has ended, but for the baseline', () => {
    const [short, base] = [lineOf([1, 2], { id: 'a' }), lineOf([1, 2], { id: 'b', baseline: true })];
    expect(readingsAt([short, base], 500, 1).map((reading) => reading.line.id)).toEqual(['b']);
  });
});

describe('words', () => {
  it('95: tell last, min, max and trend', () => {
    expect(summaryOf(lineOf([3, 9, 1, 4], { label: 'val/auc' }))).toBe('val/auc: last 4, min 1, max 9, rising');
    expect(summaryOf(lineOf([5, 5, 5], { label: 'x' }))).toBe('x: last 5, min 5, max 5, steady');
    expect(summaryOf(lineOf([Number.NaN], { label: 'x' }))).toBe('x: no finite value');
  });

  it('44: count NaN and both infinities', () => {
    const odd = lineOf([Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY]);
    expect(nonFiniteWords([odd])).toBe('2 NaN, 1 ∞, 1 −∞');
    expect(nonFiniteWords([lineOf([1])])).toBe('');
  });

  it('name a line as somebody wants it', () => {
    const names = { run: 'r1', metric: 'loss', last: 0.51239 };
    expect(labelOf('{run}: {metric} ({last}) {what}', names)).toBe('r1: loss (0.5124) {what}');
  });

  it('know a chart of single values', () => {
    expect(singleValues([lineOf([7])])?.map((reading) => reading.raw)).toEqual([7]);
    expect(singleValues([lineOf([7]), lineOf([1, 2])])).toBeUndefined();
    expect(singleValues([])).toBeUndefined();
  });
});
