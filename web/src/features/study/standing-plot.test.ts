import { describe, expect, it } from 'vitest';
import { standingRows, ticksOf } from './standing-plot';
import type { TrialSeries } from './study-api';
import { storeOf } from './trial-fixture';
import { newestTrials } from './trial-series';

describe('what a set comes to while it is solved', () => {
  it('is told at so many moments that a trial has at most a hundred', () => {
    expect([1, 2, 3, 5, 6, 40, 100].map(ticksOf)).toEqual([20, 20, 20, 20, 16, 2, 1]);
  });

  it('has a row for each trial, with what it stood at after each instance', () => {
    const store = storeOf([{ number: 0 }, { number: 1, state: 'pruned' }, { number: 2, state: 'running' }]);
    const steps = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
    const series = new Map<string, TrialSeries>([
      ['run-0', { step: steps(40), value: steps(40).map((step) => step) }],
      ['run-1', { step: steps(25), value: steps(25).map((step) => 2 * step) }],
    ]);
    const view = { store, numbers: [0, 1, 2], series, metric: 'set/gap', instances: 2 };
    expect(standingRows(view)).toEqual({
      columns: ['trial', 'state', 'after 1', 'after 2'],
      rows: [
        [0, 'completed', 20, 40],
        [1, 'pruned', 40, null],
        [2, 'running', null, null],
      ],
    });
  });

  it('is shown of the newest trials', () => {
    const store = storeOf([{ number: 0 }, { number: 1 }, { number: 3 }]);
    expect([...newestTrials(store, 2)]).toEqual([1, 3]);
    expect([...newestTrials(store, 9)]).toEqual([0, 1, 3]);
  });
});
