import { describe, expect, it } from 'vitest';
import { fieldAt, fieldsOf } from './schema-form-fields';
import { canSearch, countOf, draftOfRange, firstRange, type RangeDraft, readRange } from './search-range';

const schema: unknown = {
  properties: {
    rate: { type: 'number', default: 0.05, minimum: 0.0001, maximum: 1, 'x-log': true },
    leaves: { type: 'integer', default: 31, minimum: 2, maximum: 4096 },
    penalty: { type: 'number', default: 0.5, minimum: 0, 'x-log': true },
    share: { type: 'number', default: 0.5, exclusiveMinimum: 0, exclusiveMaximum: 1 },
    open: { type: 'number', default: 0 },
    eights: { type: 'integer', default: 16, minimum: 8, maximum: 64, multipleOf: 8 },
    depth: { anyOf: [{ type: 'integer', minimum: 1 }, { enum: ['auto'] }], default: 'auto' },
    booster: { enum: ['gbdt', 'dart', 'goss'], default: 'gbdt' },
    weight: { enum: ['balanced', null], default: null },
    bagging: { type: 'boolean', default: true },
    note: { type: 'string', default: '' },
    layers: { type: 'array', items: { type: 'integer' }, default: [64] },
    optimizer: { type: 'object', properties: { rate: { type: 'number', default: 1 } } },
    'odd.name': { type: 'integer', default: 1 },
  },
};
const fields = fieldsOf(schema);
const field = (path: string) => {
  const found = fieldAt(fields, path);
  if (!found) throw new Error(`no field ${path}`);
  return found;
};
const read = (path: string, next: Partial<RangeDraft>) => {
  const { range, errors } = readRange(field(path), { ...firstRange(field(path)), ...next });
  return { range, errors: Object.fromEntries(errors) };
};

describe('what can be searched', () => {
  it.each(['rate', 'leaves', 'depth', 'booster', 'weight', 'bagging', 'optimizer.rate'])('%s can', (path) => {
    expect(canSearch(field(path))).toBe(true);
  });

  it.each(['note', 'layers', 'layers[0]', 'optimizer', 'odd.name'])('%s cannot', (path) => {
    expect(canSearch(field(path))).toBe(false);
  });
});

describe('the first range', () => {
  it('has the bounds and the scale of the schema', () => {
    expect(firstRange(field('rate'))).toMatchObject({ on: true, low: '0.0001', high: '1', step: '', log: true });
    expect(firstRange(field('leaves'))).toMatchObject({ low: '2', high: '4096', log: false });
    expect(firstRange(field('eights'))).toMatchObject({ low: '8', high: '64', step: '8' });
  });

  it('lies around the default where the schema leaves an end open, or a log scale cannot have it', () => {
    expect(firstRange(field('penalty'))).toMatchObject({ low: '0.005', high: '50', log: true });
    expect(firstRange(field('share'))).toMatchObject({ low: '0.05', high: '0.5' });
    expect(firstRange(field('open'))).toMatchObject({ low: '', high: '' });
  });

  it('has every choice', () => {
    expect(firstRange(field('booster')).choices).toEqual(['"gbdt"', '"dart"', '"goss"']);
    expect(firstRange(field('weight')).choices).toEqual(['null', '"balanced"']);
    expect(firstRange(field('bagging')).choices).toEqual(['true', 'false']);
  });
});

describe('a range of numbers', () => {
  it('is what the server takes', () => {
    expect(read('rate', {}).range).toEqual({ type: 'float', low: 0.0001, high: 1, log: true });
    expect(read('leaves', { low: '8', high: '128', step: '8' }).range).toEqual({
      type: 'integer',
      low: 8,
      high: 128,
      step: 8,
    });
    expect(read('rate', { low: '1e-3', log: false }).range).toEqual({ type: 'float', low: 0.001, high: 1 });
    expect(read('leaves', { low: '5', high: '5' }).range).toMatchObject({ low: 5, high: 5 });
  });

  it('forgets the step on a log scale', () => {
    expect(read('rate', { step: '-3' })).toEqual({
      range: { type: 'float', low: 0.0001, high: 1, log: true },
      errors: {},
    });
  });

  it.each([
    ['rate', { low: '0.5', high: '0.1' }, { low: 'It must not be more than the high end.' }],
    ['open', { low: '0', high: '3', log: true }, { low: 'A log scale begins above 0.' }],
    ['open', { low: '-2', high: '3', log: true }, { low: 'A log scale begins above 0.' }],
    ['leaves', { step: '0' }, { step: 'It must be more than 0.' }],
    ['leaves', { step: '-8' }, { step: 'It must be more than 0.' }],
    ['leaves', { step: '2.5' }, { step: 'It must be a whole number.' }],
    ['leaves', { low: '1' }, { low: 'It must be from 2 to 4096.' }],
    ['leaves', { high: '5000' }, { high: 'It must be from 2 to 4096.' }],
    ['leaves', { low: '2.5' }, { low: 'It must be a whole number.' }],
    ['rate', { high: 'much' }, { high: '“much” is not a number.' }],
    ['open', { low: '', high: '1' }, { low: 'Give a value.' }],
    ['depth', { low: 'auto', high: '9' }, { low: '“auto” is not a number.' }],
    ['eights', { low: '9' }, { low: 'It must be a multiple of 8.' }],
    ['eights', { step: '' }, { step: 'It must be a multiple of 8.' }],
    ['eights', { step: '4' }, { step: 'It must be a multiple of 8.' }],
    ['eights', { log: true }, { log: 'Not every value on a log scale is a multiple of 8.' }],
  ])('%s with %j is refused', (path, next, errors) => {
    expect(read(path, next)).toEqual({ range: undefined, errors });
  });
});

