import { useCallback, useEffect, useRef, useState } from 'react';
import { whileSeen } from '@/shared/live/while-seen';
import { readTrialLines, readTrialSeries, type TrialSeries } from './study-api';
import type { TrialStore } from './trial-store';

/** Rows that are only scrolled past are not asked for. */
const SETTLE_MS = 200;
/** What trials that run have told is asked for again so often at most. */
const AGAIN_MS = 3000;
/** So many trials are asked for at once. */
const PART = 200;
const MOST_KEPT = 2000;

type Read<T> = (runIds: readonly string[], metric: string, signal: AbortSignal) => Promise<ReadonlyMap<string, T>>;

/**
 * What some trials have told of a metric, by the ids of their runs. That of a trial that has ended stays; that of one that runs is asked for
 * again while somebody looks at it: in a hidden tab there are no new trials either, as the stream of the study rests.
 *
 * @param metric always the same
 * @param read always the same; of up to 200 runs
 */
function useTold<T>(store: TrialStore, metric: string | undefined, numbers: ArrayLike<number>, read: Read<T>) {
  const [told, setTold] = useState<ReadonlyMap<string, T>>(() => new Map());
  const kept = useRef(told);
  const [isRead, setRead] = useState(false);
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  const askedAt = useRef(new Map<string, number>());
  const wanted = Array.from(numbers).flatMap((number) => {
    const runId = store.runIdOf(number);
    return runId ? [`${runId} ${store.stateOf(number) === 'running' ? 'running' : 'ended'}`] : [];
  });
  const key = wanted.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks again
  useEffect(() => {
    if (metric === undefined || key === '') return;
    const abort = new AbortController();
    const ask = async () => {
      const now = performance.now();
      const due = key.split(',').filter((one) => {
        const asked = askedAt.current.get(one);
        return asked === undefined || (one.endsWith('running') && now - asked > AGAIN_MS);
      });
      for (const one of due) askedAt.current.set(one, now);
      for (let at = 0; at < due.length; at += PART) {
        const runIds = due.slice(at, at + PART).map((one) => one.split(' ')[0] ?? '');
        try {
          const found = await read(runIds, metric, abort.signal);
          const { all, gone } = joined(kept.current, found, MOST_KEPT);
          // What is forgotten is asked for when somebody comes back to it.
          for (const runId of gone) askedAt.current.delete(`${runId} ended`);
          kept.current = all;
          setTold(all);
          setError(undefined);
        } catch (problem) {
          for (const one of due.slice(at)) askedAt.current.delete(one);
          if (!abort.signal.aborted) setError(problem);
          return;
        }
      }
      setRead(true);
    };
    const settle = setTimeout(() => void ask(), SETTLE_MS);
    const rest = key.includes('running') ? whileSeen(() => void ask(), AGAIN_MS + 100) : undefined;
    return () => {
      abort.abort();
      clearTimeout(settle);
      rest?.();
    };
  }, [metric, read, key, tries]);
  const retry = useCallback(() => setTries((known) => known + 1), []);
  /** Nothing is known yet: what is not there may only not have been read. */
  const isPending = key !== '' && !isRead && error === undefined;
  return { told, isPending, error, retry };
}

/** What is known with what was found; and, where that is too much, whose went: that of whom nothing was found for longest. */
export function joined<T>(
  known: ReadonlyMap<string, T>,
  found: ReadonlyMap<string, T>,
  most: number,
): { all: ReadonlyMap<string, T>; gone: readonly string[] } {
  const all = new Map(known);
  for (const [runId, one] of found) {
    all.delete(runId);
    all.set(runId, one);
  }
  const gone = [...all.keys()].slice(0, Math.max(0, all.size - most));
  for (const runId of gone) all.delete(runId);
  return { all, gone };
}

/** The points of a metric. */
export function useTrialSeries(store: TrialStore, metric: string, numbers: ArrayLike<number>) {
  const { told, ...reading } = useTold<TrialSeries>(store, metric, numbers, readTrialSeries);
  return { series: told, ...reading };
}

/** A metric as a short line. A table works without them: they are asked for again with the next rows. */
export function useTrialLines(store: TrialStore, metric: string | undefined, numbers: readonly number[]) {
  return useTold<readonly number[]>(store, metric, numbers, readTrialLines).told;
}

/** The newest trials, in the order of their numbers. */
export function newestTrials(store: TrialStore, most: number): Int32Array {
  const numbers: number[] = [];
  for (let number = store.length - 1; number >= 0 && numbers.length < most; number--) {
    if (store.stateOf(number) !== undefined) numbers.push(number);
  }
  return Int32Array.from(numbers.reverse());
}
