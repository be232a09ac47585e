import { useCallback, useEffect, useRef, useState } from 'react';
import { readTrialSeries, type TrialSeries } from './study-api';
import type { TrialStore } from './trial-store';

const SETTLE_MS = 200;
/** What trials that run have told is asked for again so often at most. */
const AGAIN_MS = 3000;
/** So many trials are asked for at once. */
const PART = 200;

const NO_SERIES: ReadonlyMap<string, TrialSeries> = new Map();

/**
 * What some trials have told of a metric, by the ids of their runs. Those of a trial that has ended stay; those of one that runs are asked for
 * again.
 *
 * @param metric always the same
 */
export function useTrialSeries(store: TrialStore, metric: string, numbers: ArrayLike<number>) {
  const [series, setSeries] = useState(NO_SERIES);
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
    if (key === '') return;
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
          const found = await readTrialSeries(runIds, metric, abort.signal);
          setSeries((known) => new Map([...known, ...found]));
          setError(undefined);
        } catch (problem) {
          for (const one of due.slice(at)) askedAt.current.delete(one);
          if (!abort.signal.aborted) setError(problem);
          return;
        }
      }
    };
    const settle = setTimeout(() => void ask(), SETTLE_MS);
    const again = key.includes('running') ? setInterval(() => void ask(), AGAIN_MS + 100) : undefined;
    return () => {
      abort.abort();
      clearTimeout(settle);
      clearInterval(again);
    };
  }, [metric, key, tries]);
  const retry = useCallback(() => setTries((known) => known + 1), []);
  return { series, error, retry };
}

/** The newest trials, in the order of their numbers. */
export function newestTrials(store: TrialStore, most: number): Int32Array {
  const numbers: number[] = [];
  for (let number = store.length - 1; number >= 0 && numbers.length < most; number--) {
    if (store.stateOf(number) !== undefined) numbers.push(number);
  }
  return Int32Array.from(numbers.reverse());
}
