import { describe, expect, it } from 'vitest';
import { demoTable } from './demo-table';

describe('demoTable', () => {
  const [head = '', ...rows] = demoTable().trim().split('\n');

  it('is the same every time', () => expect(demoTable()).toBe(demoTable()));

  it('has every row whole, some values missing, and both answers often enough to learn from', () => {
    expect(rows).toHaveLength(800);
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([head.split(',').length]));
    expect(rows.some((row) => row.includes(',,'))).toBe(true);
    const left = rows.filter((row) => row.endsWith(',yes')).length;
    expect(left).toBeGreaterThan(160);
    expect(left).toBeLessThan(640);
  });
});
