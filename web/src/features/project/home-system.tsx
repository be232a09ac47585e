import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { healthQuery, queuesQuery, servicesQuery } from '@/features/service';
import type { ServiceInstance } from '@/shared/api/types';
import { formatDuration, NOTHING, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { PartState } from '@/shared/ui/status';

const EVERY_MS = 10_000;

type Health = NonNullable<ReturnType<typeof useHealth>['data']>;
const useHealth = () => useQuery(healthQuery);

export interface SystemState {
  health: Health | undefined;
  services: readonly ServiceInstance[] | undefined;
  /** When the oldest run that waits began to wait; null when none does. */
  oldestWait: string | null | undefined;
  failed: boolean;
}

export function useSystem(): SystemState {
  const health = useHealth();
  const services = useQuery({ ...servicesQuery, refetchInterval: EVERY_MS });
  const queues = useQuery(queuesQuery);
  const waits = queues.data?.services.flatMap((one) => one.oldestWaitSince ?? []).sort();
  return {
    health: health.data,
    services: services.data?.items,
    oldestWait: waits && (waits[0] ?? null),
    failed: health.isError,
  };
}

/** The system in one line; what could not be read is a dash, never a zero. */
export function SystemStrip({ system }: { system: SystemState }) {
  const { health, services, oldestWait, failed } = system;
  const now = useNow(typeof oldestWait === 'string');
  const up = services?.filter((one) => one.state === 'up').length;
  const open = services?.filter((one) => one.breakerState !== 'closed').length;
  return (
    <section className="card system-strip" aria-label="System" data-live>
      {health ? <PartState status={health.status} /> : <span className="muted">{failed ? 'Not known' : NOTHING}</span>}
      <span>
        <span className="muted">Services up</span> {services ? `${up} of ${services.length}` : NOTHING}
      </span>
      <span>
        <span className="muted">Breakers open</span> {open ?? NOTHING}
      </span>
      <span>
        <span className="muted">Oldest wait</span>{' '}
        {oldestWait === undefined
          ? NOTHING
          : oldestWait === null
            ? 'none'
            : formatDuration(now - Date.parse(oldestWait))}
      </span>
      {(health?.deadLetters ?? 0) > 0 && (
        <span className="tone-warning">{plural(health?.deadLetters ?? 0, 'unread message')}</span>
      )}
      <span className="grow" />
      <Link to="/system">System</Link>
    </section>
  );
}
