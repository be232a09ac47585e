import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Run } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { RunState } from '@/shared/ui/status';
import { toastProblem } from '@/shared/ui/toasts';
import { Heartbeat, isStalled } from './heartbeat';
import { runningJobsQuery, runQuery } from './queries';
import { canStop, isMeasured, isWaiting } from './rules';
import { kindWord, ProgressBar, ProgressWords } from './run-facts';
import './run.css';
import './running-jobs-panel.css';

const SHOWN = 20;

export function JobsPanel({ projectId, onLeave }: { projectId: string; onLeave: () => void }): ReactNode {
  const jobs = useQuery(runningJobsQuery(projectId));
  if (jobs.isPending) return <Skeleton rows={3} height={44} />;
  if (jobs.isError) return <ProblemView error={jobs.error} onRetry={() => void jobs.refetch()} />;
  const { items, total } = jobs.data;
  if (items.length === 0) {
    return (
      <EmptyState
        icon="play"
        title="Nothing is running"
        action={
          <Link
            to="/projects/$projectId/new"
            params={{ projectId }}
            search={{}}
            className="button button-primary"
            onClick={onLeave}
          >
            Start a run
          </Link>
        }
      >
        Runs of this project that execute or wait are listed here.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Running jobs">
      <ul className="jobs-list">
        {items.slice(0, SHOWN).map((run) => (
          <JobRow key={run.id} run={run} onLeave={onLeave} />
        ))}
      </ul>
      {total > SHOWN && (
        <p className="muted small">
          {SHOWN} of {total};{' '}
          <Link to="/projects/$projectId/runs" params={{ projectId }} onClick={onLeave}>
            show all runs
          </Link>
        </p>
      )}
    </section>
  );
}

function JobRow({ run, onLeave }: { run: Run; onLeave: () => void }) {
  return (
    <li className="job-row">
      <div className="row spread">
        <Link
          to="/projects/$projectId/runs/$runId"
          params={{ projectId: run.projectId, runId: run.id }}
          className="ellipsis job-name"
          onClick={onLeave}
        >
          {run.name}
        </Link>
        <RunState status={run.status} />
      </div>
      {!isWaiting(run) && isMeasured(run) && <ProgressBar run={run} />}
      <div className="row spread">
        <span className="muted tabular small">
          {kindWord(run.kind)} ·{' '}
          {isWaiting(run) ? (
            (run.statusReason ?? 'waits for a slot')
          ) : isStalled(run) ? (
            <Heartbeat run={run} />
          ) : (
            <ProgressWords run={run} short />
          )}
        </span>
        {canStop(run) && <StopJob run={run} />}
      </div>
    </li>
  );
}

/** Gracefully first; what is stopping already can be killed. */
function StopJob({ run }: { run: Run }) {
  const client = useQueryClient();
  const kills = run.status === 'cancelling';
  const stop = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/runs/{runId}/cancel', {
          params: { path: { runId: run.id } },
          body: { mode: kills ? 'kill' : 'graceful' },
        }),
      ),
    onSuccess: (next) => {
      void client.invalidateQueries({ queryKey: runningJobsQuery(run.projectId).queryKey });
      client.setQueryData<Run>(runQuery(run.id).queryKey, (known) =>
        known && known.revision > next.revision ? known : next,
      );
    },
    onError: (error) => toastProblem('The run was not stopped', error),
  });
  return (
    <Button
      kind={kills ? 'danger' : 'default'}
      busy={stop.isPending}
      onClick={() => stop.mutate()}
      aria-label={`${kills ? 'Kill' : 'Stop'} ${run.name}`}
    >
      {kills ? 'Kill' : 'Stop'}
    </Button>
  );
}
