import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { ProjectGate } from '@/features/project';
import { ApiError } from '@/shared/api/problem';
import { refreshSession, sessionState } from '@/shared/api/session';
import { NotFoundPage } from '../not-found-page';
import { Shell } from '../shell';

export const root = createRootRoute({ notFoundComponent: NotFoundPage });

/** Everything behind the sign-in. A reload has no token yet: the refresh cookie is asked first. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    if (sessionState().status === 'signed-in') return;
    if (sessionState().status === 'unknown') {
      const outcome = await refreshSession();
      if (outcome.ok) return;
      if (outcome.problem.status !== 401 && outcome.problem.status !== 403) throw new ApiError(outcome.problem);
    }
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { redirect: location.href } });
  },
});

/** Everything of one project. */
export const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$projectId',
  component: ProjectGate,
});
