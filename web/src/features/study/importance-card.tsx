import { type ReactNode, useMemo } from 'react';
import { formatCount, formatPercent, plural } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { importanceHeight, importancePlot, importanceRows } from './importance-plot';
import type { Importance } from './ped-anova';
import { PlotCard } from './plot-card';
import type { TabProps } from './tab-props';
import { LEAST_FOR_IMPORTANCE, useImportance } from './use-analysis';

const nothing: readonly Importance[] = [];

/** How much each parameter matters for being among the best tenth of the trials. */
export function ImportanceCard({ study, session, search, change }: TabProps): ReactNode {
  const objective = search.objective ?? 0;
  const { importance = nothing, error } = useImportance(session, objective);
  const draw = useMemo(() => importancePlot(importance), [importance]);
  const { completed } = session.store.counts;
  const metric = session.store.objectives[objective]?.metric ?? '';
  return (
    <PlotCard
      id="importance"
      title="Importance"
      fileName={`${study.run.name} importance`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => importanceRows(importance)}
      summary={() =>
        `Importance of the parameters for ${metric}: ${importance
          .map(({ name, share }) => `${name} ${formatPercent(share, 1)}`)
          .join(', ')}.`
      }
      note={() =>
        `PED-ANOVA for the best tenth by ${metric} · ${plural(session.store.counts.completed, 'completed trial')}`
      }
      height={importanceHeight(importance.length)}
      empty={emptyOf(completed, importance.length, error)}
    />
  );
}

function emptyOf(completed: number, known: number, error: Error | undefined): ReactNode {
  if (known > 0) return undefined;
  if (error) return <ProblemView error={error} />;
  if (completed >= LEAST_FOR_IMPORTANCE) return <Skeleton rows={4} height={20} />;
  return (
    <EmptyState icon="chart" title="Too few trials to tell">
      Importance needs {LEAST_FOR_IMPORTANCE} completed trials, and there {completed === 1 ? 'is' : 'are'}{' '}
      {formatCount(completed)}. It appears here by itself.
    </EmptyState>
  );
}
