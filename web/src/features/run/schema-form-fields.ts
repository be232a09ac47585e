import { type FormField, nodeAt, type Raws, trailOf, valuesOf } from './schema-form';
import { hasType, isRecord, type ObjectShape, type Schema, SchemaReader, sameValue } from './schema-form-reader';

/** The fields that a JSON Schema has with what was entered so far: conditions decide which there are. No React here. */

/** A form with what was entered. */
export interface ParameterForm {
  schema: unknown;
  raws: Raws;
  fields: readonly FormField[];
  values: Record<string, unknown>;
  /** What is wrong, by the path of the field. */
  errors: ReadonlyMap<string, string>;
}

export function formOf(schema: unknown, raws: Raws): ParameterForm {
  const fields = fieldsOf(schema, raws);
  return { schema, raws, fields, ...valuesOf(fields, raws) };
}

const makers = new WeakMap<object, FieldMaker>();

function makerOf(schema: unknown): FieldMaker | undefined {
  if (!isRecord(schema)) return undefined;
  const maker = makers.get(schema) ?? new FieldMaker(schema);
  makers.set(schema, maker);
  return maker;
}

/** A field without parts is the same object as long as its schema is: what is drawn from it can be kept. */
export const fieldsOf = (schema: unknown, raws: Raws = {}): FormField[] => makerOf(schema)?.fieldsOf(raws) ?? [];

/** Every name that a parameter may have with some values. */
export const namesOf = (schema: unknown): ReadonlySet<string> => makerOf(schema)?.names() ?? NO_NAMES;

/** The field at a path, or the one around it that there is. */
export function fieldAt(fields: readonly FormField[], path: string): FormField | undefined {
  const exact = fields.find((field) => field.path === path);
  if (exact) return exact;
  const around = fields.find((field) => isInside(path, field.path));
  return around && (fieldAt(around.fields, path) ?? around);
}

/** Whether a path leads further into another one. */
export const isInside = (path: string, around: string): boolean =>
  path.startsWith(`${around}.`) || path.startsWith(`${around}[`);

