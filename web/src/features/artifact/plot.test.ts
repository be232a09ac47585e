import { describe, expect, it } from 'vitest';
import { ticks } from './plot';

describe('ticks', () => {
  it('are round and inside the range', () => {
    expect(ticks({ from: 0, to: 1 })).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks({ from: -3, to: 97 })).toEqual([0, 20, 40, 60, 80]);
  });
});
