import { jsonFault, placeOf } from './json-fault';

/**
 * What a form needs to know of a JSON Schema of parameters: its fields, how the text in each becomes a value, and the JSON view of
 * the same. No React here.
 */

export interface FormField {
  name: string;
  title: string;
  help?: string;
  /** `json`: a text that must be JSON, as the data of a template. */
  kind: 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'numbers' | 'json';
  /** The field may be left empty: its value is null. */
  nullable: boolean;
  /** For a choice; also the words that a number field takes besides numbers. */
  choices: readonly (string | number | boolean)[];
  default: unknown;
  hasDefault: boolean;
  required: boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  unit?: string;
  advanced: boolean;
  /** A log scale suits it. */
  log: boolean;
}

/** What the person typed or chose; a boolean for a switch, text for everything else. */
export type Raw = string | boolean;
export type Raws = Readonly<Record<string, Raw>>;
export type Parsed = { ok: true; value: unknown } | { ok: false; error: string };

interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  'x-advanced'?: boolean;
  'x-unit'?: string;
  'x-log'?: boolean;
  'x-format'?: string;
}

export function fieldsOf(schema: unknown): FormField[] {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema;
  return Object.entries(properties).map(([name, property]) => fieldOf(name, property, required.includes(name)));
}

function fieldOf(name: string, schema: Schema, required: boolean): FormField {
  const parts = flatten(schema);
  const types = new Set(parts.flatMap((part) => (part.type === undefined ? [] : part.type)));
  const choices = parts.flatMap((part) => part.enum ?? (part.const === undefined ? [] : [part.const]));
  const numeric = parts.find((part) => hasType(part, 'number') || hasType(part, 'integer'));
  const bounds = numeric ?? schema;
  return {
    name,
    title: schema.title ?? titleOf(name),
    help: schema.description,
    kind:
      schema['x-format'] === 'json'
        ? 'json'
        : kindOf(types, choices.length > 0, numeric !== undefined && numeric.enum === undefined),
    nullable: types.has('null') || choices.includes(null),
    choices: choices.filter((choice): choice is string | number | boolean =>
      ['string', 'number', 'boolean'].includes(typeof choice),
    ),
    default: schema.default,
    hasDefault: 'default' in schema,
    required,
    minimum: bounds.minimum,
    maximum: bounds.maximum,
    exclusiveMinimum: bounds.exclusiveMinimum,
    exclusiveMaximum: bounds.exclusiveMaximum,
    unit: schema['x-unit'],
    advanced: schema['x-advanced'] === true,
    log: schema['x-log'] === true,
  };
}

function flatten(schema: Schema): Schema[] {
  const branches = schema.anyOf ?? schema.oneOf;
  return branches ? branches.flatMap(flatten) : [schema];
}

function hasType(schema: Schema, type: string): boolean {
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}

function kindOf(types: ReadonlySet<string>, hasChoices: boolean, isNumeric: boolean): FormField['kind'] {
  if (isNumeric) return types.has('number') ? 'number' : 'integer';
  if (hasChoices) return 'choice';
  if (types.has('boolean')) return 'boolean';
  if (types.has('array')) return 'numbers';
  return 'text';
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The text that stands for a value in the form. */
function rawOf(field: FormField, value: unknown): Raw {
  if (field.kind === 'boolean') return value === true;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  return String(value);
}

export const rawAt = (field: FormField, raws: Raws): Raw => raws[field.name] ?? rawOf(field, field.default);

export function parse(field: FormField, raw: Raw): Parsed {
  if (typeof raw === 'boolean') return { ok: true, value: raw };
  const text = raw.trim();
  if (text === '') return parseEmpty(field);
  switch (field.kind) {
    case 'choice': {
      const value = field.choices.find((choice) => String(choice) === text);
      return value === undefined
        ? { ok: false, error: `Choose one of ${field.choices.join(', ')}.` }
        : { ok: true, value };
    }
    case 'number':
    case 'integer':
      return parseNumber(field, text);
    case 'numbers':
      return parseNumbers(text);
    case 'json': {
      const error = syntaxError(raw);
      return error === undefined ? { ok: true, value: raw } : { ok: false, error };
    }
    default:
      return { ok: true, value: raw };
  }
}

function parseEmpty(field: FormField): Parsed {
  if (field.nullable) return { ok: true, value: null };
  if (field.kind === 'text' && field.default === '') return { ok: true, value: '' };
  if (!field.required && !field.hasDefault) return { ok: true, value: undefined };
  return { ok: false, error: 'Give a value.' };
}

/** `1e-4`, `0.05`, `−3`; no thousands separators, which mean different things to different people. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber(field: FormField, text: string): Parsed {
  const word = field.choices.find((choice) => String(choice) === text);
  if (word !== undefined) return { ok: true, value: word };
  const plain = text.replace('−', '-');
  if (!NUMBER.test(plain)) {
    const words = field.choices.length > 0 ? ` or ${field.choices.join(', ')}` : '';
    return { ok: false, error: `“${text}” is not a number${words}.` };
  }
  const value = Number(plain);
  if (field.kind === 'integer' && !Number.isInteger(value)) return { ok: false, error: 'It must be a whole number.' };
  const range = rangeOf(field);
  return inRange(field, value) ? { ok: true, value } : { ok: false, error: `It must be ${range}.` };
}

function parseNumbers(text: string): Parsed {
  const parts = text
    .replace(/^\[|\]$/g, '')
    .split(/[\s,;]+/)
    .filter(Boolean);
  const wrong = parts.find((part) => !NUMBER.test(part));
  if (wrong !== undefined) return { ok: false, error: `“${wrong}” is not a number.` };
  return { ok: true, value: parts.map(Number) };
}

function inRange(field: FormField, value: number): boolean {
  return (
    (field.minimum === undefined || value >= field.minimum) &&
    (field.maximum === undefined || value <= field.maximum) &&
    (field.exclusiveMinimum === undefined || value > field.exclusiveMinimum) &&
    (field.exclusiveMaximum === undefined || value < field.exclusiveMaximum)
  );
}

/** `from 1 to 100`, `more than 0`, ... in words. */
export function rangeOf(field: FormField): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined
      ? `at least ${minimum}`
      : exclusiveMinimum !== undefined
        ? `more than ${exclusiveMinimum}`
        : '';
  const high =
    maximum !== undefined
      ? `at most ${maximum}`
      : exclusiveMaximum !== undefined
        ? `less than ${exclusiveMaximum}`
        : '';
  return [low, high].filter(Boolean).join(' and ') || undefined;
}

