import type { MetricValue } from '../api/types';
import { numberOf } from './metric-number';

const CAPACITY = 4096;

/** The newest points of one series: a ring of a fixed size. What was pushed out is known by its step. */
export class PointRing {
  private readonly steps: Float64Array;
  private readonly times: Float64Array;
  private readonly values: Float64Array;
  private readonly capacity: number;
  private pushed = 0;
  private lostStep = Number.NEGATIVE_INFINITY;

  constructor(capacity = CAPACITY) {
    this.capacity = capacity;
    this.steps = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  get length(): number {
    return Math.min(this.pushed, this.capacity);
  }

  push(step: number, time: number, value: number): void {
    const at = this.pushed % this.capacity;
    if (this.pushed >= this.capacity) this.lostStep = Math.max(this.lostStep, this.steps[at] ?? 0);
    this.steps[at] = step;
    this.times[at] = time;
    this.values[at] = value;
    this.pushed++;
  }

  /** Gives every point after a step; false when some of them are no longer here. */
  after(step: number, take: (step: number, time: number, value: number) => void): boolean {
    for (let index = this.pushed - this.length; index < this.pushed; index++) {
      const at = index % this.capacity;
      const own = this.steps[at] ?? 0;
      if (own > step) take(own, this.times[at] ?? 0, this.values[at] ?? Number.NaN);
    }
    return this.lostStep <= step;
  }
}

interface MetricBatchItem {
  attempt: number;
  key: string;
  step: number[];
  time: number[];
  value: MetricValue[];
}

interface TopicHandler {
  onSnapshot?(state: unknown): void;
  onBatch(items: readonly unknown[]): void;
  onGap?(reason: string): void;
}

type Follow = (topic: string, handler: TopicHandler, options: { visibleOnly: boolean }) => () => void;

interface Watched {
  attempt: number;
  ring: PointRing;
  listeners: Set<() => void>;
}

/** A topic per run is followed for at most so many runs; the others are as they were when the page was opened. */
const MOST_FOLLOWED = 40;

/**
 * The live points of a page's runs, outside React. A chart watches the series that it draws; points of all others only tell which
 * metrics there are.
 */
export class LivePoints {
  private readonly follow: Follow;
  private readonly followed = new Map<string, () => void>();
  private readonly watched = new Map<string, Watched>();
  private readonly seen = new Set<string>();
  private readonly keyListeners = new Set<() => void>();
  private readonly againListeners = new Set<(runId: string) => void>();

  constructor(follow: Follow) {
    this.follow = follow;
  }

  /** Follows these runs and no others. */
  setRuns(runIds: readonly string[]): void {
    const wanted = new Set(runIds.slice(0, MOST_FOLLOWED));
    for (const [runId, stop] of this.followed) {
      if (wanted.has(runId)) continue;
      stop();
      this.followed.delete(runId);
    }
    for (const runId of wanted) {
      if (this.followed.has(runId)) continue;
      const again = () => {
        for (const listener of this.againListeners) listener(runId);
      };
      this.followed.set(
        runId,
        this.follow(
          `run:${runId}:metrics`,
          { onSnapshot: again, onGap: again, onBatch: (items) => this.take(runId, items) },
          { visibleOnly: true },
        ),
      );
    }
  }

  isFollowed(runId: string): boolean {
    return this.followed.has(runId);
  }

  /** Keeps the points of a series from now on, and tells when there are new ones. */
  watch(runId: string, key: string, listener: () => void): () => void {
    const name = nameOf(runId, key);
    const known = this.watched.get(name) ?? { attempt: 0, ring: new PointRing(), listeners: new Set() };
    this.watched.set(name, known);
    known.listeners.add(listener);
    return () => {
      known.listeners.delete(listener);
      if (known.listeners.size === 0) this.watched.delete(name);
    };
  }

  ring(runId: string, key: string): { attempt: number; ring: PointRing } | undefined {
    return this.watched.get(nameOf(runId, key));
  }

  /** Hears when a metric is logged that was not known before. */
  onKeys = (listener: () => void): (() => void) => {
    this.keyListeners.add(listener);
    return () => this.keyListeners.delete(listener);
  };

  /** Hears when what the server stored must be read again: live points start anew, or some were lost. */
  onAgain = (listener: (runId: string) => void): (() => void) => {
    this.againListeners.add(listener);
    return () => this.againListeners.delete(listener);
  };

  private take(runId: string, items: readonly unknown[]): void {
    let hasNewKey = false;
    const told = new Set<() => void>();
    for (const item of items) {
      if (!isBatchItem(item)) continue;
      const name = nameOf(runId, item.key);
      if (!this.seen.has(name)) {
        this.seen.add(name);
        hasNewKey = true;
      }
      const series = this.watched.get(name);
      if (!series || item.attempt < series.attempt) continue;
      if (item.attempt > series.attempt) {
        // A newer attempt takes the place of an older one.
        if (series.attempt > 0) for (const listener of this.againListeners) listener(runId);
        series.attempt = item.attempt;
        series.ring = new PointRing();
      }
      for (let at = 0; at < item.step.length; at++) {
        series.ring.push(item.step[at] ?? 0, item.time[at] ?? 0, numberOf(item.value[at]));
      }
      for (const listener of series.listeners) told.add(listener);
    }
    for (const listener of told) listener();
    if (hasNewKey) for (const listener of this.keyListeners) listener();
  }
}

function nameOf(runId: string, key: string): string {
  return `${runId}\n${key}`;
}

function isBatchItem(item: unknown): item is MetricBatchItem {
  if (typeof item !== 'object' || item === null) return false;
  const { attempt, key, step, time, value } = item as Record<string, unknown>;
  return (
    typeof attempt === 'number' &&
    typeof key === 'string' &&
    Array.isArray(step) &&
    Array.isArray(time) &&
    Array.isArray(value)
  );
}
