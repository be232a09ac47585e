import type { LogLevel, LogOutputStream } from '@/shared/api/types';
import type { LogFilter } from './log-api';
import { levels, streams } from './log-line';

/** What of the viewer is in the address of a page, besides the lines after the `#`. */
export interface LogSearchParams {
  attempt?: number;
  level?: LogLevel[];
  stream?: LogOutputStream[];
  phase?: string[];
  since?: string;
  until?: string;
  find?: string;
  regex?: true;
  case?: true;
  /** Shows matches only, with so many lines around each. */
  only?: number;
  /** Opens at this time. */
  at?: string;
}

const many = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String).filter((one) => one !== '');
const some = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);
const time = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;

export function logSearch(search: Record<string, unknown>): LogSearchParams {
  const attempt = Number(search.attempt);
  const only = Number(search.only);
  const find = search.find === undefined ? '' : String(search.find).slice(0, 1000);
  return {
    attempt: search.attempt !== undefined && Number.isInteger(attempt) && attempt >= 0 ? attempt : undefined,
    level: some(levels.filter((level) => many(search.level).includes(level))),
    stream: some(streams.filter((stream) => many(search.stream).includes(stream))),
    phase: some(many(search.phase).slice(0, 20)),
    since: time(search.since),
    until: time(search.until),
    find: find === '' ? undefined : find,
    regex: search.regex === true || search.regex === 'true' ? true : undefined,
    case: search.case === true || search.case === 'true' ? true : undefined,
    only: search.only !== undefined && Number.isInteger(only) && only >= 0 && only <= 50 ? only : undefined,
    at: time(search.at),
  };
}

/** Which lines are shown. */
export function filterOf(search: LogSearchParams): LogFilter {
  const { level, stream, phase, since, until, find, only } = search;
  const text = find !== undefined && only !== undefined ? textOf(search) : {};
  return { level, stream, phase, since, until, ...text };
}

/** What is looked for, as the backend takes it. */
export function textOf({ find, regex, case: caseSensitive }: LogSearchParams): LogFilter {
  return find === undefined ? {} : { q: find, regex, caseSensitive };
}

/** The same for the browser, to mark what was found; undefined when its regular expressions do not know the pattern. */
export function patternOf({ find, regex, case: caseSensitive }: LogSearchParams): RegExp | undefined {
  if (find === undefined) return undefined;
  try {
    return new RegExp(regex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), caseSensitive ? 'g' : 'gi');
  } catch {
    return undefined;
  }
}
