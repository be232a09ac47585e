import { lazyRouteComponent } from '@tanstack/react-router';

export { modelSearch } from './model-search';
export { modelQuery, modelsQuery, modelVersionQuery, modelVersionsQuery } from './queries';
export const ModelsPage = lazyRouteComponent(() => import('./models-page'), 'ModelsPage');
export const ModelPage = lazyRouteComponent(() => import('./model-page'), 'ModelPage');
