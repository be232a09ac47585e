import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { AlertButton } from '@/features/notification';
import type { Study } from '@/shared/api/types';
import { formatCount, formatDuration, formatNumber, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { CopyButton } from '@/shared/ui/copy-button';
import { Banner } from '@/shared/ui/feedback';
import { RunState } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { launchSearch, launchWords } from './launch';
import { endedTrials, remainingMillis, trialsPerMinute } from './pace';
import type { ParamValue } from './study-space';
import { StudySteering } from './study-steering';
import { countWords, isOver, objectiveWords, paceWords } from './study-words';
import type { TabProps } from './tab-props';
import { shortParam } from './trial-words';
import { useTrialFeed } from './use-session';

/** What the study is, how far it is, the best of it, and what to do with it. */
export function StudyHeader({ study, session, change }: Omit<TabProps, 'search'>): ReactNode {
  const { run } = study;
  const { projectId } = run;
  return (
    <header className="study-header">
      <div className="study-head-row">
        <div className="study-title">
          <RunState status={run.status} run={run} />
          <h1>{run.name}</h1>
          <span className="chip">Study</span>
          {study.paused && !isOver(study) && <span className="chip">paused</span>}
          {study.stopping && !isOver(study) && <span className="chip">ends with its last trial</span>}
          {run.stoppedEarly && <span className="chip">stopped early</span>}
        </div>
        <div className="row">
          <StudySteering study={study} />
          <AlertButton projectId={projectId} runId={run.id} study />
        </div>
      </div>
      <Best study={study} change={change} />
      <Progress study={study} session={session} />
      <div className="study-meta">
        <span>{objectiveWords(study)}</span>
        <span>
          {study.sampler.name}
          {study.pruner ? `, ${study.pruner.name} pruner` : ''}
        </span>
        {run.instances && (
          <button type="button" className="link-button" onClick={() => change({ tab: 'instances' })}>
            over {plural(run.instances, 'instance')}
          </button>
        )}
        <span>{formatCount(study.parallelism)} at the same time</span>
        {study.enqueued > 0 && !isOver(study) && <span>{formatCount(study.enqueued)} enqueued</span>}
        <span>
          created <TimeAgo time={run.createdAt} /> by {run.createdBy.name}
        </span>
        {run.startedAt && <Took study={study} />}
        <Link to="/projects/$projectId/runs" params={{ projectId }} search={{ q: `study:${run.id}` }}>
          Its trials as runs
        </Link>
      </div>
      {study.trouble && !isOver(study) && <Banner tone="warning">{study.trouble}</Banner>}
      {run.failure && <Banner tone="error">{run.failure.message}</Banner>}
      {!run.failure && run.statusReason && <Banner tone="info">{run.statusReason}</Banner>}
    </header>
  );
}

function Took({ study }: { study: Study }) {
  const { startedAt, endedAt } = study.run;
  const now = useNow(!isOver(study));
  const millis = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt ?? '');
  return (
    <span>
      {isOver(study) ? 'took' : 'for'} {formatDuration(millis)}
    </span>
  );
}

/** The best value with its parameters; of several objectives, how many trials are on the front. */
function Best({ study, change }: Pick<TabProps, 'study' | 'change'>) {
  const [best] = study.best;
  if (!best) return null;
  if (study.objectives.length > 1) {
    return (
      <p className="study-best">
        <span className="muted">Pareto front</span> <strong>{plural(study.best.length, 'trial')}</strong>
        <button type="button" className="link-button" onClick={() => change({ tab: 'pareto' })}>
          Look at it
        </button>
      </p>
    );
  }
  const parameters = best.parameters as Record<string, ParamValue>;
  const value = best.values[0];
  return (
    <div className="study-best" data-testid="best">
      <p className="study-best-value" title={`${study.objectives[0]?.metric} = ${value}`}>
        <span className="muted">best {study.objectives[0]?.metric}</span> <strong>{formatNumber(value)}</strong>
        <button type="button" className="link-button" onClick={() => change({ trial: best.number }, { replace: true })}>
          trial {best.number}
        </button>
      </p>
      <ul className="study-parameters" aria-label="Parameters of the best trial">
        {Object.entries(parameters).map(([name, one]) => (
          <li key={name} title={`${name} = ${String(one)}`}>
            <span className="muted">{name}</span> {shortParam(one)}
          </li>
        ))}
      </ul>
      <CopyButton text={JSON.stringify(parameters, null, 2)} label="Copy the parameters of the best trial" />
      <Link
        to="/projects/$projectId/new"
        params={{ projectId: study.run.projectId }}
        search={launchSearch(study, parameters)}
        className="button button-primary"
      >
        {launchWords(study)}
      </Link>
    </div>
  );
}

function Progress({ study, session }: Pick<TabProps, 'study' | 'session'>) {
  useTrialFeed(session);
  const now = useNow(!isOver(study), 5000);
  const ended = endedTrials(study);
  const fraction = Math.min(1, ended / Math.max(1, study.trials));
  const pace = isOver(study) ? undefined : trialsPerMinute(session.store, study.run.startedAt, now);
  const left = remainingMillis(study, pace, now);
  return (
    <div className="study-progress" data-live>
      <div
        className="progress"
        role="progressbar"
        aria-label={`Trials of ${study.run.name}`}
        aria-valuenow={Math.floor(fraction * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ width: `${fraction * 100}%` }} />
      </div>
      <span className="tabular" data-testid="counts">
        {countWords(study)} trials
        {pace !== undefined && ` · ${paceWords(pace)}`}
        {left !== undefined && ` · ${formatDuration(left)} left`}
      </span>
    </div>
  );
}
