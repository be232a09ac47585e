import { lazyRouteComponent } from '@tanstack/react-router';

export { useIsAdministrator } from './me';
export { signInSearch } from './sign-in-search';
export { UserMenu } from './user-menu';
export const SignInPage = lazyRouteComponent(() => import('./sign-in-page'), 'SignInPage');
