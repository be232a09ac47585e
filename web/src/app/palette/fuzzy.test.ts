import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy';

const best = (typed: string, texts: string[]) =>
  texts
    .map((text) => [text, fuzzyScore(typed, text)] as const)
    .filter((one): one is [string, number] => one[1] !== undefined)
    .sort((a, b) => b[1] - a[1])
    .map(([text]) => text);

describe('fuzzyScore', () => {
  it('takes letters in their order, wherever they are', () => {
    expect(best('ntr', ['New training', 'Runs', 'Settings'])).toEqual(['New training']);
    expect(fuzzyScore('xyz', 'New training')).toBeUndefined();
  });

  it('prefers what is written together, and what begins a word', () => {
    expect(best('run', ['prune', 'Runs', 'r-u-n'])).toEqual(['Runs', 'prune', 'r-u-n']);
    expect(best('gbm', ['survival-gbm', 'big-boat-model'])[0]).toBe('survival-gbm');
  });

  it('takes everything while nothing is typed', () => {
    expect(fuzzyScore('  ', 'anything')).toBe(0);
  });
});
