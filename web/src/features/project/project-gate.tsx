import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { toProblem } from '@/shared/api/problem';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { NotFound } from '@/shared/ui/not-found';
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
      <NotFound
        what="project"
        id={projectId}
        action={
          <Link to="/" className="button button-primary">
            Show my projects
          </Link>
        }
      />
    );
  }
  if (project.isError) return <ProblemView error={project.error} onRetry={() => void project.refetch()} />;
  return <Outlet />;
}
