import { describe, expect, it } from 'vitest';
import type { Study } from '@/shared/api/types';
import type { TopicHandler, TopicOptions } from '@/shared/stream/stream-client';
import type { TrialPage } from './study-api';
import { StudySession } from './study-session';
import { columnsOf, type TrialLine } from './trial-fixture';

const study = {
  run: { id: 's' },
  search: { depth: { type: 'integer', low: 2, high: 10 } },
  objectives: [{ metric: 'auc', direction: 'maximize' }],
  constraints: [],
} as unknown as Study;

/** A server that answers when it is told to, and a stream of one topic. */
class Server {
  readonly asked: (string | undefined)[] = [];
  readonly followed: { topic: string; options: TopicOptions }[] = [];
  readonly studies: Study[] = [];
  handler: TopicHandler | undefined;
  lost = 0;
  private answers: { resolve: (page: TrialPage) => void; reject: (error: Error) => void }[] = [];

  session(): StudySession {
    return new StudySession(study, {
      read: (after) => {
        this.asked.push(after);
        return new Promise((resolve, reject) => this.answers.push({ resolve, reject }));
      },
      follow: (topic, handler, options) => {
        this.followed.push({ topic, options });
        this.handler = handler;
        return () => {
          this.handler = undefined;
        };
      },
      onStudy: (one) => this.studies.push(one),
      onStudyLost: () => this.lost++,
      register: (draw) => ({ ask: draw, cancel: () => undefined }),
    });
  }

  async answer(lines: TrialLine[], revision: string, more = false, deleted: number[] = []): Promise<void> {
    this.answers.shift()?.resolve({ ...columnsOf(lines, revision), more, total: 3, deleted });
    await settled();
  }

  async refuse(): Promise<void> {
    this.answers.shift()?.reject(new Error('away'));
    await settled();
  }
}

const settled = async () => {
  for (let round = 0; round < 5; round++) await Promise.resolve();
};

describe('the trials of an open page', () => {
  it('are read page by page, and followed from where the last one ended', async () => {
    const server = new Server();
    const session = server.session();
    session.open();
    await server.answer([{ number: 0, values: [0.5] }], '10', true);
    expect(session.reading).toMatchObject({ isReading: true, total: 3 });
    expect(server.followed).toEqual([]);
    await server.answer([{ number: 1, state: 'running' }], '20');
    expect(server.asked).toEqual([undefined, '10']);
    expect(server.followed).toEqual([{ topic: 'study:s', options: { after: '20', visibleOnly: true } }]);
    server.handler?.onBatch([
      { type: 'trials', ...columnsOf([{ number: 1, values: [0.7] }], '30') },
      { type: 'study', study },
    ]);
    expect([session.store.counts.completed, session.store.revision, server.studies.length]).toEqual([2, '30', 1]);
    expect(session.selection.count).toBe(2);
  });

  it('are read from the last revision on when something was lost, once more if it is lost meanwhile', async () => {
    const server = new Server();
    const session = server.session();
    session.open();
    await server.answer([{ number: 0, state: 'running' }], '10');
    server.handler?.onGap?.('polling');
    server.handler?.onGap?.('polling');
    expect([server.asked, server.lost]).toEqual([[undefined, '10'], 2]);
    await server.answer([{ number: 0, values: [0.5] }], '11');
    expect(server.asked).toEqual([undefined, '10', '11']);
    await server.answer([], '11');
    expect(server.asked).toHaveLength(3);
    expect(server.followed).toHaveLength(1);
  });

  it('lose what was deleted, whoever tells of it', async () => {
    const server = new Server();
    const session = server.session();
    session.open();
    await server.answer([{ number: 0, values: [0.5] }], '10', true);
    await server.answer([{ number: 1, values: [0.7] }, { number: 2 }], '20', false, [0]);
    expect([session.store.stateOf(0), session.store.counts.completed]).toEqual([undefined, 2]);
    server.handler?.onBatch([
      { type: 'deleted', number: [1] },
      { type: 'study', study },
    ]);
    expect([session.store.stateOf(1), session.selection.count]).toEqual([undefined, 1]);
  });

  it('bring the news to whoever reads more of the study', async () => {
    const server = new Server();
    const session = server.session();
    let told = 0;
    session.news.watch(() => told++);
    session.open();
    await server.answer([], '10');
    expect(told).toBe(0);
    server.handler?.onBatch([{ type: 'study', study }]);
    server.handler?.onGap?.('polling');
    server.handler?.onSnapshot?.({ study });
    expect(told).toBe(3);
  });

  it('tell a failure, keep what they have, and can be tried again', async () => {
    const server = new Server();
    const session = server.session();
    session.open();
    await server.refuse();
    expect(session.reading).toMatchObject({ isReading: false, error: new Error('away') });
    expect(server.followed).toEqual([]);
    session.retry();
    await server.answer([{ number: 0, values: [0.5] }], '10');
    expect(session.reading).toMatchObject({ isReading: false, error: undefined });
    expect(server.followed).toHaveLength(1);
  });

  it('are let go when the page is left, and are still there when it is opened again', async () => {
    const server = new Server();
    const session = server.session();
    const close = session.open();
    await server.answer([{ number: 0, values: [0.5] }], '10');
    close();
    expect(server.handler).toBeUndefined();
    session.open();
    expect(server.asked).toEqual([undefined, '10']);
    await server.answer([], '10');
    expect([session.store.length, server.followed.length]).toEqual([1, 2]);
  });
});