describe('a set of values', () => {
  it('is kept in the order in which it was chosen', () => {
    expect(read('booster', { choices: ['"goss"', '"gbdt"'] }).range).toEqual({
      type: 'categorical',
      choices: ['goss', 'gbdt'],
    });
    expect(read('weight', {}).range).toEqual({ type: 'categorical', choices: [null, 'balanced'] });
    expect(read('bagging', { choices: ['false'] }).range).toEqual({ type: 'categorical', choices: [false] });
  });

  it('has at least one', () => {
    expect(read('booster', { choices: [] }).errors).toEqual({ choices: 'Choose at least one value.' });
    // One that the schema does not have any more is none.
    expect(read('booster', { choices: ['"rf"'] }).errors).toEqual({ choices: 'Choose at least one value.' });
  });

  it('may be some values of a number', () => {
    const listed = (values: string) => read('leaves', { listed: true, values });
    expect(listed('8, 16 32').range).toEqual({ type: 'categorical', choices: [8, 16, 32] });
    expect(read('depth', { listed: true, values: 'auto, 4' }).range).toEqual({
      type: 'categorical',
      choices: ['auto', 4],
    });
    expect(listed('').errors).toEqual({ choices: 'Give at least one value.' });
    expect(listed('8, 8').errors).toEqual({ choices: '8 stands here twice.' });
    expect(listed('8, 9999').errors).toEqual({ choices: '9999: It must be from 2 to 4096.' });
    expect(listed('8, x').errors).toEqual({ choices: '“x” is not a number.' });
  });
});

describe('a range of a study', () => {
  it.each([
    ['rate', { type: 'float', low: 0.001, high: 0.3, log: true }],
    ['rate', { type: 'float', low: 0.1, high: 0.5, step: 0.05 }],
    ['leaves', { type: 'integer', low: 8, high: 128, step: 8 }],
    ['leaves', { type: 'categorical', choices: [8, 64] }],
    ['booster', { type: 'categorical', choices: ['dart', 'gbdt'] }],
    ['weight', { type: 'categorical', choices: ['balanced', null] }],
  ] as const)('%s comes back as %j', (path, range) => {
    expect(readRange(field(path), draftOfRange(range)).range).toEqual(range);
  });

  it('leaves out what the server has filled in', () => {
    const filled = { type: 'integer', low: 8, high: 128, step: 1, log: false } as const;
    expect(readRange(field('leaves'), draftOfRange(filled)).range).toEqual({ type: 'integer', low: 8, high: 128 });
    const withNull = { type: 'float', low: 0.1, high: 1, step: null, log: null } as const;
    expect(readRange(field('rate'), draftOfRange(withNull)).range).toEqual({ type: 'float', low: 0.1, high: 1 });
  });
});

describe('countOf', () => {
  it.each([
    [{ type: 'integer', low: 2, high: 192, step: 2 }, 96],
    [{ type: 'integer', low: 1, high: 64 }, 64],
    [{ type: 'integer', low: 1, high: 64, log: true }, 64],
    [{ type: 'integer', low: 1, high: 10, step: 4 }, 3],
    [{ type: 'float', low: 0.1, high: 0.3, step: 0.1 }, 3],
    [{ type: 'float', low: 0.1, high: 0.3 }, undefined],
    [{ type: 'float', low: 0.3, high: 0.3 }, 1],
    [{ type: 'categorical', choices: ['a', null] }, 2],
  ] as const)('%j has %s', (range, count) => {
    expect(countOf(range)).toBe(count);
  });
});
