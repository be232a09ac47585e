import { describe, expect, it } from 'vitest';
import type { LogAttempt, LogLine, LogPage, LogSummary } from '@/shared/api/types';
import type { TopicHandler } from '@/shared/stream/stream-client';
import type { LogApi, LogFilter, PagePlace } from './log-api';
import { traitsOf } from './log-line';
import { LogSession, matches, type SessionClock } from './log-session';

/** A backend with one attempt whose lines are stored in any order, and a topic that tests tell what to deliver. */
class World {
  time = 1_800_000_000_000;
  readonly asked: { place: PagePlace; filter: LogFilter }[] = [];
  handler: TopicHandler | undefined;
  followedAfter: string[] = [];
  revealed: (number | undefined)[] = [];
  eyeAt = 1;
  attempt = 1;
  private readonly stored = new Map<number, LogLine>();
  private order: number[] = [];
  private timers: { at: number; work: () => void }[] = [];
  readonly clock: SessionClock = {
    now: () => this.time,
    later: (work, millis) => {
      const timer = { at: this.time + millis, work };
      this.timers.push(timer);
      return () => {
        this.timers = this.timers.filter((one) => one !== timer);
      };
    },
  };
  readonly api: LogApi = {
    page: async (_attempt, place, filter) => {
      this.asked.push({ place, filter });
      return this.page(place, filter);
    },
    summary: async () => this.summary(),
    search: async () => {
      throw new Error('not asked for here');
    },
    volume: async () => {
      throw new Error('not asked for here');
    },
    line: async () => {
      throw new Error('not asked for here');
    },
    download: async () => {
      throw new Error('not asked for here');
    },
    follow: (after, handler) => {
      this.followedAfter.push(after);
      this.handler = handler;
      return () => {
        if (this.handler === handler) this.handler = undefined;
      };
    },
  };
  readonly session = new LogSession(this.api, { clock: this.clock, bounds: { lines: 20_000, bytes: 1e9 } });

  constructor() {
    this.session.attach({
      changed: () => undefined,
      reveal: (seq) => this.revealed.push(seq),
      eye: () => this.eyeAt,
    });
  }

  store(from: number, to: number, level: LogLine['level'] = 'info'): number[] {
    const numbers: number[] = [];
    for (let seq = from; seq <= to; seq++) {
      this.stored.set(seq, {
        attempt: this.attempt,
        seq,
        time: new Date(this.time).toISOString(),
        level,
        stream: 'log',
        text: `line ${seq}`,
        bytes: 10,
        truncated: false,
        binary: false,
      });
      this.order.push(seq);
      numbers.push(seq);
    }
    return numbers;
  }

  /** What the topic carries for these lines. */
  columns(numbers: number[]): object {
    const lines = numbers.map((seq) => this.stored.get(seq) as LogLine);
    const severity = { critical: 2, error: 3, warning: 4, info: 6, debug: 7 };
    return {
      type: 'lines',
      attempt: this.attempt,
      seq: numbers,
      time: lines.map((line) => Date.parse(line.time) / 1000),
      level: lines.map((line) => severity[line.level]),
      stream: lines.map(() => 0),
      logger: lines.map(() => ''),
      phase: lines.map(() => 'training'),
      text: lines.map((line) => line.text),
    };
  }

  deliver(numbers: number[]): void {
    this.handler?.onBatch([this.columns(numbers)]);
  }

  get highest(): number {
    return Math.max(0, ...this.stored.keys());
  }

  summary(): LogSummary {
    const errors = [...this.stored.values()].filter((line) => line.level === 'error').map((line) => line.seq);
    const attempt: LogAttempt = {
      attempt: this.attempt,
      seal: 'open',
      highest: this.highest,
      stored: this.stored.size,
      missingLines: this.highest - this.stored.size,
      removedLines: 0,
      totalLines: null,
      totalHash: null,
      hash: null,
      sealedAt: null,
      levels: { critical: 0, error: errors.length, warning: 0, info: 0, debug: 0 },
      firstError: errors.sort((a, b) => a - b)[0] ?? null,
      firstTime: null,
      lastTime: null,
      gaps: [],
      gapCount: 0,
    };
    return { position: String(this.order.length), attempts: this.stored.size > 0 ? [attempt] : [] };
  }

