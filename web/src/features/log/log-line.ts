import type { LogLevel, LogLine, LogOutputStream } from '@/shared/api/types';

/** From the worst on; the position is the rank by which lines are kept and compared. */
export const levels: readonly LogLevel[] = ['critical', 'error', 'warning', 'info', 'debug'];
export const streams: readonly LogOutputStream[] = ['log', 'stdout', 'stderr'];
export const levelWords: Readonly<Record<LogLevel, string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
  debug: 'Debug',
};
/** As they stand in a row. */
export const levelMarks: readonly string[] = ['CRIT', 'ERROR', 'WARN', 'INFO', 'DEBUG'];
export const ERROR_RANK = 1;

/** What of a text changes how it is shown; worked out once, when the line arrives. */
export const Trait = {
  /** Holds something else than printable ASCII: escapes, tabs, control or wide characters. */
  special: 1,
  /** Begins with a carriage return: takes the place of the line before, as a progress bar does. */
  redraws: 2,
  lines: 4,
  json: 8,
  traceStart: 16,
  traceInner: 32,
  truncated: 64,
} as const;

/** A line as the viewer keeps it: small, with ranks instead of words. */
export interface Line {
  seq: number;
  /** Milliseconds since 1970. */
  time: number;
  level: number;
  stream: number;
  logger: string;
  phase: string;
  text: string;
  traits: number;
  /** Bytes of the whole line; 0 when `text` is all of it. */
  bytes: number;
  /** Bytes before the sender cut it; 0 when it did not. */
  cut: number;
  binary: boolean;
  /** Only surrounds a match. */
  context: boolean;
}

export const SHOWN_CHARACTERS = 8192;
const notPlain = /[^\x20-\x7e]/;
const traceStart = /^Traceback \(most recent call last\):\s*$/;
const traceInner = /^\s+(at .+|\.\.\. \d+ more|File ".+", line \d+.*)$|^Caused by: /;

export function traitsOf(text: string): number {
  const shown = text.length > SHOWN_CHARACTERS ? text.slice(0, SHOWN_CHARACTERS) : text;
  let traits = text.length > SHOWN_CHARACTERS ? Trait.truncated : 0;
  if (notPlain.test(shown)) {
    traits |= Trait.special;
    if (shown.startsWith('\r')) traits |= Trait.redraws;
    if (shown.trimEnd().includes('\n')) traits |= Trait.lines;
  }
  const first = shown.charCodeAt(0);
  if (first === 123 /* { */ && shown.trimEnd().endsWith('}')) traits |= Trait.json;
  else if (first === 84 /* T */ && traceStart.test(shown)) traits |= Trait.traceStart;
  else if ((first === 32 || first === 9 || first === 67) && traceInner.test(shown)) traits |= Trait.traceInner;
  return traits;
}

const names = new Map<string, string>();

/** One string for each name: there are few, and hundreds of thousands of lines. */
function shared(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size > 2000) names.clear();
  names.set(name, name);
  return name;
}

export function lineOf(line: LogLine): Line {
  const traits = traitsOf(line.text) | (line.truncated ? Trait.truncated : 0);
  return {
    seq: line.seq,
    time: Date.parse(line.time),
    level: Math.max(0, levels.indexOf(line.level)),
    stream: Math.max(0, streams.indexOf(line.stream)),
    logger: shared(line.logger ?? ''),
    phase: shared(line.phase ?? ''),
    text: line.text,
    traits,
    bytes: traits & Trait.truncated ? line.bytes : 0,
    cut: line.cut ?? 0,
    binary: line.binary,
    context: line.match === false,
  };
}

/** One item of the live topic: lines of one attempt as columns. */
export interface LineColumns {
  attempt: number;
  seq: number[];
  time: number[];
  level: number[];
  stream: number[];
  logger: string[];
  phase: string[];
  text: string[];
  special?: { seq: number; bytes: number; truncated: boolean; binary: boolean; cut: number }[];
}

export function isLineColumns(item: unknown): item is LineColumns {
  const { type, seq, text, attempt } = (item ?? {}) as Record<string, unknown>;
  return type === 'lines' && typeof attempt === 'number' && Array.isArray(seq) && Array.isArray(text);
}

/** Syslog severity to rank: 0 to 2 critical, 3 error, 4 warning, 5 and 6 info, 7 debug. */
const rankOfSeverity = [0, 0, 0, 1, 2, 3, 3, 4];

export function linesOf(columns: LineColumns): Line[] {
  const special = new Map((columns.special ?? []).map((one) => [one.seq, one]));
  return columns.seq.map((seq, at) => {
    const text = columns.text[at] ?? '';
    const about = special.size > 0 ? special.get(seq) : undefined;
    const traits = traitsOf(text) | (about?.truncated ? Trait.truncated : 0);
    return {
      seq,
      time: (columns.time[at] ?? 0) * 1000,
      level: rankOfSeverity[columns.level[at] ?? 6] ?? 3,
      stream: columns.stream[at] ?? 0,
      logger: shared(columns.logger[at] ?? ''),
      phase: shared(columns.phase[at] ?? ''),
      text,
      traits,
      bytes: traits & Trait.truncated ? (about?.bytes ?? text.length) : 0,
      cut: about?.cut ?? 0,
      binary: about?.binary ?? false,
      context: false,
    };
  });
}
