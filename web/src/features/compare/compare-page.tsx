import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense, useMemo } from 'react';
import { runsParameter } from '@/shared/format/run-slots';
import { useSetCrumb } from '@/shared/ui/crumb';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { Tabs } from '@/shared/ui/tabs';
import { ChartsTab } from './charts-tab';
import {
  type CompareSearch,
  type CompareTab,
  listOf,
  MOST_BESIDE,
  MOST_RUNS,
  slotsOf,
  toggled,
  withRun,
} from './compare-search';
import { comparedRuns } from './comparison';
import { ConfigTab } from './config-tab';
import { CurvesTab } from './curves-tab';
import { MetricsTab } from './metrics-tab';
import { ParallelTab } from './parallel-tab';
import { ParamsTab } from './params-tab';
import { comparisonQuery } from './queries';
import { ReportTab } from './report-tab';
import { RunPicker } from './run-picker';
import { RunStrip } from './run-strip';
import { SolvesTab } from './solves-tab';
import './compare.css';

const everyTab: readonly { id: CompareTab; label: string }[] = [
  { id: 'charts', label: 'Charts' },
  { id: 'params', label: 'Params' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'curves', label: 'Curves' },
  { id: 'parallel', label: 'Parallel coordinates' },
  { id: 'config', label: 'Config and environment' },
  { id: 'report', label: 'Report' },
];

/** Solves have a page of their own; runs of several kinds are compared in what all of them have. */
const solvesTab = { id: 'solves', label: 'Solves' } as const;

/** Changes what the address says; the page follows. */
export type SetCompare = (change: Partial<CompareSearch>) => void;

export function ComparePage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as CompareSearch;
  const navigate = useNavigate();
  const set: SetCompare = (change) =>
    void navigate({
      to: '.',
      search: (known: Record<string, unknown>) => ({ ...known, ...change }),
      replace: true,
      resetScroll: false,
    });
  useSetCrumb('Compare');
  const slots = useMemo(() => slotsOf(search.runs), [search.runs]);
  const add = (id: string) => set({ runs: runsParameter(withRun(slots, id)) });
  return (
    <div className="page compare-page">
      <PageHeader
        title="Compare"
        documentTitle="Compare"
        meta={
          <span className="muted">
            at most {MOST_RUNS} runs over each other, {MOST_BESIDE} side by side
          </span>
        }
        actions={<RunPicker projectId={projectId} taken={slots.map((one) => one.id)} onPick={add} />}
      />
      {slots.length === 0 ? (
        <NoRuns projectId={projectId} onPick={add} />
      ) : (
        <Comparison projectId={projectId} slots={slots} search={search} set={set} />
      )}
    </div>
  );
}

function NoRuns({ projectId, onPick }: { projectId: string; onPick: (id: string) => void }) {
  return (
    <EmptyState
      icon="runs"
      title="No run to compare yet"
      action={<RunPicker projectId={projectId} taken={[]} onPick={onPick} inline />}
    >
      Pick two or more runs; they are over each other in charts and side by side in tables. The newest are offered
      first.
    </EmptyState>
  );
}

function Comparison({
  projectId,
  slots,
  search,
  set,
}: {
  projectId: string;
  slots: { id: string; slot: number }[];
  search: CompareSearch;
  set: SetCompare;
}) {
  const ids = useMemo(() => slots.map((one) => one.id), [slots]);
  const query = comparisonQuery(projectId, ids);
  const comparison = useQuery(query);
  const client = useQueryClient();
  const { baseline, pin, hidden } = search;
  const runs = useMemo(
    () =>
      comparison.data
        ? comparedRuns(comparison.data, slots, { baseline, pinned: listOf(pin), hidden: listOf(hidden) }).filter(
            (run) => ids.includes(run.id),
          )
        : [],
    [comparison.data, slots, baseline, pin, hidden, ids],
  );
  if (comparison.isError) {
    return <ProblemView error={comparison.error} onRetry={() => void comparison.refetch()} />;
  }
  if (!comparison.data) return <Skeleton rows={8} height={32} />;
  const data = comparison.data;
  const gone = ids.length - runs.length;
  const part = { projectId, comparison: data, runs, search, set };
  const areSolves = runs.length > 0 && runs.every(({ run }) => run.kind === 'solve');
  const tabs: typeof everyTab = areSolves ? [solvesTab, ...everyTab] : everyTab;
  const first = tabs[0]?.id ?? 'charts';
  const tab = tabs.find((one) => one.id === search.tab)?.id ?? first;
  return (
    <>
      <RunStrip
        runs={runs}
        onHide={(id) => set({ hidden: toggled(hidden, id) })}
        onPin={(id) => set({ pin: toggled(pin, id) })}
        onBaseline={(id) => set({ baseline: baseline === id ? undefined : id })}
        onRemove={(id) =>
          set({
            runs: runsParameter(slots.filter((one) => one.id !== id)) || undefined,
            baseline: baseline === id ? undefined : baseline,
          })
        }
      />
      {gone > 0 && !comparison.isPlaceholderData && (
        <Banner tone="warning">
          {gone === 1 ? 'One of the runs is' : `${gone} of the runs are`} not there, or not yours to see.
        </Banner>
      )}
      {data.truncated && <Banner tone="info">Only the first 2,000 metrics and parameters are compared.</Banner>}
      <Tabs
        label="Comparison"
        tabs={[...tabs]}
        active={tab}
        onChange={(next) => set({ tab: next === first ? undefined : (next as CompareTab) })}
      >
        {tab === 'solves' && (
          <Suspense fallback={<Skeleton rows={8} height={32} />}>
            <SolvesTab {...part} onChanged={() => void client.invalidateQueries({ queryKey: query.queryKey })} />
          </Suspense>
        )}
        {tab === 'charts' && <ChartsTab {...part} />}
        {tab === 'params' && <ParamsTab {...part} />}
        {tab === 'metrics' && <MetricsTab {...part} />}
        {tab === 'curves' && <CurvesTab {...part} />}
        {tab === 'parallel' && <ParallelTab {...part} />}
        {tab === 'config' && <ConfigTab {...part} />}
        {tab === 'report' && <ReportTab {...part} />}
      </Tabs>
    </>
  );
}
