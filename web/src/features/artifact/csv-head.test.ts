import { describe, expect, it } from 'vitest';
import { csvHead } from './csv-head';
import { ticks } from './plot';

describe('csvHead', () => {
  it('understands quotes, and leaves out a row that may be cut', () => {
    expect(csvHead('a,b\n"1,5","say ""hi"""\r\n7,', false, 10)).toEqual([
      ['a', 'b'],
      ['1,5', 'say "hi"'],
    ]);
    expect(csvHead('a,b\n7,', true, 10)).toEqual([
      ['a', 'b'],
      ['7', ''],
    ]);
  });

  it('stops at the asked number of rows', () => {
    expect(csvHead('a\n1\n2\n3\n', true, 2)).toEqual([['a'], ['1']]);
  });
});

describe('ticks', () => {
  it('are round and inside the range', () => {
    expect(ticks({ from: 0, to: 1 })).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks({ from: -3, to: 97 })).toEqual([0, 20, 40, 60, 80]);
  });
});
