import type { LogAttempt, LogGap, LogLevel, LogPage, LogSummary } from '@/shared/api/types';
import { type Bounds, LineStore } from './line-store';
import { LiveLag, Rate } from './live-lag';
import { isFiltering, type LogApi, type LogFilter, type PagePlace } from './log-api';
import { ERROR_RANK, isLineColumns, type Line, levels, lineOf, linesOf, streams } from './log-line';

/** Where a log is opened. */
export type Target =
  | { kind: 'tail' }
  | { kind: 'start' }
  | { kind: 'line'; seq: number }
  | { kind: 'firstError' }
  | { kind: 'time'; time: string };

/** What the frame around the lines shows. Told a few times a second, never per message. */
export interface LogStatus {
  phase: 'loading' | 'ready' | 'failed';
  error: unknown;
  attempt: number | undefined;
  summary: LogSummary | undefined;
  following: boolean;
  /** Since following stopped. */
  newLines: number;
  newErrors: number;
  pausedAt: number;
  /** All lines that arrived, for the announcements. */
  arrived: number;
  arrivedErrors: number;
  rate: number;
  highest: number;
  held: number;
  filtered: boolean;
  loadingMore: boolean;
  phases: readonly string[];
  notice: string | undefined;
}

export interface SessionClock {
  now(): number;
  /** Runs soon, and not more often than that. */
  later(work: () => void, millis: number): () => void;
}

/** What the session wants of the rows on screen. */
export interface SessionView {
  /** Lines, gaps or options changed: paint in the next frame. */
  changed(): void;
  /** Bring a line to the eyes; undefined is the end. */
  reveal(seq: number | undefined, where: 'middle' | 'top', mark?: number): void;
  /** The line at the top of the window. */
  eye(): number;
}

const PAGE = 1000;
const FIRST_PAGE = 500;
const BEFORE_ERROR = 20;
const BEHIND_MS = 2000;
const CATCH_UP_MS = 120_000;
const STATUS_MS = 250;
const REFRESH_MS = 1000;
const PAGES_PER_LOAD = 10;
const browserClock: SessionClock = {
  now: () => Date.now(),
  later: (work, millis) => {
    const timer = setTimeout(work, millis);
    return () => clearTimeout(timer);
  },
};

/**
 * One open log: reads pages, takes live lines, knows what is loaded. The order is always: a page with its cursor first, then everything
 * stored after that cursor, so that nothing is missing and nothing is there twice.
 */
export class LogSession {
  store: LineStore;
  filter: LogFilter = {};
  /** Lines around each match when a text is filtered for. */
  contextLines = 0;
  status: LogStatus = {
    phase: 'loading',
    error: undefined,
    attempt: undefined,
    summary: undefined,
    following: true,
    newLines: 0,
    newErrors: 0,
    pausedAt: 0,
    arrived: 0,
    arrivedErrors: 0,
    rate: 0,
    highest: 0,
    held: 0,
    filtered: false,
    loadingMore: false,
    phases: [],
    notice: undefined,
  };
  private view: SessionView | undefined;
  private readonly api: LogApi;
  private readonly clock: SessionClock;
  private readonly bounds: Bounds | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly lag = new LiveLag();
  private readonly rate = new Rate();
  private readonly seenPhases = new Set<string>();
  private wanted: number | undefined;
  private abort = new AbortController();
  private unfollow: (() => void) | undefined;
  private telling: (() => void) | undefined;
  private refreshing: (() => void) | undefined;
  private closed = false;
  private endRound = 0;
  private published: LogStatus;
  private jumping = false;
  private fetching = new Set<string>();
  private target: Target = { kind: 'tail' };

  constructor(api: LogApi, options: { clock?: SessionClock; bounds?: Bounds } = {}) {
    this.api = api;
    this.clock = options.clock ?? browserClock;
    this.bounds = options.bounds;
    this.store = new LineStore(this.bounds);
    this.published = this.status;
  }

  attach(view: SessionView): void {
    this.view = view;
  }

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What was told last. */
  snapshot = (): LogStatus => this.published;

  get attempt(): LogAttempt | undefined {
    return this.status.summary?.attempts.find((one) => one.attempt === this.status.attempt);
  }

  gaps(): readonly LogGap[] {
    return this.attempt?.gaps ?? [];
  }

  close(): void {
    this.closed = true;
    this.abort.abort();
    this.unfollow?.();
    this.unfollow = undefined;
    this.telling?.();
    this.refreshing?.();
  }

