import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { studyInstancesQuery } from '@/features/solve';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { MatrixCard } from './matrix-card';
import { NoTrials } from './no-trials';
import { PickedWords } from './picked-words';
import { StandingCard } from './standing-card';
import type { TabProps } from './tab-props';
import { useTrialFeed } from './use-session';

/** How the trials of a study do on each instance of its set. */
export function InstancesTab(props: TabProps): ReactNode {
  const { study, session } = props;
  useTrialFeed(session);
  const instances = useQuery(studyInstancesQuery(study.run.id));
  if (instances.isPending) return <Skeleton rows={10} height={28} />;
  if (instances.isError) return <ProblemView error={instances.error} onRetry={() => void instances.refetch()} />;
  if (session.store.length === 0) return <NoTrials study={study} session={session} />;
  return (
    <div className="stack">
      <PickedWords {...props} />
      <StandingCard {...props} instances={instances.data.length} />
      <MatrixCard {...props} instances={instances.data} />
    </div>
  );
}
