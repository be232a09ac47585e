import { describe, expect, it } from 'vitest';
import { formatNumber } from '@/shared/format/format';
import { deltaText, deltaTo, metricValue } from './run-deltas';
import type { RunRow } from './run-list-api';

const text = (value: number, baseline: number) => {
  const delta = deltaTo(value, baseline, 'up');
  return delta && deltaText(delta, formatNumber);
};

describe('26: deltas to the baseline', () => {
  it('are signed and have an arrow', () => {
    expect(text(0.9132, 0.9091)).toBe('▲ +0.004100');
    expect(text(0.9, 0.95)).toBe('▼ −0.05000');
    expect(text(3, 3)).toBe('= 0');
  });

  it('are better or worse by the direction of the column', () => {
    expect(deltaTo(0.5, 0.4, 'up')?.verdict).toBe('better');
    expect(deltaTo(0.5, 0.4, 'down')?.verdict).toBe('worse');
    expect(deltaTo(0.4, 0.4, 'down')?.verdict).toBe('equal');
  });

  it('are not there without two numbers', () => {
    expect(deltaTo(undefined, 1, 'up')).toBeUndefined();
    expect(deltaTo('NaN', 1, 'up')).toBeUndefined();
    expect(deltaTo(1, 'Infinity', 'up')).toBeUndefined();
  });
});

describe('20: metricValue', () => {
  const row = {
    metrics: {
      auc: { last: 0.8, min: 0.5, max: 0.9, mean: 0.7, lastStep: 9, points: 10 },
      loss: { last: 'NaN', min: null },
    },
  } as unknown as RunRow;
  it('is the last, smallest, largest or mean one', () => {
    expect(metricValue(row, 'metric.auc')).toBe(0.8);
    expect(metricValue(row, 'metric.auc', 'max')).toBe(0.9);
    expect(metricValue(row, 'metric.loss')).toBe('NaN');
    expect(metricValue(row, 'metric.loss', 'min')).toBeUndefined();
    expect(metricValue(row, 'metric.other')).toBeUndefined();
  });
});