  /** Reads the log anew: at a place, of an attempt (the newest when undefined), all of it or only some lines. */
  async open(target: Target, attempt: number | undefined, filter: LogFilter = this.filter): Promise<void> {
    this.closed = false;
    this.abort.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.unfollow?.();
    this.unfollow = undefined;
    this.refreshing?.();
    this.refreshing = undefined;
    this.target = target;
    this.wanted = attempt;
    this.filter = filter;
    this.store = new LineStore(this.bounds);
    this.fetching.clear();
    this.lag.reset();
    const filtered = isFiltering(filter);
    const following = target.kind === 'tail';
    this.put({
      phase: 'loading',
      error: undefined,
      following,
      newLines: 0,
      newErrors: 0,
      held: 0,
      filtered,
      notice: undefined,
      highest: filtered ? this.status.highest : 0,
    });
    try {
      const summary = await this.api.summary(signal);
      if (signal.aborted) return;
      const shown = attempt ?? summary.attempts.at(-1)?.attempt;
      this.put({ summary, attempt: shown });
      const first = summary.attempts.find((one) => one.attempt === shown)?.firstError;
      let goal = target;
      if (goal.kind === 'firstError') goal = first ? { kind: 'line', seq: first } : { kind: 'tail' };
      const page = await this.api.page(shown, placeOf(goal, this.contextFor()), filter, signal);
      if (signal.aborted) return;
      this.takePage(page);
      this.put({ phase: 'ready', attempt: page.attempt || shown });
      // Lines stored later than this page come live, and none of them is missing.
      this.follow(page.position);
      if (goal.kind === 'line' || goal.kind === 'time') {
        const seq = page.anchor ?? (goal.kind === 'line' ? goal.seq : page.first);
        this.put({ pausedAt: seq });
        this.view?.reveal(
          Math.max(1, target.kind === 'firstError' ? seq - BEFORE_ERROR : seq),
          target.kind === 'line' ? 'middle' : 'top',
          target.kind === 'firstError' ? seq : undefined,
        );
      } else this.view?.reveal(goal.kind === 'start' ? page.first : undefined, 'top');
      if (page.more.after && goal.kind !== 'start') await this.loadEnd(signal);
      else if (page.more.after && !this.needsServer()) await this.loadEnd(signal);
      if (page.lines.length < FIRST_PAGE && page.more.before && goal.kind === 'tail')
        await this.load(page.first - 1, 'before');
    } catch (error) {
      if (!signal.aborted) this.put({ phase: 'failed', error });
    }
  }

  retry(): void {
    void this.open(this.target, this.wanted);
  }

  /** Follow the end again. Only a button, F and End lead here. */
  resume(): void {
    if (this.status.phase !== 'ready') return;
    this.put({ following: true, newLines: 0, newErrors: 0 });
    if (!this.store.live && !this.needsServer()) void this.loadEnd(this.abort.signal);
    else if (this.needsServer()) this.refreshFiltered();
    this.view?.reveal(undefined, 'top');
  }

  pause(): void {
    if (!this.status.following) return;
    this.put({ following: false, newLines: 0, newErrors: 0, pausedAt: this.status.highest });
  }

  /** Shows the first line: reads it when it is not held. */
  async toStart(): Promise<void> {
    this.pause();
    if (this.store.segments[0]?.from !== 1) {
      const page = await this.read({ limit: PAGE, context: this.contextFor() });
      if (!page) return;
    }
    this.view?.reveal(1, 'top');
  }

  /** Shows a line: reads it and its neighbours when it is not held. */
  async toLine(seq: number, mark?: number): Promise<void> {
    this.pause();
    if (!this.store.segmentOf(seq)) {
      const page = await this.read({ around: seq, limit: PAGE, context: this.contextFor() });
      if (!page) return;
    }
    this.view?.reveal(seq, 'middle', mark);
  }

  async toTime(time: string): Promise<number | undefined> {
    this.pause();
    const page = await this.read({ time, limit: PAGE, context: this.contextFor() });
    if (page?.anchor) this.view?.reveal(page.anchor, 'top');
    return page?.anchor ?? undefined;
  }

  /** The next or previous line of these levels, wherever it is; undefined when there is none. */
  async nextOf(level: LogLevel[], from: number, direction: 1 | -1): Promise<number | undefined> {
    const { attempt } = this.status;
    if (attempt === undefined) return undefined;
    const place = direction === 1 ? { after: from } : { before: Math.max(1, from) };
    const page = await this.api.page(attempt, { ...place, limit: 1 }, { ...this.filter, level }, this.abort.signal);
    const found = page.lines.find((line) => line.match !== false)?.seq;
    if (found !== undefined) await this.toLine(found);
    return found;
  }

