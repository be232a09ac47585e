import { jsonPlaces, placeOf } from './json-fault';
import { type FormField, type Raws, syntaxError, trailOf, typedValuesOf } from './schema-form';
import { fieldAt, fieldsOf, namesOf, outerPath, type ParameterForm } from './schema-form-fields';
import { isRecord } from './schema-form-reader';

/** The form as JSON, and JSON as the form. No React here. */

/** The form's values as text to edit; a value that is wrong appears as it was typed. */
export const jsonOf = (fields: readonly FormField[], raws: Raws): string =>
  JSON.stringify(typedValuesOf(fields, raws), null, 2);

type JsonResult = { ok: true; raws: Raws } | { ok: false; error: string };

/** Takes the text of the JSON view back into the form. A name that no field knows is an error, not a loss. */
export function fromJson(schema: unknown, text: string): JsonResult {
  const written = text.trim() === '' ? '{}' : text;
  const fault = syntaxError(written);
  if (fault !== undefined) return { ok: false, error: fault };
  const raws: unknown = JSON.parse(written);
  if (!isRecord(raws)) return { ok: false, error: 'The parameters are one JSON object: { … }.' };
  const strangers = strangersIn(fieldsOf(schema, raws), namesOf(schema), raws, '');
  if (strangers.length === 0) return { ok: true, raws };
  const places = jsonPlaces(text);
  const errors = strangers.map(({ path, isKnown }) => {
    const place = placeOf(text, places.get(path)?.key ?? 0);
    return isKnown
      ? `“${path}” does not apply with these values of the others (${place}).`
      : `There is no parameter “${path}” (${place}).`;
  });
  return { ok: false, error: errors.join(' ') };
}

interface Stranger {
  path: string;
  /** With other values there would be such a field. */
  isKnown: boolean;
}

/** What stands in an object without a field for it. */
function strangersIn(
  fields: readonly FormField[],
  names: ReadonlySet<string>,
  object: Readonly<Record<string, unknown>>,
  path: string,
): Stranger[] {
  return Object.entries(object).flatMap(([name, entry]) => {
    const field = fields.find((one) => one.name === name);
    if (field) return strangersBelow(field, entry);
    return [{ path: path === '' ? name : `${path}.${name}`, isKnown: names.has(name) }];
  });
}

function strangersBelow(field: FormField, entry: unknown): Stranger[] {
  if (field.kind === 'group') return isRecord(entry) ? strangersIn(field.fields, field.names, entry, field.path) : [];
  if (field.kind !== 'list' || !Array.isArray(entry)) return [];
  return field.fields.flatMap((item, at) => strangersBelow(item, entry[at]));
}

/** Something that is wrong in the text of the JSON view, and where it stands. */
interface PlacedError {
  path: string;
  title: string;
  text: string;
  /** In words, and as a letter of the text. */
  place: string;
  offset: number;
}

/** Errors by the path of their field, at their places in a text; what is missing there, at what it should be in. */
export function placedErrors(
  { fields }: Pick<ParameterForm, 'fields'>,
  errors: ReadonlyMap<string, string>,
  text: string,
): PlacedError[] {
  const places = jsonPlaces(text);
  return [...errors].map(([path, error]) => {
    let around = path;
    while (around !== '' && !places.has(around)) around = outerPath(around);
    const offset = places.get(around)?.value ?? 0;
    const field = fieldAt(fields, path);
    return { path, title: field ? trailOf(field) : path, text: error, place: placeOf(text, offset), offset };
  });
}
