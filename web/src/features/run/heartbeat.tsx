import type { Run } from '@/shared/api/types';
import { formatAgo, formatDuration } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';

/** Contact counts as lost when no heartbeat has come for so long. */
const LEASE_MS = 30_000;
const OLD_MS = 15_000;

export const isStalled = (run: Pick<Run, 'status'>) => run.status === 'lost_contact';

/**
 * For how long a stalled run has given no sign of life, in milliseconds; undefined for a run that has not stalled. What tells of the lost
 * contact is no sign of life itself: the last heartbeat is older by the patience that was had until then.
 */
export function silentMillis(run: Pick<Run, 'status' | 'lastContactAt'>, now: number): number | undefined {
  if (!isStalled(run) || !run.lastContactAt) return undefined;
  return Math.max(0, now - Date.parse(run.lastContactAt) + LEASE_MS);
}

/** The age of the last heartbeat of a run that has stalled; of any other, when it last told something. */
export function Heartbeat({ run }: { run: Run }) {
  const now = useNow(true);
  const silent = silentMillis(run, now);
  if (silent !== undefined) return <span className="tone-warning">{`no heartbeat for ${formatDuration(silent)}`}</span>;
  if (!run.lastContactAt) return null;
  const age = now - Date.parse(run.lastContactAt);
  return (
    <span className={age > OLD_MS ? 'tone-warning' : undefined} title={`${formatDuration(age)} ago`}>
      last heard {formatAgo(run.lastContactAt, now)}
    </span>
  );
}
