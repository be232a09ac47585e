import { afterCarriageReturns, type Shown, show } from './ansi';
import type { Chunk, LineStore } from './line-store';
import { type Line, SHOWN_CHARACTERS, Trait } from './log-line';

/**
 * Which rows of 20 px the lines make: folded traces, repeats and progress bars are one row, a wrapped line is several, a hole is one.
 * Rows are counted per chunk and kept until the chunk changes; what a row says is worked out for visible rows only.
 */

export interface RowOptions {
  foldTraces: boolean;
  collapseRepeats: boolean;
  collapseProgress: boolean;
  colours: boolean;
  /** Characters that fit into a row; 0 does not wrap. */
  wrapAt: number;
  /** Only some lines are asked for: numbers that are not there are no holes. */
  filtered: boolean;
  /** Groups, by their first line, that are shown otherwise than by default. */
  toggled: ReadonlySet<number>;
}

export type GroupKind = 'single' | 'repeat' | 'progress' | 'trace';

export type Row =
  | { kind: 'hole'; key: string; from: number; to: number }
  | { kind: 'unloaded'; key: string; from: number; to: number }
  | {
      kind: 'line';
      key: string;
      line: Line;
      /** The last line that the row stands for. */
      lastSeq: number;
      /** First row of its line: has the number, the time and the level. */
      head: boolean;
      shown: Shown;
      /** Where the shown text starts within the whole text of its physical line: of a wrapped line. */
      offset: number;
      /** What can be opened or closed here, and what it says. */
      fold: { open: boolean; words: string; group: number } | undefined;
      /** A dim addition: the exception of a folded trace. */
      note: string;
      /** More of the line than is shown. */
      truncated: boolean;
    };

interface Layout {
  key: string;
  version: number;
  previous: number;
  starts: number[];
  kinds: GroupKind[];
  /** Row at which a group begins; one more entry than groups. */
  rowAt: number[];
  /** Whether a hole comes before the group. */
  holes: boolean[];
}

type Item =
  | { kind: 'chunk'; chunk: Chunk; layout: Layout; rowAt: number; rows: number }
  | { kind: 'gap'; row: Row; rowAt: number; rows: 1 };

const LONGEST_GROUP = 100_000;

export class RowModel {
  private items: Item[] = [];
  private total = 0;
  private layouts = new WeakMap<Chunk, Layout>();
  private options: RowOptions;
  private optionsKey = 0;
  private built = '';
  private remembered: { key: string; rows: Row[] } = { key: '', rows: [] };
  private readonly store: LineStore;
  /** The largest number known of the attempt. */
  private end = 0;

  constructor(store: LineStore, options: RowOptions) {
    this.store = store;
    this.options = options;
  }

  get rows(): number {
    return this.total;
  }

  get current(): RowOptions {
    return this.options;
  }

  setOptions(options: RowOptions): void {
    this.options = options;
    this.optionsKey++;
  }

  /** Counts anew what has changed. Answers whether anything has. */
  update(highest: number): boolean {
    const state = `${this.store.revision} ${this.optionsKey} ${highest}`;
    if (state === this.built) return false;
    this.built = state;
    this.end = highest;
    this.items = [];
    this.total = 0;
    let next = 1;
    for (const segment of this.store.segments) {
      if (segment.from > next) this.addGap('unloaded', next, segment.from - 1);
      let previous = segment.from - 1;
      for (const chunk of segment.chunks) {
        const layout = this.layoutOf(chunk, previous);
        const rows = layout.rowAt.at(-1) ?? 0;
        this.items.push({ kind: 'chunk', chunk, layout, rowAt: this.total, rows });
        this.total += rows;
        previous = chunk.lines.at(-1)?.seq ?? previous;
      }
      const end = segment.to === Number.POSITIVE_INFINITY ? highest : Math.min(segment.to, highest);
      if (!this.options.filtered && end > previous) this.addGap('hole', previous + 1, end);
      next = segment.to + 1;
    }
    if (this.end >= next) this.addGap('unloaded', next, this.end);
    return true;
  }

  private addGap(kind: 'hole' | 'unloaded', from: number, to: number): void {
    const row: Row = { kind, key: `${kind} ${from}`, from, to };
    this.items.push({ kind: 'gap', row, rowAt: this.total, rows: 1 });
    this.total++;
  }

