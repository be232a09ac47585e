import type { ReactNode } from 'react';
import type { Run } from '@/shared/api/types';
import { formatAgo } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { LogViewer } from './log-viewer';

const ended = new Set<Run['status']>(['succeeded', 'failed', 'cancelled', 'timed_out']);

/** The log of a run. */
export function LogTab({ run }: { run: Run }): ReactNode {
  const active = !ended.has(run.status);
  return (
    <LogViewer
      key={run.id}
      log={{ kind: 'run', id: run.id }}
      active={active}
      failed={run.status === 'failed'}
      empty={<WhyEmpty run={run} active={active} />}
    />
  );
}

function WhyEmpty({ run, active }: { run: Run; active: boolean }) {
  const now = useNow(active);
  if (!active)
    return run.startedAt
      ? 'The run wrote nothing, or its lines are past the time for which logs are kept.'
      : 'The run never started.';
  if (!run.startedAt) return 'The run has not started: lines appear here as soon as it writes some.';
  return `The run started ${formatAgo(run.startedAt, now)}; its lines appear here as soon as it writes some.`;
}
