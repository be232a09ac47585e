import { describe, expect, it } from 'vitest';
import { joined } from './trial-series';

const known = new Map([
  ['run-0', [1]],
  ['run-1', [2]],
  ['run-2', [3]],
]);

describe('what trials have told', () => {
  it('is kept with what is found, the newer in the place of the older', () => {
    const { all, gone } = joined(known, new Map([['run-1', [2, 4]]]), 9);
    expect(Object.fromEntries(all)).toEqual({ 'run-0': [1], 'run-1': [2, 4], 'run-2': [3] });
    expect(gone).toEqual([]);
    expect(known.get('run-1')).toEqual([2]);
  });

  it('goes where it is too much, first that of whom nothing was found for longest', () => {
    const found = new Map([
      ['run-0', [1, 5]],
      ['run-3', [6]],
    ]);
    const { all, gone } = joined(known, found, 3);
    expect([...all.keys()]).toEqual(['run-2', 'run-0', 'run-3']);
    expect(gone).toEqual(['run-1']);
  });
});
