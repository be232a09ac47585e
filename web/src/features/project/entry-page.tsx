import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { CreateProjectDialog } from './create-project-dialog';
import { DemoOffer } from './demo-offer';
import { projectsQuery } from './queries';
import { rememberedProject } from './remembered-project';

/** Leads to the project that was open last, or to making the first one. */
export function EntryPage(): ReactNode {
  const projects = useQuery(projectsQuery);
  const [creating, setCreating] = useState(false);
  const navigate = useNavigate();
  if (projects.isPending) return <Skeleton />;
  if (projects.isError) return <ProblemView error={projects.error} onRetry={() => void projects.refetch()} />;
  const remembered = rememberedProject();
  const target = projects.data.items.find((project) => project.id === remembered) ?? projects.data.items[0];
  if (target) return <Navigate to="/projects/$projectId" params={{ projectId: target.id }} replace />;
  return (
    <>
      <EmptyState
        icon="folder"
        title="No project yet"
        action={
          <div className="row">
            <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
              Create a project
            </Button>
            <Button icon="upload" onClick={() => void navigate({ to: '/import' })}>
              Import a project
            </Button>
          </div>
        }
      >
        Data, runs and models live in projects. Create the first one to begin, or import one that was exported
        elsewhere.
      </EmptyState>
      <DemoOffer />
      <CreateProjectDialog opened={creating} onClose={() => setCreating(false)} />
    </>
  );
}
