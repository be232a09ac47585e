/**
 * One animation-frame loop for everything that is drawn from live data. A drawing asks for a turn as often as it likes and gets
 * one at most every interval; a frame serves a few drawings only, so that a burst never blocks the page. When frames take too long
 * while drawings wait for their turn, the interval grows, and the page says so.
 */
const PER_FRAME = 4;
const INTERVALS_MS = [500, 1000, 2000] as const;
const SLOW_FRAME_MS = 33;
const SLOW_FOR_MS = 2000;
const QUICK_FRAME_MS = 20;
const QUICK_FOR_MS = 10_000;
/** A longer pause is a hidden tab or a sleeping machine, not a slow frame. */
const PAUSE_MS = 1000;

interface Turn {
  draw: () => void;
  lastDrawn: number;
}

export interface FrameClock {
  request(callback: (time: number) => void): void;
  now(): number;
  hidden(): boolean;
}

export class FrameScheduler {
  private readonly waiting = new Set<Turn>();
  private readonly urgent = new Set<() => void>();
  private readonly listeners = new Set<() => void>();
  private readonly clock: FrameClock;
  private readonly pace = new Pace();
  private requested = false;
  private level = 0;

  constructor(clock: FrameClock) {
    this.clock = clock;
  }

  /** How often a second a live drawing gets a turn: 2, or 1, or 0.5 on a machine that cannot keep up. */
  get rate(): number {
    return 1000 / this.interval;
  }

  watchRate = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Registers a drawing; call the result's `ask` when its data changed, `cancel` when it goes away. */
  register(draw: () => void): { ask: () => void; cancel: () => void } {
    const turn: Turn = { draw, lastDrawn: Number.NEGATIVE_INFINITY };
    return {
      ask: () => {
        this.waiting.add(turn);
        this.request();
      },
      cancel: () => {
        this.waiting.delete(turn);
      },
    };
  }

  /** Runs the work in the next frame, once however often it is asked for: what follows the pointer. */
  next(work: () => void): void {
    this.urgent.add(work);
    this.request();
  }

  private get interval(): number {
    return INTERVALS_MS[this.level] ?? 2000;
  }

  private request(): void {
    if (this.requested || this.waiting.size + this.urgent.size === 0) return;
    this.requested = true;
    this.clock.request(() => this.frame());
  }

  private frame(): void {
    this.requested = false;
    if (!this.clock.hidden()) {
      const now = this.clock.now();
      const works = [...this.urgent];
      this.urgent.clear();
      for (const work of works) work();
      this.measure(now);
      let drawn = 0;
      for (const turn of [...this.waiting]) {
        if (drawn === PER_FRAME) break;
        if (now - turn.lastDrawn < this.interval) continue;
        this.waiting.delete(turn);
        turn.lastDrawn = now;
        turn.draw();
        drawn++;
      }
    }
    this.request();
  }

  private measure(now: number): void {
    if (this.waiting.size === 0) return;
    const change = this.pace.frame(now);
    const level = Math.max(0, Math.min(INTERVALS_MS.length - 1, this.level + change));
    if (level === this.level) return;
    this.level = level;
    for (const listener of this.listeners) listener();
  }
}

/** Watches how long frames take: 1 asks for a longer interval, -1 for a shorter one. */
class Pace {
  private last = Number.NEGATIVE_INFINITY;
  private since = 0;
  private spent = 0;
  private count = 0;
  private quickSpan = 0;

  frame(now: number): -1 | 0 | 1 {
    const took = now - this.last;
    this.last = now;
    if (took > PAUSE_MS) {
      this.restart(now);
      return 0;
    }
    this.spent += took;
    this.count++;
    const span = now - this.since;
    if (span < SLOW_FOR_MS) return 0;
    const mean = this.spent / this.count;
    this.quickSpan = mean < QUICK_FRAME_MS ? this.quickSpan + span : 0;
    const quickSpan = this.quickSpan;
    this.since = now;
    this.spent = 0;
    this.count = 0;
    if (mean > SLOW_FRAME_MS) return 1;
    if (quickSpan < QUICK_FOR_MS) return 0;
    this.quickSpan = 0;
    return -1;
  }

  private restart(now: number): void {
    this.since = now;
    this.spent = 0;
    this.count = 0;
  }
}

export const frames = new FrameScheduler({
  request: (callback) => requestAnimationFrame(callback),
  now: () => performance.now(),
  hidden: () => document.hidden,
});