  private layoutOf(chunk: Chunk, previous: number): Layout {
    const key = String(this.optionsKey);
    const known = this.layouts.get(chunk);
    if (known && known.key === key && known.version === chunk.version && known.previous === previous) return known;
    const { lines } = chunk;
    const layout: Layout = {
      key,
      version: chunk.version,
      previous,
      starts: [],
      kinds: [],
      rowAt: [],
      holes: [],
    };
    let row = 0;
    let before = previous;
    for (let at = 0; at < lines.length; ) {
      const { kind, count } = this.groupAt(lines, at);
      const hole = !this.options.filtered && (lines[at]?.seq ?? 0) > before + 1;
      layout.starts.push(at);
      layout.kinds.push(kind);
      layout.rowAt.push(row);
      layout.holes.push(hole);
      row += (hole ? 1 : 0) + this.groupRows(lines, at, count, kind);
      at += count;
      before = lines[at - 1]?.seq ?? before;
    }
    layout.rowAt.push(row);
    layout.starts.push(lines.length);
    this.layouts.set(chunk, layout);
    return layout;
  }

  private groupAt(lines: readonly Line[], at: number): { kind: GroupKind; count: number } {
    const first = lines[at];
    if (!first) return { kind: 'single', count: 1 };
    const { foldTraces, collapseRepeats, collapseProgress } = this.options;
    if (collapseProgress) {
      const count = runLength(lines, at, (line) => line.stream === first.stream && (line.traits & Trait.redraws) !== 0);
      if (count > 1) return { kind: 'progress', count };
    }
    if (foldTraces && !this.options.filtered) {
      const count = traceLength(lines, at);
      if (count > 2) return { kind: 'trace', count };
    }
    if (collapseRepeats) {
      const count = runLength(
        lines,
        at,
        (line) =>
          line.text === first.text &&
          line.level === first.level &&
          line.stream === first.stream &&
          line.logger === first.logger,
      );
      if (count > 1) return { kind: 'repeat', count };
    }
    return { kind: 'single', count: 1 };
  }

  private groupRows(lines: readonly Line[], at: number, count: number, kind: GroupKind): number {
    const first = lines[at];
    if (!first) return 0;
    const { wrapAt, toggled, foldTraces } = this.options;
    const flipped = toggled.has(first.seq);
    const openable = (first.traits & (Trait.lines | Trait.json)) !== 0;
    if (wrapAt === 0) {
      if (kind !== 'single' && !flipped) return 1;
      if (kind === 'single' && !openable) return 1;
      if (kind === 'single' && !flipped && (foldTraces || (first.traits & Trait.lines) === 0)) return 1;
    } else if (kind === 'single' && !openable && (first.traits & Trait.special) === 0) {
      return Math.max(1, Math.ceil(Math.min(first.text.length, SHOWN_CHARACTERS) / wrapAt));
    }
    return this.rowsOfGroup(lines, at, count, kind).length;
  }

  private rowsOfGroup(lines: readonly Line[], at: number, count: number, kind: GroupKind): Row[] {
    const first = lines[at];
    if (!first) return [];
    const open = this.options.toggled.has(first.seq);
    if (kind === 'single') return this.rowsOfLine(first);
    const last = lines[at + count - 1] ?? first;
    if (open) {
      const rows = lines.slice(at, at + count).flatMap((line) => this.rowsOfLine(line));
      const head = rows[0];
      if (head?.kind === 'line') head.fold = { open: true, words: foldWords(kind, count), group: first.seq };
      return rows;
    }
    const rows = this.rowsOfLine(kind === 'progress' ? last : first, kind === 'progress');
    const head = rows[0];
    if (head?.kind === 'line') {
      head.fold = { open: false, words: foldWords(kind, count), group: first.seq };
      head.lastSeq = last.seq;
      head.key = `${first.seq} ${last.seq}`;
      if (kind === 'trace' && last.text !== '') head.note = `… ${show(last.text.slice(0, 300), false).text}`;
    }
    return rows;
  }

