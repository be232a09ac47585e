import { lazyRouteComponent } from '@tanstack/react-router';

export const EntryPage = lazyRouteComponent(() => import('./entry-page'), 'EntryPage');
export { ProjectGate } from './project-gate';
export { ProjectSwitcher } from './project-switcher';
export { projectQuery, projectsQuery } from './queries';
export { rememberedProject } from './remembered-project';
export const ProjectSettingsPage = lazyRouteComponent(() => import('./settings-page'), 'ProjectSettingsPage');
export const HomePage = lazyRouteComponent(() => import('./home-page'), 'HomePage');
export const HomeStates = lazyRouteComponent(() => import('./home-states'), 'HomeStates');
