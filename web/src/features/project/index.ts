import { lazyRouteComponent } from '@tanstack/react-router';

export { EntryPage } from './entry-page';
export { ProjectGate } from './project-gate';
export { ProjectSwitcher } from './project-switcher';
export { projectQuery } from './queries';
export { rememberedProject } from './remembered-project';
export const ProjectSettingsPage = lazyRouteComponent(() => import('./settings-page'), 'ProjectSettingsPage');
export const HomePage = lazyRouteComponent(() => import('./home-page'), 'HomePage');
