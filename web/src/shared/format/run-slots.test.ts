import { describe, expect, it } from 'vitest';
import { runsParameter } from './run-slots';

describe('runs in an address', () => {
  it('stand in their slots, whatever their order', () => {
    expect(
      runsParameter([
        { id: 'c', slot: 3 },
        { id: 'a', slot: 0 },
      ]),
    ).toBe('a,,,c');
    expect(runsParameter([{ id: 'b', slot: 2 }])).toBe(',,b');
    expect(runsParameter([])).toBe('');
  });
});
