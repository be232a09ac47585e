import { randomUUID } from 'node:crypto';
import type { Chore, Inventory, InventoryFinding, InventoryKind, Orphan } from '../src/shared/api/types';

const LOOK_MS = 8000;
const REMOVAL_MS = 5000;
const THINGS = 54_315;
const GRACE_SECONDS = 86_400;
const ORPHANS = 17;

const at = (millis: number) => new Date(millis).toISOString();
const ago = (minutes: number) => at(Date.now() - minutes * 60_000);
const page = <T>(items: T[]) => ({ items, nextCursor: null, total: items.length });
const steps = ['count', 'objects', 'objects', 'objects', 'uploads', 'logs', 'metrics', 'ledgers'] as const;

type Answer = [number, unknown];
type User = Inventory['requestedBy'];

interface Held {
  inventory: Inventory;
  lookedAt: number;
  removedAt: number | undefined;
}

/** Sizes, chores, retention and looks for orphans from memory: a look takes some seconds, and so does a removal. */
export class FakeStorage {
  private readonly by: User;
  private readonly project: { id: string; name: string };
  private readonly held: Held[] = [];
  private left = ORPHANS;

  constructor(by: User, project: { id: string; name: string }) {
    this.by = by;
    this.project = project;
  }

  /** Undefined for what is not of this feature. */
  route(method: string, path: string, query: URLSearchParams): Answer | undefined {
    if (path === '/system/storage') return [200, { measuredAt: ago(0), sizes, chores: chores() }];
    if (path === '/system/storage/retention') return [200, page([this.retention()])];
    if (!path.startsWith('/system/inventories')) return undefined;
    for (const one of this.held) this.advance(one);
    const [, , , id, action] = path.split('/');
    if (!id) return method === 'POST' ? [202, this.begin()] : [200, page(this.held.map((one) => one.inventory))];
    const found = this.held.find((one) => one.inventory.id === id);
    if (!found) return [404, problem(404, 'inventory.not_found', 'There is no such inventory.')];
    if (action === 'removal') return this.remove(found);
    if (action === 'orphans') return [200, page(orphansOf(found.inventory, query.get('kind')))];
    if (action === 'stop') this.end(found, 'stopped');
    return [200, found.inventory];
  }

  private begin(): Inventory {
    const inventory: Inventory = {
      id: randomUUID(),
      state: 'looking',
      requestedBy: this.by,
      requestedAt: ago(0),
      foundAt: null,
      endedAt: null,
      validUntil: null,
      graceSeconds: GRACE_SECONDS,
      progress: { step: 'count', done: 0, total: 0, fraction: 0, remainingSeconds: null },
      kinds: kinds(0),
      removable: 0,
      removableBytes: 0,
      mostlyOrphans: false,
      removal: null,
      problem: null,
    };
    this.held.unshift({ inventory, lookedAt: Date.now(), removedAt: undefined });
    return inventory;
  }

  private remove(one: Held): Answer {
    if (one.inventory.state !== 'found')
      return [409, problem(409, 'inventory.illegal_state', 'It is not complete, or it is removed already.')];
    one.removedAt = Date.now();
    Object.assign(one.inventory, {
      state: 'removing',
      endedAt: null,
      validUntil: null,
      removal: { requestedBy: this.by, requestedAt: ago(0), removed: 0, removedBytes: 0, gone: 0, spared: 0 },
    });
    this.advance(one);
    return [202, one.inventory];
  }

  private end(one: Held, state: Inventory['state']): void {
    Object.assign(one.inventory, { state, endedAt: ago(0), validUntil: null });
  }

  private advance(one: Held): void {
    const { inventory } = one;
    const now = Date.now();
    if (inventory.state === 'looking') {
      const fraction = Math.min(1, (now - one.lookedAt) / LOOK_MS);
      inventory.progress = progressOf(fraction, THINGS, LOOK_MS, steps[Math.floor(fraction * steps.length)]);
      if (fraction === 1) {
        const found = this.left;
        Object.assign(inventory, {
          state: 'found',
          foundAt: at(now),
          endedAt: at(now),
          validUntil: at(now + 3_600_000),
          kinds: kinds(found),
          removable: found,
          removableBytes: found * 1_204_000,
        });
      }
    }
    if (inventory.state === 'removing' && one.removedAt !== undefined && inventory.removal) {
      const fraction = Math.min(1, (now - one.removedAt) / REMOVAL_MS);
      inventory.progress = progressOf(fraction, inventory.removable, REMOVAL_MS, undefined);
      inventory.removal.removed = inventory.progress.done;
      inventory.removal.removedBytes = inventory.progress.done * 1_204_000;
      if (fraction === 1) {
        this.left = 0;
        this.end(one, 'removed');
      }
    }
  }

