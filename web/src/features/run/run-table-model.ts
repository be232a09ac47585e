import type { Run } from '@/shared/api/types';
import { followTopic } from '@/shared/stream/use-stream';
import { RowWindow } from './row-window';
import { activeStatuses } from './rules';
import { matchingRuns, type RunRow, readRuns, readSparklines } from './run-list-api';

/**
 * What one table shows: the runs of a filter in an order, as they were when it was asked, and what has happened to them since. Runs that
 * came later are counted, and shown when a person asks for them; a run that no longer matches, or was deleted, is marked where it stands.
 */

export interface TableQuery {
  projectId: string;
  filter: string;
  sort: string | undefined;
  columns: readonly string[];
}

/** What React shows around the rows. It changes rarely, whatever the stream says. */
export interface TableState {
  total: number | undefined;
  fresh: number;
  /** How many rows are of runs that were deleted. */
  gone: number;
  error: unknown;
  readAt: number;
}

/** The outside world, so that tests bring their own. */
export interface TableWorld {
  read: typeof readRuns;
  matching: typeof matchingRuns;
  sparklines: typeof readSparklines;
  follow: typeof followTopic;
  later(work: () => void, millis: number): number;
  notLater(timer: number): void;
}

const browser: TableWorld = {
  read: readRuns,
  matching: matchingRuns,
  sparklines: readSparklines,
  follow: followTopic,
  later: (work, millis) => window.setTimeout(work, millis),
  notLater: (timer) => window.clearTimeout(timer),
};

const FLUSH_MS = 250;
const CHECK_MS = 1000;
const VALUES_MS = 2500;
const SPARK_SETTLE_MS = 120;
const SPARK_AGAIN_MS = 10_000;
const MOST_CHECKED = 500;
const SPARK_POINTS = 40;
const MOST_SPARKS = 2000;

/** Lets every run through that is there. */
const ANY_RUN = 'archived:any';

/** `created<=T` before a filter: what came after T is not in it. */
export function until(filter: string, time: string | undefined): string {
  if (!time) return filter;
  return `created<=${time}${filter ? ` (${filter})` : ''}`;
}

const isLater = (time: string, than: string | undefined) => than === undefined || Date.parse(time) > Date.parse(than);

function newest(known: string | undefined, rows: readonly RunRow[]): string | undefined {
  return rows.reduce((best, row) => (isLater(row.createdAt, best) ? row.createdAt : best), known);
}

/** The newer state of a run, with the values that only a page of the list brings. */
function merged(known: RunRow, run: Run): RunRow {
  if (known.revision > run.revision) return known;
  return { ...run, summary: known.metrics ? known.summary : run.summary, metrics: known.metrics, params: known.params };
}

export class RunTableModel {
  readonly rows: RowWindow<RunRow>;
  readonly query: TableQuery;
  private readonly world: TableWorld;
  /** Runs that came since, and match. */
  private readonly fresh = new Set<string>();
  private readonly left = new Set<string>();
  /** Runs that were deleted, of which there still is a row. */
  private readonly gone = new Set<string>();
  /** Runs beside the list: the baseline, and those that are pinned. */
  private extras: ReadonlyMap<string, RunRow> = new Map();
  private readonly sparks = new Map<string, { values: number[]; readAt: number }>();
  private readonly waiting = new Map<string, Run>();
  private readonly toCheck = new Set<string>();
  private readonly timers = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private state: TableState = { total: undefined, fresh: 0, gone: 0, error: undefined, readAt: 0 };
  private snapshot: string | undefined;
  private readonly unfollow: () => void;
  private sparkKeys: readonly string[] = [];
  private sparksWork = true;
  private inSight: readonly RunRow[] = [];
  private isClosed = false;
  private sawSnapshot = false;

  constructor(query: TableQuery, world: TableWorld = browser) {
    this.query = query;
    this.world = world;
    this.rows = new RowWindow<RunRow>({ read: (offset, limit, signal) => this.read(offset, limit, signal) });
    this.rows.watch(() => this.settle());
    this.unfollow = world.follow(
      `project:${query.projectId}:runs`,
      {
        onSnapshot: () => {
          // What happened between the reading of the rows and this was told to nobody.
          if (this.sawSnapshot || this.rows.total !== undefined) this.missed();
          this.sawSnapshot = true;
        },
        onGap: () => this.missed(),
        onBatch: (items) => this.take(items),
      },
      {},
    );
  }

  close(): void {
    this.isClosed = true;
    this.unfollow();
    this.rows.close();
    for (const timer of this.timers.values()) this.world.notLater(timer);
    this.timers.clear();
  }

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  current = (): TableState => this.state;

  hasLeft(id: string): boolean {
    return this.left.has(id);
  }

  isGone(id: string): boolean {
    return this.gone.has(id);
  }

