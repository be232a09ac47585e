import type { Chore, Inventory, InventoryFinding, InventoryKind, Orphan } from '@/shared/api/types';
import { ago, ahead, LONG_NAME, sampleUser } from '@/shared/gallery/samples';

const GRACE_SECONDS = 86_400;

export function finding(kind: InventoryKind, more: Partial<InventoryFinding> = {}): InventoryFinding {
  return {
    kind,
    removable: kind !== 'foreign_objects' && kind !== 'missing_objects',
    told: true,
    things: 0,
    bytes: 0,
    orphans: 0,
    orphanBytes: 0,
    orphanEntries: 0,
    young: 0,
    oldest: null,
    newest: null,
    samples: [],
    ...more,
  };
}

const nothing: readonly InventoryFinding[] = [
  finding('dataset_objects', { things: 1204, bytes: 48_211_000_000 }),
  finding('run_objects', { things: 34_871, bytes: 9_120_000_000 }),
  finding('imported_objects', { things: 212, bytes: 640_000_000 }),
  finding('foreign_objects'),
  finding('unfinished_uploads'),
  finding('logs', { things: 9120 }),
  finding('metrics', { things: 9118 }),
  finding('ledgers', { things: 9120 }),
  finding('missing_objects'),
];

/** Something of each kind. */
const much: readonly InventoryFinding[] = [
  finding('dataset_objects', {
    things: 1204,
    bytes: 48_211_000_000,
    orphans: 12,
    orphanBytes: 4_210_000_000,
    oldest: ago(9_000_000),
    newest: ago(90_000),
    samples: ['datasets/0190/part', `datasets/${LONG_NAME}`],
  }),
  finding('run_objects', {
    things: 34_871,
    bytes: 9_120_000_000,
    orphans: 3,
    orphanBytes: 48_211,
    young: 2,
    oldest: ago(400_000),
    newest: ago(300_000),
    samples: ['runs/0190/1/model'],
  }),
  finding('imported_objects', { things: 212, bytes: 640_000_000 }),
  finding('foreign_objects', { things: 1, bytes: 12, orphans: 1, orphanBytes: 12, samples: ['notes.txt'] }),
  finding('unfinished_uploads', { told: false }),
  finding('logs', {
    things: 9120,
    orphans: 1,
    orphanEntries: 1204,
    orphanBytes: 98_000,
    oldest: ago(200_000),
    newest: ago(200_000),
    samples: ['01900000-0000-7000-8000-000000000123'],
  }),
  finding('metrics', { things: 9118 }),
  finding('ledgers', { things: 9120, orphans: 1, orphanEntries: 1, oldest: ago(200_000), newest: ago(200_000) }),
  finding('missing_objects', { orphans: 1, oldest: ago(900_000), newest: ago(900_000), samples: ['runs/0190/2/plot'] }),
];

export function inventory(name: string, more: Partial<Inventory> = {}): Inventory {
  return {
    id: `gallery-inventory-${name}`,
    state: 'found',
    requestedBy: sampleUser,
    requestedAt: ago(700),
    foundAt: ago(600),
    endedAt: ago(600),
    validUntil: ahead(3000),
    graceSeconds: GRACE_SECONDS,
    progress: { step: null, done: 54_315, total: 54_315, fraction: 1, remainingSeconds: null },
    kinds: [...much],
    removable: 17,
    removableBytes: 4_210_146_211,
    mostlyOrphans: false,
    removal: null,
    problem: null,
    ...more,
  };
}

const under = { foundAt: null, endedAt: null, validUntil: null };

