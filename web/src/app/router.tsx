import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { DatasetPage, DatasetsPage, datasetSearch } from '@/features/dataset';
import { SignInPage, signInSearch } from '@/features/identity';
import { LogSourcePage, LogSourcesPage, logSearch } from '@/features/log';
import { ModelPage, ModelsPage, modelSearch } from '@/features/model';
import { EntryPage, HomePage, ProjectGate, ProjectSettingsPage } from '@/features/project';
import { NewRunPage, newRunSearch, RunPage, RunsPage, runSearch, runsSearch } from '@/features/run';
import { SystemPage, systemSearch } from '@/features/service';
import { ApiError } from '@/shared/api/problem';
import { refreshSession, sessionState } from '@/shared/api/session';
import { NotFoundPage } from './not-found-page';
import { RouteError } from './route-error';
import { Shell } from './shell';

const root = createRootRoute({ notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: SignInPage,
});

/** Everything behind the sign-in. A reload has no token yet: the refresh cookie is asked first. */
const shell = createRoute({
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

const entry = createRoute({ getParentRoute: () => shell, path: '/', component: EntryPage });
const system = createRoute({
  getParentRoute: () => shell,
  path: '/system',
  validateSearch: systemSearch,
  component: SystemPage,
});

const logSources = createRoute({ getParentRoute: () => shell, path: '/system/logs', component: LogSourcesPage });
const logSource = createRoute({
  getParentRoute: () => shell,
  path: '/system/logs/$sourceId',
  validateSearch: logSearch,
  component: LogSourcePage,
});

const project = createRoute({ getParentRoute: () => shell, path: '/projects/$projectId', component: ProjectGate });
const home = createRoute({ getParentRoute: () => project, path: '/', component: HomePage });
const datasets = createRoute({ getParentRoute: () => project, path: '/datasets', component: DatasetsPage });
const dataset = createRoute({
  getParentRoute: () => project,
  path: '/datasets/$datasetId',
  validateSearch: datasetSearch,
  component: DatasetPage,
});
const runs = createRoute({
  getParentRoute: () => project,
  path: '/runs',
  validateSearch: runsSearch,
  component: RunsPage,
});
const run = createRoute({
  getParentRoute: () => project,
  path: '/runs/$runId',
  validateSearch: runSearch,
  component: RunPage,
});
const newRun = createRoute({
  getParentRoute: () => project,
  path: '/new',
  validateSearch: newRunSearch,
  component: NewRunPage,
});
const settings = createRoute({ getParentRoute: () => project, path: '/settings', component: ProjectSettingsPage });
const models = createRoute({ getParentRoute: () => project, path: '/models', component: ModelsPage });
const model = createRoute({
  getParentRoute: () => project,
  path: '/models/$modelId',
  validateSearch: modelSearch,
  component: ModelPage,
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      entry,
      system,
      logSources,
      logSource,
      project.addChildren([home, datasets, dataset, runs, run, newRun, models, model, settings]),
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
