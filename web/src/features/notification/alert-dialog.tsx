import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { projectQuery } from '@/features/project';
import { api, unwrap } from '@/shared/api/client';
import { Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { toastProblem } from '@/shared/ui/toasts';
import { newDraft } from './alert-rule-draft';
import { AlertRuleForm } from './alert-rule-form';
import { runMuteQuery } from './queries';

export interface AlertDialogProps {
  opened: boolean;
  onClose: () => void;
  projectId: string;
  /** Offers this run alone. */
  runId?: string;
  /** Begins with this metric, as from its chart. */
  metricKey?: string;
  /** The value that the comparison begins with. */
  value?: number;
  /** Begins with what happens to studies: the run is one. */
  study?: boolean;
}

/** «Alert me when…», from a run or a chart. */
export function AlertDialog({
  opened,
  onClose,
  projectId,
  runId,
  metricKey,
  value,
  study,
}: AlertDialogProps): ReactNode {
  const project = useQuery({ ...projectQuery(projectId), enabled: opened });
  return (
    <Dialog opened={opened} title="Alert me when…" onClose={onClose}>
      <div className="stack">
        <AlertRuleForm
          projectId={projectId}
          start={newDraft({ runId, metricKey, value, study })}
          mayShare={project.data !== undefined && project.data.role !== 'viewer'}
          onDone={onClose}
        />
        {runId !== undefined && opened && <MuteSwitch runId={runId} />}
      </div>
    </Dialog>
  );
}

function MuteSwitch({ runId }: { runId: string }) {
  const client = useQueryClient();
  const mute = useQuery(runMuteQuery(runId));
  const change = useMutation({
    mutationFn: (muted: boolean) =>
      unwrap(api.PUT('/runs/{runId}/mute', { params: { path: { runId } }, body: { muted } })),
    onSuccess: (next) => client.setQueryData(runMuteQuery(runId).queryKey, next),
    onError: (error) => toastProblem('The run was not muted', error),
  });
  if (mute.isError && !mute.data) {
    return (
      <ProblemView
        error={mute.error}
        kept="A rule can be made; nobody knows whether the run is muted."
        onRetry={() => void mute.refetch()}
      />
    );
  }
  return (
    <Toggle
      label="Mute this run: no rule tells me of it"
      checked={mute.data?.muted ?? false}
      disabled={!mute.data || change.isPending}
      onChange={(muted) => change.mutate(muted)}
    />
  );
}
