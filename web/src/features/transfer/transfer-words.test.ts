import { describe, expect, it } from 'vitest';
import type { ProjectImport, TransferCounts } from '@/shared/api/types';
import type { ProjectDownload } from './downloads';
import { adviceOf, contentWords, downloadFraction, downloadWords, importWords, isActive } from './transfer-words';

const counts: TransferCounts = {
  datasets: 1,
  runs: 1284,
  openRuns: 0,
  studies: 2,
  models: 0,
  points: 48_211_004,
  lines: 0,
  objects: 3,
  objectBytes: 9_120_000_000,
};

const download = (more: Partial<ProjectDownload>): ProjectDownload => ({
  projectId: 'p',
  fileName: 'a.signalbox.tar',
  expected: 1_000_000,
  state: 'running',
  received: 250_000,
  speed: 0,
  ...more,
});

const item = (more: Partial<ProjectImport>): ProjectImport => ({
  id: 'i',
  state: 'storing',
  uploadId: null,
  fileName: 'a.signalbox.tar',
  sizeBytes: 1000,
  name: null,
  attempt: 1,
  fraction: 0.55,
  remainingSeconds: null,
  origin: null,
  content: null,
  refusal: null,
  projectId: null,
  createdAt: '2026-11-30T12:00:00Z',
  endedAt: null,
  ...more,
});

describe('contentWords', () => {
  it('names what there is, and no more', () => {
    expect(contentWords(counts)).toBe(
      '1,284 runs, 2 studies, 1 dataset, 48,211,004 metric points, 3 files with 9.12 GB',
    );
  });

  it('has words for nothing', () => {
    const none = { datasets: 0, runs: 0, studies: 0, points: 0, objects: 0, objectBytes: 0 };
    expect(contentWords({ ...counts, ...none })).toBe('nothing but its settings');
  });
});

describe('downloadWords', () => {
  it('says how far it is, and how long it still takes', () => {
    expect(downloadWords(download({ speed: 50_000 }))).toBe('25 % · 250 kB of about 1.00 MB · 50.0 kB/s · 15 s left');
  });

  it('is not all there before it has ended, however good the estimate was', () => {
    expect(downloadFraction(download({ received: 2_000_000 }))).toBe(0.99);
    expect(downloadFraction(download({ received: 2_000_000, state: 'done' }))).toBe(1);
    expect(downloadFraction(download({ expected: 0 }))).toBe(0);
  });
});

describe('importWords', () => {
  it('says how long storing still takes, where that is known', () => {
    expect(importWords(item({ remainingSeconds: 184 }))).toBe('Storing · 55 % · 3m 04s left');
    expect(importWords(item({}))).toBe('Storing · 55 %');
  });

  it('says that it is begun again', () => {
    expect(importWords(item({ state: 'waiting', attempt: 0 }))).toBe('Waiting for its turn');
    expect(importWords(item({ state: 'waiting', attempt: 1 }))).toBe('Interrupted 1 time; begun again by itself');
  });

  it('knows a project that is not there any more', () => {
    expect(importWords(item({ state: 'done', projectId: 'p' }))).toBe('Imported');
    expect(importWords(item({ state: 'done' }))).toBe('Imported; the project was deleted later');
  });
});

it('knows what goes on', () => {
  expect((['waiting', 'checking', 'storing', 'finishing'] as const).every((state) => isActive({ state }))).toBe(true);
  expect((['done', 'failed', 'cancelled'] as const).some((state) => isActive({ state }))).toBe(false);
});

it('advises where something can be done', () => {
  expect(adviceOf('import.damaged')).toContain('export the project again');
  expect(adviceOf('project.name_taken')).toContain('still there');
  expect(adviceOf('import.invalid')).toBeUndefined();
});
