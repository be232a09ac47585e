import { describe, expect, it } from 'vitest';
import { chore, finding, inventory, orphans } from './storage-samples';
import {
  amountWords,
  beyondRecord,
  choreState,
  entryWords,
  isGoingOn,
  isSameNumber,
  keptWords,
  kindMeaning,
  kindOf,
  listed,
  nextWords,
  orphanOutcome,
  progressWords,
  removableFor,
  removableWords,
  removalWords,
} from './storage-words';

const NOW = Date.parse('2026-11-23T14:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe('what was found', () => {
  it('is counted in things, and in what they hold', () => {
    expect(amountWords(finding('dataset_objects', { orphans: 1 }))).toBe('1 object');
    expect(amountWords(finding('logs', { orphans: 2, orphanEntries: 1204 }))).toBe('2 runs, 1,204 lines');
    expect(amountWords(finding('logs'))).toBe('0 runs');
  });

  it('says so when the store does not tell', () => {
    expect(kindMeaning(finding('unfinished_uploads', { told: false }))).toContain('does not tell');
    expect(kindMeaning(finding('unfinished_uploads'))).toContain('never completed');
  });

  it('is listed by the kinds that can be on record', () => {
    expect(kindOf('logs')).toBe('logs');
    expect(kindOf('foreign_objects')).toBeUndefined();
    expect(kindOf('missing_objects')).toBeUndefined();
    expect(kindOf('nonsense')).toBeUndefined();
    expect(kindOf(undefined)).toBeUndefined();
  });

  it('is told one by one', () => {
    expect(orphans.map(entryWords)).toEqual(['–', '–', '1,204 lines', '1 note', '–']);
    expect(orphans.map(orphanOutcome)).toEqual([
      'Removed',
      'Stays: a row names it by now',
      'Stays: it has changed',
      'Was gone already',
      '–',
    ]);
  });

  it('adds up to the bucket without what is missing', () => {
    const kinds = [
      finding('dataset_objects', { things: 3, bytes: 30 }),
      finding('run_objects', { things: 2, bytes: 20 }),
      finding('imported_objects', { things: 4, bytes: 40 }),
      finding('foreign_objects', { things: 1, bytes: 7 }),
      finding('logs', { things: 99 }),
      finding('missing_objects', { orphans: 5 }),
    ];
    expect(listed(inventory('bucket', { kinds }))).toEqual({ things: 10, bytes: 97 });
  });
});

describe('an inventory', () => {
  const progress = { step: 'logs' as const, done: 1200, total: 3600, fraction: 0.3333, remainingSeconds: 75 };

  it('tells how far a look is', () => {
    const looking = inventory('a', { state: 'looking', progress });
    expect(progressWords(looking)).toBe('33 % · 1,200 of about 3,600 · log lines · 1m 15s left');
    expect(isGoingOn(looking)).toBe(true);
  });

  it('tells nothing that it does not know', () => {
    const begun = { step: 'count' as const, done: 0, total: 0, fraction: 0, remainingSeconds: null };
    expect(progressWords(inventory('b', { state: 'looking', progress: begun }))).toBe('0 % · counting');
  });

  it('tells how far a removal is', () => {
    const by = { requestedBy: { id: 'u', name: 'Ada' }, requestedAt: at(-3) };
    const removal = { ...by, removed: 1, removedBytes: 0, gone: 0, spared: 0 };
    const removing = inventory('c', { state: 'removing', removal, progress: { ...progress, done: 1, total: 3 } });
    expect(progressWords(removing)).toBe('33 % · 1 of 3 orphans · 1m 15s left');
  });

  it('can be removed for as long as it says, and when there is something', () => {
    expect(removableFor(inventory('d', { validUntil: at(60) }), NOW)).toBe(60_000);
    expect(removableFor(inventory('d', { validUntil: at(-1) }), NOW)).toBe(0);
    expect(removableFor(inventory('d', { validUntil: null }), NOW)).toBe(0);
    expect(removableFor(inventory('d', { validUntil: at(60), removable: 0 }), NOW)).toBe(0);
  });

  it('repeats its number', () => {
    expect(removableWords(inventory('e', { removable: 1, removableBytes: 0 }))).toBe('1 orphan');
    expect(removableWords(inventory('e', { removable: 1204, removableBytes: 48_211 }))).toBe('1,204 orphans (48.2 kB)');
    expect(isSameNumber(' 1,204 ', 1204)).toBe(true);
    expect(isSameNumber('1204', 1204)).toBe(true);
    expect(isSameNumber('1205', 1204)).toBe(false);
    expect(isSameNumber('1204.0', 1204)).toBe(false);
    expect(isSameNumber('', 0)).toBe(false);
  });

  it('knows what was counted and is not on record', () => {
    const kinds = [
      finding('run_objects', { orphans: 12 }),
      finding('foreign_objects', { orphans: 100 }),
      finding('logs', { orphans: 3 }),
    ];
    expect(beyondRecord(inventory('f', { kinds, removable: 10 }))).toBe(5);
    expect(beyondRecord(inventory('f', { kinds, removable: 15 }))).toBe(0);
  });

  it('says what became of it', () => {
    const removal = { requestedBy: { id: 'u', name: 'Ada' }, requestedAt: at(0), removed: 15, removedBytes: 4210 };
    expect(removalWords({ ...removal, gone: 1, spared: 2 })).toBe(
      '15 removed (4.21 kB) · 1 was gone already · 2 stay: they are no orphans any more',
    );
    expect(removalWords({ ...removal, removedBytes: 0, gone: 0, spared: 1 })).toBe(
      '15 removed · 1 stays: it is no orphan any more',
    );
  });
});

describe('a chore', () => {
  it('fails, is done, or was never begun', () => {
    expect(choreState(chore('log_retention'))).toBe('done');
    expect(choreState(chore('log_retention', { failures: 1 }))).toBe('failing');
    expect(choreState(chore('log_retention', { endedAt: null }))).toBe('waiting');
  });

  it('says when it comes next', () => {
    expect(nextWords(chore('log_retention', { nextAt: at(245) }), NOW)).toBe('in 4m 05s');
    expect(nextWords(chore('log_retention', { nextAt: at(-1) }), NOW)).toBe('due');
    expect(nextWords(chore('log_retention', { nextAt: null }), NOW)).toBe('–');
    expect(nextWords(undefined, NOW)).toBe('–');
  });

  it('keeps for days, or without end', () => {
    expect([0, 1, 90].map(keptWords)).toEqual(['for ever', '1 day', '90 days']);
  });
});
