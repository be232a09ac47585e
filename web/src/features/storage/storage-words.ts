import type {
  Chore,
  Inventory,
  InventoryFinding,
  InventoryKind,
  InventoryRemoval,
  Orphan,
  StorageSize,
} from '@/shared/api/types';
import { formatBytes, formatCount, formatDuration, formatPercent, NOTHING, plural } from '@/shared/format/format';

interface KindWords {
  name: string;
  meaning: string;
  /** What is counted. */
  one: string;
  /** What such a thing holds. */
  entry?: string;
}

const kindWords: Readonly<Record<InventoryKind, KindWords>> = {
  dataset_objects: {
    name: 'Objects of datasets',
    meaning: 'Files of datasets, with their samples and their indexes of rows',
    one: 'object',
  },
  run_objects: { name: 'Objects of runs', meaning: 'Artifacts of runs, models among them', one: 'object' },
  imported_objects: {
    name: 'Imported objects',
    meaning: 'Files that came with imported projects, of datasets and of runs',
    one: 'object',
  },
  foreign_objects: {
    name: 'Objects of somebody else',
    meaning: 'Their keys are not made here: they are counted, and stay',
    one: 'object',
  },
  unfinished_uploads: {
    name: 'Unfinished uploads',
    meaning: 'Files that were sent to the store in parts and never completed',
    one: 'upload',
  },
  logs: { name: 'Log lines', meaning: 'Of runs that are not there', one: 'run', entry: 'line' },
  metrics: { name: 'Metric points', meaning: 'Of runs that are not there', one: 'run', entry: 'point' },
  // The wire has this word for them; on screen a ledger is that of log lines alone, as in the glossary.
  ledgers: {
    name: 'Notes on commands and moments',
    meaning: 'Of runs that are not there',
    one: 'run',
    entry: 'note',
  },
  missing_objects: {
    name: 'Missing objects',
    meaning: 'A row names them and the store does not have them: they are told, never removed',
    one: 'object',
  },
};

const inventoryKinds = Object.keys(kindWords) as InventoryKind[];

/** What can be on record, and so be listed. */
export const removableKinds = inventoryKinds.filter((kind) => kind !== 'foreign_objects' && kind !== 'missing_objects');

/** Of an address: undefined for what is no kind. */
export function kindOf(word: string | undefined): InventoryKind | undefined {
  return removableKinds.find((kind) => kind === word);
}

export const kindName = (kind: InventoryKind): string => kindWords[kind].name;

export function kindMeaning(finding: InventoryFinding): string {
  return finding.told ? kindWords[finding.kind].meaning : 'The store does not tell of them';
}

/** `3 runs, 1,204 lines` */
export function amountWords(finding: InventoryFinding): string {
  const { one, entry } = kindWords[finding.kind];
  const things = plural(finding.orphans, one);
  return entry && finding.orphans > 0 ? `${things}, ${plural(finding.orphanEntries, entry)}` : things;
}

/** `1,204 lines`, of one run. */
export function entryWords(orphan: Orphan): string {
  const { entry } = kindWords[orphan.kind];
  return entry && orphan.entries !== null ? plural(orphan.entries, entry) : NOTHING;
}

const outcomeWords: Record<NonNullable<Orphan['outcome']>, string> = {
  removed: 'Removed',
  gone: 'Was gone already',
  named: 'Stays: a row names it by now',
  changed: 'Stays: it has changed',
};

export const orphanOutcome = (orphan: Orphan): string => (orphan.outcome ? outcomeWords[orphan.outcome] : NOTHING);

// ------------------------------------------------------------------------------------------------------------------ inventories

/** Somebody works at it. */
export const isGoingOn = (inventory: Inventory): boolean =>
  inventory.state === 'looking' || inventory.state === 'removing';

const stepWords: Record<string, string> = {
  count: 'counting',
  objects: 'objects in the store',
  uploads: 'unfinished uploads',
  logs: 'log lines',
  metrics: 'metric points',
  ledgers: 'notes on commands and moments',
};

/** `34 % · 12,000 of about 35,000 · log lines · 12 s left` */
export function progressWords(inventory: Inventory): string {
  const { step, done, total, fraction, remainingSeconds } = inventory.progress;
  const isRemoval = inventory.removal !== null;
  const parts = [formatPercent(fraction)];
  if (total > 0) {
    parts.push(
      isRemoval
        ? `${formatCount(done)} of ${plural(total, 'orphan')}`
        : `${formatCount(done)} of about ${formatCount(total)}`,
    );
  }
  const words = isRemoval ? undefined : stepWords[step ?? ''];
  if (words) parts.push(words);
  if (remainingSeconds !== null) parts.push(`${formatDuration(remainingSeconds * 1000)} left`);
  return parts.join(' · ');
}

