import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Run, Study } from '@/shared/api/types';
import { formatDuration, formatNumber, NOTHING, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { useTopic } from '@/shared/stream/use-stream';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { endedTrials, meanPerMinute, remainingMillis } from './pace';
import { studiesQuery } from './study-api';
import type { StudiesSearch } from './study-search';
import { bestWords, countWords, improvementPath, isOver, objectiveWords } from './study-words';
import { TypedSearch } from './typed-search';
import './study.css';

const AGAIN_MS = 1000;
const SPARK = { width: 96, height: 20 };

/** All studies of the project, the newest first. */
export function StudiesPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const { q } = useSearch({ strict: false }) as StudiesSearch;
  const navigate = useNavigate();
  const studies = useInfiniteQuery(studiesQuery(projectId, q));
  useStudyUpdates(projectId);
  const items = studies.data?.pages.flatMap((page) => page.items) ?? [];
  const total = studies.data?.pages[0]?.total ?? 0;
  const show = (next: StudiesSearch) => void navigate({ to: '.', search: next as never, replace: true });
  const newStudy = (
    <Link
      to="/projects/$projectId/new"
      params={{ projectId }}
      search={{ kind: 'study' }}
      className="button button-primary"
    >
      New study
    </Link>
  );
  return (
    <div className="page">
      <PageHeader
        title="Studies"
        documentTitle="Studies"
        meta={studies.isSuccess ? `${plural(total, 'study', 'studies')}${q ? ' match' : ''}` : undefined}
        actions={newStudy}
      />
      <search className="row">
        <TypedSearch label="Filter by name" text={q} onChange={(next) => show({ q: next })} />
      </search>
      {studies.isPending && <Skeleton rows={8} height={32} />}
      {studies.isError && (
        <ProblemView
          error={studies.error}
          kept={items.length > 0 ? 'What was read before is shown below.' : undefined}
          onRetry={() => void studies.refetch()}
        />
      )}
      {studies.isSuccess && items.length === 0 && q !== undefined && (
        <EmptyState
          icon="search"
          title="No study matches"
          action={<Button onClick={() => show({ q: undefined })}>Clear the filter</Button>}
        >
          No study has “{q}” in its name.
        </EmptyState>
      )}
      {studies.isSuccess && items.length === 0 && q === undefined && (
        <EmptyState icon="study" title="No studies yet" action={newStudy}>
          A study looks for the parameters that make a training, or a solve, best: it starts trials until its budget is
          spent, and proposes the parameters of each from the results so far.
        </EmptyState>
      )}
      {items.length > 0 && <StudyTable projectId={projectId} items={items} />}
      {studies.hasNextPage && (
        <div>
          <Button busy={studies.isFetchingNextPage} onClick={() => void studies.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}

/** A study that has changed is read again, at most once a second. */
function useStudyUpdates(projectId: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['studies', projectId] });
    }, AGAIN_MS);
  };
  useTopic(`project:${projectId}:runs`, {
    onGap: soon,
    onBatch: (items) => {
      const isNews = items.some((item) => {
        const { type, run } = item as { type?: string; run?: Run };
        return type === 'deleted' || run?.kind === 'study';
      });
      if (isNews) soon();
    },
  });
}

function StudyTable({ projectId, items }: { projectId: string; items: readonly Study[] }) {
  const isLive = items.some((study) => !isOver(study));
  const now = useNow(isLive, 5000);
  return (
    <TableFrame label="Studies" className="study-list">
      <table className="table" aria-label="Studies" data-live>
        <thead>
          <tr>
            <th>Status</th>
            <th>Name</th>
            <th>Objective</th>
            <th className="number">Best value</th>
            <th>Improvements</th>
            <th>Trials</th>
            <th>Sampler</th>
            <th>Started</th>
            <th className="number">Left</th>
          </tr>
        </thead>
        <tbody>
          {items.map((study) => (
            <StudyRow key={study.run.id} projectId={projectId} study={study} now={now} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function StudyRow({ projectId, study, now }: { projectId: string; study: Study; now: number }) {
  const { run, trials, sampler, pruner } = study;
  const left = remainingMillis(study, meanPerMinute(study, now), now);
  const fraction = Math.min(1, endedTrials(study) / Math.max(1, trials));
  return (
    <tr>
      <td>
        <RunState status={run.status} run={run} />
        {study.paused && !isOver(study) && <span className="chip">paused</span>}
      </td>
      <td>
        <Link to="/projects/$projectId/studies/$studyId" params={{ projectId, studyId: run.id }}>
          {run.name}
        </Link>
      </td>
      <td>{objectiveWords(study)}</td>
      <td className="number" title={study.objectives.length === 1 ? String(study.best[0]?.values[0] ?? '') : undefined}>
        <strong>{bestWords(study)}</strong>
      </td>
      <td>
        <Improvements study={study} />
      </td>
      <td>
        <span className="study-list-trials">
          <span className="progress" aria-hidden="true">
            <span style={{ width: `${fraction * 100}%` }} />
          </span>
          <span className="tabular">{countWords(study)}</span>
        </span>
      </td>
      <td>
        {sampler.name}
        {pruner && <span className="muted">, {pruner.name}</span>}
      </td>
      <td>{run.startedAt ? <TimeAgo time={run.startedAt} /> : NOTHING}</td>
      <td className="number">{left === undefined ? NOTHING : formatDuration(left)}</td>
    </tr>
  );
}

/** Each trial that beat all before it, as steps. */
function Improvements({ study }: { study: Study }) {
  const path = study.objectives.length === 1 ? improvementPath(study, SPARK.width, SPARK.height) : undefined;
  if (!path) return <span className="muted">{NOTHING}</span>;
  const points = study.improvements as readonly (readonly number[])[];
  const ends = [points[0], points.at(-1)].map((point) => formatNumber(point?.[1]));
  const words = `${points.length} improvements, from ${ends.join(' to ')}`;
  return (
    <svg
      className="study-spark"
      width={SPARK.width + 2}
      height={SPARK.height + 2}
      viewBox={`-1 -1 ${SPARK.width + 2} ${SPARK.height + 2}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path d={path} />
    </svg>
  );
}
