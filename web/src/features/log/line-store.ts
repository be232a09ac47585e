import type { Line } from './log-line';

/**
 * The lines of one attempt that the browser holds, by their numbers. A segment is a range of numbers of which everything that was
 * stored is known; what lies between two segments is not loaded. Bounded: what is far from the reader's eyes is let go, and can be
 * read again.
 */

const CHUNK_LINES = 1000;
const LINE_OVERHEAD = 96;

export interface Chunk {
  lines: Line[];
  /** Changes with every line that is added: what was worked out from the lines is then out of date. */
  version: number;
}

export interface Segment {
  from: number;
  /** Infinity for the live end: whatever comes later is delivered. */
  to: number;
  chunks: Chunk[];
}

export interface Bounds {
  lines: number;
  bytes: number;
}

const DEFAULT_BOUNDS: Bounds = { lines: 200_000, bytes: 64 * 1024 * 1024 };

const sizeOf = (line: Line) => line.text.length + LINE_OVERHEAD;

export class LineStore {
  readonly segments: Segment[] = [];
  private readonly bounds: Bounds;
  private held = 0;
  private size = 0;
  private changes = 0;

  constructor(bounds: Bounds = DEFAULT_BOUNDS) {
    this.bounds = bounds;
  }

  get count(): number {
    return this.held;
  }

  get bytes(): number {
    return this.size;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.changes;
  }

  get live(): boolean {
    return this.segments.at(-1)?.to === Number.POSITIVE_INFINITY;
  }

  first(): Line | undefined {
    return this.segments[0]?.chunks[0]?.lines[0];
  }

  last(): Line | undefined {
    for (let at = this.segments.length - 1; at >= 0; at--) {
      const line = this.segments[at]?.chunks.at(-1)?.lines.at(-1);
      if (line) return line;
    }
    return undefined;
  }

  segmentOf(seq: number): Segment | undefined {
    for (let at = this.segments.length - 1; at >= 0; at--) {
      const segment = this.segments[at];
      if (segment && seq >= segment.from) return seq <= segment.to ? segment : undefined;
    }
    return undefined;
  }

  line(seq: number): Line | undefined {
    const chunks = this.segmentOf(seq)?.chunks;
    const chunk = chunks?.[chunkAt(chunks, seq)];
    const line = chunk?.lines[lowerBound(chunk.lines, seq)];
    return line?.seq === seq ? line : undefined;
  }

  /** Every line from one number to another that is held, in order. */
  *range(from: number, to: number): Generator<Line> {
    for (const segment of this.segments) {
      if (segment.to < from || segment.from > to) continue;
      for (const chunk of segment.chunks) {
        const last = chunk.lines.at(-1);
        if (!last || last.seq < from) continue;
        for (let at = lowerBound(chunk.lines, from); at < chunk.lines.length; at++) {
          const line = chunk.lines[at];
          if (!line || line.seq > to) return;
          yield line;
        }
      }
    }
  }

  /** All that was stored of the numbers `from` to `to`. */
  addPage(from: number, to: number, lines: readonly Line[]): void {
    if (to < from) return;
    this.changes++;
    const fresh: Segment[] = [];
    let at = from;
    for (const known of this.segments) {
      if (known.to < at || known.from > to) continue;
      if (known.from > at) fresh.push(segmentOf(at, known.from - 1, lines));
      for (const line of between(lines, Math.max(at, known.from), Math.min(to, known.to))) this.insert(known, line);
      at = known.to + 1;
    }
    if (at <= to) fresh.push(segmentOf(at, to, lines));
    for (const segment of fresh) {
      for (const chunk of segment.chunks) {
        this.held += chunk.lines.length;
        for (const line of chunk.lines) this.size += sizeOf(line);
      }
    }
    this.segments.push(...fresh);
    this.coalesce();
  }

  /** Lines of the live topic, in any order, perhaps known ones. Those of ranges that are not held are passed over. */
  append(lines: readonly Line[]): number {
    let added = 0;
    for (const line of lines) {
      const segment = this.segmentOf(line.seq);
      if (segment && this.insert(segment, line)) added++;
    }
    if (added > 0) this.changes++;
    return added;
  }

  /** From now on the end is not delivered any more: what comes after the last known line is not loaded. */
  detachEnd(highest: number): void {
    const last = this.segments.at(-1);
    if (!last || last.to !== Number.POSITIVE_INFINITY) return;
    last.to = Math.max(last.from, Math.min(highest, last.chunks.at(-1)?.lines.at(-1)?.seq ?? last.from));
    this.changes++;
  }

