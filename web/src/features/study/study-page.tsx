import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect } from 'react';
import { useTabMark } from '@/features/notification';
import { toProblem } from '@/shared/api/problem';
import type { Study } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { useSetCrumb } from '@/shared/ui/crumb';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { NotFound } from '@/shared/ui/not-found';
import { runStatusWord } from '@/shared/ui/status';
import { Tabs } from '@/shared/ui/tabs';
import { endedTrials } from './pace';
import { studyQuery } from './study-api';
import { StudyHeader } from './study-header';
import type { StudySearch, StudyTab } from './study-search';
import { isOver } from './study-words';
import type { ChangeSearch, TabProps } from './tab-props';
import { useSelectionOfAddress, useStudySession, useTrialFeed } from './use-session';
import './study.css';

// A tab is loaded when somebody looks at it.
const OverviewTab = lazy(() => import('./overview-tab').then((module) => ({ default: module.OverviewTab })));
const TrialsTab = lazy(() => import('./trials-tab').then((module) => ({ default: module.TrialsTab })));
const InstancesTab = lazy(() => import('./instances-tab').then((module) => ({ default: module.InstancesTab })));
const AnalysisTab = lazy(() => import('./analysis-tab').then((module) => ({ default: module.AnalysisTab })));
const ParetoTab = lazy(() => import('./pareto-tab').then((module) => ({ default: module.ParetoTab })));
const TimelineTab = lazy(() => import('./timeline-tab').then((module) => ({ default: module.TimelineTab })));
const LogTab = lazy(() => import('./log-tab').then((module) => ({ default: module.LogTab })));
const ConfigTab = lazy(() => import('./config-tab').then((module) => ({ default: module.ConfigTab })));
const ChosenTrial = lazy(() => import('./chosen-trial').then((module) => ({ default: module.ChosenTrial })));

export function StudyPage(): ReactNode {
  const { projectId = '', studyId = '' } = useParams({ strict: false });
  const study = useQuery(studyQuery(studyId));
  if (study.isPending) return <Skeleton rows={10} height={28} />;
  if (study.isError) {
    if (![400, 404, 422].includes(toProblem(study.error).status)) {
      return <ProblemView error={study.error} onRetry={() => void study.refetch()} />;
    }
    return (
      <NotFound
        what="study"
        id={studyId}
        action={
          <Link to="/projects/$projectId/studies" params={{ projectId }} className="button button-primary">
            Show all studies
          </Link>
        }
      />
    );
  }
  return <LoadedStudy key={studyId} study={study.data} />;
}

function LoadedStudy({ study }: { study: Study }) {
  const asked = useSearch({ strict: false }) as StudySearch;
  const navigate = useNavigate();
  const session = useStudySession(study);
  const { run } = study;
  useSetCrumb(run.name);
  useTabMark(run.status);
  useEffect(() => {
    const percent = isOver(study) ? '' : `${Math.floor((100 * endedTrials(study)) / Math.max(1, study.trials))} % `;
    document.title = `${percent}${runStatusWord(run.status, run)} · ${run.name} · Signalbox`;
  }, [study, run]);

  const objectives = session.store.objectives.length;
  const isAbsent = asked.objective !== undefined && asked.objective >= objectives;
  const search: StudySearch = isAbsent ? { ...asked, objective: undefined } : asked;
  useSelectionOfAddress(session, search);
  const change: ChangeSearch = useCallback(
    (next, { replace = false } = {}) =>
      void navigate({
        to: '.',
        search: (known: object) => ({ ...known, ...next }),
        replace,
        resetScroll: false,
      } as never),
    [navigate],
  );
  const tabs: { id: StudyTab; label: string; count?: number }[] = [
    { id: 'overview', label: 'Overview' },
    { id: 'trials', label: 'Trials', count: endedTrials(study) + study.counts.running },
    ...(run.instances ? [{ id: 'instances' as const, label: 'Instances', count: run.instances }] : []),
    { id: 'analysis', label: 'Analysis' },
    ...(objectives > 1 ? [{ id: 'pareto' as const, label: 'Pareto' }] : []),
    { id: 'timeline', label: 'Timeline' },
    { id: 'log', label: 'Log' },
    { id: 'config', label: 'Config' },
  ];
  const shown = tabs.find((one) => one.id === search.tab)?.id ?? 'overview';
  const props: TabProps = { study, session, search: { ...search, tab: shown }, change };
  return (
    <div className="page">
      <StudyHeader study={study} session={session} change={change} />
      <ReadingProblem session={session} />
      <div>
        <Tabs
          label="Study"
          tabs={tabs}
          active={shown}
          onChange={(next) =>
            change({ tab: next === 'overview' ? undefined : (next as StudyTab), rows: undefined }, { replace: true })
          }
        >
          <div className="stack">
            <Suspense>{search.trial !== undefined && <ChosenTrial {...props} />}</Suspense>
            <Suspense fallback={<Skeleton rows={10} height={28} />}>
              {shown === 'overview' && <OverviewTab {...props} />}
              {shown === 'trials' && <TrialsTab {...props} />}
              {shown === 'instances' && <InstancesTab {...props} />}
              {shown === 'analysis' && <AnalysisTab {...props} />}
              {shown === 'pareto' && <ParetoTab {...props} />}
              {shown === 'timeline' && <TimelineTab {...props} />}
              {shown === 'log' && <LogTab {...props} />}
              {shown === 'config' && <ConfigTab study={study} />}
            </Suspense>
          </div>
        </Tabs>
      </div>
    </div>
  );
}

/** Trials that could not be read, and how far the reading of many is. */
function ReadingProblem({ session }: Pick<TabProps, 'session'>) {
  useTrialFeed(session);
  const { error, isReading, total } = session.reading;
  const { length } = session.store;
  if (error !== undefined) {
    return (
      <ProblemView
        error={error}
        kept={length > 0 ? `The ${formatCount(length)} trials that were read before are shown.` : undefined}
        onRetry={() => session.retry()}
      />
    );
  }
  if (!isReading || total === undefined || total <= length) return null;
  return (
    <p className="muted small" role="status">
      Reading trials: {formatCount(length)} of {formatCount(total)}
    </p>
  );
}
