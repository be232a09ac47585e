import { describe, expect, it } from 'vitest';
import { changedFields, type FormField, isChanged, type Raws, rawAt, trailOf, withRaw } from './schema-form';
import { fieldAt, fieldsOf, formOf, outerPath } from './schema-form-fields';
import { fromJson, jsonOf, placedErrors } from './schema-form-json';

/** As text, as it comes from a service. */
const schema: unknown = JSON.parse(`{
  "$defs": {
    "Layer": {
      "type": "object", "title": "Layer", "required": ["size"],
      "properties": {
        "size": { "type": "integer", "title": "Size", "default": 64, "minimum": 1 },
        "drop": { "type": "number", "title": "Dropout", "default": 0 }
      }
    },
    "isDart": { "properties": { "booster": { "const": "dart" } }, "required": ["booster"] }
  },
  "type": "object",
  "properties": {
    "booster": { "enum": ["gbdt", "dart", "goss"], "title": "Booster", "default": "gbdt" },
    "early": { "type": "boolean", "title": "Early stop", "default": false },
    "optimizer": {
      "type": "object", "title": "Optimizer",
      "default": { "rate": 0.2 },
      "properties": {
        "name": { "enum": ["adam", "sgd"], "title": "Name", "default": "adam" },
        "rate": { "type": "number", "title": "Rate", "default": 0.05, "maximum": 1 }
      },
      "if": { "properties": { "name": { "const": "sgd" } } },
      "then": { "properties": { "momentum": { "type": "number", "title": "Momentum", "default": 0.9 } } }
    },
    "schedule": {
      "anyOf": [
        { "type": "object", "required": ["steps"], "properties": { "steps": { "type": "integer", "title": "Steps" } } },
        { "type": "null" }
      ],
      "title": "Schedule", "default": null
    },
    "layers": {
      "type": "array", "title": "Layers", "minItems": 1, "maxItems": 4,
      "default": [{ "size": 32 }], "items": { "$ref": "#/$defs/Layer" }
    },
    "names": { "type": "array", "title": "Names", "items": { "type": "string", "minLength": 1 }, "uniqueItems": true },
    "more": { "type": "object", "title": "More", "default": { "a": 1 } }
  },
  "allOf": [
    {
      "if": { "$ref": "#/$defs/isDart" },
      "then": { "properties": { "rate_drop": { "type": "number", "title": "Rate drop", "default": 0.1, "maximum": 1 } } }
    },
    {
      "if": { "properties": { "early": { "const": true } } },
      "then": { "properties": { "patience": { "type": "integer", "title": "Patience" } }, "required": ["patience"] }
    }
  ],
  "dependentSchemas": { "rate_drop": { "properties": { "skip": { "type": "boolean", "default": true } } } }
}`);

const names = (fields: readonly FormField[]) => fields.map((field) => field.name);
const at = (raws: Raws, path: string) => {
  const field = fieldAt(fieldsOf(schema, raws), path);
  if (field?.path !== path) throw new Error(path);
  return field;
};
const set = (raws: Raws, path: string, raw: unknown) => withRaw(raws, at(raws, path), raw);
const base = ['booster', 'early', 'optimizer', 'schedule', 'layers', 'names', 'more'];

