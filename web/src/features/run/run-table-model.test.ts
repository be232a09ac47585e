import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import type { TopicHandler } from '@/shared/stream/stream-client';
import type { RunRow } from './run-list-api';
import { RunTableModel, type TableWorld, until } from './run-table-model';

const time = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second)).toISOString();

function run(n: number, more: Partial<RunRow> = {}): RunRow {
  return {
    id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    name: `run-${n}`,
    status: 'running',
    revision: 1,
    createdAt: time(n),
    summary: {},
    tags: [],
    ...more,
  } as RunRow;
}

/** A server with a few runs and a stream that the test drives. */
class FakeTableWorld implements TableWorld {
  runs = [run(3), run(2), run(1)];
  matchingIds = new Set<string>();
  readonly asked: { filter?: string; position?: number; limit?: number }[] = [];
  readonly checked: string[][] = [];
  handler: TopicHandler | undefined;
  private readonly timers = new Map<number, () => void>();
  private nextTimer = 1;

  read: TableWorld['read'] = async (_project, query) => {
    this.asked.push(query);
    const shown = query.filter?.startsWith('created>')
      ? this.runs.filter((one) => Date.parse(one.createdAt) > Date.parse(query.filter?.slice(8, 32) ?? ''))
      : this.runs;
    return { items: shown, nextCursor: null, total: shown.length };
  };
  matching: TableWorld['matching'] = async (_project, filter, ids) => {
    if (filter === 'archived:any') return new Set(ids.filter((id) => this.runs.some((one) => one.id === id)));
    this.checked.push(ids);
    return new Set(ids.filter((id) => this.matchingIds.has(id)));
  };
  sparklines: TableWorld['sparklines'] = async () => ({ items: [] });
  follow: TableWorld['follow'] = (_topic, handler) => {
    this.handler = handler;
    return () => {
      this.handler = undefined;
    };
  };
  later(work: () => void): number {
    this.timers.set(this.nextTimer, work);
    return this.nextTimer++;
  }
  notLater(timer: number): void {
    this.timers.delete(timer);
  }

  remove(one: Run): void {
    this.runs = this.runs.filter((other) => other.id !== one.id);
  }

  tell(...runs: Run[]): void {
    this.handler?.onBatch(runs.map((one) => ({ type: 'run', run: one })));
  }

  tellDeleted(...runs: Run[]): void {
    this.handler?.onBatch([{ type: 'deleted', runIds: runs.map((one) => one.id) }]);
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 4; i++) {
      for (const [timer, work] of [...this.timers]) {
        this.timers.delete(timer);
        work();
      }
      await new Promise((done) => setImmediate(done));
    }
  }
}

