import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemView } from '@/shared/ui/feedback';

export function RouteError({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  const router = useRouter();
  return (
    <main className="content">
      <ProblemView
        error={error}
        kept="Nothing was changed."
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}
