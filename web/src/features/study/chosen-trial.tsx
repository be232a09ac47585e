import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatNumber } from '@/shared/format/format';
import { IconButton } from '@/shared/ui/button';
import { TrialMark } from '@/shared/ui/status';
import { launchSearch, launchWords } from './launch';
import type { TabProps } from './tab-props';
import { TrialMenu } from './trial-menu';
import { shortParam, stateWords } from './trial-words';
import { useTrialFeed } from './use-session';

/** The trial that was chosen in a plot or in the table: what it is, and what to do with it. */
export function ChosenTrial({ study, session, search, change }: TabProps): ReactNode {
  useTrialFeed(session);
  const { trial: number } = search;
  if (number === undefined) return null;
  const trial = session.store.trial(number);
  const close = () => change({ trial: undefined }, { replace: true });
  if (!trial) {
    if (session.reading.isReading) return null;
    const { length } = session.store;
    return (
      <section className="card study-chosen" aria-label="Chosen trial">
        <p>
          {session.store.deleted.has(number)
            ? `Trial ${number} was deleted.`
            : `There is no trial ${number}: ${length === 0 ? 'none has begun' : `the last one is ${length - 1}`}.`}
        </p>
        <IconButton icon="close" label="Choose no trial" className="icon-button-small" onClick={close} />
      </section>
    );
  }
  const { projectId } = study.run;
  return (
    <section className="card study-chosen" aria-label="Chosen trial" data-testid="chosen-trial">
      <div className="study-chosen-head">
        <h2>
          <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: trial.runId }}>
            Trial {number}
          </Link>
        </h2>
        <span title={stateWords(trial)}>
          <TrialMark state={trial.state} />
        </span>
        {trial.state === 'completed' && !trial.feasible && <span className="chip">breaks a constraint</span>}
        {!trial.proposed && <span className="chip">enqueued</span>}
        {session.store.objectives.map(({ metric }, at) => {
          const value = trial.values[at] ?? Number.NaN;
          return Number.isNaN(value) ? null : (
            <span key={metric} className="tabular" title={`${metric} = ${value}`}>
              <span className="muted">{metric}</span> <strong>{formatNumber(value)}</strong>
            </span>
          );
        })}
        <span className="grow" />
        <Link
          to="/projects/$projectId/new"
          params={{ projectId }}
          search={launchSearch(study, trial.parameters)}
          className="button button-default"
        >
          {launchWords(study)}
        </Link>
        {search.tab !== 'trials' && (
          <button type="button" className="button button-default" onClick={() => change({ tab: 'trials' })}>
            Show in the table
          </button>
        )}
        <TrialMenu study={study} trial={trial} />
        <IconButton icon="close" label="Choose no trial" className="icon-button-small" onClick={close} />
      </div>
      <ul className="study-parameters" aria-label={`Parameters of trial ${number}`}>
        {Object.entries(trial.parameters).map(([name, value]) => (
          <li key={name} title={`${name} = ${String(value)}`}>
            <span className="muted">{name}</span> {shortParam(value)}
          </li>
        ))}
      </ul>
      {trial.failure && <p className="tone-error">{trial.failure}</p>}
    </section>
  );
}
