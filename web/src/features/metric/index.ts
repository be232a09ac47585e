import { lazyRouteComponent } from '@tanstack/react-router';

export { type ChartSearch, chartSearch } from './chart-settings';
export { Highlight } from './crosshair';
export { headlineMetrics, metricTitle } from './headline';
export const KeyCharts = lazyRouteComponent(() => import('./key-charts'), 'KeyCharts');
export const Sparkline = lazyRouteComponent(() => import('./sparkline'), 'Sparkline');
export const RunCharts = lazyRouteComponent(() => import('./run-charts'), 'RunCharts');
export const SystemCharts = lazyRouteComponent(() => import('./run-charts'), 'SystemCharts');
export const ChartStates = lazyRouteComponent(() => import('./chart-states'), 'ChartStates');

/**
 * All charts of some runs, for a page that has several of them: its address needs what `chartSearch` reads.
 * @public
 */
export const ChartBoard = lazyRouteComponent(() => import('./chart-board'), 'ChartBoard');
/** @public */
export type { ChartBoardProps } from './chart-board';
/** @public */
export type { ChartRun, RunGroup } from './chart-lines';
