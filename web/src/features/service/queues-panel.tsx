import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Queues } from '@/shared/api/types';
import { formatCount, formatDuration } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { TableFrame } from '@/shared/ui/table-frame';
import { queuesQuery } from './queries';

const notEnded =
  'status:created OR status:queued OR status:starting OR status:running OR status:lost_contact OR status:retrying';

/** What waits and why, and what executes: per ML service and per project. */
export function QueuesPanel() {
  const queues = useQuery(queuesQuery);
  if (queues.isPending) return <Skeleton rows={5} />;
  if (!queues.data) return <ProblemView error={queues.error} onRetry={() => void queues.refetch()} />;
  const { services, projects } = queues.data;
  return (
    <div className={`stack${queues.isError ? ' stale-dim' : ''}`}>
      {queues.isError && (
        <ProblemView
          error={queues.error}
          kept="The numbers below are the last that were read."
          onRetry={() => void queues.refetch()}
        />
      )}
      <h2>By ML service</h2>
      {services.length === 0 ? (
        <EmptyState icon="runs" title="Nothing waits and nothing executes" />
      ) : (
        <ServiceQueues services={services} />
      )}
      <h2>By project</h2>
      {projects.length === 0 ? (
        <EmptyState icon="folder" title="No project of yours has a run that waits or executes" />
      ) : (
        <ProjectQueues projects={projects} />
      )}
    </div>
  );
}

function ServiceQueues({ services }: { services: Queues['services'] }) {
  const now = useNow(true);
  return (
    <TableFrame label="Queues by ML service">
      <table className="table" aria-label="Queues by ML service">
        <thead>
          <tr>
            <th>Service</th>
            <th className="number">Waiting</th>
            <th className="number">Executing</th>
            <th className="number">Slots in use</th>
            <th>Why they wait</th>
            <th className="number">Longest wait</th>
          </tr>
        </thead>
        <tbody>
          {services.map((one) => (
            <tr key={one.service ?? ''}>
              <td>{one.service ?? <span className="muted">not known yet</span>}</td>
              <td className="number">{formatCount(one.queued)}</td>
              <td className="number">{formatCount(one.running)}</td>
              <td className="number">
                {one.slotsInUse} of {one.slots}
              </td>
              <td>
                {one.waiting.length === 0
                  ? '–'
                  : one.waiting.map((part) => `${formatCount(part.runs)} ${waitWords(part.kind)}`).join(', ')}
              </td>
              <td className="number">
                {one.oldestWaitSince ? formatDuration(now - Date.parse(one.oldestWaitSince)) : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const words: Record<string, string> = {
  ahead: 'behind others',
  slots: 'for a free slot',
  project_limit: 'for the limit of the project',
  breaker_open: 'for a service that fails',
  service_down: 'for a service that is down',
  no_service: 'for a service that offers the algorithm',
  retry_budget: 'for the retry budget',
  starting_soon: 'about to start',
};

function waitWords(kind: string): string {
  return words[kind] ?? kind.replaceAll('_', ' ');
}

function ProjectQueues({ projects }: { projects: Queues['projects'] }) {
  return (
    <TableFrame label="Queues by project">
      <table className="table" aria-label="Queues by project">
        <thead>
          <tr>
            <th>Project</th>
            <th className="number">Waiting</th>
            <th className="number">Executing</th>
            <th className="number">Limit</th>
            <th className="number">Weight</th>
          </tr>
        </thead>
        <tbody>
          {projects.map((one) => (
            <tr key={one.projectId}>
              <td>
                <Link to="/projects/$projectId/runs" params={{ projectId: one.projectId }} search={{ q: notEnded }}>
                  {one.name}
                </Link>
              </td>
              <td className="number">{formatCount(one.queued)}</td>
              <td className="number">{formatCount(one.running)}</td>
              <td className="number">{one.maxRunning === 0 ? 'none' : one.maxRunning}</td>
              <td className="number">{one.weight}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
