import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Dataset } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import { formatDuration, formatGap, formatNumber, NOTHING } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { solvesOfQuery } from './queries';

/** What was tried on an instance, the newest first. */
export function InstanceSolves({ dataset }: { dataset: Dataset }): ReactNode {
  const { projectId, id } = dataset;
  const solves = useQuery(solvesOfQuery(dataset));
  if (solves.isPending) return <Skeleton rows={6} />;
  if (solves.isError) return <ProblemView error={solves.error} onRetry={() => void solves.refetch()} />;
  const own = solves.data.items.filter((run) => run.spec.datasetId === id);
  if (own.length === 0) {
    return (
      <EmptyState
        icon="runs"
        title="Not solved yet"
        action={
          <Link
            to="/projects/$projectId/new"
            params={{ projectId }}
            search={{ kind: 'solve', dataset: id }}
            className="button button-primary"
          >
            Solve this
          </Link>
        }
      >
        Every solve of this version is listed here, with what it came to.
      </EmptyState>
    );
  }
  return (
    <TableFrame label="Solves">
      <table className="table" aria-label="Solves">
        <thead>
          <tr>
            <th>Outcome</th>
            <th>Name</th>
            <th>Solver</th>
            <th className="number">Objective</th>
            <th className="number">Gap</th>
            <th className="number">Duration</th>
            <th>Created</th>
          </tr>
        </thead>
        <tbody>
          {own.map((run) => (
            <tr key={run.id}>
              <td>
                <RunState status={run.status} run={run} />
              </td>
              <td>
                <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: run.id }}>
                  {run.name}
                </Link>
              </td>
              <td>{run.spec.algorithm ?? NOTHING}</td>
              <td className="number" title={String(run.summary.objective ?? '')}>
                {formatNumber(run.summary.objective)}
              </td>
              <td className="number">{formatGap(numberOf(run.summary.gap))}</td>
              <td className="number">
                {run.startedAt && run.endedAt
                  ? formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))
                  : NOTHING}
              </td>
              <td>
                <TimeAgo time={run.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
