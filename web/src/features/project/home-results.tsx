import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { headlineMetrics, metricTitle } from '@/features/metric';
import { runQuery } from '@/features/run';
import type { Run } from '@/shared/api/types';
import { formatDuration, formatNumber, NOTHING } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { deltaOf } from './delta';

/** The runs that ended last, with the difference of their headline metric to the baseline of the project. */
export function RecentResults({ runs, baselineId }: { runs: readonly Run[]; baselineId: string | undefined }) {
  const baseline = useQuery({ ...runQuery(baselineId ?? ''), enabled: baselineId !== undefined }).data;
  return (
    <TableFrame label="Recent results">
      <table className="table">
        <thead>
          <tr>
            <th>Status</th>
            <th>Name</th>
            <th className="number">Result</th>
            {baseline && <th className="number">To baseline</th>}
            <th className="number">Duration</th>
            <th>Ended</th>
            <th>By</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} baseline={baseline} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Row({ run, baseline }: { run: Run; baseline: Run | undefined }) {
  const [key, value] = headlineMetrics(run.summary, 1)[0] ?? [];
  const spent = run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : undefined;
  return (
    <tr>
      <td>
        <RunState status={run.status} run={run} />
      </td>
      <td>
        <Link to="/projects/$projectId/runs/$runId" params={{ projectId: run.projectId, runId: run.id }}>
          {run.name}
        </Link>
      </td>
      <td className="number" title={key && `${key} = ${value}`}>
        {key && value !== undefined ? (
          <>
            <span className="muted">{metricTitle(key)}</span> {formatNumber(value)}
          </>
        ) : (
          NOTHING
        )}
      </td>
      {baseline && (
        <td className="number">
          <Delta run={run} baseline={baseline} metric={key} />
        </td>
      )}
      <td className="number">{formatDuration(spent)}</td>
      <td>{run.endedAt ? <TimeAgo time={run.endedAt} /> : NOTHING}</td>
      <td>{run.createdBy.name}</td>
    </tr>
  );
}

function Delta({ run, baseline, metric }: { run: Run; baseline: Run; metric: string | undefined }) {
  if (run.id === baseline.id) return <span className="muted">baseline</span>;
  const delta = metric === undefined ? undefined : deltaOf(metric, run.summary[metric], baseline.summary[metric]);
  if (!delta) return <>{NOTHING}</>;
  return (
    <span className={`row delta tone-${delta.tone}`} title={delta.words}>
      <Icon name={delta.value < 0 ? 'arrowDown' : 'arrowUp'} size={12} />
      {delta.value > 0 ? '+' : ''}
      {formatNumber(delta.value)}
      <span className="visually-hidden">{delta.words}</span>
    </span>
  );
}
