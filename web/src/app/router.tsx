/**
 * The map of the screens. A feature's routes are in `routes/<feature>.ts`: a new screen is a `lazyRouteComponent` in the feature's
 * index and an entry there; a new feature adds its import and its spread here.
 */
import { createRouter } from '@tanstack/react-router';
import { NotFoundPage } from './not-found-page';
import { RouteError } from './route-error';
import { compareRoutes } from './routes/compare';
import { datasetRoutes } from './routes/dataset';
import { identityRoutes, settingsRoutes } from './routes/identity';
import { modelRoutes } from './routes/model';
import { notificationRoutes } from './routes/notification';
import { project, root, shell } from './routes/parents';
import { entryRoutes, projectRoutes } from './routes/project';
import { runRoutes } from './routes/run';
import { studyRoutes } from './routes/study';
import { systemRoutes } from './routes/system';

export const router = createRouter({
  routeTree: root.addChildren([
    ...identityRoutes,
    shell.addChildren([
      ...entryRoutes,
      ...settingsRoutes,
      ...systemRoutes,
      project.addChildren([
        ...projectRoutes,
        ...datasetRoutes,
        ...runRoutes,
        ...studyRoutes,
        ...modelRoutes,
        ...notificationRoutes,
        ...compareRoutes,
      ]),
    ]),
  ]),
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFoundPage,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
