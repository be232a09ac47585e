import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  activeStatuses,
  attentionStatuses,
  RunningCard,
  RunTable,
  recentRunsQuery,
  runsByStatusQuery,
  useProjectRunUpdates,
} from '@/features/run';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { projectQuery } from './queries';

/** What needs me now: what failed or hangs, what runs, and what ended last. */
export function HomePage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const project = useQuery(projectQuery(projectId));
  const active = useQuery(runsByStatusQuery(projectId, activeStatuses));
  const recent = useQuery(recentRunsQuery(projectId));
  useProjectRunUpdates(projectId);

  const running = active.data?.items ?? [];
  const ended = (recent.data?.items ?? []).filter((run) => !activeStatuses.includes(run.status));
  const attention = [
    ...running.filter((run) => attentionStatuses.includes(run.status)),
    ...ended.filter((run) => attentionStatuses.includes(run.status)).slice(0, 5),
  ];
  return (
    <div className="page">
      <PageHeader
        title={project.data?.name ?? 'Home'}
        documentTitle={project.data?.name ?? 'Home'}
        meta={project.data?.description || undefined}
        actions={
          <>
            <Link to="/projects/$projectId/datasets" params={{ projectId }} className="button button-default">
              Upload data
            </Link>
            <Link
              to="/projects/$projectId/new"
              params={{ projectId }}
              search={{ kind: 'training' }}
              className="button button-primary"
            >
              New training
            </Link>
          </>
        }
      />
      {(active.isError || recent.isError) && (
        <ProblemView
          error={active.error ?? recent.error}
          onRetry={() => {
            void active.refetch();
            void recent.refetch();
          }}
        />
      )}
      {(active.isPending || recent.isPending) && !(active.isError || recent.isError) && (
        <Skeleton rows={8} height={24} />
      )}
      {attention.length > 0 && (
        <section className="stack" aria-labelledby="home-attention">
          <h2 id="home-attention">Needs attention</h2>
          <ul className="attention">
            {attention.map((run) => (
              <li key={run.id}>
                <RunningCard run={run} compact />
              </li>
            ))}
          </ul>
        </section>
      )}
      {active.isSuccess && (
        <section className="stack" aria-labelledby="home-running">
          <h2 id="home-running">Running now</h2>
          {running.length === 0 ? (
            <p className="muted">Nothing runs at the moment.</p>
          ) : (
            <div className="grid-cards">
              {running.map((run) => (
                <RunningCard key={run.id} run={run} />
              ))}
            </div>
          )}
        </section>
      )}
      {recent.isSuccess && (
        <section className="stack" aria-labelledby="home-recent">
          <h2 id="home-recent">Recent results</h2>
          {ended.length > 0 ? (
            <RunTable runs={ended.slice(0, 10)} label="Recent results" />
          ) : (
            <EmptyState
              icon="runs"
              title="No results yet"
              action={
                <Link to="/projects/$projectId/datasets" params={{ projectId }} className="button button-primary">
                  Upload a table
                </Link>
              }
            >
              Upload a CSV or Parquet table, train a model on one of its columns, and its result appears here.
            </EmptyState>
          )}
        </section>
      )}
    </div>
  );
}
