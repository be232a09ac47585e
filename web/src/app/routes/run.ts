import { createRoute } from '@tanstack/react-router';
import { NewRunPage, newRunSearch, RunPage, RunsPage, runSearch, runsSearch } from '@/features/run';
import { project } from './parents';

export const runRoutes = [
  createRoute({ getParentRoute: () => project, path: '/runs', validateSearch: runsSearch, component: RunsPage }),
  createRoute({ getParentRoute: () => project, path: '/runs/$runId', validateSearch: runSearch, component: RunPage }),
  createRoute({ getParentRoute: () => project, path: '/new', validateSearch: newRunSearch, component: NewRunPage }),
] as const;
