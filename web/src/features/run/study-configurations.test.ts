import { describe, expect, it } from 'vitest';
import { fieldsOf } from './schema-form-fields';
import { blankRange, type RangeDraft } from './search-range';
import { spaceOf } from './search-space';
import { defaultsOf, readConfigurations } from './study-configurations';

const fields = fieldsOf({
  properties: {
    rate: { type: 'number', title: 'Rate', default: 0.05, minimum: 0.0001, maximum: 1 },
    leaves: { type: 'integer', title: 'Leaves', default: 31, minimum: 2, maximum: 4096 },
    weight: { enum: ['balanced', null], title: 'Weight', default: null },
    needed: { type: 'integer', title: 'Needed' },
  },
});
const range = (next: Partial<RangeDraft>): RangeDraft => ({ ...blankRange, ...next });
const space = spaceOf(fields, {
  rate: range({ low: '0.001', high: '0.3', log: true }),
  leaves: range({ low: '8', high: '128', step: '8' }),
  weight: range({ choices: ['null', '"balanced"'] }),
});
const errorsOf = (row: Record<string, string>) => Object.fromEntries(readConfigurations(space, [{}, row]).errors);
const right = { rate: '0.1', leaves: '16', weight: '"balanced"' };

describe('a known configuration', () => {
  it('has a value of each range', () => {
    const { configurations, errors } = readConfigurations(space, [right, { ...right, rate: '1e-2', weight: 'null' }]);
    expect(configurations).toEqual([
      { rate: 0.1, leaves: 16, weight: 'balanced' },
      { rate: 0.01, leaves: 16, weight: null },
    ]);
    expect(errors.size).toBe(0);
  });

  it.each([
    [{ ...right, rate: '' }, { 'enqueue[1].rate': 'Give a value.' }],
    [{ ...right, rate: '0.5' }, { 'enqueue[1].rate': 'It must be from 0.001 to 0.3.' }],
    [{ ...right, rate: 'fast' }, { 'enqueue[1].rate': '“fast” is not a number.' }],
    [{ ...right, leaves: '31' }, { 'enqueue[1].leaves': 'It must be 8 and some steps of 8.' }],
    [{ ...right, leaves: '16.5' }, { 'enqueue[1].leaves': 'It must be a whole number.' }],
    [{ ...right, weight: '' }, { 'enqueue[1].weight': 'Choose one.' }],
    [{ ...right, weight: '"none"' }, { 'enqueue[1].weight': 'It is none of the values that are searched.' }],
  ])('of %j is refused', (row, expected) => {
    const errors = errorsOf(row);
    // The first row is empty.
    expect(Object.fromEntries(Object.entries(errors).filter(([path]) => path.startsWith('enqueue[1]')))).toEqual(
      expected,
    );
  });

  it('says nothing of what is not searched any more', () => {
    const { configurations } = readConfigurations({ parameters: space.parameters.slice(0, 1) }, [right]);
    expect(configurations).toEqual([{ rate: 0.1 }]);
  });

  it('is not told what is wrong with the range itself', () => {
    const broken = spaceOf(fields, { weight: range({}), leaves: range({ low: '9', high: '3' }) });
    expect(readConfigurations(broken, [{ leaves: '20' }]).errors.size).toBe(0);
  });
});

describe('the defaults', () => {
  it('fill a row as it would be typed', () => {
    expect(defaultsOf(space)).toEqual({ rate: '0.05', leaves: '31', weight: 'null' });
  });

  it('are empty where a parameter has none', () => {
    expect(defaultsOf(spaceOf(fields, { needed: range({ low: '1', high: '2' }) }))).toEqual({ needed: '' });
  });

  it('fit listed values', () => {
    const listed = spaceOf(fields, { leaves: range({ listed: true, values: '31, 63' }) });
    expect(readConfigurations(listed, [defaultsOf(listed)]).configurations).toEqual([{ leaves: 31 }]);
  });
});
