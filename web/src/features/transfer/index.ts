import { lazyRouteComponent } from '@tanstack/react-router';

export const ExportCard = lazyRouteComponent(() => import('./export-card'), 'ExportCard');
export const ImportPage = lazyRouteComponent(() => import('./import-page'), 'ImportPage');
export const TransferStates = lazyRouteComponent(() => import('./transfer-states'), 'TransferStates');
