import type { StudyInstance } from '@/shared/api/types';
import { csvField } from '@/shared/format/csv';
import { type SetMeasure, setMeasures } from '@/shared/measures/set-measures';
import type { Outcome } from '@/shared/ui/status';

/** What a solve of a set of instances tells of each of them. No React here. */

export const SET_TABLE = 'instances.json';

type Counts = Readonly<Record<SetMeasure['count'], number>>;

interface ReportRow {
  place: number;
  name: string;
  status: 'waiting' | 'solving' | 'failed' | Outcome;
  /** Epoch seconds. */
  beganAt?: number | null;
  limit?: string | null;
  objective?: number | null;
  bound?: number | null;
  gap?: number | null;
  nodes?: number | null;
  /** Seconds. */
  time?: number | null;
  primalIntegral?: number | null;
  /** Once it has ended. */
  counts?: Counts | null;
  /** Why it failed. */
  message?: string | null;
}

/** `instances.json`: stored again whenever an instance begins or ends. */
export interface SetReport {
  /** Of each instance, in seconds. */
  timeLimit: number;
  /** What the set comes to if nothing gets better any more. */
  counts: Counts;
  instances: readonly ReportRow[];
}

export interface InstanceRow extends ReportRow {
  /** Unknown until the study has told it. */
  datasetId?: string;
}

/** Every instance of the set by its place, with what is known of it; before anything is stored, that it waits. */
export function instanceRows(
  report: SetReport | undefined,
  instances: readonly Pick<StudyInstance, 'place' | 'datasetId' | 'name' | 'version'>[],
): InstanceRow[] {
  const known = new Map(instances.map((one) => [one.place, one]));
  const told = report?.instances ?? [];
  const places = new Set(told.map(({ place }) => place));
  const waiting = instances
    .filter(({ place }) => !places.has(place))
    .map(({ place, name, version }): ReportRow => ({ place, name: `${name} v${version}`, status: 'waiting' }));
  return [...told, ...waiting]
    .sort((a, b) => a.place - b.place)
    .map((row) => ({ ...row, datasetId: known.get(row.place)?.datasetId }));
}

/** The one that is looked at when nobody has chosen one: that which is solved now, or was solved last. */
export function instanceInSight(rows: readonly InstanceRow[]): InstanceRow | undefined {
  return rows.findLast(({ status }) => status !== 'waiting') ?? rows[0];
}

/** What an instance is at, where it has no outcome of its own. A run that is over solves nothing any more. */
export function openWord(status: InstanceRow['status'], live: boolean): string | undefined {
  if (status === 'waiting') return live ? 'Waits' : 'Not begun';
  if (status === 'solving') return live ? 'Is solved now' : 'Cut short';
  return undefined;
}

const columns = [
  'place',
  'instance',
  'dataset',
  'status',
  'limit',
  'objective',
  'bound',
  'gap',
  'time',
  'primal_integral',
];

/** Every value with all its digits; an empty cell is one that is not known. */
export function csvOfInstances(rows: readonly InstanceRow[]): string {
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  const text = (value: string | null | undefined) => csvField(value ?? '');
  const head = [...columns, 'nodes', ...setMeasures.map(({ name }) => `counts_${name}`)];
  const lines = rows.map((row) =>
    [
      cell(row.place),
      text(row.name),
      text(row.datasetId),
      text(row.status),
      text(row.limit),
      ...[row.objective, row.bound, row.gap, row.time, row.primalIntegral, row.nodes].map(cell),
      ...setMeasures.map(({ count }) => cell(row.counts?.[count])),
    ].join(','),
  );
  return `${[head.join(','), ...lines].join('\n')}\n`;
}