  /** The rows of one line: one, or several when it is opened or wrapped. */
  private rowsOfLine(line: Line, inGroup = false): Row[] {
    const { colours, toggled, foldTraces, wrapAt } = this.options;
    const raw = line.text.length > SHOWN_CHARACTERS ? line.text.slice(0, SHOWN_CHARACTERS) : line.text;
    const several = (line.traits & Trait.lines) !== 0;
    const json = !several && (line.traits & Trait.json) !== 0;
    const flipped = toggled.has(line.seq) && !inGroup;
    const pieces = several ? raw.trimEnd().split('\n') : [raw.replace(/\n+$/, '')];
    const open = several ? flipped === foldTraces : json && flipped;
    let parts = pieces;
    let fold: { open: boolean; words: string; group: number } | undefined;
    if (several) {
      const words = `${pieces.length} lines${pieces.some((piece) => /^Traceback|^\s+at /.test(piece)) ? ' (stack trace)' : ''}`;
      fold = { open, words, group: line.seq };
      if (!open) parts = [pieces.find((piece) => piece.trim() !== '') ?? ''];
    } else if (json) {
      fold = { open, words: 'JSON', group: line.seq };
      if (open) parts = [...pieces, ...prettyJson(raw)];
    }
    const rows: Row[] = [];
    for (const part of parts) {
      const shown =
        line.traits & Trait.special
          ? show(this.options.collapseProgress ? afterCarriageReturns(part) : part, colours)
          : { text: part, spans: [] };
      for (const piece of wrap(shown, wrapAt)) {
        const head = rows.length === 0;
        rows.push({
          kind: 'line',
          key: `${line.seq}${head ? '' : ` ${rows.length}`}`,
          line,
          lastSeq: line.seq,
          head,
          shown: piece.shown,
          offset: piece.offset,
          fold: head ? fold : undefined,
          note: head && several && !open ? lastPieceNote(pieces) : '',
          truncated: false,
        });
        if (rows.length > LONGEST_GROUP) return rows;
      }
    }
    const last = rows.at(-1);
    if (last?.kind === 'line' && line.traits & Trait.truncated) last.truncated = true;
    return rows;
  }

  /** Where the row is, and what it says. */
  row(index: number): Row | undefined {
    const item = this.items[itemAt(this.items, index)];
    if (!item || index < item.rowAt || index >= item.rowAt + item.rows) return undefined;
    if (item.kind === 'gap') return item.row;
    const { layout, chunk } = item;
    const within = index - item.rowAt;
    const group = indexAt(layout.rowAt, within);
    const at = layout.starts[group] ?? 0;
    let offset = within - (layout.rowAt[group] ?? 0);
    if (layout.holes[group]) {
      if (offset === 0) {
        const from = (at === 0 ? layout.previous : (chunk.lines[at - 1]?.seq ?? 0)) + 1;
        return { kind: 'hole', key: `hole ${from}`, from, to: (chunk.lines[at]?.seq ?? 1) - 1 };
      }
      offset--;
    }
    const count = (layout.starts[group + 1] ?? at + 1) - at;
    // An open group has many rows, which are asked for one after the other.
    const key = `${this.built} ${chunk.lines[at]?.seq}`;
    if (this.remembered.key !== key) {
      this.remembered = { key, rows: this.rowsOfGroup(chunk.lines, at, count, layout.kinds[group] ?? 'single') };
    }
    return this.remembered.rows[offset];
  }

  /** The row at which a line, or the group that it is folded into, begins; of a line that is not held, where it would be. */
  indexOf(seq: number): number {
    for (const item of this.items) {
      if (item.kind === 'gap') {
        if (item.row.kind !== 'line' && seq <= item.row.to) return item.rowAt;
        continue;
      }
      const { lines } = item.chunk;
      const last = lines.at(-1);
      if (!last || seq > last.seq) continue;
      const { layout } = item;
      let group = 0;
      let high = layout.starts.length - 2;
      while (group < high) {
        const middle = (group + high + 1) >> 1;
        if ((lines[layout.starts[middle] ?? 0]?.seq ?? 0) <= seq) group = middle;
        else high = middle - 1;
      }
      const at = layout.starts[group] ?? 0;
      const hole = layout.holes[group] ?? false;
      const begin = item.rowAt + (layout.rowAt[group] ?? 0);
      const first = lines[at]?.seq ?? 0;
      if (seq < first) return begin;
      const count = (layout.starts[group + 1] ?? at + 1) - at;
      const kind = layout.kinds[group] ?? 'single';
      let offset = 0;
      if (kind !== 'single' && this.options.toggled.has(first)) {
        offset = this.rowsOfGroup(lines, at, count, kind).findIndex(
          (row) => row.kind === 'line' && row.line.seq >= seq,
        );
      }
      return begin + (hole ? 1 : 0) + Math.max(0, offset);
    }
    return Math.max(0, this.total - 1);
  }
}

