import { type ReactNode, useMemo } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { chosenMeasure, measureOf } from '@/shared/measures/set-measures';
import { ProblemView } from '@/shared/ui/feedback';
import { PlotCard } from './plot-card';
import { bestTrials } from './ranks';
import { standingPlot, standingRows } from './standing-plot';
import { BestSwatch, StateLegend } from './state-legend';
import type { TabProps } from './tab-props';
import { newestTrials, useTrialSeries } from './trial-series';
import { maskOf } from './use-session';

const HEIGHT = 340;
/** More lines than this are a cloud. */
const MOST_TRIALS = 200;

/** What is told while a set is solved: that by which trials are pruned, else the objective. */
const metricOf = ({ pruner, objectives }: TabProps['study']): string =>
  [pruner?.metric, ...objectives.map(({ metric }) => metric)].find((metric) => metric?.startsWith('set/')) ??
  'set/gap_integral';

/** How trials came through their set: each at the same moments of the same instances, so that they can be compared before they end. */
export function StandingCard({
  study,
  session,
  search,
  change,
  instances,
}: TabProps & { instances: number }): ReactNode {
  const { store } = session;
  const metric = metricOf(study);
  const numbers = newestTrials(store, MOST_TRIALS);
  const { series, isPending, error, retry } = useTrialSeries(store, metric, numbers);
  const key = numbers.join();
  const { trial } = search;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when there are other trials
  const draw = useMemo(
    () => standingPlot({ store, numbers, series, metric, instances, chosen: trial, mask: maskOf(session) }),
    [session, store, key, series, metric, instances, trial],
  );
  const { ofSet, format } = chosenMeasure(undefined, metric);
  const summary = () => {
    const [best] = bestTrials(store, 0);
    const last = best === undefined ? undefined : series.get(store.runIdOf(best) ?? '')?.value.at(-1);
    const words = `${plural(numbers.length, 'trial')} over ${plural(instances, 'instance')}: ${ofSet} as it stands after each`;
    if (isPending) return `${words}. They are being read.`;
    return last === undefined
      ? `${words}. None has come to its end yet.`
      : `${words}. The best, trial ${best}, ends with ${format(last)}; ${formatCount(store.counts.pruned)} were pruned.`;
  };
  const note = () => {
    const shown =
      store.length > numbers.length
        ? `The newest ${formatCount(numbers.length)} of ${plural(store.length, 'trial')}`
        : plural(numbers.length, 'trial');
    return isPending ? `${shown} · what they told is being read…` : shown;
  };
  return (
    <PlotCard
      id="standing"
      title="Over the set"
      fileName={`${study.run.name} over the set`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => standingRows({ store, numbers, series, metric, instances })}
      summary={summary}
      note={note}
      height={HEIGHT}
    >
      <p className="muted">
        What the set comes to if nothing gets better any more, from the first instance to the last.{' '}
        {measureOf(metric)?.definition}
      </p>
      {error ? <ProblemView error={error} onRetry={retry} /> : null}
      <StateLegend store={store}>
        <BestSwatch word="The best trial" />
      </StateLegend>
    </PlotCard>
  );
}
