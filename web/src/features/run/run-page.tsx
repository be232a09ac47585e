import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect } from 'react';
import { ArtifactList, Evaluation } from '@/features/artifact';
import { LogCounts, LogTab } from '@/features/log';
import { RunCharts, SystemCharts } from '@/features/metric';
import { AlertButton, useTabMark } from '@/features/notification';
import { ConvergenceTab, InstancesTab, ModelTab, SolutionTab, SolveFacts } from '@/features/solve';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { Run } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { useSetCrumb } from '@/shared/ui/crumb';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { NotFound } from '@/shared/ui/not-found';
import { RunState, runStatusWord } from '@/shared/ui/status';
import { Tabs } from '@/shared/ui/tabs';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { ConfigTab } from './config-tab';
import { Heartbeat } from './heartbeat';
import { OverviewTab } from './overview-tab';
import { PredictTab } from './predict-tab';
import { launchOfTrial } from './prefill';
import { runQuery } from './queries';
import { canRetry, canStop, isActive, isMeasured, isWaiting } from './rules';
import { kindWord, ProgressBar, ProgressWords, RunDuration } from './run-facts';
import { RunNumbers } from './run-numbers';
import type { RunSearch, RunTab } from './run-search';
import { useRunUpdates } from './run-updates';
import { StopMenu } from './stop-menu';
import { StopSteps } from './stop-steps';
import { TimelineTab } from './timeline-tab';
import { useNeighbourKeys } from './use-neighbour-keys';
import { WaitWords } from './wait-words';
import './run.css';

export function RunPage(): ReactNode {
  const { projectId = '', runId = '' } = useParams({ strict: false });
  const run = useQuery(runQuery(runId));
  if (run.isPending) return <Skeleton rows={10} height={28} />;
  if (run.isError) {
    if ([400, 404, 422].includes(toProblem(run.error).status)) return <RunNotFound projectId={projectId} id={runId} />;
    return <ProblemView error={run.error} onRetry={() => void run.refetch()} />;
  }
  // A study has a page of its own.
  if (run.data.kind === 'study') {
    return <Navigate to="/projects/$projectId/studies/$studyId" params={{ projectId, studyId: runId }} replace />;
  }
  return <LoadedRun key={runId} run={run.data} />;
}

function RunNotFound({ projectId, id }: { projectId: string; id: string }) {
  return (
    <NotFound
      what="run"
      id={id}
      action={
        <Link to="/projects/$projectId/runs" params={{ projectId }} className="button button-primary">
          Show all runs
        </Link>
      }
    />
  );
}

