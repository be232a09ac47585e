import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { SettingsPage, SignInPage, settingsSearch, signInSearch } from '@/features/identity';
import { root, shell } from './parents';

const GalleryPage = lazyRouteComponent(() => import('../gallery/gallery-page'), 'GalleryPage');

export const identityRoutes = [
  createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: signInSearch, component: SignInPage }),
] as const;

export const settingsRoutes = [
  createRoute({ getParentRoute: () => shell, path: '/__gallery', component: GalleryPage }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings',
    validateSearch: settingsSearch,
    component: SettingsPage,
  }),
] as const;
