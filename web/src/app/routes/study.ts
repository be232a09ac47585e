import { createRoute } from '@tanstack/react-router';
import { StudiesPage, StudyPage, studiesSearch, studySearch } from '@/features/study';
import { project } from './parents';

export const studyRoutes = [
  createRoute({
    getParentRoute: () => project,
    path: '/studies',
    validateSearch: studiesSearch,
    component: StudiesPage,
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/studies/$studyId',
    validateSearch: studySearch,
    component: StudyPage,
  }),
] as const;
