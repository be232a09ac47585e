import { type ReactNode, useMemo } from 'react';
import type { Run } from '@/shared/api/types';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { useChartPage, useChartSearch, useMetricKeys } from './chart-board';
import { ChartCard } from './chart-card';
import { chartGroups } from './chart-groups';
import { changeChart, settingsOf } from './chart-settings';
import './metric.css';

const SECTION = 'key';

/** The few charts that tell most about a run, for its overview: what it learned, on its own rows and on held-out ones. */
export function KeyCharts({
  run,
  live,
  waits,
  count = 4,
}: {
  run: Run;
  live: boolean;
  waits: boolean;
  count?: number;
}): ReactNode {
  const runs = useMemo(() => [{ id: run.id, name: run.name, slot: 0, live }], [run.id, run.name, live]);
  const page = useChartPage(runs, {});
  const { board, setBoard } = useChartSearch();
  const keys = useMetricKeys(runs);
  const items = keys.data;
  const charts = useMemo(() => {
    // Once a run has ended, its single values are the headline above; only lines add to that.
    const lines = (items ?? []).filter((one) => live || one.points === undefined || one.points > 1);
    const groups = chartGroups(lines.map((one) => one.key));
    const own = groups.filter((group) => group.section !== 'System');
    return (own.length > 0 ? own : groups).slice(0, count);
  }, [items, live, count]);
  if (keys.error) return <ProblemView error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!items) return <Skeleton rows={2} height={260} />;
  if (items.length === 0) {
    return (
      <p className="muted">
        {live || waits ? 'No metric yet; the first appears here by itself.' : 'The run reported no metric.'}
      </p>
    );
  }
  if (charts.length === 0) return null;
  const ids = charts.map((chart) => chart.id);
  return (
    <div className="charts-grid">
      {charts.map((chart) => {
        const settings = settingsOf(board, SECTION, chart.id);
        return (
          <ChartCard
            key={chart.id}
            page={page}
            chart={chart}
            runs={runs}
            settings={settings}
            change={(change) =>
              setBoard((known) => changeChart(known, SECTION, chart.id, ids, change), 'zoom' in change)
            }
            axis={settings.x}
            metricKeys={items.map((one) => one.key)}
          />
        );
      })}
    </div>
  );
}