describe('22: RunTableModel', () => {
  let world: FakeTableWorld;
  let model: RunTableModel;

  beforeEach(async () => {
    world = new FakeTableWorld();
    model = new RunTableModel({ projectId: 'p', filter: 'status:running', sort: undefined, columns: [] }, world);
    model.rows.want(0, 30);
    await world.settle();
  });

  it('counts new runs that match, and moves no row', async () => {
    world.matchingIds = new Set([run(4).id]);
    world.tell(run(4), run(5));
    await world.settle();
    expect(model.current().fresh).toBe(1);
    expect(model.rows.indexOf(run(3).id)).toBe(0);
    expect(model.current().total).toBe(3);
  });

  it('puts them in when it is asked to', async () => {
    world.matchingIds = new Set([run(4).id]);
    world.tell(run(4));
    await world.settle();
    world.runs.unshift(run(4));
    await model.insertFresh();
    expect(model.current()).toMatchObject({ fresh: 0, total: 4 });
    expect(model.rows.indexOf(run(4).id)).toBe(0);
  });

  it('changes rows in place, keeps their metric values, and takes no older state', async () => {
    model.rows.patch((row) => ({ ...row, metrics: { auc: {} as never } }));
    world.matchingIds = new Set([run(2).id]);
    world.tell(run(2, { revision: 5, tags: ['new'] }));
    world.tell(run(2, { revision: 3, tags: ['old'] }));
    await world.settle();
    const row = model.rows.get(run(2).id);
    expect(row?.tags).toEqual(['new']);
    expect(row?.metrics).toBeDefined();
  });

  it('marks a run that no longer matches, and leaves it where it is', async () => {
    world.tell(run(2, { revision: 2, status: 'failed' }));
    await world.settle();
    expect(model.hasLeft(run(2).id)).toBe(true);
    expect(model.rows.indexOf(run(2).id)).toBe(1);
    world.matchingIds = new Set([run(2).id]);
    world.tell(run(2, { revision: 3 }));
    await world.settle();
    expect(model.hasLeft(run(2).id)).toBe(false);
  });

  it('reads later pages as they were when the first was read', async () => {
    const last = world.asked.at(-1);
    expect(last?.filter ?? '').not.toContain('created<=');
    await model.rows.range(200, 201);
    expect(world.asked.at(-1)?.filter).toBe(`created<=${time(3)} (status:running)`);
  });

  it('asks again after changes were lost, and counts what came meanwhile', async () => {
    world.runs.unshift(run(9));
    world.handler?.onGap?.('retention');
    await world.settle();
    expect(model.current().fresh).toBe(1);
    expect(model.rows.indexOf(run(9).id)).toBeUndefined();
  });

  it('marks a deleted run where it stands, and takes it out when it is asked to', async () => {
    world.remove(run(2));
    world.tellDeleted(run(2), run(77));
    expect(model.isGone(run(2).id)).toBe(true);
    expect(model.isGone(run(1).id)).toBe(false);
    expect(model.rows.indexOf(run(2).id)).toBe(1);
    expect(model.current()).toMatchObject({ gone: 1, total: 3 });
    await model.insertFresh();
    expect(model.rows.indexOf(run(2).id)).toBeUndefined();
    expect(model.current()).toMatchObject({ gone: 0, total: 2 });
  });

  it('marks trials that went with their study', async () => {
    model.rows.patch((row) => (row.id === run(3).id ? { ...row, kind: 'trial', studyId: run(9).id } : row));
    world.tellDeleted(run(9));
    expect([model.isGone(run(3).id), model.current().gone]).toEqual([true, 1]);
  });

  it('neither counts nor changes what was deleted before it was shown', async () => {
    world.matchingIds = new Set([run(4).id]);
    world.tell(run(4));
    await world.settle();
    expect(model.current().fresh).toBe(1);
    world.tellDeleted(run(4));
    expect(model.current()).toMatchObject({ fresh: 0, gone: 0 });
    world.tell(run(5));
    world.tellDeleted(run(5));
    await world.settle();
    expect(world.checked.flat()).not.toContain(run(5).id);
  });

  it('asks for deleted runs when changes were lost, of those in sight', async () => {
    model.sawRows([...model.rows.rows()]);
    world.remove(run(3));
    await world.settle();
    expect(model.isGone(run(3).id)).toBe(false);
    world.handler?.onGap?.('deletions_forgotten');
    await world.settle();
    expect(model.isGone(run(3).id)).toBe(true);
    expect(model.isGone(run(1).id)).toBe(false);
  });

  it('looks again when the stream begins only after the rows were read', async () => {
    model.sawRows([...model.rows.rows()]);
    world.remove(run(1));
    world.handler?.onSnapshot?.({});
    await world.settle();
    expect(model.isGone(run(1).id)).toBe(true);
  });

  it('says nothing of a deletion that is told while its row is taken out', async () => {
    world.remove(run(2));
    const done = model.insertFresh();
    world.tellDeleted(run(2));
    await done;
    expect(model.current()).toMatchObject({ gone: 0, total: 2 });
  });

  it('marks deleted runs beside the list too, and forgets them with the others', async () => {
    await model.readExtras([run(1).id]);
    world.remove(run(1));
    world.tellDeleted(run(1));
    expect(model.isGone(run(1).id)).toBe(true);
    await model.insertFresh();
    expect(model.find(run(1).id)).toBeUndefined();
  });

  it('follows nothing once it is closed, and asks nothing', async () => {
    model.sawRows([...model.rows.rows()]);
    const asked = world.asked.length;
    model.close();
    expect(world.handler).toBeUndefined();
    await world.settle();
    expect(world.asked.length).toBe(asked);
  });
});

describe('until', () => {
  it('puts the moment before the filter', () => {
    expect(until('', undefined)).toBe('');
    expect(until('', 'T')).toBe('created<=T');
    expect(until('a:1 OR b:2', 'T')).toBe('created<=T (a:1 OR b:2)');
  });
});
