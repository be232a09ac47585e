import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Button } from '@/shared/ui/button';

const AlertDialog = lazy(() => import('./alert-dialog').then((module) => ({ default: module.AlertDialog })));

interface AlertButtonProps {
  projectId: string;
  runId: string;
  /** Whether the run is a study. */
  study?: boolean;
}

/** «Alert me…» on a run's page. */
export function AlertButton({ projectId, runId, study }: AlertButtonProps): ReactNode {
  const [opened, setOpened] = useState(false);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button
        icon="bell"
        onClick={() => {
          setAsked(true);
          setOpened(true);
        }}
      >
        Alert me…
      </Button>
      {asked && (
        <Suspense>
          <AlertDialog
            opened={opened}
            onClose={() => setOpened(false)}
            projectId={projectId}
            runId={runId}
            study={study}
          />
        </Suspense>
      )}
    </>
  );
}
