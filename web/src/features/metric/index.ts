import { lazyRouteComponent } from '@tanstack/react-router';

export { headlineMetrics, metricTitle } from './headline';
export const RunCharts = lazyRouteComponent(() => import('./run-charts'), 'RunCharts');
