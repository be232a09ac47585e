import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LogTab } from '@/features/log';
import { AlertDialog } from '@/features/notification';
import { baselineQuery } from '@/shared/api/baseline';
import type { Run } from '@/shared/api/types';
import { formatClock } from '@/shared/format/format';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { Button } from '@/shared/ui/button';
import { EmptyState, Skeleton } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { toastSuccess } from '@/shared/ui/toasts';
import { runNameQuery } from './chart-api';
import { ChartBoard, useChartSearch } from './chart-board';
import type { ChartRun } from './chart-lines';
import { OverlayRuns } from './overlay-runs';
import { isSystem } from './sections';
import { TimeCursor } from './time-cursor';

interface RunChartsProps {
  run: Run;
  /** Points may still come. */
  live: boolean;
  /** Nothing was measured yet because the run has not begun. */
  waits: boolean;
}

/** The charts of a run, by prefix, beside its log when somebody wants both. */
export function RunCharts({ run, live, waits }: RunChartsProps): ReactNode {
  const { search, setSearch } = useChartSearch();
  const baseline = useBaseline(run);
  const runs = useChartRuns(run, live, search.with, search.noBaseline ? undefined : baseline);
  const [cursor] = useState(() => new TimeCursor());
  const split = search.split === true;
  const jump = useJump(split);
  const jumpHere = () => {
    if (cursor.time === undefined) toastSuccess('Point at a chart first: its time is where the log is opened');
    else jump(run.id, cursor.time);
  };
  useShortcuts('Charts', [
    { keys: ['l', 'Shift+l'], what: 'Open the log at the time under the pointer', run: jumpHere },
    {
      keys: 's',
      what: 'Charts and log side by side',
      run: () => setSearch({ split: split ? undefined : true }),
    },
  ]);
  const { with: others, noBaseline } = search;
  const hasBaseline = baseline !== undefined;
  const { id, projectId } = run;
  // A run tells of itself several times a second: its charts do not hear of it.
  const tools = useMemo(
    () => (
      <>
        {hasBaseline && (
          <Toggle
            label="Baseline"
            checked={!noBaseline}
            onChange={(on) => setSearch({ noBaseline: on ? undefined : true })}
          />
        )}
        <OverlayRuns
          runId={id}
          projectId={projectId}
          chosen={others ?? []}
          onChange={(ids) => setSearch({ with: ids })}
        />
        <Button icon="split" aria-pressed={split} onClick={() => setSearch({ split: split ? undefined : true })}>
          Log beside
        </Button>
      </>
    ),
    [id, projectId, others, split, setSearch, hasBaseline, noBaseline],
  );
  const empty = useMemo(() => <NoMetrics live={live} waits={waits} />, [live, waits]);
  const [alert, setAlert] = useState<{ runId: string; metricKey: string; value: number }>();
  const alertMe = useCallback(
    (runId: string, metricKey: string, value: number) => setAlert({ runId, metricKey, value }),
    [],
  );
  const board = (
    <>
      <ChartBoard runs={runs} jumpLogs={jump} onTime={cursor.move} alertMe={alertMe} tools={tools} empty={empty} />
      {alert && (
        <Suspense>
          <AlertDialog opened onClose={() => setAlert(undefined)} projectId={projectId} {...alert} />
        </Suspense>
      )}
    </>
  );
  if (!split) return board;
  return (
    <div className="chart-split">
      <div className="chart-split-charts">{board}</div>
      <div className="chart-split-log">
        <JumpBar cursor={cursor} onJump={jumpHere} />
        <Suspense fallback={<Skeleton rows={12} height={20} />}>
          <LogTab run={run} />
        </Suspense>
      </div>
    </div>
  );
}

/** What the machine did, on one axis of time. */
export function SystemCharts({ run, live, waits }: RunChartsProps): ReactNode {
  const { id, name } = run;
  const runs = useMemo(() => [{ id, name, slot: 0, live }], [id, name, live]);
  const jump = useJump(false);
  const empty = useMemo(
    () => (
      <EmptyState icon="chart" title="No system metrics">
        {live || waits
          ? 'CPU, memory and disk of the run appear here by themselves, a few seconds after it has begun.'
          : 'This run ended before CPU and memory were measured, or its points are past the time for which they are kept.'}
      </EmptyState>
    ),
    [live, waits],
  );
  return <ChartBoard runs={runs} accepts={isSystem} base={onTime} jumpLogs={jump} empty={empty} />;
}

const onTime = { x: 'relative' } as const;

/** The baseline of the project, unless this run is it. */
function useBaseline(run: Run): { id: string; name: string } | undefined {
  const id = useQuery(baselineQuery(run.projectId)).data?.runId ?? undefined;
  const other = id === run.id ? undefined : id;
  const name = useQuery({ ...runNameQuery(other ?? ''), enabled: other !== undefined }).data?.name ?? '';
  return useMemo(() => (other === undefined ? undefined : { id: other, name }), [other, name]);
}

/** The run, those laid over it, and the baseline; each keeps the colour of its place in the address. */
function useChartRuns(
  run: Run,
  live: boolean,
  others: readonly string[] | undefined,
  baseline: { id: string; name: string } | undefined,
): ChartRun[] {
  const { id, name } = run;
  const key = others?.join() ?? '';
  return useMemo(() => {
    const laid = (key === '' ? [] : key.split(',')).filter((other) => other !== id && other !== baseline?.id);
    return [
      { id, name, slot: 0, live },
      ...laid.map((other, at) => ({ id: other, name: '', slot: at + 1, live })),
      ...(baseline ? [{ ...baseline, slot: laid.length + 1, baseline: true }] : []),
    ];
  }, [id, name, live, key, baseline]);
}

/** Opens the log at a time: beside the charts when it is there, else in its tab. */
function useJump(split: boolean): (runId: string, time: number) => void {
  const navigate = useNavigate();
  return useCallback(
    (runId, time) => {
      const at = new Date(time * 1000).toISOString();
      void navigate({
        to: '/projects/$projectId/runs/$runId',
        params: (known: object) => ({ ...known, runId }),
        search: (known: object) => (split ? { ...known, at } : { tab: 'logs', at }),
        resetScroll: false,
      } as never);
    },
    [navigate, split],
  );
}

function JumpBar({ cursor, onJump }: { cursor: TimeCursor; onJump: () => void }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (time: number | undefined) => {
      if (place.current)
        place.current.textContent = time === undefined ? 'the time under the pointer' : formatClock(time * 1000);
    };
    show(cursor.time);
    return cursor.watch(show);
  }, [cursor]);
  return (
    <div className="chart-jump">
      <button type="button" className="link-button" onClick={onJump}>
        Jump logs to <span ref={place} />
      </button>
      <kbd>L</kbd>
    </div>
  );
}

function NoMetrics({ live, waits }: { live: boolean; waits: boolean }) {
  return (
    <EmptyState icon="chart" title={live || waits ? 'No metric yet' : 'No metrics'}>
      {waits
        ? 'The run has not begun. Its metrics appear here as soon as it reports the first.'
        : live
          ? 'The run has not reported a metric so far. The first one appears here by itself.'
          : 'This run ended without reporting a metric. Algorithms that learn step by step report one per step.'}
    </EmptyState>
  );
}
