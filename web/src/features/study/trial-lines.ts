import { useEffect, useRef, useState } from 'react';
import { numberOf } from '@/shared/chart/metric-number';
import { readTrialLines } from './study-api';
import type { TrialStore } from './trial-store';

/** Rows that are only scrolled past are not asked for. */
const SETTLE_MS = 200;
/** The lines of trials that run are asked for again so often at most. */
const AGAIN_MS = 3000;
const MOST_KEPT = 2000;

/**
 * What the trials in sight have reported of a metric, each as a short line. Those of a trial that has ended stay; those of one that runs are
 * asked for again while it is looked at.
 */
export function useTrialLines(
  store: TrialStore,
  metric: string | undefined,
  numbers: readonly number[],
): ReadonlyMap<string, readonly number[]> {
  const [lines, setLines] = useState<ReadonlyMap<string, readonly number[]>>(new Map());
  const askedAt = useRef(new Map<string, number>());
  const wanted = numbers.flatMap((number) => {
    const runId = store.runIdOf(number);
    return runId ? [`${runId} ${store.stateOf(number) === 'running' ? 'running' : 'ended'}`] : [];
  });
  const key = wanted.join();
  useEffect(() => {
    if (metric === undefined || key === '') return;
    const abort = new AbortController();
    const ask = () => {
      const now = performance.now();
      const due = key.split(',').filter((one) => {
        const asked = askedAt.current.get(one);
        return asked === undefined || (one.endsWith('running') && now - asked > AGAIN_MS);
      });
      if (due.length === 0) return;
      for (const one of due) askedAt.current.set(one, now);
      const runIds = due.slice(0, 200).map((one) => one.split(' ')[0] ?? '');
      readTrialLines(runIds, metric, abort.signal).then(
        (found) =>
          setLines((known) => {
            const next = new Map(known);
            for (const [runId, values] of found) next.set(runId, values.map(numberOf));
            // The oldest go first: what is looked at has just been put.
            for (const runId of next.keys()) {
              if (next.size <= MOST_KEPT) break;
              next.delete(runId);
            }
            return next;
          }),
        () => {
          // A table works without its lines; they are asked for again with the next rows.
          for (const one of due) askedAt.current.delete(one);
        },
      );
    };
    const settle = setTimeout(ask, SETTLE_MS);
    const again = key.includes('running') ? setInterval(ask, AGAIN_MS + 100) : undefined;
    return () => {
      abort.abort();
      clearTimeout(settle);
      clearInterval(again);
    };
  }, [metric, key]);
  return lines;
}
