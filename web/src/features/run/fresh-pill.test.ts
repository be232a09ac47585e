import { describe, expect, it } from 'vitest';
import { pillWords } from './fresh-pill';

describe('22: pillWords', () => {
  it('counts what came, what went, or both', () => {
    expect(pillWords(1, 0)).toBe('1 new run');
    expect(pillWords(1200, 0)).toBe('1,200 new runs');
    expect(pillWords(0, 1)).toBe('Take out 1 deleted run');
    expect(pillWords(2, 3)).toBe('2 new runs, 3 deleted');
  });
});