  /** Reads a part of a range that is not loaded, from one of its ends. */
  async load(edge: number, direction: 'after' | 'before', pages = 1, until?: number): Promise<void> {
    const key = `${direction} ${edge}`;
    if (this.fetching.has(key)) return;
    this.fetching.add(key);
    this.put({ loadingMore: true });
    try {
      let at = edge;
      for (let count = 0; count < pages; count++) {
        const place: PagePlace = direction === 'after' ? { after: at } : { before: at + 1 };
        const page = await this.read({ ...place, limit: PAGE, context: this.contextFor() });
        if (!page || page.last < page.first) break;
        at = direction === 'after' ? page.last : page.first - 1;
        if (direction === 'after' ? !page.more.after || (until !== undefined && at >= until) : !page.more.before) break;
      }
    } finally {
      this.fetching.delete(key);
      this.put({ loadingMore: this.fetching.size > 0 });
    }
  }

  /** The button of a gap marker. */
  loadGap(from: number, to: number): Promise<void> {
    return this.load(from - 1, 'after', PAGES_PER_LOAD, to);
  }

  private async loadEnd(signal: AbortSignal): Promise<void> {
    const round = ++this.endRound;
    const place = { tail: true, limit: FIRST_PAGE, context: this.contextFor() };
    const page = await this.api.page(this.status.attempt, place, this.filter, signal);
    // Only the answer to the last question knows of everything up to the place where the topic goes on.
    if (signal.aborted || round !== this.endRound) return;
    this.takePage(page);
    if (this.status.following) this.view?.reveal(undefined, 'top');
  }

  private async read(place: PagePlace): Promise<LogPage | undefined> {
    const { signal } = this.abort;
    const { attempt } = this.status;
    try {
      const page = await this.api.page(attempt, place, this.filter, signal);
      if (signal.aborted || page.attempt !== attempt) return undefined;
      this.takePage(page);
      return page;
    } catch (error) {
      if (!signal.aborted) this.put({ error });
      return undefined;
    }
  }

  private contextFor(): number | undefined {
    return this.filter.q !== undefined && this.contextLines > 0 ? this.contextLines : undefined;
  }

  /** Which lines match only the server can say: then new ones are asked for instead of being taken from the live topic. */
  needsServer(): boolean {
    return this.filter.q !== undefined;
  }

  private takePage(page: LogPage): void {
    const lines = page.lines.map(lineOf);
    for (const line of lines) if (line.phase !== '') this.seenPhases.add(line.phase);
    const from = page.more.before ? page.first : Math.min(1, page.first);
    // The end is delivered from here on: the live topic was, or will be, asked for what comes after this page's cursor or an older one.
    const isEnd = !page.more.after && !this.needsServer();
    const to = isEnd ? Number.POSITIVE_INFINITY : page.more.after ? page.last : Math.max(page.last, page.highest);
    this.store.addPage(Math.max(1, from), to, lines);
    this.trim();
    this.put({ highest: Math.max(this.status.highest, page.highest, page.last), error: undefined });
    this.view?.changed();
  }

  private follow(after: string): void {
    this.unfollow?.();
    if (this.closed) return;
    this.unfollow = this.api.follow(after, {
      onSnapshot: (state) => {
        const { summary } = (state ?? {}) as { summary?: LogSummary };
        if (summary) this.takeSummary(summary);
        // A snapshot is not asked for: the cursor was unknown, and what lies in between was not delivered.
        this.afterGap();
      },
      onBatch: (items) => this.take(items),
      onGap: () => this.afterGap(),
      // After a short absence every line is delivered late, but none is left out; after a long one the end matters more.
      onResume: (away) => away < CATCH_UP_MS && this.lag.reset(),
      onError: (_code, detail) => this.put({ notice: detail }),
    });
  }

  /** Something was not delivered: a marker stays, and the end is read again. */
  private afterGap(): void {
    this.store.detachEnd(this.status.highest);
    this.view?.changed();
    void this.loadEnd(this.abort.signal).catch((error: unknown) => this.put({ error }));
  }

  private take(items: readonly unknown[]): void {
    let added = 0;
    let errors = 0;
    let arrived = 0;
    let newest = Number.NEGATIVE_INFINITY;
    let { highest } = this.status;
    for (const item of items) {
      if (isLineColumns(item)) {
        if (item.attempt !== this.status.attempt) {
          this.otherAttempt(item.attempt);
          continue;
        }
        const lines = linesOf(item);
        arrived += lines.length;
        for (const line of lines) {
          if (line.seq > highest) highest = line.seq;
          if (line.time > newest) newest = line.time;
          if (line.level <= ERROR_RANK) errors++;
          if (line.phase !== '' && !this.seenPhases.has(line.phase)) this.seenPhases.add(line.phase);
        }
        if (!this.needsServer()) {
          const wanted = this.status.filtered ? lines.filter((line) => matches(line, this.filter)) : lines;
          added += this.store.append(wanted);
        }
      } else {
        const { type, summary } = (item ?? {}) as { type?: string; summary?: LogSummary };
        if (type === 'summary' && summary) this.takeSummary(summary);
      }
    }
    if (arrived === 0) return;
    const now = this.clock.now();
    this.rate.add(arrived, now);
    const { status } = this;
    this.status = {
      ...status,
      highest,
      newLines: status.following ? 0 : status.newLines + arrived,
      newErrors: status.following ? 0 : status.newErrors + errors,
      arrived: status.arrived + arrived,
      arrivedErrors: status.arrivedErrors + errors,
    };
    if (this.needsServer()) this.refreshFiltered();
    if (added > 0) this.trim();
    this.tellSoon();
    this.view?.changed();
    if (this.lag.observe(newest, now) > BEHIND_MS && !this.needsServer()) void this.jumpToEnd();
  }

