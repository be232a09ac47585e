import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatGap,
  formatNumber,
  formatPercent,
  formatSeconds,
  plural,
} from './format';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [0.87312, '0.8731'],
    [-0.5, '−0.5000'],
    [1234, '1,234'],
    [1234.5678, '1235'],
    [45_678.9, '45,679'],
    [0.00001234, '1.234e-5'],
    [12_345_678.9, '1.235e7'],
    [Number.NaN, 'NaN'],
    ['Infinity', '∞'],
    ['-Infinity', '−∞'],
    [null, '–'],
    [undefined, '–'],
  ])('%s is %s', (value, text) => expect(formatNumber(value)).toBe(text));
});

describe('formatSeconds', () => {
  it.each([
    [0.123, '0.12 s'],
    [12.34, '12.3 s'],
    [75, '1m 15s'],
    [3725, '1h 02m'],
    [undefined, '–'],
  ])('%s is %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [12, '12 ms'],
    [4_240, '4.2 s'],
    [59_400, '59 s'],
    [185_000, '3m 05s'],
    [8_100_000, '2h 15m'],
    [273_600_000, '3d 4h'],
    [undefined, '–'],
  ])('%s is %s', (millis, text) => expect(formatDuration(millis)).toBe(text));
});

describe('other formats', () => {
  it('writes sizes with their unit', () => {
    expect([0, 999, 1000, 57_018, 999_600, 5_368_709_120].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '57.0 kB',
      '1.00 MB',
      '5.37 GB',
    ]);
  });

  it('writes shares as percent', () => {
    expect(formatPercent(0.6161, 1)).toBe('61.6 %');
    expect(formatPercent(1)).toBe('100 %');
  });

  it('writes a gap with three digits, and calls only nothing 0 %', () => {
    expect([0.0241, 0, 0.001, 1.5, 3e-9, 0.123456].map(formatGap)).toEqual([
      '2.41 %',
      '0 %',
      '0.1 %',
      '150 %',
      '3e-7 %',
      '12.3 %',
    ]);
    expect([undefined, null, Number.NaN, Number.POSITIVE_INFINITY, 4e9].map(formatGap)).toEqual([
      '–',
      '–',
      '–',
      '∞ %',
      '4.000e11 %',
    ]);
  });

  it('says how long ago something was', () => {
    const now = Date.parse('2026-01-02T12:00:00Z');
    expect(formatAgo(now - 2_000, now)).toBe('just now');
    expect(formatAgo(now - 42_000, now)).toBe('42 s ago');
    expect(formatAgo(now - 3_000_000, now)).toBe('50 min ago');
    expect(formatAgo(now - 7_300_000, now)).toBe('2 h ago');
  });

  it('counts in words', () => {
    expect(plural(1, 'row')).toBe('1 row');
    expect(plural(2000, 'row')).toBe('2,000 rows');
    expect(formatCount(1_234_567)).toBe('1,234,567');
  });
});