  private retention() {
    return {
      projectId: this.project.id,
      name: this.project.name,
      logRetentionDays: 90,
      metricRetentionDays: 90,
      lines: { at: ago(12), count: 1204, total: 9_876_543 },
      points: null,
    };
  }
}

function progressOf(
  fraction: number,
  total: number,
  millis: number,
  step: Inventory['progress']['step'] | undefined,
): Inventory['progress'] {
  return {
    step: step ?? null,
    done: Math.floor(total * fraction),
    total,
    fraction,
    remainingSeconds: fraction > 0.05 && fraction < 1 ? (millis * (1 - fraction)) / 1000 : null,
  };
}

const things: Readonly<Record<InventoryKind, number>> = {
  dataset_objects: 1204,
  run_objects: 34_871,
  imported_objects: 212,
  foreign_objects: 0,
  unfinished_uploads: 0,
  logs: 6080,
  metrics: 6080,
  ledgers: 6080,
  missing_objects: 0,
};

function kinds(orphans: number): InventoryFinding[] {
  return (Object.keys(things) as InventoryKind[]).map((kind) => {
    const found = kind === 'dataset_objects' ? orphans : 0;
    return {
      kind,
      removable: kind !== 'foreign_objects' && kind !== 'missing_objects',
      told: kind !== 'unfinished_uploads',
      things: things[kind],
      bytes: kind.endsWith('_objects') ? things[kind] * 1_204_000 : 0,
      orphans: found,
      orphanBytes: found * 1_204_000,
      orphanEntries: 0,
      young: kind === 'run_objects' ? 2 : 0,
      oldest: found > 0 ? ago(90_000) : null,
      newest: found > 0 ? ago(9000) : null,
      samples: found > 0 ? ['datasets/01900000-0000-7000-8000-000000000123'] : [],
    };
  });
}

function orphansOf(inventory: Inventory, kind: string | null): Orphan[] {
  if (kind && kind !== 'dataset_objects') return [];
  return Array.from({ length: inventory.removable }, (_, index) => ({
    number: index + 1,
    kind: 'dataset_objects' as const,
    name: `datasets/01900000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    bytes: 1_204_000,
    entries: null,
    changedAt: ago(9000),
    outcome: inventory.removal && index < inventory.removal.removed ? ('removed' as const) : null,
  }));
}

const sizes = [
  { kind: 'datasets', things: 402, bytes: 48_211_000_000 },
  { kind: 'artifacts', things: 34_871, bytes: 9_120_000_000 },
  { kind: 'uploads', things: 1, bytes: 4_210_000 },
  { kind: 'log_lines', things: 1_480_960, bytes: 402_117_440 },
  { kind: 'metric_points', things: 9_876_543, bytes: 120_400_000 },
  { kind: 'metadata', things: 6080, bytes: 48_211_000 },
];

function chores(): Chore[] {
  const done: Chore = {
    name: 'log_retention',
    startedAt: ago(2),
    endedAt: ago(2),
    nextAt: ago(-8),
    removed: 1204,
    removedAt: ago(12),
    removedTotal: 9_876_543,
    failures: 0,
    failingSince: null,
    problem: null,
  };
  const never = { removed: 0, removedAt: null, removedTotal: 0 };
  return [
    done,
    {
      ...done,
      ...never,
      name: 'metric_retention',
      failures: 4,
      failingSince: ago(4),
      problem: 'store.unavailable',
      nextAt: ago(0),
    },
    { ...done, name: 'deleted_runs', nextAt: ago(0), removed: 3, removedTotal: 48 },
    { ...done, ...never, name: 'expired_uploads', nextAt: ago(-1) },
    { ...done, name: 'expired_sessions', removed: 1, removedTotal: 211 },
    { ...done, ...never, name: 'import_traces' },
    { ...done, ...never, name: 'old_deletions' },
    { ...done, ...never, name: 'old_notifications' },
    { ...done, ...never, name: 'old_deliveries' },
    { ...done, ...never, name: 'old_predictions' },
    { ...done, ...never, name: 'old_idempotency_keys' },
    { ...done, ...never, name: 'old_inventories' },
    { ...done, ...never, name: 'old_imports' },
  ];
}

function problem(status: number, code: string, detail: string) {
  return {
    type: `urn:signalbox:error:${code}`,
    title: 'This cannot be done now',
    status,
    code,
    detail,
    traceId: randomUUID().replaceAll('-', ''),
    retryable: false,
  };
}
