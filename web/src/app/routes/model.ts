import { createRoute } from '@tanstack/react-router';
import { ModelPage, ModelsPage, modelSearch } from '@/features/model';
import { project } from './parents';

export const modelRoutes = [
  createRoute({ getParentRoute: () => project, path: '/models', component: ModelsPage }),
  createRoute({
    getParentRoute: () => project,
    path: '/models/$modelId',
    validateSearch: modelSearch,
    component: ModelPage,
  }),
] as const;