function runLength(lines: readonly Line[], at: number, same: (line: Line) => boolean): number {
  let count = 1;
  const first = lines[at]?.seq ?? 0;
  for (let next = lines[at + count]; next && next.seq === first + count && same(next); next = lines[at + count])
    count++;
  return count;
}

const exceptionLine = /^[\w.]+(:|$)/;

/** A stack trace that was written line by line: Python's, or what Java prints below a message. */
function traceLength(lines: readonly Line[], at: number): number {
  const first = lines[at];
  if (!first) return 1;
  let count = 1;
  if (first.traits & Trait.traceStart) {
    for (let next = lines[at + count]; next && next.stream === first.stream; next = lines[at + count]) {
      const inner =
        next.text === '' || /^\s/.test(next.text) || (next.traits & (Trait.traceInner | Trait.traceStart)) !== 0;
      if (inner || /^(During handling|The above exception)/.test(next.text)) {
        count++;
        continue;
      }
      if (exceptionLine.test(next.text)) {
        const after = lines[at + count + 1];
        count++;
        // One exception may lead to the next, after an empty line.
        if (after?.text !== '') break;
        const linked = lines[at + count + 1];
        if (!linked || !/^(During handling|The above exception)/.test(linked.text)) break;
      } else break;
    }
    return count;
  }
  const isFrame = (line: Line | undefined) =>
    line !== undefined && line.stream === first.stream && (line.traits & Trait.traceInner) !== 0;
  if (isFrame(first) || !isFrame(lines[at + 1]) || !isFrame(lines[at + 2])) return 1;
  while (isFrame(lines[at + count])) count++;
  return count;
}

function foldWords(kind: GroupKind, count: number): string {
  if (kind === 'repeat') return `×${count}`;
  if (kind === 'progress') return `${count} updates`;
  return `${count} lines (stack trace)`;
}

function lastPieceNote(pieces: readonly string[]): string {
  const last = pieces.at(-1)?.trim() ?? '';
  return pieces.length > 2 && exceptionLine.test(last) ? `… ${show(last.slice(0, 300), false).text}` : '';
}

function prettyJson(raw: string): string[] {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2).split('\n');
  } catch {
    return ['(cut, or no JSON: it cannot be opened)'];
  }
}

/** Characters of East Asian scripts and pictures take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\ud800-\udbff][\udc00-\udfff]/;

function wrap(shown: Shown, columns: number): { shown: Shown; offset: number }[] {
  if (columns <= 0 || (shown.text.length <= columns && !wide.test(shown.text))) return [{ shown, offset: 0 }];
  const pieces: { shown: Shown; offset: number }[] = [];
  const { text } = shown;
  const isWide = wide.test(text);
  for (let from = 0; from < text.length || pieces.length === 0; ) {
    let to = Math.min(text.length, from + columns);
    if (isWide) {
      to = from;
      for (let used = 0; to < text.length; ) {
        const character = String.fromCodePoint(text.codePointAt(to) ?? 32);
        used += wide.test(character) ? 2 : 1;
        if (used > columns && to > from) break;
        to += character.length;
      }
    }
    const spans = shown.spans
      .filter((span) => span.from < to && span.to > from)
      .map((span) => ({ ...span, from: Math.max(span.from, from) - from, to: Math.min(span.to, to) - from }));
    pieces.push({ shown: { text: text.slice(from, to), spans }, offset: from });
    from = to;
  }
  return pieces;
}

function itemAt(items: readonly { rowAt: number }[], row: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.rowAt ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The last entry that is not larger; the final one is only the end. */
function indexAt(starts: readonly number[], row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
