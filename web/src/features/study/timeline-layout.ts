import type { TrialStore } from './trial-store';

/** Where each trial lies on the timeline: a lane, from when it began to when it ended. */
interface TimelineLayout {
  /** In the order in which they began. */
  number: Int32Array;
  lane: Int32Array;
  /** Milliseconds since the epoch. */
  from: Float64Array;
  /** NaN while it runs. */
  to: Float64Array;
  lanes: number;
}

/** Each trial takes the first lane that is free when it begins, so that there are as many lanes as ran at the same time. */
export function timelineOf(store: TrialStore): TimelineLayout {
  const numbers: number[] = [];
  for (let number = 0; number < store.length; number++) {
    if (store.stateOf(number) !== undefined && Number.isFinite(store.begun[number])) numbers.push(number);
  }
  const begun = (number: number) => store.begun[number] ?? 0;
  numbers.sort((a, b) => begun(a) - begun(b) || a - b);
  const lane = new Int32Array(numbers.length);
  const from = new Float64Array(numbers.length);
  const to = new Float64Array(numbers.length);
  /** When each lane is free again. */
  const free: number[] = [];
  numbers.forEach((number, at) => {
    const start = begun(number);
    const end = store.ended[number] ?? Number.NaN;
    const found = free.findIndex((time) => time <= start);
    const own = found >= 0 ? found : free.length;
    free[own] = Number.isNaN(end) ? Number.POSITIVE_INFINITY : Math.max(start, end);
    lane[at] = own;
    from[at] = start;
    to[at] = end;
  });
  return { number: Int32Array.from(numbers), lane, from, to, lanes: free.length };
}

/** All of it, up to now while something runs; a second at least. */
export function wholeSpan({ from, to }: TimelineLayout, now: number): [number, number] {
  const start = from[0] ?? now;
  let end = start;
  for (let at = 0; at < to.length; at++) {
    const own = to[at] ?? Number.NaN;
    end = Math.max(end, Number.isNaN(own) ? now : own);
  }
  return [start, Math.max(end, start + 1000)];
}

const AROUND = 12;
const LEAST_MILLIS = 50;

/** A span with a trial in its middle, so wide that the trial and its neighbours are seen; undefined for one that is not there. */
export function spanAround(layout: TimelineLayout, trial: number, now: number): [number, number] | undefined {
  const at = layout.number.indexOf(trial);
  if (at < 0) return undefined;
  const from = layout.from[at] ?? 0;
  const own = layout.to[at] ?? Number.NaN;
  const to = Number.isNaN(own) ? now : own;
  const half = (Math.max(LEAST_MILLIS, to - from) * AROUND) / 2;
  const middle = (from + to) / 2;
  return [middle - half, middle + half];
}

/** The place in the layout of the trial that lies at a time in a lane; -1 for none. The nearest within a reach, since bars may be narrow. */
export function placeAt(layout: TimelineLayout, lane: number, time: number, reach: number, now: number): number {
  let best = -1;
  let least = reach;
  for (let at = 0; at < layout.number.length; at++) {
    if (layout.lane[at] !== lane) continue;
    const from = layout.from[at] ?? 0;
    const own = layout.to[at] ?? Number.NaN;
    const to = Number.isNaN(own) ? now : own;
    const away = time < from ? from - time : time > to ? time - to : 0;
    if (away <= least) {
      least = away;
      best = at;
    }
  }
  return best;
}
