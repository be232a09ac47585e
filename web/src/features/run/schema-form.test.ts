import { describe, expect, it } from 'vitest';
import { hasSlider, isChanged, parse, rangeOf, rawAt, sliderOf, valueAt, valuesOf } from './schema-form';
import { fieldsOf } from './schema-form-fields';
import { fromJson, jsonOf } from './schema-form-json';

const schema = {
  type: 'object',
  properties: {
    rate: { type: 'number', title: 'Rate', default: 0.05, exclusiveMinimum: 0, maximum: 1, 'x-unit': 'per step' },
    trees: { type: 'integer', default: 100, minimum: 1, maximum: 5000 },
    depth: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: null, 'x-advanced': true },
    share: { anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, { enum: ['sqrt', 'log2'] }], default: 'sqrt' },
    kind: { enum: ['fast', 'exact'], default: 'fast' },
    early: { type: 'boolean', default: true },
    layers: { type: 'array', items: { type: 'integer' }, default: [64, 32] },
    label: { type: 'string' },
    data: { type: 'string', 'x-format': 'json', default: '{"items": [1, 2]}' },
  },
  required: ['trees'],
};
const fields = fieldsOf(schema);
const field = (name: string) => {
  const found = fields.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('the slider of a log scale', () => {
  const [rate, trees, zero] = fieldsOf({
    properties: {
      rate: { type: 'number', minimum: 1e-6, maximum: 1, 'x-log': true },
      trees: { type: 'integer', minimum: 1, maximum: 10_000, 'x-log': true },
      zero: { type: 'number', minimum: 0, maximum: 1, 'x-log': true },
    },
  });
  if (!rate || !trees || !zero) throw new Error('three fields');

  it('exists where both bounds are above zero', () => {
    expect([rate, trees, zero].map(hasSlider)).toEqual([true, true, false]);
  });

  it('goes through the powers in equal steps and ends at the bounds', () => {
    expect([0, 500, 1000].map((place) => valueAt(rate, place))).toEqual([1e-6, 0.001, 1]);
    expect([0, 250, 500, 1000].map((place) => valueAt(trees, place))).toEqual([1, 10, 100, 10_000]);
    expect(sliderOf(trees, 100)).toBeCloseTo(500);
    expect(sliderOf(rate, 5)).toBe(1000);
  });
});

describe('fieldsOf', () => {
  it('finds the kind of each field', () => {
    expect(fields.map((one) => [one.name, one.kind])).toEqual([
      ['rate', 'number'],
      ['trees', 'integer'],
      ['depth', 'integer'],
      ['share', 'number'],
      ['kind', 'choice'],
      ['early', 'boolean'],
      ['layers', 'list'],
      ['label', 'text'],
      ['data', 'json'],
    ]);
  });

  it('reads unit, advanced, null and bounds', () => {
    expect(field('rate').unit).toBe('per step');
    expect(field('depth')).toMatchObject({ nullable: true, advanced: true, minimum: 1, title: 'Depth' });
    expect(rangeOf(field('trees'))).toBe('from 1 to 5000');
    expect(rangeOf(field('rate'))).toBe('more than 0 and at most 1');
  });
});

describe('parse', () => {
  it.each([
    ['rate', '1e-4', 0.0001],
    ['rate', ' .5 ', 0.5],
    ['trees', '1e3', 1000],
    ['depth', '', null],
    ['share', 'log2', 'log2'],
    ['share', '0.3', 0.3],
    ['kind', 'exact', 'exact'],
    ['label', '', undefined],
    ['data', '{\n  "items": []\n}', '{\n  "items": []\n}'],
  ])('%s takes “%s”', (name, raw, value) => expect(parse(field(name), raw)).toEqual({ ok: true, value }));

  it.each([
    ['rate', '0', 'It must be more than 0 and at most 1.'],
    ['rate', '1,5', '“1,5” is not a number.'],
    ['rate', '0x10', '“0x10” is not a number.'],
    ['trees', '2.5', 'It must be a whole number.'],
    ['trees', '', 'Give a value.'],
    ['share', 'cube', '“cube” is not a number or sqrt, log2.'],
    ['kind', 'slow', 'Choose one of fast, exact.'],
    ['data', '{\n  "items": [1,]\n}', 'This is not JSON: line 2, column 15: a comma stands before the last bracket.'],
    ['data', ' ', 'Give a value.'],
  ])('%s refuses “%s”', (name, raw, error) => expect(parse(field(name), raw)).toEqual({ ok: false, error }));
});

describe('the form as a whole', () => {
  it('starts with the defaults, none of them changed', () => {
    expect(valuesOf(fields, {}).values).toEqual({
      rate: 0.05,
      trees: 100,
      depth: null,
      share: 'sqrt',
      kind: 'fast',
      early: true,
      layers: [64, 32],
      data: '{"items": [1, 2]}',
    });
    expect(fields.filter((one) => isChanged(one, {}))).toEqual([]);
  });

  it('marks what was changed, and not what was typed back', () => {
    expect(isChanged(field('rate'), { rate: '0.1' })).toBe(true);
    expect(isChanged(field('rate'), { rate: '5e-2' })).toBe(false);
  });

  it('names every field that is wrong', () => {
    expect([...valuesOf(fields, { rate: '2', trees: 'x' }).errors.keys()]).toEqual(['rate', 'trees']);
  });
});

describe('the JSON view', () => {
  it('goes there and back without a change', () => {
    const raws = { rate: '1e-3', depth: '7', early: false };
    const back = fromJson(schema, jsonOf(fields, raws));
    if (!back.ok) throw new Error(back.error);
    expect(valuesOf(fields, back.raws)).toEqual(valuesOf(fields, raws));
    expect(rawAt(field('depth'), back.raws)).toBe('7');
  });

  it('calls an unknown key an error', () => {
    expect(fromJson(schema, '{"ratte": 1}')).toEqual({
      ok: false,
      error: 'There is no parameter “ratte” (line 1, column 2).',
    });
  });

  it('says where the text stops being JSON', () => {
    const result = fromJson(schema, '{\n  "rate": 1,\n  oops\n}');
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatch(/line 3, column 3/);
  });

  it('keeps a wrong value as it was typed', () => {
    expect(JSON.parse(jsonOf(fields, { trees: 'many' })).trees).toBe('many');
  });
});
