import { lazyRouteComponent } from '@tanstack/react-router';

export { compareSearch } from './compare-search';
export const ComparePage = lazyRouteComponent(() => import('./compare-page'), 'ComparePage');
export const CompareStates = lazyRouteComponent(() => import('./compare-states'), 'CompareStates');
