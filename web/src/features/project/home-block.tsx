import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';

/** A part of the home page that loads, and fails, by itself. What was read before a failure stays, with a word on its age. */
export function Block({
  id,
  title,
  query,
  rows,
  aside,
  children,
}: {
  id: string;
  title: string;
  query: Pick<UseQueryResult, 'isPending' | 'isError' | 'error' | 'data' | 'refetch'>;
  rows: number;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="stack" aria-labelledby={`home-${id}`}>
      <div className="row spread">
        <h2 id={`home-${id}`}>{title}</h2>
        {aside}
      </div>
      {query.isError && (
        <ProblemView
          error={query.error}
          kept={query.data === undefined ? undefined : 'What was read before is shown below.'}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isPending ? <Skeleton rows={rows} height={32} /> : query.data !== undefined && children}
    </section>
  );
}
