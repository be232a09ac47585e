import { lazyRouteComponent } from '@tanstack/react-router';

/** @public */
export type { Objective, ParamValue, SearchedParameter } from './study-space';
export { studiesSearch, studySearch } from './study-search';
export const StudiesPage = lazyRouteComponent(() => import('./studies-page'), 'StudiesPage');
export const StudyPage = lazyRouteComponent(() => import('./study-page'), 'StudyPage');