/** For how long what was found can still be removed, in milliseconds; 0 when it cannot. */
export function removableFor(inventory: Inventory, now: number): number {
  return inventory.validUntil && inventory.removable > 0 ? Math.max(0, Date.parse(inventory.validUntil) - now) : 0;
}

/** `17 orphans (4.21 MB)`: what a removal is about, and what its confirmation repeats. */
export function removableWords(inventory: Inventory): string {
  const count = plural(inventory.removable, 'orphan');
  return inventory.removableBytes > 0 ? `${count} (${formatBytes(inventory.removableBytes)})` : count;
}

/** What was counted and is not on record: too many at once. */
export function beyondRecord(inventory: Inventory): number {
  const orphans = inventory.kinds.reduce((sum, one) => sum + (one.removable ? one.orphans : 0), 0);
  return Math.max(0, orphans - inventory.removable);
}

/** The number was typed as it was shown, with or without its commas. */
export function isSameNumber(typed: string, count: number): boolean {
  return typed.trim() !== '' && typed.trim().replaceAll(',', '') === String(count);
}

/** `15 removed (4.21 MB) · 1 was gone already · 1 stays: it is no orphan any more` */
export function removalWords(removal: InventoryRemoval): string {
  const { removed, removedBytes, gone, spared } = removal;
  const parts = [`${formatCount(removed)} removed${removedBytes > 0 ? ` (${formatBytes(removedBytes)})` : ''}`];
  if (gone > 0) parts.push(`${formatCount(gone)} ${gone === 1 ? 'was' : 'were'} gone already`);
  if (spared === 1) parts.push('1 stays: it is no orphan any more');
  if (spared > 1) parts.push(`${formatCount(spared)} stay: they are no orphans any more`);
  return parts.join(' · ');
}

/** What lies in the bucket, by the listing of an inventory. */
export function listed(inventory: Inventory): { things: number; bytes: number } {
  const objects = inventory.kinds.filter((one) => one.kind.endsWith('_objects') && one.kind !== 'missing_objects');
  return {
    things: objects.reduce((sum, one) => sum + one.things, 0),
    bytes: objects.reduce((sum, one) => sum + one.bytes, 0),
  };
}

// ------------------------------------------------------------------------------------------------------------- sizes and chores

interface SizeWords {
  name: string;
  one: string;
  source: string;
}

const byRows = 'The sizes that the rows name';
const byDisk = 'What the database takes on its disk';

const sizeWords: Readonly<Record<StorageSize['kind'], SizeWords>> = {
  datasets: { name: 'Datasets', one: 'version', source: byRows },
  artifacts: { name: 'Artifacts and models', one: 'artifact', source: byRows },
  uploads: { name: 'Uploads under way', one: 'upload', source: byRows },
  log_lines: { name: 'Log lines', one: 'line', source: byDisk },
  metric_points: { name: 'Metric points', one: 'point', source: byDisk },
  metadata: { name: 'Everything else', one: 'run', source: byDisk },
};

export function sizeRow(size: StorageSize): { name: string; amount: string; source: string } {
  const { name, one, source } = sizeWords[size.kind];
  return { name, amount: plural(size.things, one), source };
}

const choreWords: Readonly<Record<Chore['name'], string>> = {
  log_retention: 'Log lines past their days',
  metric_retention: 'Metric points past their days',
  deleted_runs: 'What deleted runs have left',
  expired_uploads: 'Uploads that were left',
  expired_sessions: 'Sessions that are over',
  import_traces: 'What imports have left that came to nothing',
  old_deletions: 'Old records of deletions',
  old_notifications: 'Old notifications',
  old_deliveries: 'Old deliveries of webhooks',
  old_predictions: 'Old predictions',
  old_idempotency_keys: 'Old idempotency keys',
  old_inventories: 'Old inventories',
  old_imports: 'Old imports',
};

export const choreName = (chore: Chore): string => choreWords[chore.name];

export function choreState(chore: Chore): 'done' | 'failing' | 'waiting' {
  if (chore.failures > 0) return 'failing';
  return chore.endedAt === null ? 'waiting' : 'done';
}

/** `in 4m 05s`; `due` when it could begin now. */
export function nextWords(chore: Chore | undefined, now: number): string {
  if (!chore?.nextAt) return NOTHING;
  const left = Date.parse(chore.nextAt) - now;
  return left <= 0 ? 'due' : `in ${formatDuration(left)}`;
}

/** `90 days`, or without end. */
export const keptWords = (days: number): string => (days === 0 ? 'for ever' : plural(days, 'day'));
