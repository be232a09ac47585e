import { plural } from '@/shared/format/format';
import { jsonFault, placeOf } from './json-fault';
import { isMultiple, isRecord, matchesPattern, sameValue } from './schema-form-reader';

/**
 * The fields of a form that a JSON Schema describes, how the text in each becomes a value, and what all of them come to. The fields
 * themselves are made in `schema-form-fields.ts`. No React here.
 */

export interface FormField {
  /** Where it stands among the parameters: `rate`, `optimizer.rate`, `layers[0].size`; the same word that the server uses. */
  path: string;
  /** The same in parts; a number is the place in a list. */
  keys: readonly (string | number)[];
  name: string;
  title: string;
  /** The titles of what it stands in; empty at the top. */
  within: string;
  help?: string;
  /**
   * `json`: a text that must be JSON, as the data of a template. `value`: anything, written as JSON. `group`: an object with fields of
   * its own. `list`: items of one kind.
   */
  kind: 'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'json' | 'value' | 'group' | 'list';
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
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  /** Of a `value`: a text is one too. */
  takesText: boolean;
  unit?: string;
  advanced: boolean;
  /** A log scale suits it. */
  log: boolean;
  /** The defaults of the lists on the way to it, by their depth: what their items are until somebody changes one. */
  seeds: readonly unknown[];
  /** A group or a list that can be left out as a whole. */
  optional: boolean;
  /** It is not left out. */
  on: boolean;
  onByDefault: boolean;
  /** Of a group: the fields that it has with these values. Of a list: its items. */
  fields: readonly FormField[];
  /** Of a group: every name that it may have with some values. */
  names: ReadonlySet<string>;
  /** Of a list. */
  minItems?: number;
  maxItems?: number;
  uniqueItems: boolean;
  /** What a new item of a list begins as. */
  blank: unknown;
}

/** What the person typed or chose in one field; a boolean for a switch, text for everything else. */
export type Raw = string | boolean;
/**
 * The same of a whole form, in the shape of its values. Where nobody has typed, it may hold values as they come from a run or from JSON;
 * what is missing has its default, and null is left out.
 */
export type Raws = Readonly<Record<string, unknown>>;
type Parsed = { ok: true; value: unknown } | { ok: false; error: string };

/** Its title with those of what it stands in. */
export const trailOf = ({ within, title }: FormField): string => (within === '' ? title : `${within} › ${title}`);

function childOf(node: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(node) ? node[key] : undefined;
  return isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

/** What stands for a field in the form's entries; undefined: its default. */
export function nodeAt({ keys, seeds }: FormField, raws: Raws): unknown {
  let node: unknown = raws;
  for (const [depth, key] of keys.entries()) {
    node = childOf(node, key);
    if (node === undefined) node = seeds[depth + 1];
  }
  return node;
}

/** The entries with another one for a field; undefined takes it back to its default. */
export function withRaw(raws: Raws, field: FormField, raw: unknown): Raws {
  return put(raws, field, 0, raw) as Raws;
}

function put(node: unknown, field: FormField, depth: number, raw: unknown): unknown {
  const key = field.keys[depth];
  if (key === undefined) return raw;
  const known = node === undefined ? field.seeds[depth] : node;
  const next = put(childOf(known, key), field, depth + 1, raw);
  if (typeof key === 'number') {
    const items = Array.isArray(known) ? [...known] : [];
    items[key] = next;
    return items;
  }
  const object: Record<string, unknown> = isRecord(known) ? known : {};
  const { [key]: _, ...others } = object;
  return next === undefined ? others : { ...others, [key]: next };
}

/** The text that stands for a value in the form. */
function rawOf({ kind }: FormField, value: unknown): Raw {
  if (kind === 'boolean') return typeof value === 'string' ? value : value === true;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, null, kind === 'value' ? 2 : 0) : String(value);
}

export function rawAt(field: FormField, raws: Raws): Raw {
  const node = nodeAt(field, raws);
  return rawOf(field, node === undefined ? field.default : node);
}

