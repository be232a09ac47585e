import { type ReactNode, useMemo, useState } from 'react';
import type { Chart } from '@/shared/api/types';
import { Feed } from '@/shared/live/feed';
import { EmptyState } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { ConvergenceCard, type Course } from './convergence-card';
import { incumbentStroke } from './convergence-plot';
import { Defined } from './defined';
import { PlanView } from './plan-view';
import { GAP_DEFINITION } from './solve-math';
import type { SolveSearch } from './solve-search';
import { TraceSet } from './trace';
import type { Traces } from './traces';

const RUN = 'gallery-solve';

/** Eight solutions within half a minute, and a bound that meets the last of them. */
function sampleChart(): Chart {
  const seconds = Array.from({ length: 31 }, (_, at) => at);
  const incumbent = (at: number) => 8691 + Math.round(3000 * Math.exp(-Math.floor(at / 4) * 0.8)) * (at < 28 ? 1 : 0);
  const bound = (at: number) => (at < 30 ? 8691 - 3800 * Math.exp(-at / 7) : 8691);
  const series = (key: string, from: number, value: (at: number) => number) => {
    const x = seconds.slice(from);
    return { runId: RUN, key, x, step: x.map((at) => at + 1), time: x, last: x.map(value) };
  };
  const gap = (at: number) => Math.abs(incumbent(at) - bound(at)) / Math.abs(incumbent(at));
  return {
    points: 92,
    bucketed: false,
    series: [series('incumbent', 2, incumbent), series('bound', 0, bound), series('gap', 2, gap)],
  } as unknown as Chart;
}

const courseOf = (set: TraceSet): Course => ({
  curves: set.traces.map((trace) => ({ runId: trace.runId, label: 'A solve', stroke: incumbentStroke, trace })),
  sets: [],
  hasObjective: true,
});

const plan = {
  makespan: 11,
  schedule: [
    { machine: 0, job: 0, start: 0, end: 3 },
    { machine: 0, job: 1, start: 3, end: 5 },
    { machine: 1, job: 0, start: 3, end: 7 },
    { machine: 1, job: 1, start: 7, end: 11 },
  ],
};

/** The chart of a solve and what stands around it, in every state, without a run behind it. */
export function SolveStates(): ReactNode {
  const [search, setSearch] = useState<SolveSearch>({});
  const [feed] = useState(() => new Feed());
  const known = useMemo(() => new TraceSet(sampleChart(), [RUN]), []);
  const unknown = useMemo(() => new TraceSet(undefined, [RUN]), []);
  const traces = (set: TraceSet | undefined, more: Partial<Traces> = {}): Traces => ({
    set,
    feed,
    pending: false,
    error: undefined,
    retry: () => undefined,
    ...more,
  });
  const card = (title: string, shown: Traces, live: boolean) => (
    <ConvergenceCard
      title={title}
      fileName="gallery"
      traces={shown}
      courseOf={courseOf}
      live={live}
      search={search}
      change={(change) => setSearch({ ...search, ...change })}
      empty={
        <EmptyState icon="chart" title="No feasible solution yet">
          The solver has reported neither a solution nor a bound so far; the first one appears here by itself.
        </EmptyState>
      }
    >
      <p>
        <Defined word="Gap" definition={GAP_DEFINITION} /> <strong>0 %</strong>
      </p>
    </ConvergenceCard>
  );
  return (
    <>
      {card('Convergence', traces(known), false)}
      {card('Convergence before the first solution', traces(unknown), true)}
      {card('Convergence that cannot be read', traces(undefined, { error: new Error('No answer.') }), false)}
      <Card title="Plan" labelledBy="gallery-plan">
        <PlanView plan={plan} />
      </Card>
    </>
  );
}
