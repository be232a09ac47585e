import { lazyRouteComponent } from '@tanstack/react-router';

export { useIsAdministrator } from './me';
export { settingsSearch } from './settings-search';
export { signInSearch } from './sign-in-search';
export { UserMenu } from './user-menu';
export { usersQuery } from './users';
export const SettingsPage = lazyRouteComponent(() => import('./settings-page'), 'SettingsPage');
export const SignInPage = lazyRouteComponent(() => import('./sign-in-page'), 'SignInPage');
export const IdentityStates = lazyRouteComponent(() => import('./identity-states'), 'IdentityStates');
