import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '@/shared/api/types';
import { headlineSeries, sparkPath } from './sparkline';

const series = (key: string) => ({ key, last: [1] }) as unknown as MetricSeries;

describe('sparkPath', () => {
  it('draws from the left to the right, and a hole where there is no number', () => {
    expect(sparkPath([0, 1, Number.NaN, 1], 30, 10)).toBe('M0.0 8.0L10.0 2.0M30.0 2.0');
  });

  it('draws a constant and a single value in the middle', () => {
    expect(sparkPath([5, 5], 10, 10)).toBe('M0.0 5.0L10.0 5.0');
    expect(sparkPath([5], 10, 10)).toBe('M5.0 5.0h0.1');
  });
});

describe('headlineSeries', () => {
  it('is the best known metric, never one of the training rows before a held-out one', () => {
    expect(headlineSeries([series('train/log_loss'), series('valid/log_loss'), series('sys/cpu')])?.key).toBe(
      'valid/log_loss',
    );
  });

  it('is the first of the program where no name is known', () => {
    expect(headlineSeries([series('sys/cpu'), series('custom')])?.key).toBe('custom');
    expect(headlineSeries([])).toBeUndefined();
  });
});