/** The path of what something stands in; empty at the top. */
export function outerPath(path: string): string {
  const end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  return end < 0 ? '' : path.slice(0, end);
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NOTHING: readonly never[] = [];
/** A condition that still changes its own answer after so many rounds contradicts itself. */
const ROUNDS = 8;
/** What lies deeper is one field that holds JSON. */
const DEEPEST = 8;

/** Where fields stand. */
interface Place {
  path: string;
  keys: readonly (string | number)[];
  within: string;
  seeds: readonly unknown[];
  /** The default of the group around them, which goes before their own. */
  defaults?: Readonly<Record<string, unknown>>;
}

const TOP: Place = { path: '', keys: [], within: '', seeds: [] };

/** A field as its schema alone makes it, and the schema of its parts. */
interface Made {
  schema: Schema;
  required: boolean;
  given: unknown;
  field: FormField;
  parts: Schema;
}

class FieldMaker {
  private readonly reader: SchemaReader;
  private readonly root: Schema;
  private readonly known = new Map<string, Made>();

  constructor(schema: object) {
    const root = schema as Schema;
    this.reader = new SchemaReader(root);
    this.root = this.reader.resolve(root);
  }

  fieldsOf(raws: Raws): FormField[] {
    return this.members(this.root, TOP, raws);
  }

  names(): ReadonlySet<string> {
    return this.reader.namesOf(this.root);
  }

  /** Conditions are asked of what there is without them, then again of what they have added. */
  private members(schema: Schema, place: Place, raws: Raws): FormField[] {
    let shape = this.reader.shapeOf(schema);
    let fields = this.fieldsFor(shape, place, raws);
    for (let round = 0; shape.conditional && round < ROUNDS; round++) {
      const next = this.reader.shapeOf(schema, valuesOf(fields, raws).values);
      if (isSameShape(next, shape)) break;
      shape = next;
      fields = this.fieldsFor(shape, place, raws);
    }
    return fields;
  }

  private fieldsFor({ properties, required }: ObjectShape, place: Place, raws: Raws): FormField[] {
    return properties.map(({ name, schema }) => {
      const path = place.path === '' ? name : `${place.path}.${name}`;
      const own = { ...place, path, keys: [...place.keys, name] };
      return this.filled(this.made(name, schema, required.has(name), own), raws);
    });
  }

  /** The field with the parts that it has now. */
  private filled({ field, parts }: Made, raws: Raws): FormField {
    if (field.kind !== 'group' && field.kind !== 'list') return field;
    const node = nodeAt(field, raws);
    const on = !field.optional || (node === undefined ? field.onByDefault : node !== null);
    const place = { path: field.path, keys: field.keys, within: trailOf(field), seeds: field.seeds };
    if (field.kind === 'group') {
      const defaults = isRecord(field.default) ? field.default : undefined;
      return { ...field, on, fields: on ? this.members(parts, { ...place, defaults }, raws) : NOTHING };
    }
    const items: readonly unknown[] = on && Array.isArray(node) ? node : NOTHING;
    return { ...field, on, fields: items.map((_, at) => this.filled(this.item(field, parts, at), raws)) };
  }

  private item(list: FormField, schema: Schema, at: number): Made {
    const keys = [...list.keys, at];
    const place = { path: `${list.path}[${at}]`, keys, within: list.within, seeds: list.seeds };
    return this.made(String(at), schema, true, place, `${schema.title ?? list.title} ${at + 1}`);
  }

  private made(name: string, schema: Schema, required: boolean, place: Place, title?: string): Made {
    const given = place.defaults && Object.hasOwn(place.defaults, name) ? place.defaults[name] : undefined;
    const known = this.known.get(place.path);
    if (known && known.schema === schema && known.required === required && sameValue(known.given, given)) return known;
    const withDefault = given === undefined ? schema : { ...schema, default: given };
    const made = { schema, required, given, ...this.make(name, withDefault, required, place, title) };
    this.known.set(place.path, made);
    return made;
  }

  private make(
    name: string,
    schema: Schema,
    required: boolean,
    place: Place,
    title = schema.title ?? titleOf(name),
  ): Pick<Made, 'field' | 'parts'> {
    const parts = this.alternatives(schema);
    const types = new Set(parts.flatMap((part) => part.type ?? []));
    const choices = parts.flatMap((part) => part.enum ?? ('const' in part ? [part.const] : []));
    const numeric = parts.find((part) => hasType(part, 'number') || hasType(part, 'integer'));
    const text = parts.find((part) => hasType(part, 'string')) ?? schema;
    const solid = parts.filter((part) => !isNull(part));
    const only = solid.length === 1 && place.keys.length <= DEEPEST ? solid[0] : undefined;
    const kind = kindOf(schema, only, numeric, types, choices);
    const nullable = types.has('null') || choices.includes(null);
    const bounds = { ...numeric, ...ownBounds(schema) };
    const hasDefault = 'default' in schema;
    const seeds = kind === 'list' && Array.isArray(schema.default) ? seedsWith(place, schema.default) : place.seeds;
    const inner = kind === 'list' ? this.reader.resolve(only?.items) : (only ?? schema);
    const isNested = kind === 'group' || kind === 'list';
    const needsInput = kind === 'group' && !nullable && !required && !hasDefault && this.needsInput(inner);
    const onByDefault = nullable ? schema.default !== null && schema.default !== undefined : !needsInput;
    const field: FormField = {
      path: place.path,
      keys: place.keys,
      name,
      title,
      within: place.within,
      help: schema.description ?? only?.description,
      kind,
      nullable,
      choices: kind === 'choice' && choices.length === 0 ? [true, false] : choices.filter(isScalar),
      default: schema.default,
      hasDefault,
      required,
      minimum: bounds.minimum,
      maximum: bounds.maximum,
      exclusiveMinimum: bounds.exclusiveMinimum,
      exclusiveMaximum: bounds.exclusiveMaximum,
      multipleOf: bounds.multipleOf,
      minLength: schema.minLength ?? text.minLength,
      maxLength: schema.maxLength ?? text.maxLength,
      pattern: schema.pattern ?? text.pattern,
      takesText: types.has('string'),
      unit: schema['x-unit'],
      advanced: schema['x-advanced'] === true,
      log: schema['x-log'] === true,
      seeds,
      optional: isNested && (nullable || needsInput),
      on: onByDefault,
      onByDefault,
      fields: NOTHING,
      names: kind === 'group' ? this.reader.namesOf(inner) : NO_NAMES,
      minItems: only?.minItems,
      maxItems: only?.maxItems,
      uniqueItems: only?.uniqueItems === true,
      blank: undefined,
    };
    if (kind === 'list') field.blank = blankOf(this.item(field, inner, 0).field);
    return { field, parts: inner };
  }

  /** What `anyOf` and `oneOf` allow; the schema itself without them. */
  private alternatives(schema: Schema): Schema[] {
    const branches = schema.properties ? undefined : (schema.anyOf ?? schema.oneOf);
    return branches ? branches.flatMap((branch) => this.alternatives(this.reader.resolve(branch))) : [schema];
  }

  /** Whether somebody must enter something before an object is right. */
  private needsInput(schema: Schema): boolean {
    const { properties, required } = this.reader.shapeOf(schema);
    return properties.some((property) => required.has(property.name) && !('default' in property.schema));
  }
}

function isSameShape(one: ObjectShape, other: ObjectShape): boolean {
  return (
    one.properties.length === other.properties.length &&
    one.required.size === other.required.size &&
    one.properties.every(({ name, schema }, at) => {
      const twin = other.properties[at];
      return twin?.name === name && twin.schema === schema && one.required.has(name) === other.required.has(name);
    })
  );
}

const isNull = (schema: Schema): boolean => schema.type === 'null' || ('const' in schema && schema.const === null);

const isScalar = (choice: unknown): choice is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof choice);

