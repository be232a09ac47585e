import type { StudyEvent, StudyEventType } from '@/shared/api/types';
import { Feed } from '@/shared/live/feed';
import type { StudyEventPage } from './study-api';

/** Which lines of a study's log are wanted: all that is given must fit. */
export interface LineFilter {
  /** Empty: every type. */
  types: readonly StudyEventType[];
  /** Those of this trial alone. */
  trial: number | undefined;
  /** A part of the text. */
  text: string | undefined;
}

interface LogEnvironment {
  /** What comes before or after a place; without either, the end. */
  read(place: { after?: string; before?: string }, signal: AbortSignal): Promise<StudyEventPage>;
  /** Gives a reading its turns: see `frame-scheduler.ts`. */
  register(read: () => void): { ask(): void; cancel(): void };
}

/**
 * The log of a study while it is looked at: its end first, what is older when somebody scrolls there, what is new as it comes. In the order of
 * times: what is told in one batch may be stored in another order.
 */
export class StudyLog {
  /** Tells that lines have come, or could not be read. */
  readonly feed = new Feed();
  lines: readonly StudyEvent[] = [];
  /** How many there are in all; undefined before the first answer. */
  total: number | undefined;
  hasOlder = false;
  error: unknown;
  /** How many lines have come above those that were there before. */
  above = 0;
  private readonly env: LogEnvironment;
  private readonly abort = new AbortController();
  private readonly turn: { ask(): void; cancel(): void };
  private before: string | null = null;
  private after: string | null = null;
  private isReading = false;
  private isWanted = false;

  constructor(env: LogEnvironment) {
    this.env = env;
    this.turn = env.register(() => void this.readNewer());
    void this.readEnd();
  }

  close(): void {
    this.abort.abort();
    this.turn.cancel();
  }

  /** Something of the study has changed: there may be new lines. */
  look(): void {
    this.turn.ask();
  }

  /** The lines before the first one, when there are any. */
  async readOlder(): Promise<void> {
    const { before } = this;
    // Scrolling asks many times while one answer is on its way; none of that says that there are new lines.
    if (!this.hasOlder || before === null || this.isReading) return;
    await this.read({ before }, (page) => {
      this.hasOlder = page.more;
      this.before = page.before ?? this.before;
      this.above += page.items.length;
    });
  }

  retry(): void {
    if (this.total === undefined) void this.readEnd();
    else void this.readNewer();
  }

  private async readEnd(): Promise<void> {
    await this.read({}, (page) => {
      this.hasOlder = page.more;
      this.before = page.before;
      this.after = page.after;
    });
  }

  private async readNewer(): Promise<void> {
    if (this.after === null) {
      await this.readEnd();
      return;
    }
    let hasMore = true;
    while (hasMore && this.after !== null) {
      hasMore = false;
      const isDone = await this.read({ after: this.after }, (page) => {
        this.after = page.after ?? this.after;
        hasMore = page.more;
      });
      if (!isDone) return;
    }
  }

  /** One answer at a time: what is asked for meanwhile is looked at afterwards. */
  private async read(
    place: { after?: string; before?: string },
    take: (page: StudyEventPage) => void,
  ): Promise<boolean> {
    if (this.isReading) {
      this.isWanted = true;
      return false;
    }
    this.isReading = true;
    try {
      const page = await this.env.read(place, this.abort.signal);
      if (this.abort.signal.aborted) return false;
      take(page);
      this.total = page.total;
      this.error = undefined;
      this.lines = merged(this.lines, page.items);
    } catch (error) {
      if (this.abort.signal.aborted) return false;
      this.error = error;
    } finally {
      this.isReading = false;
    }
    this.feed.tell();
    if (this.isWanted) {
      this.isWanted = false;
      this.turn.ask();
    }
    return this.error === undefined;
  }
}

/**
 * Both in the order of their times; a line that is there already comes once. Of what is known, only the part that the new lines lie in is put
 * in order: mostly none, as they come before or after all of it.
 */
function merged(known: readonly StudyEvent[], read: readonly StudyEvent[]): readonly StudyEvent[] {
  const there = new Set(known.map(({ id }) => id));
  const fresh = read.filter(({ id }) => !there.has(id)).sort(compareLines);
  const [first] = fresh;
  const last = fresh.at(-1);
  if (!first || !last) return known;
  const from = placeBehind(known, first);
  const to = placeBehind(known, last);
  const between = [...known.slice(from, to), ...fresh].sort(compareLines);
  return [...known.slice(0, from), ...between, ...known.slice(to)];
}

/** How many of the lines, which are in order, come before this one. */
function placeBehind(lines: readonly StudyEvent[], line: StudyEvent): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const other = lines[middle];
    if (other && compareLines(other, line) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const compareLines = (a: StudyEvent, b: StudyEvent): number =>
  Date.parse(a.time) - Date.parse(b.time) || compareIds(a.id, b.id);

/** `12.3`: the revision, and its place among those of one change. */
function compareIds(a: string, b: string): number {
  const [aRevision = 0, aPlace = 0] = a.split('.').map(Number);
  const [bRevision = 0, bPlace = 0] = b.split('.').map(Number);
  return aRevision - bRevision || aPlace - bPlace;
}
