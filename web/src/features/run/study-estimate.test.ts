import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import type { ChosenInstance } from './draft';
import { setEstimateWords, setTimesOf, studyEstimateWords, trialLimitWords } from './study-estimate';

const estimate = { median: 50_000, least: 40_000, most: 70_000, runs: 3, isSameVersion: true };
const plan = { trials: 60, parallelism: 4, timeBudget: undefined };

describe('how long a study takes', () => {
  it('is the median of earlier runs by trials, shared by those at the same time', () => {
    expect(studyEstimateWords(estimate, plan)).toBe(
      'about 12m 30s: 60 trials of about 50 s, 4 at the same time, the median of 3 runs like it',
    );
  });

  it('is not shared by more than there are', () => {
    expect(studyEstimateWords({ ...estimate, runs: 1 }, { ...plan, trials: 2 })).toBe(
      'about 50 s: 2 trials of about 50 s, 2 at the same time, as the one run like it took',
    );
    expect(studyEstimateWords({ ...estimate, isSameVersion: false }, { ...plan, trials: 1 })).toBe(
      'about 50 s: 1 trial of about 50 s, the median of 3 runs like it on another version of the dataset',
    );
  });

  it('ends with the time budget', () => {
    expect(studyEstimateWords(estimate, { ...plan, timeBudget: 600 })).toMatch(
      /^its time budget of 10m 00s, in place of about 12m 30s: 60 trials/,
    );
    expect(studyEstimateWords(estimate, { ...plan, timeBudget: 6000 })).toMatch(/^about 12m 30s/);
  });

  it('is nothing while there is no plan', () => {
    expect(studyEstimateWords(estimate, { ...plan, trials: Number('x') })).toBeUndefined();
    expect(studyEstimateWords(estimate, { ...plan, parallelism: 0 })).toBeUndefined();
  });
});

describe('how long a study over a set takes', () => {
  const instances = ['a', 'b', 'c'].map((name): ChosenInstance => ({ id: name, name, version: 1, format: 'mps' }));
  const solve = (datasetId: string | null, seconds: number, more: Partial<Run> = {}) =>
    ({
      startedAt: '2026-01-01T00:00:00Z',
      endedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString(),
      spec: { datasetId },
      ...more,
    }) as Run;

  it('is known of a trial by its limits', () => {
    expect(trialLimitWords({ instances: 12, limit: 60_000 })).toBe('at most 12m 00s: 12 instances of at most 1m 00s');
    expect(trialLimitWords({ instances: 12, limit: 0 })).toBeUndefined();
    expect(trialLimitWords({ instances: 0, limit: 60_000 })).toBeUndefined();
  });

  it('is expected from earlier solves, each at most as long as its limit', () => {
    const runs = [
      solve('a', 10),
      solve('a', 20),
      solve('old', 200, { datasetName: 'b' }),
      solve(null, 7),
      solve(null, 7, { instances: 3 }),
    ];
    expect(setTimesOf(instances, runs, 60_000)).toEqual({ instances: 3, limit: 60_000, expected: 135_000, known: 2 });
    expect(setTimesOf(instances, [], 60_000)).toMatchObject({ expected: 180_000, known: 0 });
  });

  it('is at most what the limits allow, trial by trial', () => {
    const times = { instances: 3, limit: 60_000, expected: 135_000, known: 0 };
    expect(setEstimateWords(times, { ...plan, trials: 10 })).toBe(
      'at most 9m 00s: 10 trials of at most 3m 00s, 4 at the same time',
    );
    expect(setEstimateWords({ ...times, known: 2 }, { ...plan, trials: 1 })).toBe(
      'at most 3m 00s: 1 trial of at most 3m 00s; about 2m 15s if solves take as long as before, known of 2 of 3 instances',
    );
    expect(setEstimateWords(times, { ...plan, trials: 10, timeBudget: 60 })).toBe(
      'its time budget of 1m 00s, in place of at most 9m 00s: 10 trials of at most 3m 00s, 4 at the same time',
    );
    expect(setEstimateWords({ ...times, limit: Number.NaN }, plan)).toBeUndefined();
  });
});