describe('nested objects and lists', () => {
  it('are fields with the path that the server uses', () => {
    const fields = fieldsOf(schema);
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['booster', 'choice'],
      ['early', 'boolean'],
      ['optimizer', 'group'],
      ['schedule', 'group'],
      ['layers', 'list'],
      ['names', 'list'],
      ['more', 'value'],
    ]);
    expect(at({}, 'optimizer').fields.map((field) => field.path)).toEqual(['optimizer.name', 'optimizer.rate']);
    const size = at({}, 'layers[0].size');
    expect([size.kind, trailOf(size)]).toEqual(['integer', 'Layer 1 › Size']);
  });

  it('begin with their defaults, those of the group before those of the field', () => {
    const { values, errors } = formOf(schema, {});
    expect(values).toEqual({
      booster: 'gbdt',
      early: false,
      optimizer: { name: 'adam', rate: 0.2 },
      schedule: null,
      layers: [{ size: 32, drop: 0 }],
      more: { a: 1 },
    });
    expect([...errors]).toEqual([]);
    expect(changedFields(fieldsOf(schema), {})).toEqual([]);
  });

  it('are changed in place, and taken back', () => {
    const raws = set(set({}, 'optimizer.name', 'sgd'), 'layers[0].drop', '0.5');
    const { values, fields } = formOf(schema, raws);
    expect(values).toMatchObject({
      optimizer: { name: 'sgd', rate: 0.2, momentum: 0.9 },
      layers: [{ size: 32, drop: 0.5 }],
    });
    expect(changedFields(fields, raws).map(trailOf)).toEqual(['Optimizer › Name', 'Layers']);
    const back = set(set(raws, 'optimizer.name', undefined), 'layers', undefined);
    expect(formOf(schema, back).values).toEqual(formOf(schema, {}).values);
    expect(changedFields(fieldsOf(schema, back), back)).toEqual([]);
  });

  it('keep the object of a field as long as nothing about it changes', () => {
    const again = set({}, 'optimizer.rate', '0.3');
    for (const path of ['booster', 'optimizer.rate', 'layers[0].size']) expect(at(again, path)).toBe(at({}, path));
  });

  it('may be left out as a whole when the schema says so', () => {
    expect(at({}, 'schedule')).toMatchObject({ optional: true, on: false, fields: [] });
    expect(at({}, 'optimizer').optional).toBe(false);
    const used = set({}, 'schedule', {});
    expect([...formOf(schema, used).errors]).toEqual([['schedule.steps', 'Give a value.']]);
    const filled = set(used, 'schedule.steps', '3');
    expect(formOf(schema, filled).values.schedule).toEqual({ steps: 3 });
    expect(isChanged(at(filled, 'schedule'), filled)).toBe(true);
    expect(formOf(schema, set(filled, 'schedule', null)).values.schedule).toBeNull();
  });

  it('say what is wrong at the path of the field, or of the list', () => {
    const raws = { optimizer: { rate: '7' }, layers: [{ size: '0' }, { size: '2.5' }], names: ['a', 'a'] };
    expect([...formOf(schema, raws).errors]).toEqual([
      ['optimizer.rate', 'It must be at most 1.'],
      ['layers[0].size', 'It must be at least 1.'],
      ['layers[1].size', 'It must be a whole number.'],
      ['names', 'No item may stand here twice.'],
    ]);
    expect([...formOf(schema, { layers: [] }).errors]).toEqual([['layers', 'It needs at least 1 item.']]);
    expect([...formOf(schema, { layers: [{}, {}, {}, {}, {}] }).errors.values()]).toEqual([
      'It may have at most 4 items.',
    ]);
    expect([...formOf(schema, { names: [''] }).errors]).toEqual([['names[0]', 'Give a value.']]);
    expect([...formOf(schema, { optimizer: 5, layers: 'x', more: '{' }).errors.keys()]).toEqual([
      'optimizer',
      'layers',
      'more',
    ]);
  });

  it('take lists of values as they come from a run', () => {
    const raws = { names: ['x', 'y'], more: { deep: [1, { b: null }] } };
    expect(formOf(schema, raws).values).toMatchObject(raws);
    expect(rawAt(at(raws, 'names[1]'), raws)).toBe('y');
    expect(at(raws, 'names').blank).toBe('');
    expect(at(raws, 'layers').blank).toEqual({});
  });

  it('find the nearest field of a path', () => {
    expect(fieldAt(fieldsOf(schema), 'optimizer.unknown')?.path).toBe('optimizer');
    expect(fieldAt(fieldsOf(schema), 'unknown')).toBeUndefined();
    expect(['layers[0].size', 'layers[0]', 'layers'].map(outerPath)).toEqual(['layers[0]', 'layers', '']);
  });

  it('end where a schema contains itself', () => {
    const tree: unknown = JSON.parse(
      '{"$defs": {"Node": {"type": "object", "properties": {"value": {"type": "integer", "default": 1}, "next": {"$ref": "#/$defs/Node"}}}}, "properties": {"root": {"$ref": "#/$defs/Node"}}}',
    );
    const depth = (fields: readonly FormField[]): number =>
      1 + Math.max(0, ...fields.filter((field) => field.fields.length > 0).map((field) => depth(field.fields)));
    expect(depth(fieldsOf(tree))).toBeLessThan(12);
  });
});

