import { describe, expect, it } from 'vitest';
import { type AnalysisAnswer, type AnalysisQuestion, type AnalysisWorker, Analyst, answerTo } from './analysis';

class HeldWorker implements AnalysisWorker {
  readonly questions: AnalysisQuestion[] = [];
  private tell: (answer: AnalysisAnswer) => void = () => undefined;
  private refuse: (error: Error) => void = () => undefined;

  listen(answer: (answer: AnalysisAnswer) => void, fail: (error: Error) => void): void {
    this.tell = answer;
    this.refuse = fail;
  }

  ask(question: AnalysisQuestion): void {
    this.questions.push(question);
  }

  answer(): void {
    const last = this.questions.at(-1);
    if (last) this.tell(answerTo(last));
  }

  fail(): void {
    this.refuse(new Error('broken'));
  }

  end(): void {}
}

const area = (side: number): AnalysisQuestion => ({
  kind: 'hypervolume',
  numbers: [side],
  points: [[0, 0]],
  reference: [side, side],
});

describe('70: questions to the worker', () => {
  it('are asked one at a time, and only the newest of those that wait', () => {
    const worker = new HeldWorker();
    const answers: AnalysisAnswer[] = [];
    const analyst = new Analyst(
      worker,
      (answer) => answers.push(answer),
      () => undefined,
    );
    for (const side of [1, 2, 3]) analyst.ask(area(side));
    expect(worker.questions).toEqual([area(1)]);
    worker.answer();
    expect(worker.questions).toEqual([area(1), area(3)]);
    worker.answer();
    expect(answers).toEqual([
      { kind: 'hypervolume', numbers: [1], history: Float64Array.from([1]) },
      { kind: 'hypervolume', numbers: [3], history: Float64Array.from([9]) },
    ]);
  });

  it('go on after one that failed', () => {
    const worker = new HeldWorker();
    const errors: string[] = [];
    const analyst = new Analyst(
      worker,
      () => undefined,
      (error) => errors.push(error.message),
    );
    analyst.ask(area(1));
    analyst.ask(area(2));
    worker.fail();
    expect(errors).toEqual(['broken']);
    expect(worker.questions).toEqual([area(1), area(2)]);
  });
});
