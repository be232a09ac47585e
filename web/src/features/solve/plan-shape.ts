/** What can be said of a plan, whatever a template puts into it. No React here. */

export type Plain = string | number | boolean | null;

export const isPlain = (value: unknown): value is Plain =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `start_time` is «Start time». */
export function wordsOf(key: string): string {
  const words = key.replaceAll(/[_-]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Members whose order is that of a way. */
const WAYS = new Set(['stops', 'tour', 'route', 'path', 'way']);

/** A list of objects with plain members as a table; undefined for everything else. */
export function tableOf(value: unknown): { columns: string[]; rows: (Plain | undefined)[][] } | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  const isFlat = value.every((row) =>
    Object.values(row).every((cell) => isPlain(cell) || (Array.isArray(cell) && cell.every(isPlain))),
  );
  if (!isFlat) return undefined;
  return {
    columns,
    rows: value.map((row) =>
      columns.map((column) => {
        const cell = row[column];
        return Array.isArray(cell) ? cell.join(WAYS.has(column) ? ' → ' : ', ') : (cell as Plain | undefined);
      }),
    ),
  };
}

/** A stretch of time on a machine, a vehicle, a person. */
export interface Task {
  lane: string;
  label: string;
  start: number;
  end: number;
}

const LANES = ['machine', 'vehicle', 'worker', 'resource', 'agent', 'job'];
const LABELS = ['job', 'task', 'operation', 'name', 'customer'];

function numberIn(row: Record<string, unknown>, names: readonly string[]): number | undefined {
  const value = names.map((name) => row[name]).find((one) => typeof one === 'number');
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function wordIn(row: Record<string, unknown>, names: readonly string[]): [string, string] | undefined {
  const name = names.find((one) => isPlain(row[one]) && row[one] !== undefined && row[one] !== null);
  return name === undefined ? undefined : [name, String(row[name])];
}

/** A list whose members have a start and an end, or a duration, is a schedule. */
export function scheduleOf(value: unknown): Task[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  const tasks: Task[] = [];
  for (const row of value) {
    const start = numberIn(row, ['start', 'begin']);
    const duration = numberIn(row, ['duration', 'length']);
    const end = numberIn(row, ['end', 'finish']) ?? (start ?? Number.NaN) + (duration ?? Number.NaN);
    const lane = wordIn(row, LANES);
    if (start === undefined || !(end >= start) || !lane) return undefined;
    const label = wordIn(
      row,
      LABELS.filter((name) => name !== lane[0]),
    );
    tasks.push({ lane: `${wordsOf(lane[0])} ${lane[1]}`, label: label ? label[1] : '', start, end });
  }
  return tasks;
}

/**
 * The tasks of each machine as one list of tasks, each with what its machine is told beside them. A list whose members do not have exactly
 * one list of objects each stays as it is.
 */
export function unfold(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isRecord)) return value;
  const rows: Record<string, unknown>[] = [];
  for (const entry of value) {
    const lists = Object.entries(entry).flatMap(([name, member]) =>
      Array.isArray(member) && member.length > 0 && member.every(isRecord) ? [{ name, members: member }] : [],
    );
    const [list] = lists;
    if (!list || lists.length > 1) return value;
    const beside = Object.fromEntries(Object.entries(entry).filter(([name]) => name !== list.name));
    rows.push(...list.members.map((member) => ({ ...beside, ...member })));
  }
  return rows;
}

/** Lists of plain values one inside the other are ways: 1 → 4 → 2. */
export function waysOf(value: unknown): Plain[][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((way) => Array.isArray(way) && way.every(isPlain)) ? (value as Plain[][]) : undefined;
}
