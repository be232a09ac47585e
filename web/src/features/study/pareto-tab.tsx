import { type ReactNode, useMemo } from 'react';
import { formatCount, formatNumber } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { frontOf } from './front';
import { FrontCard } from './front-card';
import { NoTrials } from './no-trials';
import { PickedWords } from './picked-words';
import { PlotCard } from './plot-card';
import type { TabProps } from './tab-props';
import { TrialsTable } from './trials-table';
import { useHypervolume } from './use-analysis';
import { useTrialFeed } from './use-session';
import { volumePlot, volumeRows } from './volume-plot';

const VOLUME_HEIGHT = 260;
const TABLE_HEIGHT = 360;

/** Several objectives at once: the trials that no other one beats, and how the space that they cover has grown. */
export function ParetoTab(props: TabProps): ReactNode {
  const { study, session } = props;
  useTrialFeed(session);
  if (session.store.length === 0) return <NoTrials study={study} session={session} />;
  return (
    <div className="stack">
      <FrontCard {...props} />
      <PickedWords {...props} />
      <FrontTable {...props} />
      <VolumeCard {...props} />
    </div>
  );
}

function FrontTable({ study, session, search, change }: TabProps) {
  const { store } = session;
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the trials have changed
  const order = useMemo(() => Int32Array.from(frontOf(store).best), [store, version]);
  if (order.length === 0) return null;
  return (
    <Card
      title="On the front"
      labelledBy="study-front"
      aside={<span className="tabular">{formatCount(order.length)}</span>}
    >
      <TrialsTable
        study={study}
        session={session}
        search={search}
        change={change}
        order={order}
        now={0}
        label="Trials on the front"
        height={TABLE_HEIGHT}
      />
    </Card>
  );
}

const nothing = { numbers: [], volume: new Float64Array(0) };

function VolumeCard({ study, session, search, change }: TabProps) {
  const { history, tooLarge, error } = useHypervolume(session);
  const draw = useMemo(() => volumePlot(history ?? nothing), [history]);
  const last = history?.volume.at(-1);
  return (
    <PlotCard
      id="volume"
      title="Hypervolume"
      fileName={`${study.run.name} hypervolume`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => (history ? volumeRows(history) : { columns: [], rows: [] })}
      summary={() => `Hypervolume of the front after each trial, now ${formatNumber(last)}.`}
      note={() =>
        'share of the space between the best and the worst value of each objective so far that the front covers'
      }
      height={VOLUME_HEIGHT}
      empty={history ? undefined : emptyOf(tooLarge, error)}
    />
  );
}

function emptyOf(tooLarge: boolean, error: Error | undefined): ReactNode {
  if (error) return <ProblemView error={error} />;
  if (tooLarge) {
    return (
      <EmptyState icon="chart" title="The front is too large to be measured">
        With so many objectives and so many trials on the front, its hypervolume would take too long to compute here.
        The plot and the table above have all of them.
      </EmptyState>
    );
  }
  return <Skeleton rows={4} height={40} />;
}