function LoadedRun({ run }: { run: Run }) {
  const { tab } = useSearch({ strict: false }) as RunSearch;
  const navigate = useNavigate();
  useRunUpdates(run.id);
  useSetCrumb(run.name);
  useNeighbourKeys(run);
  useTabMark(run.status);
  const active = isActive(run);
  useEffect(() => {
    const isShare = run.status === 'running' && run.progress && isMeasured(run);
    const percent = isShare ? `${Math.floor((run.progress?.fraction ?? 0) * 100)} % ` : '';
    document.title = `${percent}${runStatusWord(run.status, run)} · ${run.name} · Signalbox`;
  }, [run]);

  const isTrial = run.kind === 'trial';
  const training = run.kind === 'training';
  const solve = run.kind === 'solve';
  const isOverSet = Boolean(run.instances);
  const tabs: { id: RunTab; label: string }[] = [
    ...(isOverSet ? [{ id: 'instances' as const, label: 'Instances' }] : []),
    ...(solve
      ? ([
          { id: 'convergence', label: 'Convergence' },
          { id: 'solution', label: 'Solution' },
          { id: 'model', label: 'Model' },
        ] as const)
      : []),
    { id: 'overview', label: 'Overview' },
    { id: 'charts', label: 'Charts' },
    { id: 'logs', label: 'Logs' },
    ...(training || (isTrial && run.spec.target) ? [{ id: 'evaluation' as const, label: 'Evaluation' }] : []),
    { id: 'config', label: 'Config' },
    { id: 'artifacts', label: 'Artifacts' },
    { id: 'system', label: 'System' },
    { id: 'timeline', label: 'Timeline' },
    ...(training ? [{ id: 'predict' as const, label: 'Predict' }] : []),
  ];
  // Why it failed is in the overview.
  const best: RunTab = isOverSet ? 'instances' : solve ? 'convergence' : 'overview';
  const first: RunTab = run.status === 'failed' ? 'overview' : best;
  const shown = tabs.find((one) => one.id === tab)?.id ?? first;
  const goTo = (next: RunTab) =>
    void navigate({
      to: '.',
      search: { tab: next === first ? undefined : next },
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="page">
      <RunHeader run={run} />
      <div>
        <Tabs label="Run" tabs={tabs} active={shown} onChange={(next) => goTo(next as RunTab)}>
          <Suspense fallback={<Skeleton rows={10} height={28} />}>
            {shown === 'instances' && <InstancesTab run={run} live={active} />}
            {shown === 'convergence' && <ConvergenceTab run={run} live={active} waits={isWaiting(run)} />}
            {shown === 'solution' && <SolutionTab run={run} live={active} />}
            {shown === 'model' && <ModelTab run={run} live={active} />}
          </Suspense>
          {shown === 'overview' && <OverviewTab run={run} onTab={goTo} />}
          {shown === 'charts' && <RunCharts run={run} live={active} waits={isWaiting(run)} />}
          {shown === 'logs' && (
            <Suspense fallback={<Skeleton rows={12} height={20} />}>
              <LogTab run={run} />
            </Suspense>
          )}
          {shown === 'evaluation' && <Evaluation runId={run.id} active={active} />}
          {shown === 'config' && <ConfigTab run={run} />}
          {shown === 'artifacts' && <ArtifactList runId={run.id} active={active} />}
          {shown === 'system' && <SystemCharts run={run} live={active} waits={isWaiting(run)} />}
          {shown === 'timeline' && <TimelineTab run={run} active={active} />}
          {shown === 'predict' && <PredictTab run={run} />}
        </Tabs>
      </div>
    </div>
  );
}

function RunHeader({ run }: { run: Run }) {
  const active = isActive(run);
  return (
    <header className="run-header">
      <div className="run-head-row">
        <div className="run-title">
          <RunState status={run.status} run={run} />
          <h1>{run.name}</h1>
          {run.kind === 'trial' ? <TrialOfStudy run={run} /> : <span className="chip">{kindWord(run.kind)}</span>}
          {run.attempt > 1 && (
            <span className="chip">
              attempt {run.attempt} of {run.maxAttempts}
            </span>
          )}
          {run.stoppedEarly && <span className="chip">stopped early</span>}
        </div>
        <div className="page-actions">
          {canStop(run) && <StopMenu run={run} direct />}
          {canRetry(run) && <RetryButton run={run} />}
          <AlertButton projectId={run.projectId} runId={run.id} />
          <Link
            to="/projects/$projectId/new"
            params={{ projectId: run.projectId }}
            search={run.kind === 'trial' ? launchOfTrial(run) : { kind: run.kind, from: run.id }}
            className="button button-default"
          >
            Clone
          </Link>
        </div>
      </div>
      {run.kind === 'solve' && !isWaiting(run) && (
        <Suspense fallback={<div className="solve-room" />}>
          <SolveFacts run={run} live={active} />
        </Suspense>
      )}
      {active && !isWaiting(run) && isMeasured(run) && (
        <div className="run-progress">
          <ProgressBar run={run} />
          <span className="tabular">
            <ProgressWords run={run} />
          </span>
          {run.kind !== 'solve' && <RunNumbers run={run} />}
        </div>
      )}
      <div className="run-meta">
        {run.waitReason ? (
          <WaitWords reason={run.waitReason} />
        ) : (
          run.statusReason && <span className="tone-warning">{run.statusReason}</span>
        )}
        {isWaiting(run) && !run.waitReason && !run.statusReason && <span>Waits for a slot of an ML service</span>}
        <span>
          created <TimeAgo time={run.createdAt} /> by {run.createdBy.name}
        </span>
        {run.startedAt && (
          <span>
            {active ? 'for' : 'took'} <RunDuration run={run} />
          </span>
        )}
        {active && <Heartbeat run={run} />}
        {run.instance && <span>on {run.instance}</span>}
        <LogCounts run={run} />
      </div>
      {run.stop && <StopSteps run={run} stop={run.stop} />}
    </header>
  );
}

/** `Trial #7 of titanic study`, which leads to its place there. */
function TrialOfStudy({ run }: { run: Run }) {
  const { projectId, studyId, trialNumber } = run;
  const study = useQuery({ ...runQuery(studyId ?? ''), enabled: Boolean(studyId) });
  if (!studyId) return <span className="chip">{kindWord(run.kind)}</span>;
  return (
    <span className="prose">
      Trial #{trialNumber} of{' '}
      <Link
        to="/projects/$projectId/studies/$studyId"
        params={{ projectId, studyId }}
        search={{ tab: 'trials', trial: trialNumber ?? undefined }}
      >
        {study.data?.name ?? 'its study'}
      </Link>
    </span>
  );
}

function RetryButton({ run }: { run: Run }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/runs/{runId}/retry', {
          params: { path: { runId: run.id }, header: { 'Idempotency-Key': crypto.randomUUID() } },
        }),
      ),
    onSuccess: (next) => {
      void client.invalidateQueries({ queryKey: ['runs', run.projectId] });
      void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId: run.projectId, runId: next.id } });
    },
    onError: (error) => toastProblem('The run could not be started again', error),
  });
  return (
    <Button icon="retry" busy={retry.isPending} onClick={() => retry.mutate()}>
      Retry
    </Button>
  );
}