export function isChanged(field: FormField, raws: Raws): boolean {
  const parsed = parse(field, rawAt(field, raws));
  if (!parsed.ok) return true;
  return JSON.stringify(parsed.value ?? null) !== JSON.stringify(field.default ?? null);
}

/** Every value of the form, and what is wrong by field name. */
export function valuesOf(fields: readonly FormField[], raws: Raws) {
  const values: Record<string, unknown> = {};
  const errors = new Map<string, string>();
  for (const field of fields) {
    const parsed = parse(field, rawAt(field, raws));
    if (!parsed.ok) errors.set(field.name, parsed.error);
    else if (parsed.value !== undefined) values[field.name] = parsed.value;
  }
  return { values, errors };
}

/** The form's values as text to edit; a value that is wrong appears as it was typed. */
export function jsonOf(fields: readonly FormField[], raws: Raws): string {
  const object: Record<string, unknown> = {};
  for (const field of fields) {
    const raw = rawAt(field, raws);
    const parsed = parse(field, raw);
    if (!parsed.ok) object[field.name] = raw;
    else if (parsed.value !== undefined) object[field.name] = parsed.value;
  }
  return JSON.stringify(object, null, 2);
}

const SLIDER_STEPS = 1000;

/** A number with both bounds has a slider; a log scale needs a lower bound above zero. */
export function hasSlider(field: FormField): boolean {
  const { kind, minimum, maximum } = field;
  return (
    field.log &&
    (kind === 'number' || kind === 'integer') &&
    minimum !== undefined &&
    maximum !== undefined &&
    minimum > 0 &&
    maximum > minimum
  );
}

/** From 0 to 1000 along the log scale. */
export function sliderOf(field: FormField, value: number): number {
  const low = Math.log(field.minimum ?? 1);
  const high = Math.log(field.maximum ?? 1);
  return Math.min(1, Math.max(0, (Math.log(value) - low) / (high - low))) * SLIDER_STEPS;
}

/** The value at a place of the slider, with two digits: nobody means 0.0031622777. */
export function valueAt(field: FormField, place: number): number {
  const low = Math.log(field.minimum ?? 1);
  const high = Math.log(field.maximum ?? 1);
  const exact = Math.exp(low + (place / SLIDER_STEPS) * (high - low));
  const rounded = field.kind === 'integer' ? Math.round(exact) : Number(exact.toPrecision(2));
  return Math.min(field.maximum ?? rounded, Math.max(field.minimum ?? rounded, rounded));
}

export type JsonResult = { ok: true; raws: Raws } | { ok: false; error: string };

/** Takes the text of the JSON view back into the form. A key that no field knows is an error, not a loss. */
export function fromJson(fields: readonly FormField[], text: string): JsonResult {
  const written = text === '' ? '{}' : text;
  const fault = syntaxError(written);
  if (fault !== undefined) return { ok: false, error: fault };
  const value: unknown = JSON.parse(written);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, error: 'The parameters are one JSON object: { … }.' };
  }
  return fromValues(fields, value as Record<string, unknown>, text);
}

function fromValues(fields: readonly FormField[], values: Readonly<Record<string, unknown>>, text: string): JsonResult {
  const known = new Map(fields.map((field) => [field.name, field]));
  const unknown = Object.keys(values).filter((key) => !known.has(key));
  if (unknown.length > 0)
    return {
      ok: false,
      error: unknown.map((key) => `There is no parameter “${key}” (${placeOfKey(text, key)}).`).join(' '),
    };
  const raws: Record<string, Raw> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = known.get(name);
    if (field) raws[name] = rawOf(field, value);
  }
  return { ok: true, raws };
}

/** Where a key stands in the text. */
function placeOfKey(text: string, key: string): string {
  const found = new RegExp(`${JSON.stringify(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:`).exec(text);
  return placeOf(text, found?.index ?? 0);
}

/** Why and where a text is not JSON. */
function syntaxError(text: string): string | undefined {
  const fault = jsonFault(text);
  return fault && `This is not JSON: ${placeOf(text, fault.offset)}: ${fault.reason}.`;
}