export const samples = {
  looking: inventory('looking', {
    ...under,
    state: 'looking',
    requestedAt: ago(20),
    progress: { step: 'objects', done: 12_000, total: 54_000, fraction: 0.22, remainingSeconds: 84 },
    removable: 3,
    removableBytes: 48_211,
  }),
  begun: inventory('begun', {
    ...under,
    state: 'looking',
    requestedAt: ago(1),
    progress: { step: 'count', done: 0, total: 0, fraction: 0, remainingSeconds: null },
    kinds: nothing.map((one) => finding(one.kind)),
    removable: 0,
    removableBytes: 0,
  }),
  troubled: inventory('troubled', {
    ...under,
    state: 'looking',
    progress: { step: 'logs', done: 40_000, total: 54_000, fraction: 0.74, remainingSeconds: 30 },
    problem: 'A store does not answer; it is tried again.',
  }),
  found: inventory('found'),
  clean: inventory('clean', { kinds: [...nothing], removable: 0, removableBytes: 0 }),
  outdated: inventory('outdated', { validUntil: ago(60) }),
  most: inventory('most', { mostlyOrphans: true, removable: 100_000, kinds: [mostOf(), ...much.slice(1)] }),
  removing: inventory('removing', {
    state: 'removing',
    endedAt: null,
    validUntil: null,
    progress: { step: null, done: 11, total: 17, fraction: 0.647, remainingSeconds: 2 },
    removal: {
      requestedBy: { id: 'gallery-other', name: LONG_NAME },
      requestedAt: ago(4),
      removed: 10,
      removedBytes: 3_000_000_000,
      gone: 1,
      spared: 0,
    },
  }),
  removed: inventory('removed', {
    state: 'removed',
    validUntil: null,
    removal: {
      requestedBy: sampleUser,
      requestedAt: ago(300),
      removed: 15,
      removedBytes: 4_210_000_000,
      gone: 1,
      spared: 1,
    },
  }),
  stopped: inventory('stopped', { ...under, endedAt: ago(500), state: 'stopped', removable: 2 }),
  failed: inventory('failed', {
    ...under,
    endedAt: ago(500),
    state: 'failed',
    problem: 'An error on our side; the log of the backend tells it.',
  }),
} as const;

function mostOf(): InventoryFinding {
  return finding('dataset_objects', { things: 131_000, bytes: 9e11, orphans: 130_000, orphanBytes: 8.9e11 });
}

export const orphans: readonly Orphan[] = [
  {
    number: 1,
    kind: 'dataset_objects',
    name: `datasets/${LONG_NAME}`,
    bytes: 4_210_000_000,
    entries: null,
    changedAt: ago(9_000_000),
    outcome: 'removed',
  },
  {
    number: 2,
    kind: 'run_objects',
    name: 'runs/0190/1/model',
    bytes: 48_211,
    entries: null,
    changedAt: ago(400_000),
    outcome: 'named',
  },
  {
    number: 3,
    kind: 'logs',
    name: '01900000-0000-7000-8000-000000000123',
    bytes: 98_000,
    entries: 1204,
    changedAt: ago(200_000),
    outcome: 'changed',
  },
  {
    number: 4,
    kind: 'ledgers',
    name: '01900000-0000-7000-8000-000000000123',
    bytes: null,
    entries: 1,
    changedAt: ago(200_000),
    outcome: 'gone',
  },
  {
    number: 5,
    kind: 'unfinished_uploads',
    name: 'datasets/0190/part',
    bytes: 0,
    entries: null,
    changedAt: ago(200_000),
    outcome: null,
  },
];

export function chore(name: Chore['name'], more: Partial<Chore> = {}): Chore {
  return {
    name,
    startedAt: ago(240),
    endedAt: ago(239),
    nextAt: ahead(360),
    removed: 1204,
    removedAt: ago(7300),
    removedTotal: 9_876_543,
    failures: 0,
    failingSince: null,
    problem: null,
    ...more,
  };
}

export const chores: readonly Chore[] = [
  chore('log_retention'),
  chore('metric_retention', {
    failures: 412,
    failingSince: ago(90_000),
    problem: 'store.unavailable',
    nextAt: ago(1),
  }),
  chore('deleted_runs', { failures: 1, failingSince: ago(20), problem: 'internal' }),
  chore('expired_uploads', { removed: 0, removedAt: null, removedTotal: 0 }),
  chore('expired_sessions', { startedAt: null, endedAt: null, nextAt: null, removedAt: null, removedTotal: 0 }),
];
