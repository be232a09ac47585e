import { describe, expect, it } from 'vitest';
import { pixelsOf, ticksOf } from './scale';

describe('ticksOf', () => {
  it('has round numbers along its axes', () => {
    expect(ticksOf([0, 100], 'linear', 1)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksOf([0.01, 1000], 'log', 1)).toEqual([0.01, 0.1, 1, 10, 100, 1000]);
    expect(ticksOf([-100, 100], 'symlog', 1).length).toBeGreaterThan(2);
  });
});

describe('pixelsOf', () => {
  const box = { left: 10, top: 20, width: 100, height: 50 };

  it('puts the ends of both ranges at the edges of the box', () => {
    const { x, y } = pixelsOf({ box, xRange: [0, 4], yRange: [-1, 1], scale: 'linear', linearBelow: 1, ratio: 1 });
    expect([x(0), x(4), y(-1), y(1), y(0)]).toEqual([10, 110, 70, 20, 45]);
  });

  it('gives each power of ten the same room on a log scale', () => {
    const { y } = pixelsOf({ box, xRange: [0, 1], yRange: [0.01, 1], scale: 'log', linearBelow: 1, ratio: 1 });
    expect(y(0.1)).toBeCloseTo(45);
  });
});
