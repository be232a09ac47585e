import { lazyRouteComponent } from '@tanstack/react-router';

export { headlineMetrics, isBetterHigh, metricTitle } from './headline';
export const RunCharts = lazyRouteComponent(() => import('./run-charts'), 'RunCharts');
