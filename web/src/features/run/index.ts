import { lazyRouteComponent } from '@tanstack/react-router';

export { recentRunsQuery, runsByStatusQuery } from './queries';
export { activeStatuses, attentionStatuses } from './rules';
export { newRunSearch, runSearch, runsSearch } from './run-search';
export { RunTable } from './run-table';
export { useProjectRunUpdates } from './run-updates';
export { RunningCard } from './running-card';
export { RunningJobs } from './running-jobs';
export const RunsPage = lazyRouteComponent(() => import('./runs-page'), 'RunsPage');
export const RunPage = lazyRouteComponent(() => import('./run-page'), 'RunPage');
export const NewRunPage = lazyRouteComponent(() => import('./new-run-page'), 'NewRunPage');
