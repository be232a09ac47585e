import { lazyRouteComponent } from '@tanstack/react-router';

export { datasetSearch } from './dataset-search';
export { datasetQuery, datasetsQuery, targetCheckQuery } from './queries';
export const DatasetsPage = lazyRouteComponent(() => import('./datasets-page'), 'DatasetsPage');
export const DatasetPage = lazyRouteComponent(() => import('./dataset-page'), 'DatasetPage');
