import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { toProblem } from '@/shared/api/problem';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { projectQuery } from './queries';
import { forgetProject, rememberProject } from './remembered-project';

/** Shows what is inside a project once it is known that the project is there. */
export function ProjectGate(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const project = useQuery(projectQuery(projectId));
  const missing = project.isError && [400, 404, 422].includes(toProblem(project.error).status);
  useEffect(() => {
    if (project.isSuccess) rememberProject(projectId);
    else if (missing) forgetProject();
  }, [project.isSuccess, missing, projectId]);
  if (project.isPending) return <Skeleton />;
  if (missing) {
    return (
      <EmptyState
        icon="search"
        title="There is no such project"
        action={
          <Link to="/" className="button button-primary">
            Show my projects
          </Link>
        }
      >
        The project <code>{projectId}</code> does not exist, or you have no role in it.
      </EmptyState>
    );
  }
  if (project.isError) return <ProblemView error={project.error} onRetry={() => void project.refetch()} />;
  return <Outlet />;
}
