import { createRoute } from '@tanstack/react-router';
import { SignInPage, signInSearch } from '@/features/identity';
import { root } from './parents';

export const identityRoutes = [
  createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: signInSearch, component: SignInPage }),
] as const;
