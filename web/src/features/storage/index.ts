import { lazyRouteComponent } from '@tanstack/react-router';
import { lazy } from 'react';

export const StoragePanel = lazy(() => import('./storage-panel').then((module) => ({ default: module.StoragePanel })));
export const StorageStates = lazyRouteComponent(() => import('./storage-states'), 'StorageStates');
