import { describe, expect, it } from 'vitest';
import { fieldsOf } from './schema-form-fields';
import { rangesFromJson, searchJsonOf } from './search-json';
import { blankRange } from './search-range';
import { type Ranges, spaceOf } from './search-space';

const schema: unknown = {
  properties: {
    rate: { type: 'number', title: 'Rate', default: 0.1, minimum: 0.0001, maximum: 1 },
    leaves: { type: 'integer', title: 'Leaves', default: 31, minimum: 2, maximum: 4096 },
    weight: { enum: ['none', 'balanced'], title: 'Weight', default: 'none' },
    optimizer: { type: 'object', properties: { momentum: { type: 'number', default: 0.9 } } },
  },
};
const fields = fieldsOf(schema);
const search = {
  weight: { type: 'categorical', choices: ['balanced', 'none'] },
  rate: { type: 'float', low: 0.001, high: 0.3, log: true },
  leaves: { type: 'categorical', choices: [8, 64] },
  'optimizer.momentum': { type: 'float', low: 0, high: 0.9, step: 0.1 },
};
const taken = (text: string, known: Ranges = {}): Ranges => {
  const result = rangesFromJson(fields, known, text);
  if (!result.ok) throw new Error(result.error);
  return result.ranges;
};
const faultOf = (written: unknown) => {
  const result = rangesFromJson(fields, {}, typeof written === 'string' ? written : JSON.stringify(written));
  return result.ok ? undefined : result.error;
};

describe('the search as JSON', () => {
  it('comes back as it went', () => {
    const text = JSON.stringify(search, null, 2);
    expect(searchJsonOf(spaceOf(fields, taken(text)))).toBe(text);
  });

  it('needs no type, and takes numbers as texts, as the form does', () => {
    const { leaves } = taken('{"leaves": {"low": "8", "high": 128, "step": 8}}');
    expect(leaves).toEqual({ ...blankRange, low: '8', high: '128', step: '8' });
  });

  it('shows a range that is wrong as it was typed', () => {
    const space = spaceOf(fields, { rate: { ...blankRange, low: '0.5', high: 'much' }, weight: blankRange });
    expect(JSON.parse(searchJsonOf(space))).toEqual({
      rate: { type: 'float', low: '0.5', high: 'much' },
      weight: { type: 'categorical', choices: [] },
    });
  });

  it('fixes what is not named, and keeps its range', () => {
    const known = { rate: { ...blankRange, low: '0.1', high: '0.2' } };
    expect(taken('{"leaves": {"low": 2, "high": 3}}', known)).toEqual({
      leaves: { ...blankRange, low: '2', high: '3' },
      rate: { ...known.rate, on: false },
    });
    expect(taken('', known)).toEqual({ rate: { ...known.rate, on: false } });
  });

  it.each([
    ['[]', 'The search is one JSON object: { … }.'],
    ['{"rate": {"low": 1,}}', /^This is not JSON: line 1, column \d+/],
    [{ speed: { low: 1, high: 2 } }, '“speed” is no parameter that can be searched (line 1, column 2).'],
    [{ rate: 3 }, /^“rate” must be an object/],
    [{ rate: { low: 1, most: 2 } }, '“rate” has no part “most” (line 1, column 2).'],
    [{ rate: { type: 'integer', low: 1, high: 2 } }, /^“rate” must be of the type float or categorical/],
    [{ weight: { low: 1, high: 2 } }, /^“weight” needs choices/],
    [{ weight: { type: 'float', choices: ['none'] } }, /^“weight” must be of the type categorical/],
    [{ rate: { type: 'float', choices: [0.1] } }, /^“rate” has choices, so its type is categorical/],
    [{ weight: { choices: [['none']] } }, /^“weight” needs choices that are single values/],
    [{ weight: { choices: ['none', 'heavy'] } }, /^“weight” cannot be "heavy"/],
  ])('refuses %j with its place', (written, fault) => {
    const told = faultOf(written);
    if (typeof fault === 'string') expect(told).toBe(fault);
    else expect(told).toMatch(fault);
  });
});