  /** Lets go what is far from the line `near`, when there is too much. Keeps the newest lines at hand. */
  trim(near: number): boolean {
    if (this.held <= this.bounds.lines && this.size <= this.bounds.bytes) return false;
    const lines = this.bounds.lines * 0.9;
    const bytes = this.bounds.bytes * 0.9;
    while (this.held > lines || this.size > bytes) {
      if (!this.dropFarthest(near)) break;
    }
    this.changes++;
    return true;
  }

  private dropFarthest(near: number): boolean {
    const all = this.segments.flatMap((segment) => segment.chunks.map((chunk) => ({ segment, chunk })));
    const eye = Math.max(
      0,
      all.findIndex(({ chunk }) => (chunk.lines.at(-1)?.seq ?? 0) >= near),
    );
    const back = all.length - 3;
    const victim = eye >= back - eye ? 0 : back;
    // The chunk before one's eyes is never taken.
    const found = victim === eye || victim < 0 ? undefined : all[victim];
    if (!found) return false;
    this.drop(found.segment, found.chunk);
    return true;
  }

  private drop(segment: Segment, chunk: Chunk): void {
    this.held -= chunk.lines.length;
    for (const line of chunk.lines) this.size -= sizeOf(line);
    const at = segment.chunks.indexOf(chunk);
    const last = chunk.lines.at(-1)?.seq ?? segment.from;
    const before = segment.chunks.slice(0, at);
    const after = segment.chunks.slice(at + 1);
    const place = this.segments.indexOf(segment);
    const next: Segment[] = [];
    const lastBefore = before.at(-1)?.lines.at(-1)?.seq;
    if (lastBefore !== undefined) next.push({ from: segment.from, to: lastBefore, chunks: before });
    if (after.length > 0 || segment.to === Number.POSITIVE_INFINITY) {
      next.push({ from: last + 1, to: segment.to, chunks: after });
    }
    this.segments.splice(place, 1, ...next);
  }

  /** Puts a line at its place; false when it is there already. */
  private insert(segment: Segment, line: Line): boolean {
    const { chunks } = segment;
    const last = chunks.at(-1);
    const newest = last?.lines.at(-1);
    if (!last || !newest || line.seq > newest.seq) {
      if (last && last.lines.length < CHUNK_LINES) {
        last.lines.push(line);
        last.version++;
      } else chunks.push({ lines: [line], version: 0 });
    } else {
      const index = chunkAt(chunks, line.seq);
      const chunk = chunks[index];
      if (!chunk) return false;
      const at = lowerBound(chunk.lines, line.seq);
      if (chunk.lines[at]?.seq === line.seq) return false;
      chunk.lines.splice(at, 0, line);
      chunk.version++;
      if (chunk.lines.length > 2 * CHUNK_LINES) {
        chunks.splice(index + 1, 0, { lines: chunk.lines.splice(CHUNK_LINES), version: 0 });
      }
    }
    this.held++;
    this.size += sizeOf(line);
    return true;
  }

  private coalesce(): void {
    this.segments.sort((a, b) => a.from - b.from);
    for (let at = 1; at < this.segments.length; ) {
      const before = this.segments[at - 1];
      const after = this.segments[at];
      if (before && after && after.from <= before.to + 1) {
        before.to = Math.max(before.to, after.to);
        before.chunks = [...before.chunks, ...after.chunks];
        this.segments.splice(at, 1);
      } else at++;
    }
  }
}

function between(lines: readonly Line[], from: number, to: number): readonly Line[] {
  let end = lowerBound(lines, to);
  if (lines[end]?.seq === to) end++;
  return lines.slice(lowerBound(lines, from), end);
}

function segmentOf(from: number, to: number, lines: readonly Line[]): Segment {
  const own = between(lines, from, to);
  const chunks: Chunk[] = [];
  for (let at = 0; at < own.length; at += CHUNK_LINES)
    chunks.push({ lines: own.slice(at, at + CHUNK_LINES), version: 0 });
  return { from, to, chunks };
}

/** The first line whose number is not smaller. */
function lowerBound(lines: readonly Line[], seq: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first chunk whose last number is not smaller. */
function chunkAt(chunks: readonly Chunk[], seq: number): number {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.lines.at(-1)?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low);
}
