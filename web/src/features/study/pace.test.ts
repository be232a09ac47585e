import { describe, expect, it } from 'vitest';
import { endedTrials, meanPerMinute, remainingMillis, trialsPerMinute } from './pace';
import { storeOf } from './trial-fixture';

const start = new Date(0).toISOString();
const study = (more: object = {}) =>
  ({
    run: { status: 'running', startedAt: start, endedAt: null },
    trials: 100,
    counts: { running: 4, completed: 30, pruned: 8, failed: 1, cancelled: 1 },
    timeBudgetSeconds: null,
    paused: false,
    stopping: false,
    ...more,
  }) as unknown as Parameters<typeof remainingMillis>[0];

describe('the pace of a study', () => {
  it('is that of the last five minutes, or since it began', () => {
    // One ends every half minute.
    const store = storeOf(Array.from({ length: 21 }, (_, number) => ({ number, ended: number * 30 })));
    expect(trialsPerMinute(store, start, 10 * 60_000)).toBe(2);
    expect(trialsPerMinute(storeOf([{ number: 0, ended: 30 }]), start, 60_000)).toBe(1);
    expect(trialsPerMinute(storeOf([]), start, 60_000)).toBeUndefined();
    expect(trialsPerMinute(store, null, 60_000)).toBeUndefined();
  });

  it('counts a trial in whichever way it ended', () => {
    expect(endedTrials(study())).toBe(40);
    expect(meanPerMinute(study(), 10 * 60_000)).toBe(4);
    expect(meanPerMinute(study({ run: { status: 'created', startedAt: null } }), 60_000)).toBeUndefined();
  });

  it('says what is left, but never early, nor while nothing begins', () => {
    expect(remainingMillis(study(), 4, 0)).toBe(15 * 60_000);
    const early = study({ counts: { running: 1, completed: 9, pruned: 0, failed: 0, cancelled: 0 } });
    expect(remainingMillis(early, 4, 0)).toBeUndefined();
    expect(remainingMillis(study({ paused: true }), 4, 0)).toBeUndefined();
    expect(remainingMillis(study({ run: { status: 'succeeded', startedAt: start } }), 4, 0)).toBeUndefined();
  });

  it('ends with the time budget, and with the last trial of a study that stops', () => {
    expect(remainingMillis(study({ timeBudgetSeconds: 120 }), 4, 60_000)).toBe(60_000);
    expect(remainingMillis(study({ stopping: true }), 4, 0)).toBe(60_000);
  });
});