  /** Too far behind to catch up line by line: go to the end, and leave a marker. The server keeps everything. */
  private async jumpToEnd(): Promise<void> {
    if (this.jumping) return;
    this.jumping = true;
    const { signal } = this.abort;
    this.unfollow?.();
    this.unfollow = undefined;
    this.store.detachEnd(this.status.highest);
    try {
      const place = { tail: true, limit: FIRST_PAGE };
      const page = await this.api.page(this.status.attempt, place, this.filter, signal);
      if (signal.aborted) return;
      this.takePage(page);
      this.lag.reset();
      this.follow(page.position);
      if (this.status.following) this.view?.reveal(undefined, 'top');
    } catch (error) {
      if (!signal.aborted) this.put({ phase: 'failed', error });
    } finally {
      this.jumping = false;
    }
  }

  private refreshFiltered(): void {
    if (this.refreshing) return;
    this.refreshing = this.clock.later(() => {
      this.refreshing = undefined;
      const last = this.store.segments.at(-1)?.to ?? 0;
      void this.read({ after: Math.min(last, this.status.highest), limit: PAGE, context: this.contextFor() });
    }, REFRESH_MS);
  }

  private otherAttempt(attempt: number): void {
    const { status } = this;
    if (attempt < (status.attempt ?? 0) || status.phase === 'loading') return;
    if (status.attempt === undefined || (this.wanted === undefined && status.following)) {
      void this.open({ kind: 'tail' }, undefined);
    } else if (!status.summary?.attempts.some((one) => one.attempt === attempt)) void this.readSummary();
  }

  /** Counts and gaps as they are now. */
  async readSummary(): Promise<void> {
    const { signal } = this.abort;
    try {
      const summary = await this.api.summary(signal);
      if (!signal.aborted) this.takeSummary(summary);
    } catch {
      // The next one will do; what is shown is the last that was read.
    }
  }

  private takeSummary(summary: LogSummary): void {
    const mine = summary.attempts.find((one) => one.attempt === this.status.attempt);
    this.put({ summary, highest: Math.max(this.status.highest, mine?.highest ?? 0) });
    this.view?.changed();
  }

  private trim(): void {
    const near = this.status.following ? this.status.highest : (this.view?.eye() ?? this.status.highest);
    this.store.trim(near);
  }

  private put(change: Partial<LogStatus>): void {
    if (this.closed) return;
    this.status = { ...this.status, ...change, held: this.store.count };
    this.tell();
  }

  private tellSoon(): void {
    this.telling ??= this.clock.later(() => {
      this.telling = undefined;
      this.tell();
      // The rate falls to nothing when nothing arrives any more.
      if (this.status.rate > 0) this.tellSoon();
    }, STATUS_MS);
  }

  private tell(): void {
    const rate = Math.round(this.rate.perSecond(this.clock.now()));
    const phases =
      this.seenPhases.size === this.status.phases.length ? this.status.phases : [...this.seenPhases].sort();
    this.status = { ...this.status, rate, phases, held: this.store.count };
    this.published = this.status;
    for (const listener of this.listeners) listener();
  }
}

function placeOf(target: Target, context: number | undefined): PagePlace {
  switch (target.kind) {
    case 'start':
      return { limit: PAGE, context };
    case 'line':
      return { around: target.seq, limit: FIRST_PAGE, context };
    case 'time':
      return { time: target.time, limit: FIRST_PAGE, context };
    case 'tail':
    case 'firstError':
      return { tail: true, limit: FIRST_PAGE, context };
  }
}

/** Whether a live line is among those asked for; a text is not asked of the browser. */
export function matches(line: Line, filter: LogFilter): boolean {
  const level = levels[line.level];
  const stream = streams[line.stream];
  if (filter.level?.length && (!level || !filter.level.includes(level))) return false;
  if (filter.stream?.length && (!stream || !filter.stream.includes(stream))) return false;
  if (filter.phase?.length && !filter.phase.includes(line.phase)) return false;
  if (filter.logger?.length && !filter.logger.includes(line.logger)) return false;
  if (filter.since !== undefined && line.time < Date.parse(filter.since)) return false;
  return filter.until === undefined || line.time < Date.parse(filter.until);
}
