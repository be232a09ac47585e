import { useEffect, useState } from 'react';
import { type AnalysisAnswer, type AnalysisQuestion, Analyst, startAnalysisWorker } from './analysis';
import { frontOf, normalizedPoints } from './front';
import type { Importance, ImportanceQuestion } from './ped-anova';
import type { StudySession } from './study-session';
import { lossOf } from './study-space';
import { COMPLETED, type TrialStore } from './trial-store';
import type { VolumeHistory } from './volume-plot';

/** With fewer completed trials nothing can be said of what was important. */
export const LEAST_FOR_IMPORTANCE = 10;

/** The completed trials as a question to the worker. */
function importanceQuestion(store: TrialStore, objective: number): ImportanceQuestion | undefined {
  const definition = store.objectives[objective];
  const column = store.values[objective];
  if (!definition || !column || store.counts.completed < LEAST_FOR_IMPORTANCE) return undefined;
  const numbers: number[] = [];
  for (let number = 0; number < store.length; number++) if (store.state[number] === COMPLETED) numbers.push(number);
  return {
    space: store.space,
    columns: store.parameters.map((values) => Float64Array.from(numbers, (number) => values[number] ?? Number.NaN)),
    losses: Float64Array.from(numbers, (number) => lossOf(column[number] ?? Number.NaN, definition)),
  };
}

/** Asks the worker each time more trials have completed; the answer stays until the next one is there. */
function useAnalysis<T>(
  session: StudySession,
  question: () => AnalysisQuestion | undefined,
  read: (answer: AnalysisAnswer) => T | undefined,
  /** What else the answer depends on. */
  key: string,
): { answer: T | undefined; error: Error | undefined } {
  const [state, setState] = useState<{ answer: T | undefined; error: Error | undefined }>({
    answer: undefined,
    error: undefined,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the question is another one
  useEffect(() => {
    setState({ answer: undefined, error: undefined });
    const analyst = new Analyst(
      startAnalysisWorker(),
      (answer) => setState({ answer: read(answer), error: undefined }),
      (error) => setState((known) => ({ ...known, error })),
    );
    let asked = -1;
    const ask = () => {
      const { completed } = session.store.counts;
      if (completed === asked) return;
      asked = completed;
      const next = question();
      if (next) analyst.ask(next);
    };
    ask();
    const stop = session.feed.watch(ask);
    return () => {
      stop();
      analyst.end();
    };
  }, [session, key]);
  return state;
}

export function useImportance(
  session: StudySession,
  objective: number,
): { importance: readonly Importance[] | undefined; error: Error | undefined } {
  const { answer, error } = useAnalysis(
    session,
    () => {
      const question = importanceQuestion(session.store, objective);
      return question && { kind: 'importance', ...question };
    },
    (answer) => (answer.kind === 'importance' ? answer.importance : undefined),
    String(objective),
  );
  return { importance: answer, error };
}

/** The hypervolume after each trial; `tooLarge` when the front is too large to be measured. */
export function useHypervolume(session: StudySession): {
  history: VolumeHistory | undefined;
  tooLarge: boolean;
  error: Error | undefined;
} {
  const { answer, error } = useAnalysis(
    session,
    () => {
      const { numbers, points } = frontOf(session.store);
      return points.length > 0 ? { kind: 'hypervolume', numbers, ...normalizedPoints(points) } : undefined;
    },
    (answer) => (answer.kind === 'hypervolume' ? answer : undefined),
    '',
  );
  if (!answer) return { history: undefined, tooLarge: false, error };
  const { numbers, history } = answer;
  return { history: history && { numbers, volume: history }, tooLarge: history === undefined, error };
}
