import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Chart, ChartQuery } from '@/shared/api/types';
import { LivePoints } from '@/shared/chart/live-points';
import { Feed } from '@/shared/live/feed';
import { frames } from '@/shared/live/frame-scheduler';
import { followTopic } from '@/shared/stream/use-stream';
import { TraceSet, traceKeys } from './trace';

/** What only the server has is asked for again so often at most. */
const ASK_AGAIN_MS = 5000;
const AGAIN_MS = 1000;
/** So many points of a single solve come as they are. */
const WIDEST = 4000;
const WIDTH_OF_MANY = 1000;

/** A solve whose course is wanted. */
interface Traced {
  id: string;
  /** Points may still come. */
  live: boolean;
}

/** The live points of every solve on the page: its header and its chart hear the same ones. */
const points = new LivePoints(followTopic);
const followed = new Map<string, number>();

function follow(runIds: readonly string[]): () => void {
  for (const id of runIds) followed.set(id, (followed.get(id) ?? 0) + 1);
  points.setRuns([...followed.keys()]);
  return () => {
    for (const id of runIds) {
      const left = (followed.get(id) ?? 1) - 1;
      if (left > 0) followed.set(id, left);
      else followed.delete(id);
    }
    points.setRuns([...followed.keys()]);
  };
}

const keysOf = (prefix: string) => traceKeys.map((key) => prefix + key);

const requestOf = (runIds: readonly string[], prefix: string): ChartQuery => ({
  runIds: [...runIds],
  keys: keysOf(prefix),
  x: 'relative',
  width: runIds.length === 1 ? WIDEST : WIDTH_OF_MANY,
});

/** Its key begins as that of every chart, so that whoever reads charts anew reads this one, too. */
const tracesQuery = (runIds: readonly string[], prefix: string) => {
  const request = requestOf(runIds, prefix);
  return queryOptions({
    queryKey: ['chart', request],
    queryFn: ({ signal }): Promise<Chart> => unwrap(api.POST('/charts/query', { body: request, signal })),
    gcTime: 60_000,
  });
};

export interface Traces {
  set: TraceSet | undefined;
  feed: Feed;
  pending: boolean;
  error: unknown;
  retry: () => void;
}

/**
 * The courses of some solves: what the server has, and what has come live since, which grows in place.
 *
 * @param prefix of an instance of a set: its curves alone
 * @param zero when that instance began, in epoch seconds, as soon as it is known
 */
export function useTraces(runs: readonly Traced[], prefix = '', zero?: number): Traces {
  const client = useQueryClient();
  const [feed] = useState(() => new Feed());
  const idsKey = runs.map((run) => run.id).join();
  const liveKey = runs
    .filter((run) => run.live)
    .map((run) => run.id)
    .join();
  const ids = useMemo(() => (idsKey === '' ? [] : idsKey.split(',')), [idsKey]);

  // Before the question: what comes while it is answered must not be lost.
  const work = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (liveKey === '') return;
    const liveIds = liveKey.split(',');
    const own = frames.register(() => work.current());
    const stops = [
      ...liveIds.flatMap((id) => keysOf(prefix).map((key) => points.watch(id, key, own.ask))),
      follow(liveIds),
    ];
    return () => {
      for (const stop of stops) stop();
      own.cancel();
    };
  }, [liveKey, prefix]);

  const query = useQuery({ ...tracesQuery(ids, prefix), enabled: ids.length > 0 });
  const answer = query.data;
  const set = useMemo(() => {
    if (!answer) return undefined;
    const made = new TraceSet(answer, ids, prefix, zero);
    made.catchUp(points);
    return made;
  }, [answer, ids, prefix, zero]);

  const asked = useRef(0);
  work.current = () => {
    if (!set) return;
    const isWhole = set.catchUp(points);
    const now = performance.now();
    if (!isWhole && !query.isFetching && now - asked.current > ASK_AGAIN_MS) {
      asked.current = now;
      void query.refetch();
    }
    feed.tell();
  };

  // Live points began anew, or some were lost: the server has all of them.
  useEffect(() => {
    if (liveKey === '') return;
    const mine = new Set(liveKey.split(','));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = points.onAgain((runId) => {
      if (!mine.has(runId)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: tracesQuery(ids, prefix).queryKey });
      }, AGAIN_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [liveKey, ids, prefix, client]);

  // The last points may be stored between the last batch and the end.
  const liveBefore = useRef(liveKey);
  const { refetch } = query;
  useEffect(() => {
    if (liveBefore.current !== liveKey) void refetch();
    liveBefore.current = liveKey;
  }, [liveKey, refetch]);

  return {
    set,
    feed,
    pending: query.isPending && ids.length > 0,
    error: answer ? undefined : query.error,
    retry: () => void query.refetch(),
  };
}
