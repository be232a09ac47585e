import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Project } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/page';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { createDemo, removeProject } from './demo';
import { forgetProject } from './remembered-project';

/** Offers data to look around with: what it is, and that it goes with one click. */
export function DemoOffer() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: createDemo,
    onSuccess: async ({ projectId, liveRunId }) => {
      await client.invalidateQueries({ queryKey: ['projects'] });
      toastSuccess('The demo project is there, with a live training');
      void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: liveRunId } });
    },
    onError: (error) => toastProblem('The demo project is not complete', error),
  });
  return (
    <Card title="Look around with demo data" className="demo-offer">
      <p className="muted">
        A project of its own with one table, three trainings that end within a minute, and one that stays live.
        Everything is real, and one click removes it again.
      </p>
      <div className="row">
        <Button kind="primary" icon="play" busy={create.isPending} onClick={() => create.mutate()}>
          {create.isPending ? 'Loading the demo…' : 'Load demo project'}
        </Button>
      </div>
    </Card>
  );
}

export function RemoveDemo({ project }: { project: Project }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => removeProject(project.id),
    onSuccess: async () => {
      forgetProject();
      await client.invalidateQueries({ queryKey: ['projects'] });
      await navigate({ to: '/' });
      client.removeQueries({ queryKey: ['project', project.id] });
      toastSuccess('The demo data is removed');
    },
    onError: (error) => toastProblem('The demo data was not removed', error),
  });
  return (
    <Button icon="trash" busy={remove.isPending} onClick={() => remove.mutate()}>
      {remove.isPending ? 'Removing…' : 'Remove demo data'}
    </Button>
  );
}
