import type { IconName } from '@/shared/ui/icon';

/** The places of a project, in the order of the navigation. `key`: after `g`. Only what exists is here. */
export const sections = [
  { to: '/projects/$projectId', word: 'Home', icon: 'home', key: 'h', exact: true },
  { to: '/projects/$projectId/datasets', word: 'Data', icon: 'data', key: 'd', exact: false },
  { to: '/projects/$projectId/runs', word: 'Runs', icon: 'runs', key: 'r', exact: false },
  { to: '/projects/$projectId/studies', word: 'Studies', icon: 'study', key: 'u', exact: false },
  { to: '/projects/$projectId/models', word: 'Models', icon: 'model', key: 'm', exact: false },
  { to: '/projects/$projectId/settings', word: 'Settings', icon: 'settings', key: 's', exact: false },
] as const satisfies readonly { to: string; word: string; icon: IconName; key: string; exact: boolean }[];
