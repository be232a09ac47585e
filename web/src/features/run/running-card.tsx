import { Link } from '@tanstack/react-router';
import { LogCounts } from '@/features/log';
import { Sparkline } from '@/features/metric';
import type { Run } from '@/shared/api/types';
import { RunState } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { Heartbeat, isStalled } from './heartbeat';
import { canStop, isMeasured, isWaiting } from './rules';
import { kindWord, ProgressBar, ProgressWords, RunDuration } from './run-facts';
import { StopMenu } from './stop-menu';
import './run.css';

/** A run at a glance: its state, how far it is, or why it waits or failed. */
export function RunningCard({ run, compact = false }: { run: Run; compact?: boolean }) {
  const why = run.failure?.message ?? run.statusReason;
  return (
    <article className={`card running-card${compact ? ' compact' : ''}`}>
      <div className="row spread">
        <Link
          to="/projects/$projectId/runs/$runId"
          params={{ projectId: run.projectId, runId: run.id }}
          className="ellipsis running-name"
        >
          {run.name}
        </Link>
        <RunState status={run.status} run={run} />
      </div>
      {compact ? (
        <p className="muted">
          {isStalled(run) ? <Heartbeat run={run} /> : (why ?? kindWord(run.kind))} ·{' '}
          <TimeAgo time={run.endedAt ?? run.createdAt} />
        </p>
      ) : (
        <>
          {isMeasured(run) && <ProgressBar run={run} />}
          <p className="muted tabular row spread">
            <span>
              {isWaiting(run) ? (
                (why ?? 'Waits for a slot')
              ) : isStalled(run) ? (
                <Heartbeat run={run} />
              ) : (
                <ProgressWords run={run} />
              )}
            </span>
            <span>
              <RunDuration run={run} />
            </span>
          </p>
          {!isWaiting(run) && run.kind !== 'study' && <Sparkline runId={run.id} />}
          <div className="row spread running-foot">
            <span className="row">
              <span className="chip">{kindWord(run.kind)}</span>
              <LogCounts run={run} zeros />
            </span>
            {canStop(run) && <StopMenu run={run} />}
          </div>
        </>
      )}
    </article>
  );
}
