/**
 * JSON Schema (2020-12) as far as a form needs it: what an object may have with certain values, and whether a condition holds. It follows
 * `$ref` within the schema, `allOf`, `if`, `dependentSchemas` and `dependentRequired`. Nothing of forms here.
 */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: SubSchema[];
  oneOf?: SubSchema[];
  allOf?: SubSchema[];
  not?: SubSchema;
  if?: SubSchema;
  then?: SubSchema;
  else?: SubSchema;
  dependentSchemas?: Record<string, SubSchema>;
  dependentRequired?: Record<string, string[]>;
  properties?: Record<string, SubSchema>;
  required?: string[];
  items?: SubSchema;
  contains?: SubSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  'x-advanced'?: boolean;
  'x-unit'?: string;
  'x-log'?: boolean;
  'x-format'?: string;
}

type SubSchema = Schema | boolean;

interface Property {
  name: string;
  schema: Schema;
  /** A condition has added it. */
  added: boolean;
}

/** What an object may have. */
export interface ObjectShape {
  /** In the order of the form: what a condition adds stands behind the last property that the condition looks at. */
  properties: readonly Property[];
  required: ReadonlySet<string>;
  /** Other values may change it. */
  conditional: boolean;
}

const ANYTHING: Schema = {};
/** Of schemas that refer to each other. */
const DEEPEST = 24;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal as JSON: the order of keys does not matter. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((entry, at) => sameValue(entry, other[at]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key], other[key]))
  );
}

export const hasType = ({ type }: Schema, wanted: string): boolean =>
  Array.isArray(type) ? type.includes(wanted) : type === wanted;

/** Reads one schema. The same part always gives the same object, so that what is drawn from it can be kept. */
export class SchemaReader {
  private readonly root: Schema;
  private readonly resolved = new WeakMap<Schema, Schema>();
  private readonly merged = new WeakMap<Schema, WeakMap<Schema, Schema>>();

  constructor(root: Schema) {
    this.root = root;
  }

  /** The schema with what its `$ref` and its `allOf` say; conditions stay as they are. */
  resolve(schema: SubSchema | undefined, depth = 0): Schema {
    if (typeof schema !== 'object') return ANYTHING;
    const known = this.resolved.get(schema);
    if (known) return known;
    const { $ref, allOf = [], ...own } = schema;
    const parts = [...($ref === undefined ? [] : [this.target($ref)]), ...allOf];
    const made =
      parts.length === 0 || depth > DEEPEST
        ? schema
        : [...parts.map((part) => this.resolve(part, depth + 1)), own].reduce((sum, part) => this.merge(sum, part));
    this.resolved.set(schema, made);
    this.resolved.set(made, made);
    return made;
  }

  /** What an object with this value may have; without a value, what it has whatever its values are. */
  shapeOf(schema: Schema, value?: Readonly<Record<string, unknown>>): ObjectShape {
    const shape = { properties: [] as Property[], required: new Set<string>(), conditional: false };
    this.collect(schema, value, shape, undefined, 0);
    return shape;
  }

  /** Every name that an object may have with some value. */
  namesOf(schema: SubSchema | undefined, into = new Set<string>(), depth = 0): Set<string> {
    if (depth > DEEPEST) return into;
    const own = this.resolve(schema);
    for (const name of Object.keys(own.properties ?? {})) into.add(name);
    for (const part of [...(own.allOf ?? []), own.then, own.else, ...Object.values(own.dependentSchemas ?? {})]) {
      if (typeof part === 'object') this.namesOf(part, into, depth + 1);
    }
    return into;
  }

  /** Whether a value is as a schema says. Keywords that no condition has use for are taken as true. */
  matches(schema: SubSchema | undefined, value: unknown, depth = 0): boolean {
    if (typeof schema !== 'object' || depth > DEEPEST) return schema !== false;
    const holdsFor = (part: SubSchema | undefined, of: unknown) => this.matches(part, of, depth + 1);
    const holds = (part: SubSchema | undefined) => holdsFor(part, value);
    if (schema.$ref !== undefined && !holds(this.target(schema.$ref))) return false;
    if (!matchesPlain(schema, value)) return false;
    if (Array.isArray(value)) {
      if (schema.items !== undefined && !value.every((item) => holdsFor(schema.items, item))) return false;
      if (schema.contains !== undefined && !value.some((item) => holdsFor(schema.contains, item))) return false;
    }
    if (isRecord(value)) {
      for (const [name, part] of Object.entries(schema.properties ?? {})) {
        if (Object.hasOwn(value, name) && !holdsFor(part, value[name])) return false;
      }
      for (const [name, part] of Object.entries(schema.dependentSchemas ?? {})) {
        if (Object.hasOwn(value, name) && !holds(part)) return false;
      }
    }
    if (schema.allOf?.some((part) => !holds(part))) return false;
    if (schema.anyOf && !schema.anyOf.some((part) => holds(part))) return false;
    if (schema.oneOf && schema.oneOf.filter((part) => holds(part)).length !== 1) return false;
    if (schema.not !== undefined && holds(schema.not)) return false;
    return schema.if === undefined || holds(holds(schema.if) ? schema.then : schema.else);
  }

