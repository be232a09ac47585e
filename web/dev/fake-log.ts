import { gzipSync } from 'node:zlib';
import type {
  LogAttempt,
  LogGap,
  LogLevel,
  LogLine,
  LogOutputStream,
  LogPage,
  LogSearch,
  LogSummary,
  LogVolume,
} from '../src/shared/api/types';

/** A log that is made up line by line, with everything a program may write; the same each time. */

const streams: readonly LogOutputStream[] = ['log', 'stdout', 'stderr'];
const severities: Record<LogLevel, number> = { critical: 2, error: 3, warning: 4, info: 6, debug: 7 };
const SHOWN = 8192;

type Seal = LogAttempt['seal'];
type Made = Omit<LogLine, 'attempt' | 'seq' | 'time' | 'bytes' | 'truncated' | 'binary'> & Partial<LogLine>;

export interface FakeAttempt {
  attempt: number;
  highest: number;
  seal: Seal;
  gaps: LogGap[];
  /** Ends with the exception that ended the program. */
  fails?: boolean;
}

const trace = [
  'Traceback (most recent call last):',
  '  File "/srv/tabular/mlp.py", line 118, in fit',
  '    self._step(batch)',
  '  File "/srv/tabular/mlp.py", line 74, in _step',
  '    raise FloatingPointError(loss)',
  'FloatingPointError: loss is nan after 14 epochs',
];

function lineAt(seq: number, of: FakeAttempt): Made {
  const log = (level: LogLevel, logger: string, text: string, more: Partial<LogLine> = {}): Made => ({
    level,
    stream: 'log',
    logger,
    phase: seq < 40 ? 'loading' : 'training',
    text,
    ...more,
  });
  const out = (stream: LogOutputStream, text: string): Made => ({
    level: stream === 'stderr' ? 'warning' : 'info',
    stream,
    phase: 'training',
    text,
  });
  if (of.fails) {
    const left = of.highest - seq;
    if (left === 0) return log('info', 'signalbox_ml.attempt', 'the attempt ended: failed');
    if (left === 1)
      return log('error', 'trainer.loop', `NaN gradient in layer dense_2, giving up\n${trace.join('\n')}`);
    if (left >= 10 && left < 10 + trace.length) return out('stderr', trace[trace.length - 1 - (left - 10)] ?? '');
    if (left === 30) return log('warning', 'trainer.loop', 'gradient norm 4.1e+07, clipping to 1.0');
  }
  const at = seq % 200;
  if (seq === 1) return log('info', 'signalbox_ml.attempt', 'attempt starts: lightgbm, seed 7');
  if (seq === 2)
    return log(
      'info',
      'loader',
      JSON.stringify({ event: 'loaded', rows: 891, columns: ['age', 'fare'], seconds: 0.21 }),
    );
  if (at === 10)
    return out(
      'stdout',
      '\x1b[1;32m✓ fold 1\x1b[0m \x1b[33mauc=0.8721\x1b[0m \x1b[38;5;208morange\x1b[0m \x1b[38;2;90;90;255mtrue colour\x1b[0m \x1b[41m on red \x1b[0m \x1b[7minverse\x1b[0m',
    );
  if (at >= 12 && at < 22)
    return out(
      'stderr',
      `\rtraining: ${String((at - 11) * 10).padStart(3)}%|${'█'.repeat(at - 11).padEnd(10)}| ${at - 11}/10 [00:0${at - 12}<00:01]`,
    );
  if (at >= 30 && at < 42)
    return log('warning', 'py.warnings', 'UserWarning: categorical_feature is ignored in this version');
  if (at === 50) return out('stdout', '<script>alert("not run")</script> <b>not bold</b> &amp; end');
  if (at === 52)
    return out('stdout', 'control: bell \x07 null-like \x00 backspace \x08 bidi \u202egnp.exe\u202c zero\u200bwidth');
  if (at === 54) return log('debug', 'data.loader', '日本語のログ行 — ширина — emoji 🚂🚦 tab\tthere');
  if (at === 60)
    return log(
      'info',
      'trainer.config',
      `{"seed": ${seq}, "params": {"num_leaves": 31, "learning_rate": 0.05}, "tags": ["a", "b"]}`,
    );
  if (at === 70) return log('info', 'trainer.dump', `weights ${'0.1234567,'.repeat(1270)} end`);
  if (at === 90) return log('error', 'data.loader', 'could not read the shard 7 in time, using the copy');
  if (at === 91) return log('warning', 'data.loader', `slow batch ${300 + (seq % 400)} ms`);
  if (at % 17 === 3) return log('debug', 'trainer.loop', `grad_norm=${(1 + Math.sin(seq) * 0.4).toFixed(5)} lr=0.0500`);
  return log(
    'info',
    'trainer.loop',
    `epoch=${Math.floor(seq / 200)} step=${seq} loss=${(1 / (1 + seq / 900) + 0.01 * Math.abs(Math.sin(seq))).toFixed(4)}`,
  );
}

