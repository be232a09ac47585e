import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { ServiceInstance } from '@/shared/api/types';
import { plural } from '@/shared/format/format';
import { useConnection, useTopic } from '@/shared/stream/use-stream';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, PageHeader } from '@/shared/ui/page';
import { BreakerState, PartState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import './service.css';

const HEALTH_EVERY_MS = 10_000;

const healthQuery = {
  queryKey: ['system', 'health'],
  queryFn: () => unwrap(api.GET('/system/health')),
  refetchInterval: HEALTH_EVERY_MS,
};
const servicesQuery = { queryKey: ['system', 'services'], queryFn: () => unwrap(api.GET('/system/services')) };

const partNames = {
  metadata: 'Database (metadata)',
  telemetry: 'Database (telemetry)',
  kafka: 'Kafka',
  s3: 'Object store',
  orchestrator: 'Orchestrator',
  services: 'ML services',
} as const;

export function SystemPage(): ReactNode {
  const client = useQueryClient();
  const health = useQuery(healthQuery);
  const services = useQuery(servicesQuery);
  const connection = useConnection();
  const stale = connection.state === 'stale' || connection.state === 'offline' || connection.state === 'reconnecting';
  const put = (change: (items: ServiceInstance[]) => ServiceInstance[]) =>
    client.setQueryData<{ items: ServiceInstance[]; nextCursor: string | null; total: number }>(
      servicesQuery.queryKey,
      (page) => {
        const items = change(page?.items ?? []);
        return { items, nextCursor: null, total: items.length };
      },
    );
  useTopic('system', {
    onSnapshot: (state) => put(() => (state as { services: ServiceInstance[] }).services),
    onBatch: (items) => {
      const updates = items.flatMap((item) => (item as { service?: ServiceInstance }).service ?? []);
      put((known) => updates.reduce(withInstance, known));
    },
    onGap: () => void services.refetch(),
  });
  return (
    <div className="page">
      <PageHeader
        title="System"
        documentTitle="System"
        meta={
          health.data && (
            <>
              <PartState status={health.data.status} />
              <span>version {health.data.version}</span>
            </>
          )
        }
      />
      {health.isPending && <Skeleton rows={3} height={48} />}
      {health.isError && (
        <ProblemView
          error={health.error}
          kept={health.data ? 'The states below are the last that were read.' : undefined}
          onRetry={() => void health.refetch()}
        />
      )}
      {health.data && (
        <div className={`parts${health.isError ? ' stale-dim' : ''}`}>
          {health.data.parts.map((part) => (
            <Card key={part.name} className="part">
              <div className="row spread">
                <strong>{partNames[part.name]}</strong>
                <PartState status={part.status} />
              </div>
              {part.detail && <p className="muted small">{part.detail}</p>}
            </Card>
          ))}
        </div>
      )}
      <section className="stack" aria-labelledby="services-title">
        <div className="row spread">
          <h2 id="services-title">ML services</h2>
          {services.data && <span className="muted">{plural(services.data.items.length, 'instance')}</span>}
        </div>
        {services.isPending && <Skeleton rows={3} />}
        {services.isError && <ProblemView error={services.error} onRetry={() => void services.refetch()} />}
        {services.isSuccess && services.data.items.length === 0 && (
          <EmptyState icon="system" title="No ML service was seen yet">
            The orchestrator asks each configured instance every few seconds. Instances appear here with the first
            answer.
          </EmptyState>
        )}
        {services.data && services.data.items.length > 0 && (
          <TableFrame label="Instances of the ML services" className={`${stale ? ' stale-dim' : ''}`}>
            <table className="table" aria-label="Instances of the ML services">
              <thead>
                <tr>
                  <th>Service</th>
                  <th>Instance</th>
                  <th>State</th>
                  <th>Circuit breaker</th>
                  <th>Slots</th>
                  <th>Version</th>
                  <th>Seen</th>
                  <th>Last error</th>
                </tr>
              </thead>
              <tbody>
                {services.data.items.map((one) => (
                  <tr key={`${one.service} ${one.instance}`}>
                    <td>{one.service}</td>
                    <td>
                      <code>{one.instance}</code>
                    </td>
                    <td>
                      <PartState status={one.up ? 'up' : 'down'} />
                    </td>
                    <td>
                      <BreakerState state={one.breakerState} />
                    </td>
                    <td>
                      <Slots used={one.slotsInUse} all={one.slots} />
                    </td>
                    <td>{one.version}</td>
                    <td>
                      <TimeAgo time={one.seenAt} />
                    </td>
                    <td className="muted service-error" title={one.lastError ?? undefined}>
                      {one.lastError || '–'}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </section>
    </div>
  );
}

function withInstance(known: ServiceInstance[], update: ServiceInstance): ServiceInstance[] {
  const isSame = (one: ServiceInstance) => one.service === update.service && one.instance === update.instance;
  return known.some(isSame) ? known.map((one) => (isSame(one) ? update : one)) : [...known, update];
}

function Slots({ used, all }: { used: number; all: number }) {
  return (
    <span className="slots">
      <span aria-hidden="true" className="slot-marks">
        {Array.from({ length: Math.min(all, 16) }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are alike and never move
          <i key={at} className={at < used ? 'used' : undefined} />
        ))}
      </span>
      {used} of {all} in use
    </span>
  );
}
