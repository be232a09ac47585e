import { type ReactNode, type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { formatCount, formatNumber, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Segmented, SelectField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { axisOf, fieldsOf, objectiveField } from './axis';
import { distributionPlot, distributionRows } from './distribution-plot';
import { ImportanceCard } from './importance-card';
import { NoTrials } from './no-trials';
import { ObjectiveSelect } from './objective-select';
import { pairPlot } from './pair-plot';
import { ParallelCard } from './parallel-card';
import { PickedWords } from './picked-words';
import { PlotCard } from './plot-card';
import { sliceHeight, sliceNote, slicePlot, trialRows } from './slice-plot';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';
import { orderedTrials, parseTrialSort } from './trial-order';
import { TrialsTable } from './trials-table';
import { maskOf, useSelection, useTrialFeed } from './use-session';

const PAIR_HEIGHT = 380;
const DISTRIBUTION_HEIGHT = 300;
const TABLE_HEIGHT = 320;

/** Which parameters make a trial good: all at once, one by one, and in pairs. What is picked out in one plot is so in all. */
export function AnalysisTab(props: TabProps): ReactNode {
  const { study, session, search, change } = props;
  useTrialFeed(session);
  if (session.store.length === 0) return <NoTrials study={study} session={session} />;
  return (
    <div className="stack">
      <ObjectiveSelect session={session} search={search} change={change} />
      <ParallelCard {...props} />
      <PickedTrials {...props} />
      <div className="grid-2">
        <ImportanceCard {...props} />
        <DistributionCard {...props} />
      </div>
      <SliceCard {...props} />
      <PairCard {...props} />
    </div>
  );
}

/** The trials that are picked out, as a table right below the plot that picks them. */
function PickedTrials(props: TabProps) {
  const { study, session, search, change } = props;
  const { store } = session;
  const version = useTrialFeed(session);
  const selection = useSelection(session);
  // The lines follow the pointer first, the table right after them.
  const picked = useDeferredValue(selection.current());
  const now = useNow(!isOver(study) && store.counts.running > 0);
  const { sort } = search;
  // biome-ignore lint/correctness/useExhaustiveDependencies: versions say when trials, or what is picked out, have changed
  const order = useMemo(() => {
    const filter = { states: [], failure: undefined, mask: maskOf(session)() };
    return orderedTrials(store, filter, parseTrialSort(sort), Date.now());
  }, [session, version, picked, sort]);
  return (
    <Card title="Picked out" labelledBy="study-picked">
      <div className="stack">
        <PickedWords {...props} />
        {order.length > 0 && (
          <TrialsTable
            study={study}
            session={session}
            search={search}
            change={change}
            order={order}
            now={now}
            label="Trials that are picked out"
            height={TABLE_HEIGHT}
          />
        )}
      </div>
    </Card>
  );
}

function DistributionCard({ study, session, search, change }: TabProps) {
  const { store } = session;
  const objective = search.objective ?? 0;
  const draw = useMemo(() => distributionPlot(store, objective, maskOf(session)), [session, store, objective]);
  const metric = store.objectives[objective]?.metric ?? '';
  const { completed } = store.counts;
  return (
    <PlotCard
      id="distribution"
      title="Distribution"
      fileName={`${study.run.name} distribution`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => distributionRows(store, objective)}
      summary={() => {
        const axis = axisOf(store, objectiveField(metric));
        const ends = axis && `${formatNumber(axis.from)} to ${formatNumber(axis.to)}`;
        const trials = plural(store.counts.completed, 'completed trial');
        return `Empirical distribution of ${metric} over ${trials}: ${ends}.`;
      }}
      note={() =>
        session.selection.isActive
          ? `solid: ${plural(store.counts.completed, 'completed trial')}, dashed: those that are picked out`
          : plural(store.counts.completed, 'completed trial')
      }
      height={DISTRIBUTION_HEIGHT}
      empty={completed === 0 ? <NoneCompleted /> : undefined}
    />
  );
}

function NoneCompleted() {
  return <p className="muted">No trial has completed yet. The first one appears here by itself.</p>;
}

function SliceCard({ study, session, search, change }: TabProps) {
  const { store } = session;
  const objective = search.objective ?? 0;
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const draw = useMemo(() => slicePlot(store, objective, maskOf(session)), [session, store, objective]);
  const metric = store.objectives[objective]?.metric ?? '';
  const { completed } = store.counts;
  return (
    <div ref={place}>
      <PlotCard
        id="slice"
        title="Slice"
        fileName={`${study.run.name} slice`}
        session={session}
        search={search}
        change={change}
        draw={draw}
        rows={() => trialRows(store, maskOf(session)())}
        summary={() => {
          const names = store.space.map(({ name }) => name).join(', ');
          return `${metric} of the completed trials over each parameter: ${names}.`;
        }}
        note={() =>
          [
            session.selection.isActive ? `${formatCount(session.selection.count)} picked out` : '',
            sliceNote(store, store.counts.completed),
            'dark: early, bright: late',
          ]
            .filter(Boolean)
            .join(' · ')
        }
        height={sliceHeight(store, width)}
        empty={completed === 0 ? <NoneCompleted /> : undefined}
      />
    </div>
  );
}

/** The width of the card, for a plot whose height depends on it. */
function useWidth(place: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(960);
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, host.clientWidth - 26)));
    observer.observe(host);
    return () => observer.disconnect();
  }, [place]);
  return width;
}

