import { lazyRouteComponent } from '@tanstack/react-router';

export { datasetSearch, datasetsSearch } from './dataset-search';
export { formatWord, isInstance, modelWords } from './instance';
export { datasetQuery, datasetsQuery, latestDatasetsQuery, targetCheckQuery } from './queries';
export { UploadTray } from './upload-tray';
export const ModelStatistics = lazyRouteComponent(() => import('./model-statistics'), 'ModelStatistics');
export const DatasetsPage = lazyRouteComponent(() => import('./datasets-page'), 'DatasetsPage');
export const DatasetPage = lazyRouteComponent(() => import('./dataset-page'), 'DatasetPage');
export const DatasetStates = lazyRouteComponent(() => import('./dataset-states'), 'DatasetStates');
