import { Link } from '@tanstack/react-router';
import { LogCounts } from '@/features/log';
import type { Run } from '@/shared/api/types';
import { RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { Headline, kindWord, RunDuration } from './run-facts';
import './run.css';

/** A few runs as a plain table. */
export function RunTable({ runs, label }: { runs: readonly Run[]; label: string }) {
  return (
    <TableFrame label={label}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th>Status</th>
            <th>Name</th>
            <th>Kind</th>
            <th>Result</th>
            <th>Log</th>
            <th className="number">Duration</th>
            <th>Created</th>
            <th>By</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <RunState status={run.status} />
              </td>
              <td>
                <Link to="/projects/$projectId/runs/$runId" params={{ projectId: run.projectId, runId: run.id }}>
                  {run.name}
                </Link>
              </td>
              <td>{kindWord(run.kind)}</td>
              <td>
                <Headline run={run} />
              </td>
              <td>
                <LogCounts run={run} />
              </td>
              <td className="number">
                <RunDuration run={run} />
              </td>
              <td>
                <TimeAgo time={run.createdAt} />
              </td>
              <td>{run.createdBy.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
