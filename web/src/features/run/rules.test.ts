import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import {
  activeStatuses,
  canRetry,
  canStop,
  durationMillis,
  isMeasured,
  progressPercent,
  remainingMillis,
  runStatuses,
  stepsPerSecond,
} from './rules';

const start = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const run = (more: Partial<Run>): Run =>
  ({ status: 'running', startedAt: at(0), endedAt: null, progress: null, ...more }) as Run;
const progress = (done: number, total: number, seconds: number) => ({
  fraction: done / total,
  done,
  total,
  unit: 'iteration',
  phase: 'training',
  updatedAt: at(seconds),
});

describe('remainingMillis', () => {
  it('says nothing before ten steps', () => {
    expect(remainingMillis(run({ progress: progress(9, 100, 9) }), start + 9000)).toBeUndefined();
    expect(remainingMillis(run({ progress: progress(10, 100, 10) }), start + 10_000)).toBe(90_000);
  });

  it('counts down between two reports, and never below zero', () => {
    const running = run({ progress: progress(50, 100, 50) });
    expect(remainingMillis(running, start + 60_000)).toBe(40_000);
    expect(remainingMillis(running, start + 600_000)).toBe(0);
  });

  it('says nothing for a run that does not run', () => {
    expect(remainingMillis(run({ status: 'lost_contact', progress: progress(50, 100, 50) }), start)).toBeUndefined();
    expect(remainingMillis(run({ progress: progress(100, 100, 50) }), start)).toBeUndefined();
  });
});

describe('stepsPerSecond', () => {
  it('is the pace up to the last report, once ten steps are done', () => {
    expect(stepsPerSecond(run({ progress: progress(50, 100, 25) }))).toBe(2);
    expect(stepsPerSecond(run({ progress: progress(9, 100, 3) }))).toBeUndefined();
    expect(stepsPerSecond(run({ progress: progress(50, 100, 0) }))).toBeUndefined();
    expect(stepsPerSecond(run({ status: 'succeeded', progress: progress(50, 100, 25) }))).toBeUndefined();
  });
});

describe('a solve', () => {
  it('is measured by its time limit, and has no steps', () => {
    const limited = run({ kind: 'solve', progress: { ...progress(20, 100, 20), unit: 'second' } });
    expect(isMeasured(limited)).toBe(true);
    expect(remainingMillis(limited, start + 20_000)).toBe(80_000);
    expect(stepsPerSecond(limited)).toBeUndefined();
    const open = run({ kind: 'solve', progress: { ...progress(20, 100, 20), total: 0 } });
    expect(isMeasured(open)).toBe(false);
    expect(remainingMillis(open, start + 20_000)).toBeUndefined();
    expect(isMeasured(run({ kind: 'solve', progress: { ...progress(20, 100, 20), unit: 'percent' } }))).toBe(false);
    expect(isMeasured(run({ kind: 'training' }))).toBe(true);
  });
});

describe('durations and progress', () => {
  it('stops at the end of the run', () => {
    expect(durationMillis(run({ endedAt: at(7) }), start + 99_000)).toBe(7000);
    expect(durationMillis(run({ startedAt: null }), start)).toBeUndefined();
  });

  it('shows no 100 % before the end', () => {
    expect([0, 0.999, 1].map(progressPercent)).toEqual([0, 99, 99]);
  });
});

describe('actions', () => {
  it('lets every run be either stopped, retried, or left alone', () => {
    for (const status of runStatuses) {
      const one = run({ status });
      expect(canStop(one)).toBe(activeStatuses.includes(status) && status !== 'cancelling');
      expect(canRetry(one)).toBe(['failed', 'cancelled', 'timed_out'].includes(status));
    }
  });
});
