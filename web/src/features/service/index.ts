import { lazyRouteComponent } from '@tanstack/react-router';

export { healthQuery, queuesQuery, servicesQuery } from './queries';
export { systemSearch } from './service-search';

export const SystemPage = lazyRouteComponent(() => import('./system-page'), 'SystemPage');
export const ServiceStates = lazyRouteComponent(() => import('./service-states'), 'ServiceStates');
