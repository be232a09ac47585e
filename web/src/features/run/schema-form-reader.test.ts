import { describe, expect, it } from 'vitest';
import { isMultiple, SchemaReader, sameValue } from './schema-form-reader';

const read = (schema: string) => new SchemaReader(JSON.parse(schema));

describe('matches', () => {
  const reader = read('{"$defs": {"small": {"maximum": 3}}}');

  it.each([
    ['{"const": null}', null, 0],
    ['{"const": {"a": [1]}}', { a: [1] }, { a: [2] }],
    ['{"enum": ["a", 1]}', 1, '1'],
    ['{"type": "integer"}', 3, 3.5],
    ['{"type": ["number", "null"]}', null, 'x'],
    ['{"type": "object"}', {}, []],
    ['{"minimum": 1, "exclusiveMaximum": 2}', 1, 2],
    ['{"multipleOf": 0.1}', 0.3, 0.35],
    ['{"minLength": 2, "maxLength": 3}', 'äö', 'a'],
    ['{"pattern": "^a"}', 'ab', 'ba'],
    ['{"minItems": 1, "items": {"type": "number"}}', [1], ['1']],
    ['{"contains": {"const": 2}}', [1, 2], [1]],
    ['{"required": ["a"]}', { a: null }, { b: 1 }],
    ['{"properties": {"a": {"const": 1}}}', {}, { a: 2 }],
    ['{"properties": {"a": false}}', { b: 1 }, { a: 1 }],
    ['{"allOf": [{"minimum": 1}, {"minimum": 5}]}', 5, 3],
    ['{"anyOf": [{"const": 1}, {"const": 2}]}', 2, 3],
    ['{"oneOf": [{"minimum": 1}, {"minimum": 5}]}', 3, 7],
    ['{"not": {"const": 1}}', 2, 1],
    ['{"$ref": "#/$defs/small"}', 3, 4],
    ['{"if": {"minimum": 5}, "then": {"multipleOf": 5}, "else": {"const": 1}}', 10, 7],
    ['{"dependentSchemas": {"a": {"required": ["b"]}}}', { b: 1 }, { a: 1 }],
  ])('%s takes %j and not %j', (schema, yes, no) => {
    expect(reader.matches(JSON.parse(schema), yes)).toBe(true);
    expect(reader.matches(JSON.parse(schema), no)).toBe(false);
  });

  it('takes a pattern that cannot be read as met', () => {
    expect(reader.matches({ pattern: '(' }, 'x')).toBe(true);
  });
});

describe('shapeOf', () => {
  it('reads references, and what they say beside', () => {
    const reader = read(
      '{"$defs": {"a/b": {"type": "number", "title": "B", "default": 1}}, "properties": {"x": {"$ref": "#/$defs/a~1b", "title": "X"}}}',
    );
    const schema = JSON.parse('{"properties": {"x": {"$ref": "#/$defs/a~1b", "title": "X"}}}');
    expect(reader.shapeOf(schema).properties[0]?.schema).toMatchObject({ type: 'number', title: 'X', default: 1 });
  });

  it('asks a property before it believes what depends on it', () => {
    const schema = JSON.parse('{"properties": {"a": {}}, "dependentRequired": {"a": ["b"]}}');
    const reader = new SchemaReader(schema);
    expect(reader.shapeOf(schema)).toMatchObject({ conditional: true, required: new Set() });
    expect(reader.shapeOf(schema, { a: 1 }).required).toEqual(new Set(['b']));
  });

  it('puts two conditions on one property in their order', () => {
    const schema = JSON.parse(`{
      "properties": { "a": {}, "z": {} },
      "allOf": [
        { "if": { "required": ["a"] }, "then": { "properties": { "b": {} } } },
        { "if": { "required": ["a"] }, "then": { "properties": { "c": {} } } }
      ]
    }`);
    const { properties } = new SchemaReader(schema).shapeOf(schema, { a: 1 });
    expect(properties.map((property) => property.name)).toEqual(['a', 'b', 'c', 'z']);
    expect([...new SchemaReader(schema).namesOf(schema)].sort()).toEqual(['a', 'b', 'c', 'z']);
  });
});

describe('sameValue', () => {
  it('does not ask for the order of keys', () => {
    expect(sameValue({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(sameValue({ a: undefined }, { b: 1 })).toBe(false);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue([], {})).toBe(false);
  });
});

describe('isMultiple', () => {
  it('forgives what binary fractions lose', () => {
    expect(isMultiple(0.3, 0.1)).toBe(true);
    expect(isMultiple(1_000_000.5, 0.25)).toBe(true);
    expect(isMultiple(0.31, 0.1)).toBe(false);
  });
});
