import { describe, expect, it } from 'vitest';
import type { StudyEvent } from '@/shared/api/types';
import { lineGroups, typesOf } from './line-groups';
import { lookOfLine, partsOf } from './line-words';
import type { StudyEventPage } from './study-api';
import { StudyLog } from './study-log';

const line = (revision: number, second: number, more: Partial<StudyEvent> = {}): StudyEvent => ({
  id: `${revision}.0`,
  time: new Date(second * 1000).toISOString(),
  type: 'trial_begun',
  trial: revision,
  by: null,
  text: `Trial ${revision} begins.`,
  ...more,
});

/** A server with a log, in the order of its storing; each answer comes when the test lets it. */
class Server {
  stored: StudyEvent[] = [];
  readonly asked: { after?: string; before?: string }[] = [];
  size = 2;
  private turn: () => void = () => undefined;
  private answers: { give: () => void; refuse: (error: Error) => void }[] = [];

  log(): StudyLog {
    return new StudyLog({
      read: (place) => {
        this.asked.push(place);
        return new Promise((resolve, reject) => {
          this.answers.push({ give: () => resolve(this.page(place)), refuse: reject });
        });
      },
      register: (read) => {
        this.turn = read;
        return { ask: () => this.turn(), cancel: () => undefined };
      },
    });
  }

  async answer(): Promise<void> {
    this.answers.shift()?.give();
    for (let round = 0; round < 5; round++) await Promise.resolve();
  }

  async refuse(): Promise<void> {
    this.answers.shift()?.refuse(new Error('away'));
    for (let round = 0; round < 5; round++) await Promise.resolve();
  }

  private page({ after, before }: { after?: string; before?: string }): StudyEventPage {
    const at = (id: string | undefined) => this.stored.findIndex((one) => one.id === id);
    const found =
      after !== undefined
        ? this.stored.slice(at(after) + 1)
        : this.stored.slice(0, before === undefined ? this.stored.length : at(before));
    const part = after === undefined ? found.slice(-this.size) : found.slice(0, this.size);
    return {
      items: [...part].sort((a, b) => Date.parse(a.time) - Date.parse(b.time)),
      before: part[0]?.id ?? null,
      after: part.at(-1)?.id ?? null,
      more: found.length > part.length,
      total: this.stored.length,
    };
  }
}

const ids = (log: StudyLog) => log.lines.map(({ id }) => id);

describe('the log of a study', () => {
  it('begins with its end, and has what is older when it is asked for', async () => {
    const server = new Server();
    server.stored = [line(1, 1), line(2, 2), line(3, 3), line(4, 4), line(5, 5)];
    const log = server.log();
    await server.answer();
    expect([ids(log), log.hasOlder, log.total, log.above]).toEqual([['4.0', '5.0'], true, 5, 0]);
    void log.readOlder();
    void log.readOlder();
    await server.answer();
    expect([ids(log), log.hasOlder, log.above]).toEqual([['2.0', '3.0', '4.0', '5.0'], true, 2]);
    void log.readOlder();
    await server.answer();
    expect([ids(log).length, log.hasOlder, log.above]).toEqual([5, false, 3]);
    await log.readOlder();
    expect(server.asked).toEqual([{}, { before: '4.0' }, { before: '2.0' }]);
  });

  it('takes everything that is new, page by page, each line once and in the order of times', async () => {
    const server = new Server();
    server.stored = [line(1, 1)];
    const log = server.log();
    await server.answer();
    // What was stored later had happened before.
    server.stored.push(line(2, 9), line(3, 5), line(4, 7));
    log.look();
    await server.answer();
    await server.answer();
    expect(ids(log)).toEqual(['1.0', '3.0', '4.0', '2.0']);
    expect(log.total).toBe(4);
    log.look();
    await server.answer();
    expect(server.asked).toEqual([{}, { after: '1.0' }, { after: '3.0' }, { after: '4.0' }]);
    expect(ids(log)).toHaveLength(4);
  });

  it('puts late lines among those that are known, however they come', async () => {
    const server = new Server();
    server.size = 3;
    server.stored = [line(1, 10), line(2, 20), line(3, 30)];
    const log = server.log();
    await server.answer();
    server.stored.push(line(4, 25), line(5, 5), line(6, 20));
    log.look();
    await server.answer();
    expect(ids(log)).toEqual(['5.0', '1.0', '2.0', '6.0', '4.0', '3.0']);
  });

  it('looks once more for what was told while it was reading', async () => {
    const server = new Server();
    server.stored = [line(1, 1)];
    const log = server.log();
    log.look();
    log.look();
    expect(server.asked).toHaveLength(1);
    await server.answer();
    expect(server.asked).toEqual([{}, { after: '1.0' }]);
    await server.answer();
    expect(server.asked).toHaveLength(2);
  });

  it('that was empty has its first line when there is one', async () => {
    const server = new Server();
    const log = server.log();
    await server.answer();
    expect([log.total, log.lines]).toEqual([0, []]);
    server.stored = [line(1, 1)];
    log.look();
    await server.answer();
    expect(ids(log)).toEqual(['1.0']);
    expect(server.asked).toEqual([{}, {}]);
  });

  it('keeps what it has when an answer does not come, and can be tried again', async () => {
    const server = new Server();
    server.stored = [line(1, 1)];
    const log = server.log();
    await server.refuse();
    expect(log.error).toEqual(new Error('away'));
    log.retry();
    await server.answer();
    expect([ids(log), log.error]).toEqual([['1.0'], undefined]);
    log.look();
    await server.refuse();
    expect([ids(log), log.error]).toEqual([['1.0'], new Error('away')]);
    log.retry();
    await server.answer();
    expect(log.error).toBeUndefined();
  });

  it('hears nothing any more once it is closed', async () => {
    const server = new Server();
    server.stored = [line(1, 1)];
    const log = server.log();
    log.close();
    await server.answer();
    expect([log.lines, log.total]).toEqual([[], undefined]);
  });
});

describe('the words of a line', () => {
  it('name its trial apart from the rest', () => {
    expect(partsOf({ trial: 12, text: 'Trial 12 begins.' })).toEqual({ name: 'Trial 12', rest: ' begins.' });
    expect(partsOf({ trial: null, text: 'Paused.' })).toEqual({ name: '', rest: 'Paused.' });
  });

  it('are there for every type, and for one that a newer server may know', () => {
    expect(lookOfLine('trial_pruned').word).toBe('pruned');
    expect(lookOfLine('surprised' as never).word).toBe('surprised');
    expect(typesOf(['trouble', 'study'])).toEqual([
      'trial_retrying',
      'trial_failed',
      'hindered',
      'freed',
      'failed',
      'created',
      'searching',
      'succeeded',
      'cancelled',
    ]);
    expect(typesOf([])).toEqual([]);
    const all = Object.values(lineGroups).flatMap(({ types }) => types as readonly string[]);
    expect(new Set(all).size).toBe(21);
  });
});
