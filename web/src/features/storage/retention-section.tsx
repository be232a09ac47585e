import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Chore, Retention, RetentionRun } from '@/shared/api/types';
import { formatCount, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { retentionQuery } from './queries';
import { keptWords, nextWords } from './storage-words';

/** What each project keeps for how long, and what was last removed of it. */
export function RetentionSection({ chores }: { chores: readonly Chore[] }) {
  const retention = useInfiniteQuery(retentionQuery);
  const projects = retention.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="stack">
      <h2>Retention</h2>
      <NextLooks chores={chores} />
      {retention.isPending && <Skeleton rows={4} />}
      {retention.isError && (
        <ProblemView
          error={retention.error}
          kept={retention.data ? 'The projects below are the last that were read.' : undefined}
          onRetry={() => void retention.refetch()}
        />
      )}
      {retention.data && projects.length === 0 && (
        <EmptyState icon="folder" title="There is no project">
          Each project says in its settings for how many days it keeps log lines and metric points.
        </EmptyState>
      )}
      {projects.length > 0 && (
        <div className={retention.isError ? 'stale-dim' : undefined}>
          <Projects projects={projects} />
        </div>
      )}
      {retention.hasNextPage && (
        <div className="row">
          <Button busy={retention.isFetchingNextPage} onClick={() => void retention.fetchNextPage()}>
            Show more projects
          </Button>
        </div>
      )}
    </div>
  );
}

/** A clock of its own: the table of projects does not change with every second. */
function NextLooks({ chores }: { chores: readonly Chore[] }) {
  const now = useNow(true);
  const next = (name: Chore['name']) => {
    const chore = chores.find((one) => one.name === name);
    return nextWords(chore, now);
  };
  const lines = `The next look for log lines that are past their days: ${next('log_retention')}`;
  return <p className="muted">{`${lines}; for metric points: ${next('metric_retention')}.`}</p>;
}

function Projects({ projects }: { projects: readonly Retention[] }) {
  return (
    <TableFrame label="Retention by project">
      <table className="table" aria-label="Retention by project">
        <thead>
          <tr>
            <th>Project</th>
            <th className="number">Log lines are kept</th>
            <th>Lines last removed</th>
            <th className="number">Metric points are kept</th>
            <th>Points last removed</th>
          </tr>
        </thead>
        <tbody>
          {projects.map((one) => (
            <tr key={one.projectId}>
              <td className="ellipsis storage-name" title={one.name}>
                <Link to="/projects/$projectId/settings" params={{ projectId: one.projectId }}>
                  {one.name}
                </Link>
              </td>
              <td className="number">{keptWords(one.logRetentionDays)}</td>
              <td>
                <LastRemoved run={one.lines} />
              </td>
              <td className="number">{keptWords(one.metricRetentionDays)}</td>
              <td>
                <LastRemoved run={one.points} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function LastRemoved({ run }: { run: RetentionRun | null }) {
  if (!run) return NOTHING;
  return (
    <>
      {formatCount(run.count)}, <TimeAgo time={run.at} />
      <span className="muted"> of {formatCount(run.total)} so far</span>
    </>
  );
}
