import { afterEach, describe, expect, it, vi } from 'vitest';
import { findMarks, type MarkAnswer, type MarkQuestion, type MarkWorker, PlainMarks, WorkerMarks } from './marks';

/** Answers when the test says so. */
class HeldWorker implements MarkWorker {
  private take: (answer: MarkAnswer) => void = () => {};
  questions: MarkQuestion[] = [];
  ended = false;

  listen(take: (answer: MarkAnswer) => void): void {
    this.take = take;
  }

  ask(question: MarkQuestion): void {
    this.questions.push(question);
  }

  end(): void {
    this.ended = true;
  }

  answer(): void {
    const question = this.questions.at(-1);
    if (!question) throw new Error('Nothing was asked');
    const pattern = new RegExp(question.source, question.flags);
    this.take({ id: question.id, marks: question.texts.map((text) => findMarks(text, pattern)) });
  }
}

function marksOf(pattern: RegExp) {
  const worker = new HeldWorker();
  const events = { more: 0, givenUp: 0 };
  const marks = new WorkerMarks(pattern, worker, {
    onMore: () => events.more++,
    onGivenUp: () => events.givenUp++,
  });
  return { worker, events, marks };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('marks', () => {
  it('of a plain text are there at once', () => {
    expect(new PlainMarks(/b/g).of('abcb')).toEqual([
      { from: 1, to: 2 },
      { from: 3, to: 4 },
    ]);
  });

  it('are bounded, and an empty match ends them', () => {
    expect(findMarks('x'.repeat(5_000), /x/g)).toHaveLength(200);
    expect(findMarks('abc', /y*/g)).toEqual([]);
  });

  it('of an expression are asked of a worker, all rows of a frame in one question', async () => {
    const { worker, events, marks } = marksOf(/l\d/g);
    expect(marks.of('l1')).toEqual([]);
    expect(marks.of('l2 l3')).toEqual([]);
    expect(marks.of('l1')).toEqual([]);
    await Promise.resolve();
    expect(worker.questions.map((one) => one.texts)).toEqual([['l1', 'l2 l3']]);
    worker.answer();
    expect(events.more).toBe(1);
    expect(marks.of('l2 l3')).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 5 },
    ]);
    expect(worker.questions).toHaveLength(1);
  });

  it('that are wanted while the worker works are asked for after it', async () => {
    const { worker, marks } = marksOf(/x/g);
    marks.of('first');
    await Promise.resolve();
    marks.of('second x');
    await Promise.resolve();
    expect(worker.questions).toHaveLength(1);
    worker.answer();
    expect(worker.questions.at(-1)?.texts).toEqual(['second x']);
    worker.answer();
    expect(marks.of('second x')).toEqual([{ from: 7, to: 8 }]);
  });

  it('are given up when the expression takes too long, and never asked for again', async () => {
    vi.useFakeTimers();
    const { worker, events, marks } = marksOf(/(a+)+$/g);
    marks.of('the worker is loaded');
    await Promise.resolve();
    vi.advanceTimersByTime(4_999);
    worker.answer();
    marks.of(`${'a'.repeat(40)}b`);
    await Promise.resolve();
    vi.advanceTimersByTime(499);
    expect(worker.ended).toBe(false);
    vi.advanceTimersByTime(1);
    expect(worker.ended).toBe(true);
    expect(events.givenUp).toBe(1);
    expect(marks.of('another')).toEqual([]);
    await Promise.resolve();
    expect(worker.questions).toHaveLength(2);
  });
});
