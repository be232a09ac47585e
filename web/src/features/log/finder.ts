import type { LogApi, LogFilter } from './log-api';

export interface Found {
  state: 'none' | 'searching' | 'done' | 'failed';
  /** Exact over the stored lines once `state` is done. */
  total: number;
  /** Which match is shown, from 1; 0 before one was gone to. */
  index: number;
  seq: number | undefined;
  searched: number;
  error: unknown;
}

const NONE: Found = { state: 'none', total: 0, index: 0, seq: undefined, searched: 0, error: undefined };

/** Looks for a text in the whole stored log of an attempt: the backend counts and finds, also what is not loaded here. */
export class Finder {
  found: Found = NONE;
  private readonly api: LogApi;
  private readonly listeners = new Set<() => void>();
  private abort = new AbortController();
  private query: { attempt: number; filter: LogFilter } | undefined;
  private through = 0;

  constructor(api: LogApi) {
    this.api = api;
  }

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): Found => this.found;

  clear(): void {
    this.abort.abort();
    this.query = undefined;
    this.put(NONE);
  }

  /** Counts every match. A search that the backend ends after its time limit goes on where it stopped. */
  async start(attempt: number, filter: LogFilter): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    this.query = { attempt, filter };
    this.through = 0;
    this.put({ ...NONE, state: 'searching' });
    await this.count();
  }

  /** Counts the matches among lines that came since. */
  async goOn(): Promise<void> {
    if (this.found.state === 'done') await this.count();
  }

  private async count(): Promise<void> {
    const { query } = this;
    const { signal } = this.abort;
    if (!query) return;
    try {
      for (;;) {
        const part = await this.api.search(query.attempt, query.filter, { start: this.through + 1 }, signal);
        if (signal.aborted) return;
        const stuck = part.searchedThrough <= this.through;
        this.through = Math.max(this.through, part.searchedThrough);
        const complete = part.complete || stuck;
        this.put({
          ...this.found,
          total: this.found.total + part.total,
          searched: this.found.searched + part.searchedLines,
          state: complete ? 'done' : 'searching',
        });
        if (complete) return;
      }
    } catch (error) {
      if (!signal.aborted) this.put({ ...this.found, state: 'failed', error });
    }
  }

  /** The number of the next match after a line, or of the one before it; goes round at the ends. */
  async move(from: number, direction: 1 | -1): Promise<number | undefined> {
    const { query } = this;
    const { signal } = this.abort;
    if (!query || this.found.total === 0) return undefined;
    try {
      const found = direction === 1 ? await this.after(from) : await this.before(from);
      if (signal.aborted || !found) return undefined;
      this.put({ ...this.found, seq: found.seq, index: found.index });
      return found.seq;
    } catch (error) {
      if (!signal.aborted) this.put({ ...this.found, state: 'failed', error });
      return undefined;
    }
  }

  private async after(from: number): Promise<{ seq: number; index: number } | undefined> {
    const { query } = this;
    if (!query) return undefined;
    const seq = (await this.one({ after: from })) ?? (await this.one({ after: 0 }));
    if (seq === undefined) return undefined;
    return { seq, index: await this.rankOf(seq) };
  }

  private async before(from: number): Promise<{ seq: number; index: number } | undefined> {
    const seq = (await this.one({ before: from })) ?? (await this.one({ tail: true }));
    return seq === undefined ? undefined : { seq, index: await this.rankOf(seq) };
  }

  private async one(place: { after?: number; before?: number; tail?: boolean }): Promise<number | undefined> {
    const { query } = this;
    if (!query || place.before === 1) return undefined;
    let at = place;
    for (;;) {
      const page = await this.api.page(query.attempt, { ...at, limit: 1 }, query.filter, this.abort.signal);
      const line = page.lines.find((one) => one.match !== false);
      if (line || page.complete) return line?.seq;
      at = place.after === undefined ? { before: page.first } : { after: page.last };
    }
  }

  private async rankOf(seq: number): Promise<number> {
    const { query } = this;
    if (!query) return 0;
    const { first } = await this.api.search(query.attempt, query.filter, { after: seq - 1 }, this.abort.signal);
    return first;
  }

  private put(found: Found): void {
    this.found = found;
    for (const listener of this.listeners) listener();
  }
}