function kindOf(
  schema: Schema,
  only: Schema | undefined,
  numeric: Schema | undefined,
  types: ReadonlySet<string>,
  choices: readonly unknown[],
): FormField['kind'] {
  if (schema['x-format'] === 'json') return 'json';
  if (only && isGroup(only)) return 'group';
  if (only && hasType(only, 'array') && isRecord(only.items)) return 'list';
  if (types.has('object') || types.has('array') || choices.some((choice) => typeof choice === 'object' && choice)) {
    return 'value';
  }
  if (numeric && numeric.enum === undefined) return types.has('number') ? 'number' : 'integer';
  if (choices.length > 0) return 'choice';
  // A switch cannot say «none».
  if (types.has('boolean')) return types.has('null') ? 'choice' : 'boolean';
  return 'text';
}

/** An object of which is said what is in it. */
const isGroup = (schema: Schema): boolean =>
  (hasType(schema, 'object') || schema.type === undefined) &&
  [schema.properties, schema.dependentSchemas, schema.if].some((part) => part !== undefined);

const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;

/** The bounds beside `anyOf`, which go before those in it. */
const ownBounds = (schema: Schema) =>
  Object.fromEntries(BOUNDS.filter((word) => schema[word] !== undefined).map((word) => [word, schema[word]])) as Pick<
    Schema,
    (typeof BOUNDS)[number]
  >;

function seedsWith({ seeds, keys }: Place, items: readonly unknown[]): readonly unknown[] {
  const all = [...seeds];
  all[keys.length] = items;
  return all;
}

function blankOf(item: FormField): unknown {
  if (item.hasDefault) return item.default;
  if (item.kind === 'group') return item.onByDefault ? {} : null;
  if (item.kind === 'list') return item.onByDefault ? [] : null;
  if (item.kind === 'boolean') return false;
  return item.kind === 'choice' && !item.nullable ? (item.choices[0] ?? '') : '';
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
