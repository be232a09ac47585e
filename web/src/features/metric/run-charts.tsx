import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { formatNumber } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { type ChartGroup, chartGroups } from './chart-groups';
import { MetricChart } from './metric-chart';
import type { MetricStore } from './metric-store';
import { useMetricStore } from './use-metric-store';
import './metric.css';

/** The charts of a run; at most `limit` of them, for an overview. */
export function RunCharts({
  runId,
  live,
  waits,
  limit,
}: {
  runId: string;
  live: boolean;
  /** Nothing was measured yet because the run has not begun. */
  waits: boolean;
  limit?: number;
}): ReactNode {
  const { store, shape, error, retry, ready } = useMetricStore(runId, live);
  const [search, setSearch] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape number stands for the keys inside the store
  const keys = useMemo(() => store.keys(), [store, shape]);
  const groups = useMemo(
    () => chartGroups(keys.filter((key) => key.toLowerCase().includes(search.toLowerCase()))),
    [keys, search],
  );
  if (error) return <ProblemView error={error} onRetry={retry} />;
  if (!ready) return <Skeleton rows={2} height={260} />;
  if (keys.length === 0 && limit !== undefined) {
    return (
      <p className="muted">
        {live || waits ? 'No metric yet; the first appears here by itself.' : 'The run reported no metric.'}
      </p>
    );
  }
  if (keys.length === 0) {
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
  if (limit !== undefined) {
    // Once a run has ended, its single values are the headline above; only lines add to that.
    const lines = groups.filter((group) => live || !isSinglePoint(store, group));
    if (lines.length === 0) return null;
    return (
      <div className="charts-grid">
        {keyGroups(lines, limit).map((group) => (
          <GroupView key={group.id} store={store} group={group} />
        ))}
      </div>
    );
  }
  const sections = [...new Set(groups.map((group) => group.section))];
  return (
    <div className="stack-large">
      {keys.length > 6 && (
        <input
          className="input chart-search"
          type="search"
          aria-label="Find a metric"
          placeholder="Find a metric"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {groups.length === 0 && (
        <p className="muted">
          No metric has “{search}” in its key.{' '}
          <button type="button" className="link-button" onClick={() => setSearch('')}>
            Show all
          </button>
        </p>
      )}
      {sections.map((section) => (
        <section key={section} className="stack" aria-label={section}>
          <h2 className="section-title">{section}</h2>
          <div className="charts-grid">
            {groups
              .filter((group) => group.section === section)
              .map((group) => (
                <NearView key={group.id}>
                  <GroupView store={store} group={group} />
                </NearView>
              ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function isSinglePoint(store: MetricStore, group: ChartGroup): boolean {
  return group.keys.every((key) => (store.get(key)?.length ?? 0) <= 1);
}

/** What the run learned comes first; what the machine did is left to the full list. */
function keyGroups(groups: readonly ChartGroup[], limit: number): readonly ChartGroup[] {
  const own = groups.filter((group) => group.section !== 'System');
  return (own.length > 0 ? own : groups).slice(0, limit);
}

/** One value makes no line: it is shown as a number, and becomes a chart with its second point. */
function GroupView({ store, group }: { store: MetricStore; group: ChartGroup }) {
  const [single, setSingle] = useState(() => isSinglePoint(store, group));
  useEffect(() => {
    setSingle(isSinglePoint(store, group));
    return store.onPoints(() => setSingle(isSinglePoint(store, group)));
  }, [store, group]);
  if (!single) return <MetricChart store={store} group={group} />;
  return (
    <div className="stat">
      <div className="stat-name">{group.title}</div>
      {group.keys.map((key) => (
        <div key={key}>
          <span className="stat-value">{formatNumber(store.get(key)?.lastValue)}</span>{' '}
          <span className="muted small">{key}</span>
        </div>
      ))}
      <div className="stat-note">one value</div>
    </div>
  );
}

/** Mounts its child when it comes within a screen of the view, and lets it go when it is far. */
function NearView({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: '100% 0px',
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="near-view">
      {near && children}
    </div>
  );
}
