import { type ReactNode, Suspense } from 'react';
import { ModelStatistics } from '@/features/dataset';
import type { InstanceModel, Run } from '@/shared/api/types';
import { formatCount, NOTHING } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, Facts } from '@/shared/ui/page';
import { PlanView } from './plan-view';
import { type SolveReport, useJsonArtifact } from './solve-artifacts';

/** What `ModelStatistics` shows; everything else is listed below it. */
const SHOWN = new Set(['name', 'sense', 'variables', 'constraints', 'nonzeros']);

/** What was solved, as the solver counted it before it began, and with what. */
export function ModelTab({ run, live }: { run: Run; live: boolean }): ReactNode {
  const statistics = useJsonArtifact<Record<string, unknown>>(run.id, 'instance-statistics.json');
  const report = useJsonArtifact<SolveReport>(run.id, 'solve.json');
  if (statistics.isPending) return <Skeleton rows={6} />;
  if (statistics.error) return <ProblemView error={statistics.error} onRetry={statistics.retry} />;
  const model = statistics.data ?? report.data?.statistics ?? undefined;
  const solver = report.data?.solver;
  const more = Object.entries(model ?? {}).filter(([key, value]) => !SHOWN.has(key) && !isNothing(value));
  if (!model && !solver) {
    return (
      <EmptyState icon="data" title={live ? 'Not counted yet' : 'No statistics'}>
        {live
          ? 'The solver counts variables and constraints before it begins.'
          : 'This solve ended before the solver had read the model.'}
      </EmptyState>
    );
  }
  return (
    <div className="grid-2">
      {model && (
        <Card title="Model" labelledBy="solve-model">
          <Suspense fallback={<Skeleton rows={4} />}>
            <ModelStatistics model={model as unknown as InstanceModel} />
          </Suspense>
          {more.length > 0 && <PlanView plan={Object.fromEntries(more)} label="More of the model" />}
        </Card>
      )}
      {solver && (
        <Card title="Solver" labelledBy="solve-solver">
          <Facts
            items={[
              ['Solver', [solver.name, solver.version].filter(Boolean).join(' ') || NOTHING],
              ['Nodes', countOf(report.data?.nodes)],
              ['LP iterations', countOf(report.data?.lpIterations)],
              ['Sense', report.data?.sense ?? NOTHING],
              ['Limit that ended it', report.data?.limit ?? 'none'],
            ]}
          />
        </Card>
      )}
    </div>
  );
}

const isNothing = (value: unknown) =>
  value === null || (typeof value === 'object' && Object.keys(value as object).length === 0);

const countOf = (value: number | null | undefined) => (typeof value === 'number' ? formatCount(value) : NOTHING);
