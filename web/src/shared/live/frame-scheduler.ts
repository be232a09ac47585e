/**
 * One animation-frame loop for everything that is drawn from live data. A drawing asks for a turn as often as it likes and gets
 * one at most every `minInterval`; a frame serves a few drawings only, so that a burst never blocks the page.
 */
const PER_FRAME = 4;
const MIN_INTERVAL_MS = 500;

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
  private readonly clock: FrameClock;
  private requested = false;

  constructor(clock: FrameClock) {
    this.clock = clock;
  }

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

  private request(): void {
    if (this.requested || this.waiting.size === 0) return;
    this.requested = true;
    this.clock.request(() => this.frame());
  }

  private frame(): void {
    this.requested = false;
    if (!this.clock.hidden()) {
      const now = this.clock.now();
      let drawn = 0;
      for (const turn of [...this.waiting]) {
        if (drawn === PER_FRAME) break;
        if (now - turn.lastDrawn < MIN_INTERVAL_MS) continue;
        this.waiting.delete(turn);
        turn.lastDrawn = now;
        turn.draw();
        drawn++;
      }
    }
    this.request();
  }
}

export const frames = new FrameScheduler({
  request: (callback) => requestAnimationFrame(callback),
  now: () => performance.now(),
  hidden: () => document.hidden,
});