  private page(place: PagePlace, filter: LogFilter): LogPage {
    const { limit = 500 } = place;
    const all = [...this.stored.keys()]
      .sort((a, b) => a - b)
      .filter((seq) => !filter.level || filter.level.includes(this.stored.get(seq)?.level ?? 'info'));
    let from = 0;
    let to = Math.min(all.length, limit);
    const index = (seq: number) => {
      const found = all.findIndex((one) => one >= seq);
      return found < 0 ? all.length : found;
    };
    if (place.tail) [from, to] = [Math.max(0, all.length - limit), all.length];
    else if (place.after !== undefined) {
      from = index(place.after + 1);
      to = Math.min(all.length, from + limit);
    } else if (place.before !== undefined) {
      to = index(place.before);
      from = Math.max(0, to - limit);
    } else if (place.around !== undefined) {
      from = Math.max(0, index(place.around) - limit / 2);
      to = Math.min(all.length, from + limit);
    }
    const more = { before: from > 0, after: to < all.length };
    const first = more.before ? (all[from] ?? 1) : place.after !== undefined ? place.after + 1 : 1;
    const last = more.after ? (all[to - 1] ?? 0) : place.before !== undefined ? place.before - 1 : this.highest;
    return {
      attempt: all.length > 0 ? this.attempt : 0,
      lines: all.slice(from, to).map((seq) => this.stored.get(seq) as LogLine),
      gaps: [],
      first,
      last,
      more,
      anchor: place.around ?? null,
      highest: this.highest,
      position: String(this.order.length),
      complete: true,
    };
  }

  /** Lets everything that waits for an answer go on. */
  async settle(): Promise<void> {
    for (let round = 0; round < 30; round++) await Promise.resolve();
  }

  async pass(millis: number): Promise<void> {
    this.time += millis;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.work();
    await this.settle();
  }