export class FakeLog {
  readonly attempts: FakeAttempt[];
  private readonly startedAt: number;
  private readonly perSecond: number;
  private readonly cache = new Map<string, { revision: number; numbers: number[] }>();

  constructor(startedAt: number, perSecond: number, attempts: FakeAttempt[]) {
    this.startedAt = startedAt;
    this.perSecond = perSecond;
    this.attempts = attempts;
  }

  private find(attempt: string | null): FakeAttempt | undefined {
    if (attempt === null) return this.attempts.at(-1);
    return this.attempts.find((one) => one.attempt === Number(attempt));
  }

  position(): string {
    return String(this.attempts.reduce((sum, one) => sum + one.highest, 0));
  }

  line(of: FakeAttempt, seq: number, whole = false): LogLine {
    const made = lineAt(seq, of);
    const long = made.text.length > SHOWN;
    const text = long && !whole ? made.text.slice(0, SHOWN) : made.text;
    return {
      ...made,
      attempt: of.attempt,
      seq,
      time: new Date(this.millisOf(of, seq)).toISOString().replace('Z', '123Z'),
      text: text.replaceAll('\0', '\ufffd'),
      bytes: made.text.length,
      truncated: long && !whole,
      binary: made.text.includes('\0'),
    };
  }

  /** What is counted by level, worked out once for each line. */
  private readonly levelsOf = new Map<FakeAttempt, LogLevel[]>();

  private levelAt(of: FakeAttempt, seq: number): LogLevel {
    const known = this.levelsOf.get(of) ?? [];
    this.levelsOf.set(of, known);
    for (let next = known.length + 1; next <= seq; next++) known.push(lineAt(next, of).level);
    return known[seq - 1] ?? 'info';
  }

  private millisOf(of: FakeAttempt, seq: number): number {
    return this.startedAt + (of.attempt - 1) * 60_000 + (seq * 1000) / this.perSecond;
  }

  private *numbers(of: FakeAttempt, from: number, to: number): Generator<number> {
    let seq = Math.max(1, from);
    const end = Math.min(to, of.highest);
    for (const gap of of.gaps) {
      for (; seq < gap.from && seq <= end; seq++) yield seq;
      if (seq >= gap.from && seq <= gap.to) seq = gap.to + 1;
    }
    for (; seq <= end; seq++) yield seq;
  }

  private passes(line: LogLine, query: URLSearchParams): boolean {
    const stream = query.getAll('stream');
    const phase = query.getAll('phase');
    if (stream.length > 0 && !stream.includes(line.stream)) return false;
    if (phase.length > 0 && !phase.includes(line.phase ?? '')) return false;
    if (query.get('since') && Date.parse(line.time) < Date.parse(query.get('since') ?? '')) return false;
    if (query.get('until') && Date.parse(line.time) >= Date.parse(query.get('until') ?? '')) return false;
    const q = query.get('q');
    if (!q) return true;
    const flags = query.get('caseSensitive') === 'true' ? '' : 'i';
    const pattern = query.get('regex') === 'true' ? q : q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(pattern, flags).test(line.text);
  }

  private matching(of: FakeAttempt, query: URLSearchParams): number[] {
    const key = ['level', 'stream', 'phase', 'since', 'until', 'q', 'regex', 'caseSensitive']
      .map((name) => query.getAll(name).join())
      .concat(String(of.attempt))
      .join('|');
    const known = this.cache.get(key);
    const from = known ? known.revision + 1 : 1;
    const numbers = known?.numbers ?? [];
    const level = query.getAll('level');
    const more = ['stream', 'phase', 'since', 'until', 'q'].some((name) => query.get(name));
    for (const seq of this.numbers(of, from, of.highest)) {
      if (level.length > 0 && !level.includes(this.levelAt(of, seq))) continue;
      if (!more || this.passes(this.line(of, seq), query)) numbers.push(seq);
    }
    this.cache.set(key, { revision: of.highest, numbers });
    return numbers;
  }

  summary(): LogSummary {
    return { position: this.position(), attempts: this.attempts.map((one) => this.summaryOf(one)), retentionDays: 30 };
  }

