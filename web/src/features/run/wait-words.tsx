import type { WaitReason } from '@/shared/api/types';
import { formatDuration } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';

/** Why a run waits, and how long until the reason is looked at again. */
export function WaitWords({ reason }: { reason: WaitReason }) {
  return (
    <span className={reason.kind === 'ahead' || reason.kind === 'slots' ? undefined : 'tone-warning'}>
      {reason.sentence}
      {reason.until && (
        <Until at={reason.until} probe={reason.kind === 'breaker_open' || reason.kind === 'service_down'} />
      )}
    </span>
  );
}

function Until({ at, probe }: { at: string; probe: boolean }) {
  const now = useNow(true);
  const left = Date.parse(at) - now;
  if (left <= 0) return <span className="tabular">, looked at again now</span>;
  return (
    <span className="tabular">
      , {probe ? 'next probe' : 'next look'} in {formatDuration(left)}
    </span>
  );
}
