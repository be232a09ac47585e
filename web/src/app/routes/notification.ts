import { createRoute } from '@tanstack/react-router';
import { AlertRulesPage, WebhooksPage, webhooksSearch } from '@/features/notification';
import { project } from './parents';

export const notificationRoutes = [
  createRoute({ getParentRoute: () => project, path: '/settings/alerts', component: AlertRulesPage }),
  createRoute({
    getParentRoute: () => project,
    path: '/settings/webhooks',
    validateSearch: webhooksSearch,
    component: WebhooksPage,
  }),
] as const;
