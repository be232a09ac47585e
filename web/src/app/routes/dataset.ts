import { createRoute } from '@tanstack/react-router';
import { DatasetPage, DatasetsPage, datasetSearch, datasetsSearch } from '@/features/dataset';
import { project } from './parents';

export const datasetRoutes = [
  createRoute({
    getParentRoute: () => project,
    path: '/datasets',
    validateSearch: datasetsSearch,
    component: DatasetsPage,
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/datasets/$datasetId',
    validateSearch: datasetSearch,
    component: DatasetPage,
  }),
] as const;