export function parse(field: FormField, raw: Raw): Parsed {
  if (typeof raw === 'boolean') return { ok: true, value: raw };
  const text = raw.trim();
  if (text === '') return parseEmpty(field);
  switch (field.kind) {
    case 'boolean':
      return { ok: false, error: 'It must be true or false.' };
    case 'choice': {
      const value = field.choices.find((choice) => String(choice) === text);
      return value === undefined
        ? { ok: false, error: `Choose one of ${field.choices.join(', ')}.` }
        : { ok: true, value };
    }
    case 'number':
    case 'integer':
      return parseNumber(field, text);
    case 'json': {
      const error = syntaxError(raw);
      return error === undefined ? { ok: true, value: raw } : { ok: false, error };
    }
    case 'value': {
      const error = syntaxError(raw);
      if (error === undefined) return { ok: true, value: JSON.parse(raw) };
      return field.takesText ? { ok: true, value: raw } : { ok: false, error };
    }
    default:
      return parseText(field, raw);
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
  if (!inRange(field, value)) return { ok: false, error: `It must be ${rangeOf(field)}.` };
  if (field.multipleOf !== undefined && !isMultiple(value, field.multipleOf)) {
    return { ok: false, error: `It must be a multiple of ${field.multipleOf}.` };
  }
  return { ok: true, value };
}

function parseText({ minLength, maxLength, pattern }: FormField, raw: string): Parsed {
  const { length } = [...raw];
  if (minLength !== undefined && length < minLength) {
    return { ok: false, error: `It needs at least ${plural(minLength, 'letter')}.` };
  }
  if (maxLength !== undefined && length > maxLength) {
    return { ok: false, error: `It may have at most ${plural(maxLength, 'letter')}.` };
  }
  if (pattern !== undefined && !matchesPattern(pattern, raw)) {
    return { ok: false, error: `It must match the pattern ${pattern}.` };
  }
  return { ok: true, value: raw };
}

/** Why and where a text is not JSON. */
export function syntaxError(text: string): string | undefined {
  const fault = jsonFault(text);
  return fault && `This is not JSON: ${placeOf(text, fault.offset)}: ${fault.reason}.`;
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

/** Told of each thing that is wrong; what it answers stands for the value. */
type OnFault = (field: FormField, error: string, raw: unknown) => unknown;

function valueOfField(field: FormField, raws: Raws, onFault: OnFault): unknown {
  if (field.kind !== 'group' && field.kind !== 'list') {
    const raw = rawAt(field, raws);
    const parsed = parse(field, raw);
    return parsed.ok ? parsed.value : onFault(field, parsed.error, raw);
  }
  if (!field.on) return field.nullable ? null : undefined;
  const node = nodeAt(field, raws);
  const isAbsent = node === undefined && !field.required && !field.hasDefault;
  if (field.kind === 'group') {
    if (node !== undefined && !isRecord(node)) return onFault(field, 'It must be an object: { … }.', node);
    const value = objectOf(field.fields, raws, onFault);
    return isAbsent && Object.keys(value).length === 0 ? undefined : value;
  }
  if (node !== undefined && !Array.isArray(node)) return onFault(field, 'It must be a list: [ … ].', node);
  if (isAbsent) return undefined;
  const items = field.fields.map((item) => valueOfField(item, raws, onFault));
  const fault = listFault(field, items);
  return fault === undefined ? items : onFault(field, fault, items);
}

function objectOf(fields: readonly FormField[], raws: Raws, onFault: OnFault): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOfField(field, raws, onFault);
    if (value !== undefined) object[field.name] = value;
  }
  return object;
}

function listFault({ minItems = 0, maxItems, uniqueItems }: FormField, items: readonly unknown[]): string | undefined {
  if (items.length < minItems) return `It needs at least ${plural(minItems, 'item')}.`;
  if (maxItems !== undefined && items.length > maxItems) return `It may have at most ${plural(maxItems, 'item')}.`;
  const isTwice = (item: unknown, at: number) => items.findIndex((other) => sameValue(other, item)) !== at;
  return uniqueItems && items.some(isTwice) ? 'No item may stand here twice.' : undefined;
}

/** Every value of the form, and what is wrong by the path of the field. */
export function valuesOf(fields: readonly FormField[], raws: Raws) {
  const errors = new Map<string, string>();
  const values = objectOf(fields, raws, (field, error) => {
    errors.set(field.path, error);
    return undefined;
  });
  return { values, errors };
}

/** Every value of the form; one that is wrong as it was typed. */
export const typedValuesOf = (fields: readonly FormField[], raws: Raws): Record<string, unknown> =>
  objectOf(fields, raws, (_, __, raw) => raw);

export function isChanged(field: FormField, raws: Raws): boolean {
  const node = nodeAt(field, raws);
  if (field.kind === 'group') {
    if (field.on !== field.onByDefault || !(node === undefined || node === null || isRecord(node))) return true;
    return field.fields.some((child) => isChanged(child, raws));
  }
  if (field.kind === 'list') {
    if (node === undefined || node === field.default) return false;
    const value = valueOfField(field, raws, (_, __, raw) => raw);
    return !sameValue(value, field.default ?? (field.nullable ? null : []));
  }
  const parsed = parse(field, rawAt(field, raws));
  return !parsed.ok || !sameValue(parsed.value ?? null, field.default ?? null);
}

/** The fields that were changed: those in a group each by itself, a list as a whole. */
export function changedFields(fields: readonly FormField[], raws: Raws): FormField[] {
  return fields.flatMap((field) => {
    if (!isChanged(field, raws)) return [];
    const inner = field.kind === 'group' && field.on === field.onByDefault ? changedFields(field.fields, raws) : [];
    return inner.length > 0 ? inner : [field];
  });
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
