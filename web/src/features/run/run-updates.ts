import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { artifactsKey } from '@/features/artifact';
import type { Artifact, Run } from '@/shared/api/types';
import { useTopic } from '@/shared/stream/use-stream';
import { runQuery, runTimelineQuery } from './queries';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

const FLUSH_MS = 250;
const REFRESH_MS = 1000;

/** Runs work at most once per `millis`, and once more after the last call. */
class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly millis: number;

  constructor(millis: number) {
    this.millis = millis;
  }

  run(work: () => void): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      work();
    }, this.millis);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

function runOf(item: unknown): Run | undefined {
  const { type, run } = item as { type?: string; run?: Run };
  return type === 'run' ? run : undefined;
}

/** The newer of two states of one run. */
export function newer(known: Run | undefined, run: Run): Run {
  return known && known.revision > run.revision ? known : run;
}

function replaceIn<P extends Page<Run>>(page: P, runs: ReadonlyMap<string, Run>): P {
  if (!page.items.some((item) => runs.has(item.id))) return page;
  const items = page.items.map((item) => {
    const update = runs.get(item.id);
    return update ? newer(item, update) : item;
  });
  return { ...page, items };
}

function patchLists(client: QueryClient, projectId: string, runs: ReadonlyMap<string, Run>): void {
  client.setQueriesData<Page<Run>>({ queryKey: ['runs', projectId, 'short'] }, (data) =>
    data ? replaceIn(data, runs) : data,
  );
}

/** Keeps the short lists of a project's runs up to date in place; the table of all runs follows the stream by itself. */
export function useProjectRunUpdates(projectId: string): void {
  const client = useQueryClient();
  const waiting = useMemo(() => new Map<string, Run>(), []);
  const flush = useMemo(() => new Throttle(FLUSH_MS), []);
  const refresh = useMemo(() => new Throttle(REFRESH_MS), []);
  useEffect(
    () => () => {
      flush.cancel();
      refresh.cancel();
    },
    [flush, refresh],
  );
  const readShortLists = () =>
    refresh.run(() => void client.invalidateQueries({ queryKey: ['runs', projectId, 'short'] }));
  const readAll = () => void client.invalidateQueries({ queryKey: ['runs', projectId, 'short'] });
  const seenSnapshot = useRef(false);
  useTopic(`project:${projectId}:runs`, {
    onSnapshot: () => {
      // The lists were asked for when the page opened; only a later snapshot means that something was missed.
      if (seenSnapshot.current) readAll();
      else readShortLists();
      seenSnapshot.current = true;
    },
    onGap: readAll,
    onBatch: (items) => {
      for (const item of items) {
        const run = runOf(item);
        if (run) waiting.set(run.id, newer(waiting.get(run.id), run));
      }
      flush.run(() => {
        const runs = new Map(waiting);
        waiting.clear();
        patchLists(client, projectId, runs);
        readShortLists();
      });
    },
  });
}

interface RunSnapshot {
  run: Run;
  artifacts: Artifact[];
}

/** Follows one run: its state, its timeline and its artifacts. A burst of states becomes one change of the page. */
export function useRunUpdates(runId: string): void {
  const client = useQueryClient();
  const waiting = useRef<Run | undefined>(undefined);
  const flush = useMemo(() => new Throttle(FLUSH_MS), []);
  useEffect(() => () => flush.cancel(), [flush]);
  const again = useMemo(() => new Throttle(REFRESH_MS), []);
  useEffect(() => () => again.cancel(), [again]);
  const readTimeline = () =>
    again.run(() => void client.invalidateQueries({ queryKey: runTimelineQuery(runId).queryKey }));
  const put = (run: Run) => client.setQueryData<Run>(runQuery(runId).queryKey, (known) => newer(known, run));
  useTopic(`run:${runId}`, {
    onSnapshot: (state) => {
      const { run, artifacts } = state as RunSnapshot;
      put(run);
      readTimeline();
      client.setQueryData(artifactsKey(runId), { items: artifacts, nextCursor: null, total: artifacts.length });
    },
    onGap: () => void client.invalidateQueries({ queryKey: ['run', runId] }),
    onBatch: (items) => {
      for (const item of items) {
        const { type, artifact } = item as { type?: string; artifact?: Artifact };
        const run = runOf(item);
        if (run) waiting.current = newer(waiting.current, run);
        else if (type === 'event') readTimeline();
        else if (type === 'artifact' && artifact) addArtifact(client, runId, artifact);
      }
      flush.run(() => {
        if (waiting.current) put(waiting.current);
        waiting.current = undefined;
      });
    },
  });
}

function addArtifact(client: QueryClient, runId: string, artifact: Artifact): void {
  client.setQueryData<Page<Artifact>>(artifactsKey(runId), (page) => {
    if (!page) return page;
    const items = [...page.items.filter((known) => known.name !== artifact.name), artifact];
    return { ...page, items, total: items.length };
  });
}
