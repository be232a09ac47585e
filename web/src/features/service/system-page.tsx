import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { useIsAdministrator } from '@/features/identity';
import { StoragePanel } from '@/features/storage';
import type { ServiceInstance } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { isTrusted, useConnection, useTopic } from '@/shared/stream/use-stream';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, PageHeader } from '@/shared/ui/page';
import { PartState } from '@/shared/ui/status';
import { Tabs } from '@/shared/ui/tabs';
import { BackendsPanel } from './backends-panel';
import { DeadLettersPanel } from './dead-letters-panel';
import { LogIntakePanel } from './log-intake-panel';
import { healthQuery, servicesQuery } from './queries';
import { QueuesPanel } from './queues-panel';
import type { SystemSearch, SystemTab } from './service-search';
import { ServicesPanel } from './services-panel';
import './service.css';

const partNames = {
  metadata: 'Database (metadata)',
  telemetry: 'Database (telemetry)',
  kafka: 'Kafka',
  s3: 'Object store',
  orchestrator: 'Orchestrator',
  services: 'ML services',
  outbox: 'Outbox',
  statuses: 'Status reader',
  deadLetters: 'Dead letters',
  chores: 'Chores',
} as const;

export function SystemPage(): ReactNode {
  const search = useSearch({ strict: false }) as SystemSearch;
  const navigate = useNavigate();
  const client = useQueryClient();
  const health = useQuery(healthQuery);
  const services = useQuery(servicesQuery);
  const isAdministrator = useIsAdministrator();
  const stale = !isTrusted(useConnection());
  const put = (change: (items: ServiceInstance[]) => ServiceInstance[]) =>
    client.setQueryData(servicesQuery.queryKey, (page) => {
      const items = change(page?.items ?? []);
      return { items, nextCursor: null, total: items.length };
    });
  useTopic('system', {
    onSnapshot: (state) => put(() => (state as { services: ServiceInstance[] }).services),
    onBatch: (items) => {
      const updates = items.flatMap((item) => (item as { service?: ServiceInstance }).service ?? []);
      put((known) => updates.reduce(withInstance, known));
    },
    onGap: () => void services.refetch(),
  });
  const tabs: { id: SystemTab; label: string; count?: number }[] = [
    { id: 'services', label: 'ML services', count: services.data?.items.length },
    { id: 'queues', label: 'Queues' },
    { id: 'backends', label: 'Backends', count: health.data?.backends.length },
    { id: 'log-intake', label: 'Log intake' },
    ...(isAdministrator
      ? [
          { id: 'dead-letters' as const, label: 'Dead letters', count: health.data?.deadLetters ?? undefined },
          { id: 'storage' as const, label: 'Storage' },
        ]
      : []),
  ];
  const tab = tabs.some((one) => one.id === search.tab) && search.tab ? search.tab : 'services';
  const show = (next: SystemSearch) => void navigate({ to: '.', search: next, replace: true, resetScroll: false });
  return (
    <div className="page">
      <PageHeader
        title="System"
        documentTitle="System"
        actions={
          isAdministrator && (
            <Link to="/system/logs" className="button button-default">
              Log sources
            </Link>
          )
        }
        meta={
          health.data && (
            <>
              <PartState status={health.data.status} />
              <span>version {health.data.version}</span>
              {health.data.staleEvents !== null && health.data.staleEvents > 0 && (
                <span title="Events of attempts that a newer attempt has fenced">
                  {formatCount(health.data.staleEvents)} late events refused
                </span>
              )}
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
      <div>
        <Tabs
          label="System"
          tabs={tabs}
          active={tab}
          onChange={(next) => show({ tab: next === 'services' ? undefined : (next as SystemTab) })}
        >
          {tab === 'services' && <ServicesPanel services={services} stale={stale} />}
          {tab === 'queues' && <QueuesPanel />}
          {tab === 'backends' && health.isPending && <Skeleton rows={3} height={32} />}
          {tab === 'backends' && health.data && (
            <div className={health.isError ? 'stale-dim' : undefined}>
              <BackendsPanel backends={health.data.backends} />
            </div>
          )}
          {tab === 'log-intake' && <LogIntakePanel />}
          {tab === 'dead-letters' && (
            <DeadLettersPanel
              state={search.state}
              letter={search.letter}
              onState={(state) => show({ tab, state })}
              onLetter={(letter) => show({ tab, state: search.state, letter })}
            />
          )}
          {tab === 'storage' && (
            <Suspense fallback={<Skeleton rows={6} />}>
              <StoragePanel
                inventory={search.inventory}
                kind={search.kind}
                onOpen={(inventory, kind) => show({ tab, inventory, kind })}
              />
            </Suspense>
          )}
        </Tabs>
      </div>
    </div>
  );
}

function withInstance(known: ServiceInstance[], update: ServiceInstance): ServiceInstance[] {
  const isSame = (one: ServiceInstance) => one.service === update.service && one.instance === update.instance;
  return known.some(isSame) ? known.map((one) => (isSame(one) ? update : one)) : [...known, update];
}
