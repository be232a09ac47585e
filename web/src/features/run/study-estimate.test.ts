import { describe, expect, it } from 'vitest';
import { studyEstimateWords } from './study-estimate';

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
