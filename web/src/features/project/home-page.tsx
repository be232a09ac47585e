import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  activeStatuses,
  attentionStatuses,
  RunningCard,
  recentRunsQuery,
  runsByStatusQuery,
  useProjectRunUpdates,
} from '@/features/run';
import { PageHeader } from '@/shared/ui/page';
import { isDemo } from './demo';
import { DemoOffer, RemoveDemo } from './demo-offer';
import { Attention, attentionOfSystem } from './home-attention';
import { Block } from './home-block';
import { RecentResults } from './home-results';
import { Checklist, QuickStart } from './home-start';
import { SystemStrip, useSystem } from './home-system';
import { projectQuery } from './queries';
import './home.css';

const RECENT = 10;
const ATTENTION = 5;

/** What needs me now: what failed or hangs, what runs, and what ended last. Each block stands by itself. */
export function HomePage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const project = useQuery(projectQuery(projectId));
  const active = useQuery(runsByStatusQuery(projectId, activeStatuses));
  const recent = useQuery(recentRunsQuery(projectId));
  const system = useSystem();
  useProjectRunUpdates(projectId);

  const running = active.data?.items ?? [];
  const ended = (recent.data?.items ?? []).filter((run) => !activeStatuses.includes(run.status));
  const attention = [
    ...running.filter((run) => attentionStatuses.includes(run.status)),
    ...ended.filter((run) => attentionStatuses.includes(run.status)).slice(0, ATTENTION),
  ];
  const troubles = attentionOfSystem(system);
  const isEmpty = active.isSuccess && recent.isSuccess && running.length === 0 && ended.length === 0;
  return (
    <div className="page home">
      <PageHeader
        title={project.data?.name ?? 'Home'}
        documentTitle={project.data?.name ?? 'Home'}
        meta={project.data?.description || undefined}
        actions={
          project.data && isDemo(project.data) && project.data.role === 'admin' ? (
            <RemoveDemo project={project.data} />
          ) : undefined
        }
      />
      {isEmpty && (
        <div className="home-begin">
          <Checklist projectId={projectId} />
          <DemoOffer />
        </div>
      )}
      {(attention.length > 0 || troubles.length > 0) && <Attention runs={attention} troubles={troubles} />}
      <Block id="running" title="Running now" query={active} rows={3}>
        {running.length === 0 ? (
          <p className="muted">Nothing runs at the moment.</p>
        ) : (
          <div className="grid-cards">
            {running.map((run) => (
              <RunningCard key={run.id} run={run} />
            ))}
          </div>
        )}
      </Block>
      {!isEmpty && (
        <Block
          id="recent"
          title="Recent results"
          query={recent}
          rows={RECENT}
          aside={
            <Link to="/projects/$projectId/runs" params={{ projectId }}>
              All runs
            </Link>
          }
        >
          {ended.length === 0 ? (
            <p className="muted">No run has ended yet. The first result appears here.</p>
          ) : (
            <RecentResults runs={ended.slice(0, RECENT)} baselineId={recent.data?.baselineRunId ?? undefined} />
          )}
        </Block>
      )}
      <QuickStart projectId={projectId} />
      <SystemStrip system={system} />
    </div>
  );
}
