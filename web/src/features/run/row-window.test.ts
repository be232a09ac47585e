import { describe, expect, it } from 'vitest';
import { PAGE_ROWS, type RowPage, RowWindow } from './row-window';

type Row = { id: string; text: string };

/** A list of rows that answers when it is told to. */
function world(total = 100_000) {
  const asked: {
    offset: number;
    signal: AbortSignal;
    answer: (page: RowPage<Row>) => void;
    fail: (e: Error) => void;
  }[] = [];
  const timers = new Map<number, () => void>();
  let nextTimer = 1;
  const rows = new RowWindow<Row>(
    {
      read: (offset, _limit, signal) =>
        new Promise((answer, fail) => {
          asked.push({ offset, signal, answer, fail });
        }),
    },
    {
      set: (callback) => {
        timers.set(nextTimer, callback);
        return nextTimer++;
      },
      clear: (timer) => timers.delete(timer),
    },
  );
  const pageAt = (offset: number): RowPage<Row> => ({
    items: Array.from({ length: Math.min(PAGE_ROWS, total - offset) }, (_, i) => ({
      id: `run-${offset + i}`,
      text: 'as read',
    })),
    total,
  });
  const answerAll = async () => {
    for (const one of asked.splice(0)) if (!one.signal.aborted) one.answer(pageAt(one.offset));
    await Promise.resolve();
    await new Promise((done) => setImmediate(done));
  };
  const settle = () => {
    for (const [timer, callback] of [...timers]) {
      timers.delete(timer);
      callback();
    }
  };
  return { rows, asked, answerAll, settle };
}

describe('16: RowWindow', () => {
  it('reads the page at any position, and knows the exact total', async () => {
    const { rows, answerAll, settle } = world();
    rows.want(0, 30);
    await answerAll();
    expect(rows.total).toBe(100_000);
    rows.want(99_970, 99_999);
    expect(rows.at(99_999)).toBeUndefined();
    settle();
    await answerAll();
    expect(rows.at(99_999)?.id).toBe('run-99999');
    expect(rows.indexOf('run-99999')).toBe(99_999);
  });

  it('reads only where a scroll slows down', async () => {
    const { rows, asked, answerAll, settle } = world();
    rows.want(0, 30);
    await answerAll();
    for (let at = 1000; at < 50_000; at += 1000) rows.want(at, at + 30);
    settle();
    expect(asked.map((one) => one.offset)).toEqual([49_000]);
  });

  it('gives up a request whose rows are out of sight', async () => {
    const { rows, asked, answerAll, settle } = world();
    rows.want(0, 30);
    await answerAll();
    rows.want(5000, 5030);
    settle();
    rows.want(9000, 9030);
    settle();
    expect(asked.map((one) => [one.offset, one.signal.aborted])).toEqual([
      [5000, true],
      [9000, false],
    ]);
  });

  it('holds a bounded number of rows', async () => {
    const { rows, answerAll, settle } = world();
    for (let at = 0; at < 10_000; at += 100) {
      rows.want(at, at + 30);
      settle();
      await answerAll();
    }
    expect([...rows.rows()].length).toBeLessThanOrEqual(4_200);
    expect(rows.at(0)).toBeUndefined();
    expect(rows.indexOf('run-0')).toBeUndefined();
  });

  it('22: patches rows in place', async () => {
    const { rows, answerAll } = world();
    let told = 0;
    rows.want(0, 30);
    await answerAll();
    rows.watch(() => told++);
    rows.patch((row) => (row.id === 'run-7' ? { ...row, text: 'changed' } : row));
    expect(rows.at(7)?.text).toBe('changed');
    expect(rows.indexOf('run-7')).toBe(7);
    rows.patch((row) => row);
    expect(told).toBe(1);
  });

  it('keeps what it has when a page fails, and tries again when asked', async () => {
    const { rows, asked, answerAll, settle } = world();
    rows.want(0, 30);
    await answerAll();
    rows.want(500, 530);
    settle();
    asked.splice(0)[0]?.fail(new Error('gone'));
    await new Promise((done) => setImmediate(done));
    expect(rows.error).toBeInstanceOf(Error);
    expect(rows.at(0)?.id).toBe('run-0');
    rows.retry();
    await answerAll();
    expect(rows.at(500)?.id).toBe('run-500');
    expect(rows.error).toBeUndefined();
  });

  it('24: reads a range that reaches over pages out of sight', async () => {
    const { rows, answerAll } = world();
    rows.want(0, 30);
    await answerAll();
    const range = rows.range(90, 310);
    for (let i = 0; i < 4; i++) await answerAll();
    expect((await range).map((row) => row.id)).toEqual(Array.from({ length: 221 }, (_, i) => `run-${90 + i}`));
  });

  it('shows the old rows until the new ones are there', async () => {
    const { rows, asked, answerAll, settle } = world();
    rows.want(0, 30);
    await answerAll();
    rows.want(500, 530);
    settle();
    await answerAll();
    const done = rows.refresh();
    expect(rows.at(500)?.id).toBe('run-500');
    expect(rows.at(0)).toBeUndefined();
    asked.splice(0)[0]?.answer({ items: [{ id: 'run-new', text: 'new' }], total: 100_001 });
    await done;
    expect(rows.at(500)?.id).toBe('run-new');
    expect(rows.indexOf('run-500')).toBeUndefined();
    expect(rows.total).toBe(100_001);
  });
});
