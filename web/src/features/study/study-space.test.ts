import { describe, expect, it } from 'vitest';
import { mergedParameters, rangeWords } from './study-space';
import { boosting, depth, learningRate } from './trial-fixture';

describe('71: the parameters of a trial', () => {
  it('are the fixed ones with the searched ones in their places', () => {
    const fixed = { rounds: 100, tree: { leaves: 31, depth: 3 }, list: [1, 2] };
    expect(mergedParameters(fixed, { 'tree.depth': 7, 'new.deep.one': 'x', rounds: 50 })).toEqual({
      rounds: 50,
      tree: { leaves: 31, depth: 7 },
      list: [1, 2],
      new: { deep: { one: 'x' } },
    });
    expect(fixed).toEqual({ rounds: 100, tree: { leaves: 31, depth: 3 }, list: [1, 2] });
  });

  it('take the place of what is no object', () => {
    expect(mergedParameters({ list: [1, 2], text: 'a' }, { 'list.first': 1, 'text.b': 2 })).toEqual({
      list: { first: 1 },
      text: { b: 2 },
    });
  });
});

describe('a range', () => {
  it('is told in words', () => {
    expect(rangeWords(learningRate)).toBe('0.001 to 0.1, log');
    expect(rangeWords(depth)).toBe('2 to 10');
    expect(rangeWords({ ...depth, step: 2 })).toBe('2 to 10 in steps of 2');
    expect(rangeWords({ ...boosting, choices: ['a', null, true] })).toBe('a, null, true');
  });
});
