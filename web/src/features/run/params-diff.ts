/** A value of a run's specification under its path. */
type Flat = ReadonlyMap<string, string>;

/** Nested objects by paths with dots; lists as they are written. What is null is not set. */
export function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, entry] of Object.entries(value)) flatten(entry, path ? `${path}.${key}` : key, into);
  } else if (value !== undefined && value !== null) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return into;
}

export interface Difference {
  path: string;
  own: string | undefined;
  other: string | undefined;
  differs: boolean;
}

/** Every path of both, in the order of the paths. */
export function compare(own: Flat, other: Flat): Difference[] {
  return [...new Set([...own.keys(), ...other.keys()])]
    .sort((a, b) => a.localeCompare(b))
    .map((path) => ({
      path,
      own: own.get(path),
      other: other.get(path),
      differs: own.get(path) !== other.get(path),
    }));
}

const MOST_SHOWN = 300;

/** The data of a template is a long text: its beginning is enough to know it by. */
export const shortValue = (value: string) => (value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);

/** A word that a shell takes as it is. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command that starts the same run again; the token comes from the environment, so that it is never copied along. */
export function reproduceCommand(origin: string, projectId: string, spec: unknown): string {
  return [
    `curl -sS -X POST ${quoted(`${origin}/api/v1/projects/${projectId}/runs`)}`,
    `  -H "Authorization: Bearer $SIGNALBOX_TOKEN"`,
    `  -H 'Content-Type: application/json'`,
    `  -d ${quoted(JSON.stringify(spec))}`,
  ].join(' \\\n');
}
