import { createRoute } from '@tanstack/react-router';
import { EntryPage, HomePage, ProjectSettingsPage } from '@/features/project';
import { ImportPage } from '@/features/transfer';
import { ShortLinkPage } from '../short-link-page';
import { project, shell } from './parents';

export const entryRoutes = [
  createRoute({ getParentRoute: () => shell, path: '/', component: EntryPage }),
  createRoute({ getParentRoute: () => shell, path: '/s/$linkId', component: ShortLinkPage }),
  createRoute({ getParentRoute: () => shell, path: '/import', component: ImportPage }),
] as const;

export const projectRoutes = [
  createRoute({ getParentRoute: () => project, path: '/', component: HomePage }),
  createRoute({ getParentRoute: () => project, path: '/settings', component: ProjectSettingsPage }),
] as const;
