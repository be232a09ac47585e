import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Project } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Card } from '@/shared/ui/page';
import { toastSuccess } from '@/shared/ui/toasts';
import { TypedConfirmation } from '@/shared/ui/typed-confirmation';
import { removeProject } from './demo';
import { forgetProject } from './remembered-project';

/** The end of a project: its name has to be typed, as nothing brings it back. */
export function DeleteProject({ project }: { project: Project }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => removeProject(project.id),
    onSuccess: async () => {
      forgetProject();
      await client.invalidateQueries({ queryKey: ['projects'] });
      await navigate({ to: '/' });
      client.removeQueries({ queryKey: ['project', project.id] });
      toastSuccess(`The project “${project.name}” is deleted`);
    },
  });
  return (
    <Card title="Delete the project">
      <div className="stack">
        <p className="muted">
          Its datasets, runs, logs, metrics and models go with it. Runs that are active are killed.
        </p>
        <div className="row">
          <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
            Delete the project…
          </Button>
        </div>
      </div>
      <Dialog opened={asking} title={`Delete “${project.name}”?`} onClose={() => setAsking(false)}>
        <TypedConfirmation
          label="Name of the project"
          wanted={project.name}
          confirm="Delete"
          busy={remove.isPending}
          error={remove.error}
          kept="What is left can be deleted again."
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>Nothing brings it back. Type the name of the project to go on.</p>
        </TypedConfirmation>
      </Dialog>
    </Card>
  );
}
