import { lazyRouteComponent } from '@tanstack/react-router';

export { EntryPage } from './entry-page';
export { ProjectGate } from './project-gate';
export { ProjectSwitcher } from './project-switcher';
export { rememberedProject } from './remembered-project';
export const HomePage = lazyRouteComponent(() => import('./home-page'), 'HomePage');