  get shown(): number[] {
    return [...this.session.store.range(1, Number.POSITIVE_INFINITY)].map((line) => line.seq);
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('LogSession', () => {
  it('shows the history first, then follows from exactly there', async () => {
    const world = new World();
    world.store(1, 1200);
    await world.session.open({ kind: 'tail' }, undefined);
    expect(world.followedAfter).toEqual(['1200']);
    world.deliver(world.store(1201, 1300));
    expect(world.shown.at(-1)).toBe(1300);
    expect(world.session.status).toMatchObject({ phase: 'ready', following: true, highest: 1300, attempt: 1 });
    expect(world.revealed.at(-1)).toBeUndefined();
  });

  it('has every line once when the topic repeats, delays and mixes them (requirement 11)', async () => {
    const world = new World();
    world.store(1, 100);
    await world.session.open({ kind: 'tail' }, undefined);
    const first = world.store(101, 200);
    const second = world.store(201, 300);
    world.deliver([...second].reverse());
    world.deliver(first);
    world.deliver(first);
    world.deliver(second.slice(20, 60));
    expect(world.shown).toEqual(numbers(1, 300));
  });

  it('counts what comes while it is paused, and starts anew when following goes on (51, 52)', async () => {
    const world = new World();
    world.store(1, 100);
    await world.session.open({ kind: 'tail' }, undefined);
    world.session.pause();
    world.deliver(world.store(101, 180));
    world.deliver(world.store(181, 200, 'error'));
    expect(world.session.status).toMatchObject({ following: false, pausedAt: 100, newLines: 100, newErrors: 20 });
    await world.pass(250);
    expect(world.session.snapshot().rate).toBeGreaterThan(0);
    world.session.resume();
    expect(world.session.status).toMatchObject({ following: true, newLines: 0 });
    expect(world.revealed.at(-1)).toBeUndefined();
  });

  it('leaves a marker when the cursor is too old, and reads what is missing when asked (requirement 12)', async () => {
    const world = new World();
    world.store(1, 300);
    await world.session.open({ kind: 'tail' }, undefined);
    world.store(301, 3000);
    world.handler?.onGap?.('retention');
    await world.settle();
    world.deliver(world.store(3001, 3010));
    expect(world.session.store.segments.map(({ from, to }) => [from, to])).toEqual([
      [1, 300],
      [2501, Number.POSITIVE_INFINITY],
    ]);
    await world.session.loadGap(301, 2500);
    expect(world.shown).toEqual(numbers(1, 3010));
  });

  it('reads the end again after an unasked snapshot, and misses nothing of what came in between', async () => {
    const world = new World();
    world.store(1, 300);
    await world.session.open({ kind: 'tail' }, undefined);
    world.store(301, 350);
    world.handler?.onGap?.('unknown cursor');
    world.store(351, 400);
    world.handler?.onSnapshot?.({ summary: world.summary() });
    await world.settle();
    world.deliver(world.store(401, 410));
    expect(world.shown).toEqual(numbers(1, 410));
  });

  it('goes to the end when it is more than two seconds behind, and says what it did not show', async () => {
    const world = new World();
    world.store(1, 300);
    await world.session.open({ kind: 'tail' }, undefined);
    world.deliver(world.store(301, 310));
    const late = world.store(311, 2000);
    world.time += 3000;
    world.store(2001, 4000);
    world.deliver(late.slice(0, 10));
    await world.settle();
    expect(world.session.store.segments.map(({ from, to }) => [from, to])).toEqual([
      [1, 320],
      [3501, Number.POSITIVE_INFINITY],
    ]);
    expect(world.followedAfter).toEqual(['300', '4000']);
    expect(world.session.status.following).toBe(true);
  });

  it('opens a failed run twenty lines before its first error, and does not follow', async () => {
    const world = new World();
    world.store(1, 4000);
    world.store(1500, 1500, 'error');
    await world.session.open({ kind: 'firstError' }, undefined);
    expect(world.session.status).toMatchObject({ following: false, pausedAt: 1500 });
    expect(world.revealed).toContain(1480);
    expect(world.session.store.line(1500)).toBeDefined();
    expect(world.session.store.live).toBe(true);
  });

  it('opens at a line of the address with the end at hand (requirement 54)', async () => {
    const world = new World();
    world.store(1, 9000);
    await world.session.open({ kind: 'line', seq: 4000 }, undefined);
    expect(world.session.status.following).toBe(false);
    expect(world.session.store.line(4000)).toBeDefined();
    expect(world.session.store.line(9000)).toBeDefined();
    expect(world.session.store.line(6000)).toBeUndefined();
  });

  it('shows the first and the last line with none missing between them (requirement 50)', async () => {
    const world = new World();
    world.store(1, 7000);
    await world.session.open({ kind: 'tail' }, undefined);
    await world.session.toStart();
    expect(world.revealed.at(-1)).toBe(1);
    await world.session.loadGap(1001, 6500);
    expect(world.shown).toEqual(numbers(1, 7000));
  });

  it('filters by level while lines come, and asks the backend for the earlier ones (requirement 56)', async () => {
    const world = new World();
    world.store(1, 500);
    world.store(40, 41, 'error');
    await world.session.open({ kind: 'tail' }, undefined, { level: ['error'] });
    expect(world.shown).toEqual([40, 41]);
    world.deliver(world.store(501, 502));
    world.deliver(world.store(503, 503, 'error'));
    expect(world.shown).toEqual([40, 41, 503]);
    expect(await world.session.nextOf(['error'], 41, 1)).toBe(503);
    expect(await world.session.nextOf(['error'], 503, 1)).toBeUndefined();
  });

  it('lets the backend say which new lines hold a text', async () => {
    const world = new World();
    world.store(1, 10);
    await world.session.open({ kind: 'tail' }, undefined, { q: 'line', regex: true });
    const before = world.asked.length;
    world.deliver(world.store(11, 12));
    world.deliver(world.store(13, 14));
    expect(world.shown).toEqual(numbers(1, 10));
    await world.pass(1000);
    expect(world.asked).toHaveLength(before + 1);
    expect(world.shown).toEqual(numbers(1, 14));
  });

  it('goes over to the next attempt while it follows the newest one', async () => {
    const world = new World();
    world.store(1, 10);
    await world.session.open({ kind: 'tail' }, undefined);
    world.attempt = 2;
    world.store(1, 5);
    world.deliver([1, 2, 3, 4, 5]);
    await world.settle();
    expect(world.session.status.attempt).toBe(2);
  });

  it('begins as soon as the first line comes', async () => {
    const world = new World();
    await world.session.open({ kind: 'tail' }, undefined);
    expect(world.session.status).toMatchObject({ phase: 'ready', attempt: undefined, highest: 0 });
    world.deliver(world.store(1, 3));
    await world.settle();
    expect(world.shown).toEqual([1, 2, 3]);
  });

  it('keeps the lines when a page cannot be read', async () => {
    const world = new World();
    world.store(1, 3000);
    await world.session.open({ kind: 'tail' }, undefined);
    const { page } = world.api;
    world.api.page = async () => {
      throw new Error('away');
    };
    await world.session.toStart();
    expect(world.session.status.error).toBeInstanceOf(Error);
    expect(world.shown.at(-1)).toBe(3000);
    world.api.page = page;
    await world.session.toStart();
    expect(world.session.status.error).toBeUndefined();
    expect(world.shown[0]).toBe(1);
  });
});

describe('a filter', () => {
  it('knows level, stream, phase and time', () => {
    const line = {
      seq: 1,
      time: Date.parse('2026-11-23T10:00:00Z'),
      level: 2,
      stream: 1,
      logger: 'a',
      phase: 'training',
      text: '',
      traits: traitsOf(''),
      bytes: 0,
      cut: 0,
      binary: false,
      context: false,
    };
    expect(matches(line, {})).toBe(true);
    expect(matches(line, { level: ['warning'], stream: ['stdout'], phase: ['training'], logger: ['a'] })).toBe(true);
    expect(matches(line, { level: ['error'] })).toBe(false);
    expect(matches(line, { stream: ['log'] })).toBe(false);
    expect(matches(line, { phase: ['loading'] })).toBe(false);
    expect(matches(line, { since: '2026-11-23T10:00:00Z', until: '2026-11-23T10:00:01Z' })).toBe(true);
    expect(matches(line, { until: '2026-11-23T10:00:00Z' })).toBe(false);
  });
});
