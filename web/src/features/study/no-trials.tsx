import type { ReactNode } from 'react';
import { EmptyState, Skeleton } from '@/shared/ui/feedback';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';

/** Why there is nothing to draw yet. */
export function NoTrials({ study, session }: Pick<TabProps, 'study' | 'session'>): ReactNode {
  if (session.reading.isReading) return <Skeleton rows={6} height={40} />;
  if (isOver(study)) {
    return (
      <EmptyState icon="study" title="No trial has begun">
        This study ended before its first trial. Its status above says why.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="study" title="The first trial is on its way">
      {study.trouble ?? 'The sampler proposes the first parameters; the trial appears here as soon as it begins.'}
    </EmptyState>
  );
}
