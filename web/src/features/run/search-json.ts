import { jsonPlaces, placeOf } from './json-fault';
import { type FormField, syntaxError } from './schema-form';
import { isRecord } from './schema-form-reader';
import { blankRange, choicesOf, draftOfRange, isNumeric, type ParamValue, type RangeDraft } from './search-range';
import { type Ranges, type SearchedParameter, type SearchSpace, searchableOf } from './search-space';

/** The searched ranges as JSON, in the words of the server, and JSON as ranges. No React here. */

/** A range that is wrong appears as it was typed. */
export const searchJsonOf = ({ parameters }: Pick<SearchSpace, 'parameters'>): string =>
  JSON.stringify(Object.fromEntries(parameters.map((one) => [one.field.path, one.range ?? typedOf(one)])), null, 2);

function typedOf({ field, draft }: SearchedParameter): object {
  if (!isNumeric(field)) return { type: 'categorical', choices: [] };
  if (draft.listed) return { type: 'categorical', choices: draft.values.split(/[,\s]+/).filter(Boolean) };
  const { low, high, step, log } = draft;
  return { type: typesOf(field)[0], low, high, ...(step === '' ? {} : { step }), ...(log ? { log } : {}) };
}

const typesOf = (field: FormField): readonly string[] =>
  isNumeric(field) ? [field.kind === 'integer' ? 'integer' : 'float', 'categorical'] : ['categorical'];

type SearchResult = { ok: true; ranges: Ranges } | { ok: false; error: string };

const PARTS = ['type', 'low', 'high', 'step', 'log', 'choices'];

/** What is not named there is fixed; its range is kept. */
export function rangesFromJson(fields: readonly FormField[], known: Ranges, text: string): SearchResult {
  const written = text.trim() === '' ? '{}' : text;
  const fault = syntaxError(written);
  if (fault !== undefined) return { ok: false, error: fault };
  const search: unknown = JSON.parse(written);
  if (!isRecord(search)) return { ok: false, error: 'The search is one JSON object: { … }.' };
  const searchable = searchableOf(fields);
  const places = jsonPlaces(text);
  const errors: string[] = [];
  const ranges: Record<string, RangeDraft> = {};
  for (const [path, entry] of Object.entries(search)) {
    const read = rangeOfEntry(searchable.get(path), entry);
    if (typeof read === 'string') errors.push(`“${path}” ${read} (${placeOf(text, places.get(path)?.key ?? 0)}).`);
    else ranges[path] = read;
  }
  if (errors.length > 0) return { ok: false, error: errors.join(' ') };
  for (const [path, range] of Object.entries(known)) if (!ranges[path]) ranges[path] = { ...range, on: false };
  return { ok: true, ranges };
}

/** The range, or why it is none. */
function rangeOfEntry(field: FormField | undefined, entry: unknown): RangeDraft | string {
  if (!field) return 'is no parameter that can be searched';
  if (!isRecord(entry)) return 'must be an object: { "low": …, "high": … } or { "choices": [ … ] }';
  const stranger = Object.keys(entry).find((part) => !PARTS.includes(part));
  if (stranger !== undefined) return `has no part “${stranger}”`;
  const { type, choices } = entry;
  const types = typesOf(field);
  if (type !== undefined && !types.includes(String(type))) return `must be of the type ${types.join(' or ')}`;
  if (!isNumeric(field) && choices === undefined) return 'needs choices';
  if (type === 'categorical' && choices === undefined) return 'needs choices';
  if (choices === undefined) {
    const { low, high, step, log } = entry;
    return { ...blankRange, low: textOf(low), high: textOf(high), step: textOf(step), log: log === true };
  }
  if (type !== undefined && type !== 'categorical') return 'has choices, so its type is categorical';
  if (!Array.isArray(choices) || !choices.every(isPlain)) return 'needs choices that are single values';
  const possible = choicesOf(field);
  const unknown = isNumeric(field) ? undefined : choices.find((choice) => !possible.includes(choice));
  return unknown === undefined
    ? draftOfRange({ type: 'categorical', choices })
    : `cannot be ${JSON.stringify(unknown)}`;
}

const isPlain = (value: unknown): value is ParamValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
