import { lazyRouteComponent } from '@tanstack/react-router';

export { studiesSearch, studySearch } from './study-search';
/** @public */
export type { Objective, ParamValue, SearchedParameter } from './study-space';
export const StudiesPage = lazyRouteComponent(() => import('./studies-page'), 'StudiesPage');
export const StudyPage = lazyRouteComponent(() => import('./study-page'), 'StudyPage');
export const StudyStates = lazyRouteComponent(() => import('./study-states'), 'StudyStates');