  private summaryOf(of: FakeAttempt): LogAttempt {
    const size = (kind: LogGap['kind']) =>
      of.gaps.reduce((sum, gap) => sum + (gap.kind === kind ? gap.to - gap.from + 1 : 0), 0);
    const never = size('pending') + size('missing');
    const count = (level: LogLevel) => this.matching(of, new URLSearchParams({ level })).length;
    const errors = this.matching(
      of,
      new URLSearchParams([
        ['level', 'error'],
        ['level', 'critical'],
      ]),
    );
    const done = of.seal === 'complete';
    return {
      attempt: of.attempt,
      seal: of.seal,
      highest: of.highest,
      stored: of.highest - never,
      missingLines: never,
      removedLines: size('removed'),
      totalLines: of.seal === 'open' || of.seal === 'unknown_end' ? null : of.highest,
      totalHash: done ? 'ab'.repeat(32) : null,
      hash: done ? 'ab'.repeat(32) : null,
      sealedAt: done ? new Date().toISOString() : null,
      levels: {
        critical: count('critical'),
        error: count('error'),
        warning: count('warning'),
        info: count('info'),
        debug: count('debug'),
      },
      firstError: errors[0] ?? null,
      firstTime: of.highest > 0 ? this.line(of, 1).time : null,
      lastTime: of.highest > 0 ? this.line(of, of.highest).time : null,
      gaps: of.gaps,
      gapCount: of.gaps.length,
    };
  }

  page(query: URLSearchParams): LogPage {
    const of = this.find(query.get('attempt'));
    const limit = Number(query.get('limit') ?? 500);
    const nothing = { attempt: 0, lines: [], gaps: [], first: 1, last: 0, more: { before: false, after: false } };
    if (!of || of.highest === 0) {
      return { ...nothing, anchor: null, highest: 0, position: this.position(), complete: true };
    }
    const filtered = ['level', 'stream', 'phase', 'since', 'until', 'q'].some((name) => query.get(name));
    const all = filtered ? this.matching(of, query) : undefined;
    const count = all ? all.length : of.highest;
    const numberAt = (index: number) => (all ? (all[index] ?? of.highest + 1) : index + 1);
    const indexFrom = (seq: number) => {
      if (!all) return Math.max(0, Math.min(of.highest, seq - 1));
      const found = all.findIndex((one) => one >= seq);
      return found < 0 ? all.length : found;
    };
    let from = 0;
    let to = Math.min(count, limit);
    let anchor: number | null = null;
    let first = 1;
    let last = of.highest;
    const number = (name: string) => Number(query.get(name));
    if (query.get('tail') === 'true') {
      from = Math.max(0, count - limit);
      to = count;
    } else if (query.has('after')) {
      from = indexFrom(number('after') + 1);
      to = Math.min(count, from + limit);
      first = number('after') + 1;
    } else if (query.has('before')) {
      to = indexFrom(number('before'));
      from = Math.max(0, to - limit);
      last = Math.min(of.highest, number('before') - 1);
    } else if (query.has('around') || query.has('time')) {
      const wanted = query.has('around') ? number('around') : this.firstAt(of, Date.parse(query.get('time') ?? ''));
      const index = Math.min(count - 1, indexFrom(wanted));
      anchor = count > 0 ? numberAt(index) : null;
      from = Math.max(0, index - (limit >> 1));
      to = Math.min(count, from + limit);
    }
    const before = from > 0;
    const after = to < count;
    if (before) first = numberAt(from);
    if (after) last = numberAt(to - 1);
    const context = Number(query.get('context') ?? 0);
    const chosen = new Map<number, boolean>();
    for (let index = from; index < to; index++) chosen.set(numberAt(index), true);
    if (all && context > 0) {
      for (const seq of [...chosen.keys()]) {
        for (let near = seq - context; near <= seq + context; near++) {
          if (near >= 1 && near <= of.highest && !chosen.has(near)) chosen.set(near, false);
        }
      }
    }
    const gaps = of.gaps.filter((gap) => gap.to >= first && gap.from <= last);
    const missing = (seq: number) => gaps.some((gap) => seq >= gap.from && seq <= gap.to);
    const lines = [...chosen.keys()]
      .sort((a, b) => a - b)
      .filter((seq) => all !== undefined || !missing(seq))
      .map((seq) => ({ ...this.line(of, seq), ...(context > 0 ? { match: chosen.get(seq) } : {}) }));
    return {
      attempt: of.attempt,
      lines,
      gaps: filtered ? [] : gaps,
      first,
      last,
      more: { before, after },
      anchor,
      highest: of.highest,
      position: this.position(),
      complete: true,
    };
  }

  private firstAt(of: FakeAttempt, time: number): number {
    const seconds = (time - this.startedAt) / 1000 - (of.attempt - 1) * 60;
    return Math.max(1, Math.min(of.highest, Math.ceil(seconds * this.perSecond)));
  }

