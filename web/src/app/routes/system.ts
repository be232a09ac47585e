import { createRoute } from '@tanstack/react-router';
import { LogSourcePage, LogSourcesPage, logSearch } from '@/features/log';
import { SystemPage, systemSearch } from '@/features/service';
import { shell } from './parents';

export const systemRoutes = [
  createRoute({ getParentRoute: () => shell, path: '/system', validateSearch: systemSearch, component: SystemPage }),
  createRoute({ getParentRoute: () => shell, path: '/system/logs', component: LogSourcesPage }),
  createRoute({
    getParentRoute: () => shell,
    path: '/system/logs/$sourceId',
    validateSearch: logSearch,
    component: LogSourcePage,
  }),
] as const;
