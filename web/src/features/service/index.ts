import { lazyRouteComponent } from '@tanstack/react-router';

export const SystemPage = lazyRouteComponent(() => import('./system-page'), 'SystemPage');
