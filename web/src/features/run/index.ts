import { lazyRouteComponent } from '@tanstack/react-router';

export { CompareTray } from './compare-tray';
export { recentRunsQuery, runQuery, runsByStatusQuery } from './queries';
export { activeStatuses, attentionStatuses } from './rules';
export { newRunSearch, runSearch } from './run-search';
export { useProjectRunUpdates } from './run-updates';
export { RunningCard } from './running-card';
export { RunningJobs } from './running-jobs';
export { runsSearch } from './runs-search';
export { solvesPath } from './solves-view';
export const RunsPage = lazyRouteComponent(() => import('./runs-page'), 'RunsPage');
export const RunPage = lazyRouteComponent(() => import('./run-page'), 'RunPage');
export const NewRunPage = lazyRouteComponent(() => import('./new-run-page'), 'NewRunPage');
export const RunStates = lazyRouteComponent(() => import('./run-states'), 'RunStates');
export const TableStates = lazyRouteComponent(() => import('./table-states'), 'TableStates');
export const LaunchStates = lazyRouteComponent(() => import('./launch-states'), 'LaunchStates');
