import { useQuery } from '@tanstack/react-query';
import { modelVersionQuery } from '@/features/model';
import { PredictPanel } from '@/features/prediction';
import type { Run } from '@/shared/api/types';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { isActive } from './rules';

export function PredictTab({ run }: { run: Run }) {
  const { model } = run;
  const version = useQuery({
    ...modelVersionQuery(model?.modelId ?? '', model?.version ?? 0),
    enabled: Boolean(model),
  });
  if (!model) {
    return (
      <EmptyState icon="model" title={isActive(run) ? 'No model yet' : 'This run stored no model'}>
        {isActive(run)
          ? 'When the training has succeeded, its model can be asked here.'
          : 'Only a training that succeeds stores a model. Clone this run to try again.'}
      </EmptyState>
    );
  }
  if (version.isPending) return <Skeleton rows={6} height={32} />;
  if (version.isError) return <ProblemView error={version.error} onRetry={() => void version.refetch()} />;
  return <PredictPanel version={version.data} />;
}