function PairCard({ study, session, search, change }: TabProps) {
  const { store } = session;
  const objective = search.objective ?? 0;
  const fields = useMemo(() => fieldsOf(store), [store]);
  const parameters = store.space.length;
  const x = fields.find((field) => field === search.pairX) ?? fields[0] ?? '';
  const y = fields.find((field) => field === search.pairY) ?? fields[Math.min(1, parameters - 1)] ?? x;
  const as = search.pairAs ?? 'rank';
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the columns of the axes are others
  const draw = useMemo(() => {
    const [xAxis, yAxis] = [axisOf(store, x), axisOf(store, y)];
    return xAxis && yAxis
      ? pairPlot({ store, objective, x: xAxis, y: yAxis, as, mask: maskOf(session) })
      : slicePlot(store, objective, maskOf(session));
  }, [session, store, version, objective, x, y, as]);
  const metric = store.objectives[objective]?.metric ?? '';
  const title = (field: string) => field.slice(field.indexOf('.') + 1);
  const options = fields.map((field) => ({ value: field, label: title(field) }));
  const { completed } = store.counts;
  return (
    <PlotCard
      id="pair"
      title="Pair of parameters"
      fileName={`${study.run.name} ${title(x)} ${title(y)}`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => trialRows(store, maskOf(session)())}
      summary={() =>
        `${title(y)} over ${title(x)} of ${plural(store.length, 'trial')}, coloured by the rank of ${metric}${
          as === 'contour' ? ', as a map' : ''
        }.`
      }
      note={() =>
        as === 'contour'
          ? `mean rank by ${metric} around each place, weighted by how near the trials are; empty where none is near`
          : `coloured by rank: the brighter, the better by ${metric}; grey without a result`
      }
      height={PAIR_HEIGHT}
      empty={completed === 0 ? <NoneCompleted /> : undefined}
    >
      <div className="row study-choices">
        <SelectField
          label="Across"
          value={x}
          options={options}
          onChange={(value) => change({ pairX: value }, { replace: true })}
        />
        <SelectField
          label="Up"
          value={y}
          options={options}
          onChange={(value) => change({ pairY: value }, { replace: true })}
        />
        <Segmented
          label="Shown as"
          value={as}
          options={[
            { value: 'rank', label: 'Ranks' },
            { value: 'contour', label: 'Contour' },
          ]}
          onChange={(value) => change({ pairAs: value === 'contour' ? 'contour' : undefined }, { replace: true })}
        />
      </div>
    </PlotCard>
  );
}