  search(query: URLSearchParams): LogSearch {
    const of = this.find(query.get('attempt'));
    const all = of ? this.matching(of, query) : [];
    const start = Number(query.get('start') ?? 1);
    const after = Number(query.get('after') ?? 0);
    const searched = all.filter((seq) => seq >= start);
    const index = searched.findIndex((seq) => seq > after);
    const numbers = index < 0 ? [] : searched.slice(index, index + Number(query.get('limit') ?? 1000));
    const highest = of?.highest ?? 0;
    return {
      attempt: of?.attempt ?? 0,
      total: searched.length,
      complete: true,
      searchedLines: Math.max(0, highest - start + 1),
      searchedThrough: highest,
      numbers,
      first: index + 1,
    };
  }

  volume(query: URLSearchParams): LogVolume {
    const of = this.find(query.get('attempt'));
    const buckets = Number(query.get('buckets') ?? 100);
    const empty = () => new Array<number>(of && of.highest > 0 ? buckets : 0).fill(0);
    const volume = { critical: empty(), error: empty(), warning: empty(), info: empty(), debug: empty() };
    if (!of || of.highest === 0) return { attempt: 0, from: null, bucketSeconds: 1, ...volume };
    const first = Date.parse(query.get('since') ?? this.line(of, 1).time);
    const last = Date.parse(query.get('until') ?? this.line(of, of.highest).time) + 1;
    const bucketMillis = Math.max(1, (last - first) / buckets);
    for (const seq of this.numbers(of, 1, of.highest)) {
      const bucket = Math.floor((this.millisOf(of, seq) - first) / bucketMillis);
      const column = volume[this.levelAt(of, seq)];
      if (bucket >= 0 && bucket < buckets) column[bucket] = (column[bucket] ?? 0) + 1;
    }
    return { attempt: of.attempt, from: new Date(first).toISOString(), bucketSeconds: bucketMillis / 1000, ...volume };
  }

  oneLine(attempt: string | undefined, seq: string | undefined): LogLine | undefined {
    const of = this.find(attempt ?? null);
    return of && this.line(of, Number(seq), true);
  }

  download(query: URLSearchParams): { body: Buffer; lines: number } {
    const of = this.find(query.get('attempt'));
    const numbers = of ? this.matching(of, query) : [];
    const text = numbers
      .map((seq) => {
        const line = of && this.line(of, seq, true);
        return query.get('format') === 'jsonl' ? JSON.stringify(line) : line?.text;
      })
      .join('\n');
    const body = Buffer.from(`${text}\n`);
    return { body: query.get('gzip') === 'true' ? gzipSync(body) : body, lines: numbers.length };
  }

  /** Some more lines at the end of the newest attempt; every now and then one is left out for a while. */
  grow(count: number): void {
    const of = this.attempts.at(-1);
    if (of) of.highest += count;
  }

  /** Everything that was stored after a cursor, as the live topic gives it. */
  columnsAfter(cursor: number): { items: object[]; to: number } {
    const of = this.attempts.at(-1);
    const to = Number(this.position());
    if (!of || to <= cursor) return { items: [], to: cursor };
    const lines = [...this.numbers(of, of.highest - (to - cursor) + 1, of.highest)].map((seq) => this.line(of, seq));
    const special = lines
      .filter((line) => line.truncated || line.binary)
      .map(({ seq, bytes, truncated, binary }) => ({ seq, bytes, truncated, binary, cut: 0 }));
    const item = {
      type: 'lines',
      attempt: of.attempt,
      seq: lines.map((line) => line.seq),
      time: lines.map((line) => Date.parse(line.time) / 1000),
      level: lines.map((line) => severities[line.level]),
      stream: lines.map((line) => streams.indexOf(line.stream)),
      logger: lines.map((line) => line.logger ?? ''),
      phase: lines.map((line) => line.phase ?? ''),
      text: lines.map((line) => line.text),
      special,
    };
    return { items: [item], to };
  }

  counts(): { logWarnings: number; logErrors: number; firstLogError: { attempt: number; seq: number } | null } {
    const of = this.attempts.at(-1);
    if (!of || of.highest === 0) return { logWarnings: 0, logErrors: 0, firstLogError: null };
    const errors = this.matching(
      of,
      new URLSearchParams([
        ['level', 'error'],
        ['level', 'critical'],
      ]),
    );
    return {
      logWarnings: this.matching(of, new URLSearchParams({ level: 'warning' })).length,
      logErrors: errors.length,
      firstLogError: errors[0] ? { attempt: of.attempt, seq: errors[0] } : null,
    };
  }
}
