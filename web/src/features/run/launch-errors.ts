/** What is told of the fields of a form, by their paths: the same words that the server uses. No React here. */

/** What is told of a field, or of a part of it. */
export function errorAt(errors: ReadonlyMap<string, string>, path: string): string | undefined {
  const exact = errors.get(path);
  if (exact) return exact;
  for (const [field, text] of errors) if (field.startsWith(`${path}[`) || field.startsWith(`${path}.`)) return text;
  return undefined;
}

const PARAMETERS = 'parameters.';

/** What is told of the settings, by the path of the setting. */
export function settingErrors(errors: ReadonlyMap<string, string>, prefix = PARAMETERS): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const [path, text] of errors) if (path.startsWith(prefix)) own.set(path.slice(prefix.length), text);
  return own;
}

/** The part of a path that leads into a form; undefined for one that does not. */
export const settingAt = (path: string, prefix = PARAMETERS): string | undefined =>
  path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
