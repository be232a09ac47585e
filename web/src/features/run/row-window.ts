/**
 * A list of any length, read in pages by position as they come into sight. Holds a bounded number of pages, and goes without React:
 * who shows the rows is told that something changed, and asks for the rows that are in sight.
 */

export interface RowPage<Row> {
  items: Row[];
  total: number;
}

export interface RowSource<Row> {
  read(offset: number, limit: number, signal: AbortSignal): Promise<RowPage<Row>>;
}

interface Timer {
  set(callback: () => void, millis: number): number;
  clear(timer: number): void;
}

export const PAGE_ROWS = 100;
const MOST_PAGES = 40;
/** A fast scroll passes many pages: only where it slows down is read. */
const SETTLE_MS = 60;

const browserTimer: Timer = {
  set: (callback, millis) => window.setTimeout(callback, millis),
  clear: (timer) => window.clearTimeout(timer),
};

export class RowWindow<Row extends { id: string }> {
  total: number | undefined;
  /** Why the last page could not be read. */
  error: unknown;
  /** When the newest page came. */
  readAt = 0;
  /** Grows with every change of the rows. */
  version = 0;

  private readonly source: RowSource<Row>;
  private readonly timer: Timer;
  private readonly pages = new Map<number, Row[]>();
  private readonly loading = new Map<number, AbortController>();
  private readonly places = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private wanted: { from: number; to: number } = { from: 0, to: 0 };
  private waiting: number | undefined;
  private isClosed = false;

  constructor(source: RowSource<Row>, timer: Timer = browserTimer) {
    this.source = source;
    this.timer = timer;
  }

  at(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  indexOf(id: string): number | undefined {
    return this.places.get(id);
  }

  get(id: string): Row | undefined {
    const index = this.places.get(id);
    return index === undefined ? undefined : this.at(index);
  }

  /** Every row that is held, in order. */
  *rows(): Iterable<Row> {
    for (const page of [...this.pages.keys()].sort((a, b) => a - b)) yield* this.pages.get(page) ?? [];
  }

  get isLoading(): boolean {
    return this.loading.size > 0;
  }

  /** These rows are in sight: what is missing of them will be read, what is read for nobody will not. */
  want(from: number, to: number): void {
    this.wanted = { from: Math.max(0, from), to: Math.max(from, to) };
    const isFirst = this.total === undefined && this.loading.size === 0 && this.error === undefined;
    if (isFirst) this.load();
    else if (this.missing().length > 0) {
      this.timer.clear(this.waiting ?? 0);
      this.waiting = this.timer.set(() => this.load(), SETTLE_MS);
    }
  }

  /** Reads all rows from `from` to `to` (both included) at once, for a selection that reaches over rows out of sight. */
  async range(from: number, to: number): Promise<Row[]> {
    const found: Row[] = [];
    for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page++) {
      const rows = this.pages.get(page) ?? (await this.fetch(page, new AbortController().signal));
      const start = page * PAGE_ROWS;
      found.push(...rows.slice(Math.max(0, from - start), to - start + 1));
    }
    return found;
  }

  /** Replaces rows in place. Nothing moves. */
  patch(change: (row: Row) => Row): void {
    let isNew = false;
    for (const rows of this.pages.values()) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        if (!row) continue;
        const next = change(row);
        if (next === row) continue;
        rows[i] = next;
        isNew = true;
      }
    }
    if (isNew) this.tell();
  }

  /** What is shown beside the rows' own values has changed. */
  touch(): void {
    this.tell();
  }

  /** Tries again after a failure. */
  retry(): void {
    this.error = undefined;
    this.tell();
    this.load();
  }

  /** Reads what is in sight again for its values only: rows are replaced where they stand, none comes, goes or moves. */
  async reread(merge: (known: Row, read: Row) => Row): Promise<void> {
    const fresh = new Map<string, Row>();
    for (const page of this.pagesInSight()) {
      if (!this.pages.has(page)) continue;
      const { items } = await this.source.read(page * PAGE_ROWS, PAGE_ROWS, new AbortController().signal);
      for (const row of items) fresh.set(row.id, row);
    }
    if (this.isClosed) return;
    this.patch((row) => {
      const read = fresh.get(row.id);
      return read ? merge(row, read) : row;
    });
  }

  /** Reads what is in sight anew and forgets the rest; the old rows stay until the new ones are there. */
  async refresh(): Promise<void> {
    const pages = this.pagesInSight();
    for (const page of [...this.pages.keys()]) if (!pages.includes(page)) this.drop(page);
    this.error = undefined;
    await Promise.all(pages.map((page) => this.read(page)));
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.isClosed = true;
    this.timer.clear(this.waiting ?? 0);
    for (const request of this.loading.values()) request.abort();
    this.loading.clear();
    this.listeners.clear();
  }

  private pagesInSight(): number[] {
    const last = this.total === undefined ? this.wanted.to : Math.min(this.wanted.to, this.total - 1);
    const pages: number[] = [];
    for (let page = Math.floor(this.wanted.from / PAGE_ROWS); page <= Math.floor(Math.max(0, last) / PAGE_ROWS); page++)
      pages.push(page);
    return pages;
  }

  private missing(): number[] {
    return this.pagesInSight().filter((page) => !this.pages.has(page) && !this.loading.has(page));
  }

  private load(): void {
    if (this.isClosed) return;
    const inSight = this.pagesInSight();
    for (const [page, request] of this.loading) {
      if (inSight.includes(page)) continue;
      request.abort();
      this.loading.delete(page);
    }
    if (this.error !== undefined) return;
    for (const page of this.missing()) void this.read(page);
  }

  private async read(page: number): Promise<void> {
    this.loading.get(page)?.abort();
    const request = new AbortController();
    this.loading.set(page, request);
    try {
      await this.fetch(page, request.signal);
      if (this.loading.get(page) !== request) return;
      this.loading.delete(page);
    } catch (error) {
      if (this.loading.get(page) !== request || this.isClosed) return;
      this.loading.delete(page);
      this.error = error;
    }
    this.tell();
  }

  private async fetch(page: number, signal: AbortSignal): Promise<Row[]> {
    const { items, total } = await this.source.read(page * PAGE_ROWS, PAGE_ROWS, signal);
    if (signal.aborted || this.isClosed) return items;
    this.total = total;
    this.readAt = Date.now();
    this.drop(page);
    this.pages.set(page, items);
    for (const [i, row] of items.entries()) this.places.set(row.id, page * PAGE_ROWS + i);
    this.trim();
    return items;
  }

  private drop(page: number): void {
    for (const row of this.pages.get(page) ?? []) {
      if (Math.floor((this.places.get(row.id) ?? -1) / PAGE_ROWS) === page) this.places.delete(row.id);
    }
    this.pages.delete(page);
  }

  /** Lets go of what is farthest from sight. */
  private trim(): void {
    const middle = (this.wanted.from + this.wanted.to) / 2 / PAGE_ROWS;
    const far = [...this.pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, Math.max(0, far.length - MOST_PAGES))) this.drop(page);
  }

  private tell(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}
