import { createRoute } from '@tanstack/react-router';
import { ComparePage, compareSearch } from '@/features/compare';
import { project } from './parents';

export const compareRoutes = [
  createRoute({
    getParentRoute: () => project,
    path: '/compare',
    validateSearch: compareSearch,
    component: ComparePage,
  }),
] as const;
