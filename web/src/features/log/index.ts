import { lazyRouteComponent } from '@tanstack/react-router';
import { lazy } from 'react';

export { countWords } from './count-words';
export { LogCounts } from './log-counts';
export { type LogSearchParams, logSearch } from './log-search';
export const LogTab = lazy(() => import('./log-tab').then((module) => ({ default: module.LogTab })));
export const FailureLog = lazy(() => import('./failure-log').then((module) => ({ default: module.FailureLog })));
export const LogSourcesPage = lazyRouteComponent(() => import('./log-sources-page'), 'LogSourcesPage');
export const LogSourcePage = lazyRouteComponent(() => import('./log-sources-page'), 'LogSourcePage');
export const LogStates = lazyRouteComponent(() => import('./log-states'), 'LogStates');
