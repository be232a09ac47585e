import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { Chart, ChartQuery } from '@/shared/api/types';
import type { LivePoints } from '@/shared/chart/live-points';
import { frames } from '@/shared/live/frame-scheduler';
import { chartQuery } from './chart-api';
import { type ChartRun, LineSet, type RunGroup } from './chart-lines';
import type { ChartSettings } from './chart-settings';

/** What only the server can place is asked for again so often while points come. */
const ASK_AGAIN_MS = 5000;
/** The contract's. */
const MOST_WIDTH = 4000;

/** Who zooms in wants the points themselves: they are drawn up to four on a pixel before they become buckets. */
const finer = (width: number) => Math.min(MOST_WIDTH, 4 * width);

function axisOf(x: ChartSettings['x']): Pick<ChartQuery, 'x' | 'xKey'> {
  if (x.startsWith('metric:')) return { x: 'metric', xKey: x.slice('metric:'.length) };
  return { x: x as 'step' | 'epoch' | 'relative' | 'wall' };
}

/** Every raw point of what is seen. */
export function rawRequest(keys: readonly string[], runs: readonly ChartRun[], { x, zoom }: ChartSettings): ChartQuery {
  const range = zoom ? { from: zoom[0], to: zoom[1] } : {};
  return { runIds: runs.map((run) => run.id), keys: [...keys], ...axisOf(x), ...range };
}

function requestOf(
  keys: readonly string[],
  runs: readonly ChartRun[],
  groups: readonly RunGroup[] | undefined,
  settings: ChartSettings,
  width: number,
): ChartQuery {
  const { x, smoothing, clip, aggregate } = settings;
  const runIds = runs.map((run) => run.id);
  const baseline = runs.find((run) => run.baseline)?.id;
  const others = runs.filter((run) => run.id !== baseline).map((run) => run.id);
  const asked = groups ?? [{ name: 'All runs', runIds: others }];
  return {
    runIds,
    keys: [...keys],
    ...axisOf(x),
    width,
    ...(smoothing ? { smoothing } : {}),
    ...(clip ? { clip } : {}),
    ...(aggregate && runIds.length > 1
      ? {
          groups: asked.map((group) => ({ ...group, runIds: [...group.runIds] })),
          aggregate,
          ...(baseline ? { baselineRunId: baseline } : {}),
        }
      : {}),
  };
}

/** The lines of a chart: the server's answer, that of the zoom when there is one, and what has come live since. */
export function useChartData({
  keys,
  runs,
  groups,
  settings,
  width,
  live,
  onPoints,
}: {
  keys: readonly string[];
  runs: readonly ChartRun[];
  groups?: readonly RunGroup[];
  settings: ChartSettings;
  /** In pixels; nothing is asked for before it is known. */
  width: number;
  live: LivePoints;
  /** The lines have changed in place. */
  onPoints: () => void;
}): {
  set: LineSet | undefined;
  answer: Chart | undefined;
  pending: boolean;
  fetching: boolean;
  error: unknown;
  retry: () => void;
} {
  const request = useMemo(() => requestOf(keys, runs, groups, settings, width), [keys, runs, groups, settings, width]);
  const liveRuns = runs.filter((run) => run.live).map((run) => run.id);
  const liveKey = liveRuns.join();
  const keysKey = keys.join('\n');

  // Before the first question: what comes while it is answered must not be lost.
  const turn = useRef<ReturnType<typeof frames.register>>(undefined);
  const work = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (liveKey === '') return;
    const own = frames.register(() => work.current());
    turn.current = own;
    const stops = liveKey
      .split(',')
      .flatMap((runId) => keysKey.split('\n').map((key) => live.watch(runId, key, own.ask)));
    return () => {
      for (const stop of stops) stop();
      own.cancel();
    };
  }, [live, liveKey, keysKey]);

  const { zoom } = settings;
  const whole = useQuery({ ...chartQuery(request), placeholderData: keepPreviousData, enabled: width > 0 && !zoom });
  const part = useQuery({
    ...chartQuery(zoom ? { ...request, width: finer(width), from: zoom[0], to: zoom[1] } : request),
    placeholderData: keepPreviousData,
    enabled: width > 0 && Boolean(zoom),
  });
  const answer = zoom ? (part.data ?? whole.data) : whole.data;
  const shown = zoom ? part : whole;
  const wasPlaced = useRef(0);

  const set = useMemo(() => {
    if (!answer) return undefined;
    const own = new LineSet(answer, runs, settings);
    if (!settings.zoom && LineSet.placesLive(settings)) own.catchUp(live);
    return own;
  }, [answer, runs, settings, live]);

  work.current = () => {
    if (!set || zoom) return;
    const now = performance.now();
    if (!LineSet.placesLive(settings)) {
      if (now - wasPlaced.current < ASK_AGAIN_MS || whole.isFetching) {
        turn.current?.ask();
        return;
      }
      wasPlaced.current = now;
      void whole.refetch();
      return;
    }
    const complete = set.catchUp(live);
    if (
      (!complete || set.grown > width * set.lines.length) &&
      !whole.isFetching &&
      now - wasPlaced.current > ASK_AGAIN_MS
    ) {
      wasPlaced.current = now;
      void whole.refetch();
    }
    onPoints();
  };

  // The last points of a run may be stored between the last batch and its end.
  const liveBefore = useRef(liveKey);
  const { refetch } = whole;
  useEffect(() => {
    if (liveBefore.current !== liveKey) void refetch();
    liveBefore.current = liveKey;
  }, [liveKey, refetch]);

  return {
    set,
    answer,
    pending: shown.isPending && !answer,
    fetching: shown.isFetching,
    error: answer ? undefined : shown.error,
    retry: () => void shown.refetch(),
  };
}
