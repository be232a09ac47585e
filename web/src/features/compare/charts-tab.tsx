import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { ChartBoard, type ChartRun, Highlight } from '@/features/metric';
import { highlightedRun, highlightRun, onHighlight } from '@/shared/live/highlight';
import { EmptyState } from '@/shared/ui/feedback';
import type { TabProps } from './tab-props';

const ACTIVE = ['created', 'queued', 'starting', 'running', 'lost_contact', 'retrying', 'cancelling'];

/** The metrics of all runs, each metric in one chart. */
export function ChartsTab({ projectId, runs }: TabProps): ReactNode {
  const navigate = useNavigate();
  const highlight = useSharedHighlight();
  const drawn = useMemo<ChartRun[]>(
    () =>
      runs.map(({ id, name, slot, baseline, visible, run }) => ({
        id,
        name,
        slot,
        baseline,
        visible,
        live: ACTIVE.includes(run.status),
      })),
    [runs],
  );
  return (
    <ChartBoard
      runs={drawn}
      highlight={highlight}
      openRun={(runId) => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId } })}
      empty={
        <EmptyState icon="chart" title="No metric yet">
          None of these runs has logged a metric; the first one appears here.
        </EmptyState>
      }
    />
  );
}

/** What stands out in the charts stands out on the whole page, and the other way round. */
function useSharedHighlight(): Highlight {
  const [highlight] = useState(() => new Highlight());
  useEffect(() => {
    highlight.set(highlightedRun());
    const ends = [onHighlight((run) => highlight.set(run)), highlight.watch(highlightRun)];
    return () => {
      for (const end of ends) end();
    };
  }, [highlight]);
  return highlight;
}
