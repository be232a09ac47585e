import { frames } from '@/shared/live/frame-scheduler';

export interface CrosshairFollower {
  /** Moves the line to `x`, or takes it away; `own` when the pointer is on this chart. */
  showAt(x: number | undefined, own: boolean): void;
}

interface Schedule {
  next(work: () => void): void;
}

/**
 * One pointer for all charts that share an x axis: however many moves come within a frame, every chart moves its line in that frame,
 * to the same x.
 */
export class Crosshair {
  private readonly followers = new Map<CrosshairFollower, string>();
  private readonly schedule: Schedule;
  private axis = '';
  private x: number | undefined;
  private owner: CrosshairFollower | undefined;

  constructor(schedule: Schedule = frames) {
    this.schedule = schedule;
  }

  /** `axis` names what x means; only charts of the same axis move together. An own name keeps a chart alone. */
  join(follower: CrosshairFollower, axis: string): () => void {
    this.followers.set(follower, axis);
    return () => {
      this.followers.delete(follower);
      if (this.owner === follower) this.owner = undefined;
    };
  }

  move(owner: CrosshairFollower, x: number | undefined): void {
    if (x === undefined && this.owner !== owner) return;
    this.owner = owner;
    this.axis = this.followers.get(owner) ?? '';
    this.x = x;
    this.schedule.next(this.show);
  }

  private readonly show = () => {
    for (const [follower, axis] of this.followers) {
      const own = follower === this.owner;
      follower.showAt(own || axis === this.axis ? this.x : undefined, own && this.x !== undefined);
    }
    if (this.x === undefined) this.owner = undefined;
  };
}

/** Which run stands out on the whole page: the pointer is on it in a legend, a table or a chart. */
export class Highlight {
  private readonly listeners = new Set<(run: string | undefined) => void>();
  private current: string | undefined;

  get run(): string | undefined {
    return this.current;
  }

  watch = (listener: (run: string | undefined) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(run: string | undefined): void {
    if (run === this.current) return;
    this.current = run;
    for (const listener of this.listeners) listener(run);
  }
}
