import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { useTopic } from '@/shared/stream/use-stream';
import { MetricStore } from './metric-store';

const WIDTH = 1200;

/**
 * The series of a run: history by REST, then live points. The snapshot of the topic marks the place: it is asked for first, so
 * that nothing falls between the two, and what comes twice is dropped by its step.
 */
export function useMetricStore(runId: string, live: boolean) {
  const store = useRef<MetricStore>(null);
  store.current ??= new MetricStore();
  const current = store.current;
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const shape = useSyncExternalStore(current.onShape, () => current.shape);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round means "read again"
  useEffect(() => {
    const abort = new AbortController();
    current.expectLoad();
    unwrap(
      api.GET('/runs/{runId}/metrics', {
        params: { path: { runId }, query: { width: WIDTH } },
        signal: abort.signal,
      }),
    ).then(
      (series) => {
        setError(undefined);
        current.load(series.items);
      },
      (cause) => {
        if (!abort.signal.aborted) setError(cause);
      },
    );
    return () => abort.abort();
  }, [runId, current, round]);

  const again = () => setRound((count) => count + 1);
  useTopic(
    live ? `run:${runId}:metrics` : undefined,
    { onSnapshot: again, onBatch: (items) => current.append(items), onGap: again },
    { visibleOnly: true },
  );
  // The last points of a run may be stored between the last batch and its end.
  const wasLive = useRef(live);
  useEffect(() => {
    if (wasLive.current && !live) setRound((count) => count + 1);
    wasLive.current = live;
  }, [live]);

  return { store: current, shape, error, retry: again, ready: shape > 0 };
}
