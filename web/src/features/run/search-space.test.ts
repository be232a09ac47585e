import { describe, expect, it } from 'vitest';
import { fieldsOf } from './schema-form-fields';
import { blankRange, type RangeDraft } from './search-range';
import { sizeWords, spaceOf, withoutPaths } from './search-space';

const schema: unknown = {
  properties: {
    rate: { type: 'number', title: 'Rate', default: 0.1, minimum: 0.0001, maximum: 1 },
    leaves: { type: 'integer', title: 'Leaves', default: 31, minimum: 2, maximum: 4096 },
    depth: { type: 'integer', title: 'Depth', default: 6, minimum: 1, maximum: 64 },
    weight: { enum: ['none', 'balanced'], title: 'Weight', default: 'none' },
    optimizer: { type: 'object', properties: { momentum: { type: 'number', default: 0.9 } } },
  },
};
const fields = fieldsOf(schema);
const range = (next: Partial<RangeDraft>): RangeDraft => ({ ...blankRange, ...next });
const leaves = range({ low: '2', high: '192', step: '2' });
const depth = range({ low: '1', high: '64' });
const weight = range({ choices: ['"none"', '"balanced"'] });
const rate = range({ low: '0.001', high: '1', log: true });

describe('spaceOf', () => {
  it('has what is searched, in the order in which it was chosen', () => {
    const space = spaceOf(fields, { weight, 'optimizer.momentum': range({ low: '0', high: '1' }), leaves });
    expect(space.parameters.map(({ field }) => field.path)).toEqual(['weight', 'optimizer.momentum', 'leaves']);
    expect([...space.errors]).toEqual([]);
  });

  it('leaves out what is fixed again, and names what the settings do not have', () => {
    const space = spaceOf(fields, { leaves: { ...leaves, on: false }, drop: range({ low: '0', high: '1' }), depth });
    expect(space.parameters.map(({ field }) => field.path)).toEqual(['depth']);
    expect(space.strangers).toEqual(['drop']);
  });

  it('tells what is wrong by the path that the server uses', () => {
    const { errors, parameters } = spaceOf(fields, {
      leaves: range({ low: '9', high: '3', step: '0' }),
      weight: range({}),
      'optimizer.momentum': range({ low: 'x', high: '1' }),
    });
    expect([...errors.keys()]).toEqual([
      'search.leaves.low',
      'search.leaves.step',
      'search.weight.choices',
      'search.optimizer.momentum.low',
    ]);
    expect(parameters.every((one) => one.range === undefined)).toBe(true);
  });
});

describe('sizeWords', () => {
  const words = (ranges: Record<string, RangeDraft>) => sizeWords(spaceOf(fields, ranges));

  it.each([
    [{}, 'nothing yet'],
    [{ leaves, depth, weight }, '3 parameters; about 12,288 combinations'],
    [{ weight }, '1 parameter; 2 combinations'],
    [{ rate }, '1 parameter, continuous'],
    [{ rate, weight }, '2 parameters, 1 of them continuous'],
    [{ weight, depth: range({ low: '9', high: '3' }) }, '2 parameters'],
  ] as [Record<string, RangeDraft>, string][])('of %j: %s', (ranges, expected) => {
    expect(words(ranges)).toBe(expected);
  });
});

describe('withoutPaths', () => {
  it('takes values out, from groups too, and changes nothing of what it was given', () => {
    const values = { rate: 1, optimizer: { momentum: 0.9, name: 'sgd' }, leaves: 31 };
    expect(withoutPaths(values, ['leaves', 'optimizer.momentum', 'none', 'rate.of'])).toEqual({
      rate: 1,
      optimizer: { name: 'sgd' },
    });
    expect(values.optimizer.momentum).toBe(0.9);
    expect(values.leaves).toBe(31);
  });
});
