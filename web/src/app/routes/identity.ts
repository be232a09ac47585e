import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { SettingsPage, SignInPage, settingsSearch, signInSearch } from '@/features/identity';
import { gallerySearch } from '../gallery/gallery-search';
import { root, shell } from './parents';

const GalleryPage = lazyRouteComponent(() => import('../gallery/gallery-page'), 'GalleryPage');

export const identityRoutes = [
  createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: signInSearch, component: SignInPage }),
] as const;

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/gallery',
    validateSearch: gallerySearch,
    component: GalleryPage,
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings',
    validateSearch: settingsSearch,
    component: SettingsPage,
  }),
] as const;
