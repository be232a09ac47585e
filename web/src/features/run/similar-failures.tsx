import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '@/shared/api/types';
import { TimeAgo } from '@/shared/ui/time';
import { similarFailuresQuery } from './queries';

/** Whether the same went wrong before, and where to look. */
export function SimilarFailures({ run }: { run: Run }): ReactNode {
  const found = useQuery(similarFailuresQuery(run.id));
  if (!found.data) return null;
  const { items, total } = found.data;
  if (total === 0) return <p className="muted small">Similar failures: none in this project.</p>;
  return (
    <details>
      <summary>Similar failures: {total}</summary>
      <ul className="similar-failures">
        {items.map((one) => (
          <li key={one.id}>
            <Link to="/projects/$projectId/runs/$runId" params={{ projectId: run.projectId, runId: one.id }}>
              {one.name}
            </Link>{' '}
            {one.endedAt && (
              <span className="muted">
                <TimeAgo time={one.endedAt} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {total > items.length && <p className="muted small">The newest {items.length} are shown.</p>}
    </details>
  );
}
