import { lazyRouteComponent } from '@tanstack/react-router';

export { systemSearch } from './service-search';

export const SystemPage = lazyRouteComponent(() => import('./system-page'), 'SystemPage');
