import type { UseQueryResult } from '@tanstack/react-query';
import type { ServiceInstance } from '@/shared/api/types';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { InstanceCard } from './instance-card';

export function ServicesPanel({
  services,
  stale,
}: {
  services: UseQueryResult<{ items: ServiceInstance[] }>;
  stale: boolean;
}) {
  if (services.isPending) return <Skeleton rows={3} height={120} />;
  if (!services.data) return <ProblemView error={services.error} onRetry={() => void services.refetch()} />;
  if (services.data.items.length === 0) {
    return (
      <EmptyState icon="system" title="No ML service was seen yet">
        The orchestrator asks each configured instance every few seconds. Instances appear here with the first answer.
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      {services.isError && (
        <ProblemView
          error={services.error}
          kept="The instances below are the last that were read."
          onRetry={() => void services.refetch()}
        />
      )}
      <div className={`instances${stale || services.isError ? ' stale-dim' : ''}`}>
        {services.data.items.map((one) => (
          <InstanceCard key={`${one.service} ${one.instance}`} instance={one} />
        ))}
      </div>
    </div>
  );
}