  /** A run of the list or beside it. */
  find(id: string): RunRow | undefined {
    return this.rows.get(id) ?? this.extras.get(id);
  }

  /** Puts the new runs in, and takes out what no longer matches or is no longer there. */
  async insertFresh(): Promise<void> {
    this.snapshot = undefined;
    this.extras = new Map([...this.extras].filter(([id]) => !this.gone.has(id)));
    this.fresh.clear();
    this.left.clear();
    this.gone.clear();
    await this.rows.refresh();
    // What was told meanwhile of rows that have just been taken out.
    for (const id of this.gone) if (!this.find(id)) this.gone.delete(id);
    this.settle();
  }

  /** Reads runs beside the list: the baseline, and those that are pinned. */
  async readExtras(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      this.extras = new Map();
    } else {
      const { projectId, columns } = this.query;
      const filter = `(${ids.map((id) => `id:${id}`).join(' OR ')}) archived:any`;
      const page = await this.world.read(projectId, { filter, column: [...columns], limit: ids.length });
      if (this.isClosed) return;
      this.extras = new Map(page.items.map((row) => [row.id, row]));
    }
    this.rows.touch();
  }

  /** A trend for each row that comes into sight, of the first of these metrics that it has points of. */
  showSparks(keys: readonly string[]): void {
    this.sparkKeys = keys;
    this.wantSparks(this.inSight);
  }

  sparkKey(row: RunRow): string | undefined {
    return this.sparkKeys.find((key) => (row.metrics?.[key]?.points ?? 0) > 1);
  }

  spark(row: RunRow): readonly number[] | undefined {
    const key = this.sparkKey(row);
    return key === undefined ? undefined : this.sparks.get(`${row.id} ${key}`)?.values;
  }

  visibleRows(): readonly RunRow[] {
    return this.inSight;
  }

  sawRows(rows: readonly RunRow[]): void {
    this.inSight = rows;
    this.wantSparks(rows);
    if (rows.some((row) => activeStatuses.includes(row.status)))
      this.soon('values', VALUES_MS, () => this.readValues());
  }

  // ------------------------------------------------------------------------------------------------------------------ reading

  /** The first page shows the present; it fixes the moment that all pages after it show. */
  private async read(offset: number, limit: number, signal: AbortSignal) {
    const { projectId, filter, sort, columns } = this.query;
    const ask = { sort, column: [...columns], position: offset, limit };
    if (this.snapshot !== undefined) {
      return this.world.read(projectId, { ...ask, filter: until(filter, this.snapshot) }, signal);
    }
    const isNewestFirst = !filter && (sort === undefined || sort === '-created') && offset === 0;
    const [page, last] = await Promise.all([
      this.world.read(projectId, { ...ask, filter: filter || undefined }, signal),
      isNewestFirst ? undefined : this.world.read(projectId, { sort: '-created', limit: 1 }, signal),
    ]);
    this.snapshot ??= newest(newest(undefined, page.items), last?.items ?? []);
    return page;
  }

  private settle(): void {
    const { total, error, readAt } = this.rows;
    const next: TableState = { total, error, readAt, fresh: this.fresh.size, gone: this.gone.size };
    const { state } = this;
    if (
      next.total === state.total &&
      next.error === state.error &&
      next.fresh === state.fresh &&
      next.gone === state.gone &&
      next.readAt === state.readAt
    )
      return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  // --------------------------------------------------------------------------------------------------------------------- live

  private take(items: readonly unknown[]): void {
    for (const item of items) {
      const { type, run, runIds } = item as { type?: string; run?: Run; runIds?: string[] };
      if (type === 'deleted' && runIds) this.lose(new Set(runIds));
      if (type !== 'run' || !run) continue;
      const known = this.waiting.get(run.id);
      if (!known || known.revision <= run.revision) this.waiting.set(run.id, run);
    }
    this.soon('flush', FLUSH_MS, () => this.flush());
  }

  /** Marks the rows of deleted runs where they stand; trials have gone with their study. */
  private lose(deleted: ReadonlySet<string>): void {
    for (const row of [...this.rows.rows(), ...this.extras.values()]) {
      if (deleted.has(row.id) || (row.studyId && deleted.has(row.studyId))) this.gone.add(row.id);
    }
    for (const id of deleted) {
      this.waiting.delete(id);
      this.toCheck.delete(id);
      this.fresh.delete(id);
    }
    this.rows.touch();
    this.settle();
  }

  private flush(): void {
    const runs = new Map(this.waiting);
    this.waiting.clear();
    this.rows.patch((row) => {
      const run = runs.get(row.id);
      return run ? merged(row, run) : row;
    });
    this.extras = new Map(
      [...this.extras].map(([id, row]) => {
        const run = runs.get(id);
        return [id, run ? merged(row, run) : row];
      }),
    );
    const isAll = (this.rows.total ?? 0) <= [...this.rows.rows()].length;
    for (const run of runs.values()) {
      const isShown = this.rows.indexOf(run.id) !== undefined;
      const isNew = isLater(run.createdAt, this.snapshot);
      if (isShown || isNew || isAll) this.toCheck.add(run.id);
    }
    if (this.toCheck.size > 0) this.soon('check', CHECK_MS, () => void this.check());
    if (this.inSight.some((row) => runs.has(row.id))) this.soon('values', VALUES_MS, () => this.readValues());
  }

  private async check(): Promise<void> {
    const ids = [...this.toCheck].slice(0, MOST_CHECKED);
    for (const id of ids) this.toCheck.delete(id);
    let matching: ReadonlySet<string>;
    try {
      matching = await this.world.matching(this.query.projectId, this.query.filter, ids);
    } catch {
      // Without an answer nothing is known: the next change of a run asks again.
      return;
    }
    if (this.isClosed) return;
    for (const id of ids) {
      const isShown = this.rows.indexOf(id) !== undefined;
      const matches = matching.has(id);
      put(this.left, id, isShown && !matches);
      put(this.fresh, id, !isShown && matches);
    }
    this.rows.touch();
    this.settle();
    if (this.toCheck.size > 0) this.soon('check', CHECK_MS, () => void this.check());
  }

  /** Deletions may have been lost with what the stream no longer knows: whether the runs in sight are still there is asked. */
  private async findDeleted(): Promise<void> {
    const shown = new Set([...this.inSight.map((row) => row.id), ...this.extras.keys()]);
    const ids = [...shown].filter((id) => !this.gone.has(id)).slice(0, MOST_CHECKED);
    if (ids.length === 0) return;
    let there: ReadonlySet<string>;
    try {
      there = await this.world.matching(this.query.projectId, ANY_RUN, ids);
    } catch {
      // Without an answer nothing is known: it is asked again.
      return;
    }
    // The list may have been read anew meanwhile, without them.
    const missing = ids.filter((id) => !there.has(id) && this.find(id));
    if (this.isClosed || missing.length === 0) return;
    this.lose(new Set(missing));
  }

  private readValues(): void {
    if (this.query.columns.length > 0)
      void this.rows.reread((known, read) => merged({ ...known, ...valuesOf(read) }, read)).catch(() => undefined);
    this.wantSparks(this.inSight);
  }

  /** Changes were lost: what is in sight is read again, and the runs that came since are counted. */
  private missed(): void {
    this.readValues();
    void this.findDeleted();
    if (this.snapshot === undefined) return;
    const { projectId, filter } = this.query;
    const since = `created>${this.snapshot}${filter ? ` (${filter})` : ''}`;
    void this.world
      .read(projectId, { filter: since, sort: '-created', limit: 200 })
      .then((page) => {
        for (const run of page.items) if (this.rows.indexOf(run.id) === undefined) this.fresh.add(run.id);
        this.settle();
      })
      .catch(() => undefined);
  }

  private wantSparks(rows: readonly RunRow[]): void {
    if (this.sparkKeys.length === 0 || !this.sparksWork || rows.length === 0) return;
    this.soon('sparks', SPARK_SETTLE_MS, () => void this.readSparks());
  }

  private async readSparks(): Promise<void> {
    const now = Date.now();
    const wanted = this.inSight.flatMap((row) => {
      const key = this.sparkKey(row);
      if (key === undefined) return [];
      const known = this.sparks.get(`${row.id} ${key}`);
      const isOld = known && activeStatuses.includes(row.status) && now - known.readAt > SPARK_AGAIN_MS;
      return known && !isOld ? [] : [{ runId: row.id, key }];
    });
    if (wanted.length === 0) return;
    try {
      const { items } = await this.world.sparklines(wanted.slice(0, 200), SPARK_POINTS);
      for (const { runId, key } of wanted) this.sparks.set(`${runId} ${key}`, { values: [], readAt: now });
      for (const { runId, key, values } of items) {
        this.sparks.set(`${runId} ${key}`, { values: values.filter((one) => typeof one === 'number'), readAt: now });
      }
      for (const old of [...this.sparks.keys()].slice(0, Math.max(0, this.sparks.size - MOST_SPARKS)))
        this.sparks.delete(old);
      if (!this.isClosed) this.rows.touch();
    } catch {
      // A table without trends is a table still.
      this.sparksWork = false;
    }
  }

  /** Does the work once after `millis`, however often it is asked for meanwhile. */
  private soon(name: string, millis: number, work: () => void): void {
    if (this.isClosed || this.timers.has(name)) return;
    this.timers.set(
      name,
      this.world.later(() => {
        this.timers.delete(name);
        work();
      }, millis),
    );
  }
}

const valuesOf = ({ metrics, params }: RunRow) => ({ metrics, params });

function put(set: Set<string>, id: string, isIn: boolean): void {
  if (isIn) set.add(id);
  else set.delete(id);
}
