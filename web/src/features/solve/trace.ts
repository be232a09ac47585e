import type { Chart } from '@/shared/api/types';
import type { LivePoints } from '@/shared/chart/live-points';
import { numberOf } from '@/shared/chart/metric-number';
import { StepLine } from './step-line';

/** What a solve reports of itself, and what its charts are made of. */
export const traceKeys = ['incumbent', 'bound', 'gap'] as const;
type TraceKey = (typeof traceKeys)[number];

/** The course of one solve over the seconds since its attempt began. */
export interface Trace extends Readonly<Record<TraceKey, StepLine>> {
  readonly runId: string;
}

/** Up to where anything of the solve is known; undefined while nothing is. */
export function endOf(trace: Trace): number | undefined {
  const ends = traceKeys.map((key) => trace[key].end).filter(Number.isFinite);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** How the curves of one instance of a set begin: `instance-3/gap`. Those of a solve by itself begin with nothing. */
export const instancePrefix = (place: number): string => `instance-${place}/`;

/** The courses of some solves: the server's answer, and what has come live since. */
export class TraceSet {
  readonly traces: readonly Trace[];
  /** Raw points that the server had. */
  readonly points: number;
  /** The server has put neighbouring points together. */
  readonly bucketed: boolean;
  private readonly prefix: string;
  /** Epoch seconds at which each attempt, or the instance of it, began, by run. */
  private readonly zeros = new Map<string, number>();

  /**
   * @param prefix of an instance of a set: its curves alone
   * @param zero when that instance began, in epoch seconds; with its first point when absent
   */
  constructor(chart: Chart | undefined, runIds: readonly string[], prefix = '', zero?: number) {
    this.prefix = prefix;
    if (zero !== undefined) for (const runId of runIds) this.zeros.set(runId, zero);
    this.points = chart?.points ?? 0;
    this.bucketed = chart?.bucketed ?? false;
    this.traces = runIds.map((runId) => ({
      runId,
      incumbent: new StepLine(),
      bound: new StepLine(),
      gap: new StepLine(),
    }));
    const byRun = new Map(this.traces.map((trace) => [trace.runId, trace]));
    const series = (chart?.series ?? []).filter(({ key }) => key.startsWith(prefix));
    for (const { runId, x, time } of series) {
      if (time[0] === undefined) continue;
      // The server counts from the first point of the attempt, of whatever metric.
      const first = prefix === '' ? time[0] - (x?.[0] ?? 0) : time[0];
      if (zero === undefined) this.zeros.set(runId, Math.min(first, this.zeros.get(runId) ?? first));
    }
    for (const { runId, key, x, step, time, last } of series) {
      const line = byRun.get(runId)?.[key.slice(prefix.length) as TraceKey];
      if (!line) continue;
      const from = this.zeros.get(runId) ?? 0;
      const counted = prefix === '' ? x : undefined;
      for (let at = 0; at < last.length; at++) {
        line.append(counted?.[at] ?? Math.max(0, (time[at] ?? 0) - from), step[at] ?? at, numberOf(last[at]));
      }
    }
  }

  /** Adds what has come since. False when points in between are lost and the server must be asked. */
  catchUp(live: LivePoints): boolean {
    let whole = true;
    for (const trace of this.traces) {
      const zero = this.zeroOf(trace.runId, live);
      if (zero === undefined) continue;
      for (const key of traceKeys) {
        const line = trace[key];
        const ring = live.ring(trace.runId, this.prefix + key)?.ring;
        const isWhole = ring?.after(line.lastStep, (step, time, value) =>
          line.append(Math.max(0, time - zero), step, value),
        );
        whole = isWhole !== false && whole;
      }
    }
    return whole;
  }

  /** When the attempt began: as the server says, else with the first of the live points. */
  private zeroOf(runId: string, live: LivePoints): number | undefined {
    const known = this.zeros.get(runId);
    if (known !== undefined) return known;
    let first = Number.POSITIVE_INFINITY;
    for (const key of traceKeys) {
      live.ring(runId, this.prefix + key)?.ring.after(Number.NEGATIVE_INFINITY, (_step, time) => {
        first = Math.min(first, time);
      });
    }
    if (!Number.isFinite(first)) return undefined;
    this.zeros.set(runId, first);
    return first;
  }
}