  /** A schema that also says what the second one says; of two words on the same thing the second one counts. */
  private merge(first: Schema, second: Schema): Schema {
    const known = this.merged.get(first)?.get(second);
    if (known) return known;
    const hasBoth = first.if !== undefined && second.if !== undefined;
    const condition = first.if === undefined ? second : first;
    const allOf = [...(first.allOf ?? []), ...(second.allOf ?? []), ...(hasBoth ? [conditionOf(second)] : [])];
    const required = [...new Set([...(first.required ?? []), ...(second.required ?? [])])];
    const made: Schema = {
      ...first,
      ...second,
      ...conditionOf(condition),
      properties: this.mergeAll(first.properties, second.properties),
      dependentSchemas: this.mergeAll(first.dependentSchemas, second.dependentSchemas),
      required: required.length > 0 ? required : undefined,
      allOf: allOf.length > 0 ? allOf : undefined,
    };
    const of = this.merged.get(first) ?? new WeakMap<Schema, Schema>();
    of.set(second, made);
    this.merged.set(first, of);
    return made;
  }

  private mergeAll(
    first: Record<string, SubSchema> | undefined,
    second: Record<string, SubSchema> | undefined,
  ): Record<string, SubSchema> | undefined {
    if (!first || !second) return first ?? second;
    const all = { ...first };
    for (const [name, part] of Object.entries(second)) {
      all[name] = Object.hasOwn(all, name) ? this.merge(this.resolve(all[name]), this.resolve(part)) : part;
    }
    return all;
  }

  private target(reference: string): SubSchema | undefined {
    if (!reference.startsWith('#')) return undefined;
    let at: unknown = this.root;
    for (const part of reference.split('/').slice(1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    }
    return at as SubSchema | undefined;
  }

  private collect(
    schema: SubSchema,
    value: Readonly<Record<string, unknown>> | undefined,
    shape: { properties: Property[]; required: Set<string>; conditional: boolean },
    behind: readonly string[] | undefined,
    depth: number,
  ): void {
    if (typeof schema !== 'object' || depth > DEEPEST) return;
    const own = this.resolve(schema);
    for (const [name, property] of Object.entries(own.properties ?? {})) {
      if (property !== false) this.put(shape.properties, name, this.resolve(property), behind);
    }
    for (const name of own.required ?? []) shape.required.add(name);
    if (own.if !== undefined) {
      shape.conditional = true;
      const branch = value && (this.matches(own.if, value) ? own.then : own.else);
      if (branch !== undefined) this.collect(branch, value, shape, this.lookedAt(own.if), depth + 1);
    }
    for (const part of own.allOf ?? []) this.collect(part, value, shape, behind, depth + 1);
    for (const [name, dependent] of Object.entries(own.dependentSchemas ?? {})) {
      shape.conditional = true;
      if (value && Object.hasOwn(value, name)) this.collect(dependent, value, shape, [name], depth + 1);
    }
    for (const [name, others] of Object.entries(own.dependentRequired ?? {})) {
      shape.conditional = true;
      if (value && Object.hasOwn(value, name)) for (const other of others) shape.required.add(other);
    }
  }

  private put(properties: Property[], name: string, schema: Schema, behind: readonly string[] | undefined): void {
    const at = properties.findIndex((one) => one.name === name);
    const known = properties[at];
    if (known) {
      properties[at] = { ...known, schema: this.merge(known.schema, schema) };
      return;
    }
    const property = { name, schema, added: behind !== undefined };
    let place = behind ? properties.findLastIndex((one) => behind.includes(one.name)) : -1;
    if (place < 0) {
      properties.push(property);
      return;
    }
    while (properties[place + 1]?.added) place++;
    properties.splice(place + 1, 0, property);
  }

  /** The properties that a condition looks at. */
  private lookedAt(condition: SubSchema | undefined, depth = 0): string[] {
    if (typeof condition !== 'object' || depth > DEEPEST) return [];
    const own = this.resolve(condition);
    const parts = [...(own.anyOf ?? []), ...(own.oneOf ?? []), own.not];
    return [
      ...Object.keys(own.properties ?? {}),
      ...(own.required ?? []),
      ...parts.flatMap((part) => this.lookedAt(part, depth + 1)),
    ];
  }
}

type Condition = Pick<Schema, 'if' | 'then' | 'else'>;
const CONDITION = ['if', 'then', 'else'] as const;

const conditionOf = (schema: Schema) => Object.fromEntries(CONDITION.map((word) => [word, schema[word]])) as Condition;

/** Without looking into parts. */
function matchesPlain(schema: Schema, value: unknown): boolean {
  if ('const' in schema && !sameValue(schema.const, value)) return false;
  if (schema.enum && !schema.enum.some((one) => sameValue(one, value))) return false;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  if (typeof value === 'number') return matchesNumber(schema, value);
  if (typeof value === 'string') return matchesText(schema, value);
  if (Array.isArray(value)) return within(value.length, schema.minItems, schema.maxItems);
  return !isRecord(value) || (schema.required ?? []).every((name) => Object.hasOwn(value, name));
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const within = (value: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY) =>
  value >= least && value <= most;

export function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

function matchesNumber(schema: Schema, value: number): boolean {
  return (
    within(value, schema.minimum, schema.maximum) &&
    value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
    value < (schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY) &&
    (schema.multipleOf === undefined || isMultiple(value, schema.multipleOf))
  );
}

function matchesText(schema: Schema, value: string): boolean {
  return (
    within([...value].length, schema.minLength, schema.maxLength) &&
    (schema.pattern === undefined || matchesPattern(schema.pattern, value))
  );
}

/** A pattern that this browser cannot read refuses nothing: the server still judges. */
export function matchesPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}
