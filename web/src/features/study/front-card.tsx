import { type ComponentType, lazy, type ReactNode, Suspense, useMemo } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { EmptyState, Skeleton } from '@/shared/ui/feedback';
import { Segmented, SelectField } from '@/shared/ui/field';
import { frontOf } from './front';
import { type FrontView, frontViews } from './front-views';
import { frontRows, paretoPlot } from './pareto-plot';
import { PlotCard, type PlotCardProps } from './plot-card';
import type { TabProps } from './tab-props';
import { directionWord } from './trial-words';
import { maskOf } from './use-session';

const HEIGHT = 420;

export type FrontProps = TabProps & {
  /** What every view of the front has in common. */
  plot: Omit<PlotCardProps, 'draw' | 'summary' | 'height' | 'children'>;
  /** Which view it is; nothing where there is but one. */
  choice: ReactNode;
};

// Who looks at two objectives loads neither.
const SpaceFront = lazy(() => import('./space-front').then((module) => ({ default: module.SpaceFront })));
const LinesFront = lazy(() => import('./lines-front').then((module) => ({ default: module.LinesFront })));

const views: Record<FrontView, { label: string; Content: ComponentType<FrontProps> }> = {
  space: { label: 'In space', Content: SpaceFront },
  lines: { label: 'As lines', Content: LinesFront },
  pair: { label: 'Two at a time', Content: PairFront },
};

/** The trials that no other one beats: two objectives over each other, three in space, or all of them as lines. */
export function FrontCard(props: TabProps): ReactNode {
  const { study, session, search, change } = props;
  const { store } = session;
  const offered = frontViews(store.objectives.length);
  const shown = offered.find((one) => one === search.frontAs) ?? offered[0];
  const plot: FrontProps['plot'] = {
    id: 'front',
    title: 'Pareto front',
    fileName: `${study.run.name} Pareto front`,
    session,
    search,
    change,
    rows: () => frontRows(store),
    note: () => {
      const { best, numbers } = frontOf(store);
      const broken = store.counts.completed - numbers.length;
      return [
        `${formatCount(best.length)} of ${plural(numbers.length, 'trial')} on the front of all objectives`,
        broken > 0 ? `${formatCount(broken)} break a constraint` : '',
      ]
        .filter(Boolean)
        .join(' · ');
    },
    empty:
      store.counts.completed === 0 ? (
        <EmptyState icon="chart" title="No trial has completed yet">
          The front begins with the first completed trial, and appears here by itself.
        </EmptyState>
      ) : undefined,
  };
  const choice = offered.length > 1 && (
    <Segmented
      label="Shown"
      value={shown}
      options={offered.map((value) => ({ value, label: views[value].label }))}
      onChange={(value) =>
        change({ frontAs: value === offered[0] ? undefined : (value as FrontView) }, { replace: true })
      }
    />
  );
  const { Content } = views[shown];
  return (
    <Suspense fallback={<Skeleton rows={10} height={40} />}>
      <Content {...props} plot={plot} choice={choice} />
    </Suspense>
  );
}

function PairFront({ session, search, change, plot, choice }: FrontProps) {
  const { store } = session;
  const { objectives } = store;
  const last = objectives.length - 1;
  const x = Math.min(last, search.frontX ?? 0);
  const y = Math.min(last, search.frontY ?? Math.min(last, 1));
  const draw = useMemo(() => paretoPlot({ store, x, y, mask: maskOf(session) }), [session, store, x, y]);
  const options = objectives.map((one, at) => ({ value: String(at), label: `${one.metric} (${directionWord(one)})` }));
  const [across, up] = [objectives[x]?.metric ?? '', objectives[y]?.metric ?? ''];
  return (
    <PlotCard
      {...plot}
      draw={draw}
      summary={() => {
        const { best, numbers } = frontOf(store);
        const trials = plural(numbers.length, 'trial');
        return `${up} over ${across} of ${trials}; no other trial beats ${formatCount(best.length)} of them.`;
      }}
      height={HEIGHT}
    >
      {choice && (
        <div className="row study-choices">
          {choice}
          <SelectField
            label="Across"
            value={String(x)}
            options={options}
            onChange={(value) => change({ frontX: Number(value) }, { replace: true })}
          />
          <SelectField
            label="Up"
            value={String(y)}
            options={options}
            onChange={(value) => change({ frontY: Number(value) }, { replace: true })}
          />
        </div>
      )}
    </PlotCard>
  );
}
