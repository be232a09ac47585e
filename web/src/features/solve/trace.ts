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

/** The courses of some solves: the server's answer, and what has come live since. */
export class TraceSet {
  readonly traces: readonly Trace[];
  /** Raw points that the server had. */
  readonly points: number;
  /** The server has put neighbouring points together. */
  readonly bucketed: boolean;
  /** Epoch seconds at which each attempt began, by run. */
  private readonly zeros = new Map<string, number>();

  constructor(chart: Chart | undefined, runIds: readonly string[]) {
    this.points = chart?.points ?? 0;
    this.bucketed = chart?.bucketed ?? false;
    this.traces = runIds.map((runId) => ({
      runId,
      incumbent: new StepLine(),
      bound: new StepLine(),
      gap: new StepLine(),
    }));
    const byRun = new Map(this.traces.map((trace) => [trace.runId, trace]));
    for (const { runId, key, x, step, time, last } of chart?.series ?? []) {
      const line = byRun.get(runId)?.[key as TraceKey];
      if (!line) continue;
      // The server counts from the first point of the attempt, of whatever metric.
      const zero = this.zeros.get(runId) ?? (time[0] ?? 0) - (x?.[0] ?? 0);
      this.zeros.set(runId, zero);
      for (let at = 0; at < last.length; at++) {
        line.append(x?.[at] ?? (time[at] ?? 0) - zero, step[at] ?? at, numberOf(last[at]));
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
        const ring = live.ring(trace.runId, key)?.ring;
        const isWhole = ring?.after(line.lastStep, (step, time, value) => line.append(time - zero, step, value));
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
      live.ring(runId, key)?.ring.after(Number.NEGATIVE_INFINITY, (_step, time) => {
        first = Math.min(first, time);
      });
    }
    if (!Number.isFinite(first)) return undefined;
    this.zeros.set(runId, first);
    return first;
  }
}
