import { hypervolumeHistory } from './pareto';
import { type Importance, type ImportanceQuestion, importanceOf } from './ped-anova';

/** What is computed beside the page: a question and its answer. */
export type AnalysisQuestion =
  | ({ kind: 'importance' } & ImportanceQuestion)
  | {
      kind: 'hypervolume';
      /** The trials of the points. */
      numbers: readonly number[];
      points: readonly (readonly number[])[];
      reference: readonly number[];
    };

export type AnalysisAnswer =
  | { kind: 'importance'; importance: readonly Importance[] }
  /** Undefined: the front is too large to be measured. */
  | { kind: 'hypervolume'; numbers: readonly number[]; history: Float64Array | undefined };

export function answerTo(question: AnalysisQuestion): AnalysisAnswer {
  if (question.kind === 'importance') return { kind: 'importance', importance: importanceOf(question) };
  const { numbers, points, reference } = question;
  return { kind: 'hypervolume', numbers, history: hypervolumeHistory(points, reference) };
}

/** What answers questions beside the page: a worker, or a fake in tests. */
export interface AnalysisWorker {
  listen(answer: (answer: AnalysisAnswer) => void, fail: (error: Error) => void): void;
  ask(question: AnalysisQuestion): void;
  end(): void;
}

export function startAnalysisWorker(): AnalysisWorker {
  const worker = new Worker(new URL('./analysis-worker.ts', import.meta.url), { type: 'module' });
  return {
    listen: (answer, fail) => {
      worker.addEventListener('message', (event: MessageEvent<AnalysisAnswer>) => answer(event.data));
      worker.addEventListener('error', ({ message }) =>
        fail(new Error(message || 'The analysis could not be loaded.')),
      );
    },
    ask: (question) => worker.postMessage(question),
    end: () => worker.terminate(),
  };
}

/** One question at a time: of those that come meanwhile, the newest is asked next, and the others never are. */
export class Analyst {
  private readonly worker: AnalysisWorker;
  private waiting: AnalysisQuestion | undefined;
  private busy = false;

  constructor(worker: AnalysisWorker, onAnswer: (answer: AnalysisAnswer) => void, onError: (error: Error) => void) {
    this.worker = worker;
    worker.listen(
      (answer) => {
        this.busy = false;
        onAnswer(answer);
        this.next();
      },
      (error) => {
        this.busy = false;
        onError(error);
        this.next();
      },
    );
  }

  ask(question: AnalysisQuestion): void {
    this.waiting = question;
    this.next();
  }

  end(): void {
    this.worker.end();
  }

  private next(): void {
    const question = this.waiting;
    if (this.busy || !question) return;
    this.waiting = undefined;
    this.busy = true;
    this.worker.ask(question);
  }
}