describe('conditional fields', () => {
  it('appear behind the field that they hang on, and go again', () => {
    expect(names(fieldsOf(schema))).toEqual(base);
    expect(names(fieldsOf(schema, { booster: 'dart' }))).toEqual([
      'booster',
      'rate_drop',
      'skip',
      ...base.filter((name) => name !== 'booster'),
    ]);
    expect(names(fieldsOf(schema, { early: true })).slice(0, 3)).toEqual(['booster', 'early', 'patience']);
    expect(names(fieldsOf(schema, { booster: 'goss' }))).toEqual(base);
  });

  it('are in the values and among the faults only while they apply', () => {
    const raws = { early: true, booster: 'dart', rate_drop: '0.3' };
    expect(formOf(schema, raws).values).toMatchObject({ rate_drop: 0.3, skip: true });
    expect([...formOf(schema, raws).errors]).toEqual([['patience', 'Give a value.']]);
    const other = { ...raws, early: false, booster: 'gbdt' };
    expect(Object.keys(formOf(schema, other).values)).not.toContain('rate_drop');
    expect([...formOf(schema, other).errors]).toEqual([]);
    // What was entered comes back with the field.
    expect(formOf(schema, { ...other, booster: 'dart' }).values.rate_drop).toBe(0.3);
  });

  it('are looked for inside a group', () => {
    expect(names(at({}, 'optimizer').fields)).toEqual(['name', 'rate']);
    expect(names(at({ optimizer: { name: 'sgd' } }, 'optimizer').fields)).toEqual(['name', 'momentum', 'rate']);
  });

  it('may tighten a field that is there', () => {
    const tight: unknown = JSON.parse(`{
      "properties": { "mode": { "enum": ["a", "b"], "default": "a" }, "rate": { "type": "number", "default": 1 } },
      "if": { "properties": { "mode": { "const": "b" } } },
      "then": { "properties": { "rate": { "maximum": 0.5 } } }
    }`);
    expect([...formOf(tight, {}).errors]).toEqual([]);
    expect([...formOf(tight, { mode: 'b' }).errors]).toEqual([['rate', 'It must be at most 0.5.']]);
  });

  it('come to an end when a condition contradicts itself', () => {
    const odd: unknown = JSON.parse(
      '{"properties": {"a": {"default": "1"}}, "if": {"required": ["b"]}, "else": {"properties": {"b": {"default": "2"}}}}',
    );
    expect(names(fieldsOf(odd))).toContain('a');
  });
});

describe('nested fields as JSON', () => {
  const raws: Raws = {
    booster: 'dart',
    optimizer: { name: 'sgd', rate: '1e-3' },
    layers: [{ size: '8' }, { size: '16', drop: '0.1' }],
    schedule: { steps: '5' },
  };

  it('go there and back without a change', () => {
    const back = fromJson(schema, jsonOf(fieldsOf(schema, raws), raws));
    if (!back.ok) throw new Error(back.error);
    expect(formOf(schema, back.raws).values).toEqual(formOf(schema, raws).values);
  });

  it('tell names that nobody knows, and those that do not apply, with their places', () => {
    const text = '{\n  "optimizer": { "speed": 1,\n    "momentum": 0.5 },\n  "rate_drop": 0.2\n}';
    expect(fromJson(schema, text)).toEqual({
      ok: false,
      error:
        'There is no parameter “optimizer.speed” (line 2, column 18). “optimizer.momentum” does not apply with these values of the others (line 3, column 5). “rate_drop” does not apply with these values of the others (line 4, column 3).',
    });
    expect(fromJson(schema, '{"layers": [{"size": 1}, {"width": 2}]}')).toEqual({
      ok: false,
      error: 'There is no parameter “layers[1].width” (line 1, column 27).',
    });
  });

  it('tell what is wrong with a value, and where it stands', () => {
    const text = '{\n  "layers": [\n    { "size": 0 }\n  ],\n  "schedule": {}\n}';
    const result = fromJson(schema, text);
    if (!result.ok) throw new Error(result.error);
    const form = formOf(schema, result.raws);
    const placed = placedErrors(form, form.errors, text);
    expect(placed.map(({ title, text: error, place }) => [title, error, place])).toEqual([
      ['Schedule › Steps', 'Give a value.', 'line 5, column 15'],
      ['Layer 1 › Size', 'It must be at least 1.', 'line 3, column 15'],
    ]);
  });
});
