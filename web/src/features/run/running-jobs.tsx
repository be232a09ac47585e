import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, useEffect, useMemo } from 'react';
import type { Run } from '@/shared/api/types';
import { useTopic } from '@/shared/stream/use-stream';
import { Icon } from '@/shared/ui/icon';
import { TopbarPopover } from '@/shared/ui/topbar-popover';
import { runningJobsQuery } from './queries';
import { isActive } from './rules';
import './running-jobs.css';

const JobsPanel = lazy(() => import('./running-jobs-panel').then((module) => ({ default: module.JobsPanel })));

const REFRESH_MS = 1000;

/** The top bar's list of what executes or waits in the project, live. */
export function RunningJobs({ projectId }: { projectId: string | undefined }): ReactNode {
  return projectId === undefined ? null : <JobsButton key={projectId} projectId={projectId} />;
}

function JobsButton({ projectId }: { projectId: string }) {
  const jobs = useQuery(runningJobsQuery(projectId));
  useJobUpdates(projectId);
  const count = jobs.data?.total ?? 0;
  const words = count === 0 ? 'Running jobs: none' : `Running jobs: ${count}`;
  return (
    <TopbarPopover
      label="Running jobs"
      words={words}
      width={380}
      className="jobs-button"
      button={
        <>
          <Icon name="play" />
          {count > 0 && <span className="tabular">{count}</span>}
        </>
      }
    >
      {(leave) => <JobsPanel projectId={projectId} onLeave={leave} />}
    </TopbarPopover>
  );
}

interface Jobs {
  items: Run[];
  nextCursor: string | null;
  total: number;
}

/** The jobs after a batch of changed runs; `again` when others may have taken places and the list is to be read. */
export function jobsAfter(jobs: Jobs, changed: readonly Run[]): { jobs: Jobs; again: boolean } {
  const byId = new Map(changed.map((run) => [run.id, run]));
  const known = new Set(jobs.items.map((run) => run.id));
  const items = jobs.items.map((run) => {
    const next = byId.get(run.id);
    return next && next.revision >= run.revision ? next : run;
  });
  const going = items.filter(isActive);
  const ended = items.length - going.length;
  const came = changed.some((run) => !known.has(run.id) && isActive(run));
  return {
    jobs: { ...jobs, items: going, total: Math.max(going.length, jobs.total - ended) },
    again: came || (ended > 0 && jobs.nextCursor !== null),
  };
}

function useJobUpdates(projectId: string): void {
  const client = useQueryClient();
  const refresh = useMemo(() => new Refresh(client, projectId), [client, projectId]);
  useEffect(() => () => refresh.cancel(), [refresh]);
  useTopic(`project:${projectId}:runs`, {
    onSnapshot: () => refresh.soon(),
    onGap: () => refresh.soon(),
    onBatch: (batch) => {
      const changed = batch.flatMap((item) => {
        const { type, run } = item as { type?: string; run?: Run };
        return type === 'run' && run ? [run] : [];
      });
      const known = client.getQueryData<Jobs>(runningJobsQuery(projectId).queryKey);
      if (!known) return;
      const { jobs, again } = jobsAfter(known, changed);
      client.setQueryData(runningJobsQuery(projectId).queryKey, jobs);
      if (again) refresh.soon();
    },
  });
}

/** Reads the list at most once a second. */
class Refresh {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly client: QueryClient;
  private readonly projectId: string;

  constructor(client: QueryClient, projectId: string) {
    this.client = client;
    this.projectId = projectId;
  }

  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.client.invalidateQueries({ queryKey: runningJobsQuery(this.projectId).queryKey });
    }, REFRESH_MS);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
