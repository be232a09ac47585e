import { lazyRouteComponent } from '@tanstack/react-router';

export { AlertButton } from './alert-button';
/** @public */
export type { AlertDialogProps } from './alert-dialog';
export { NotificationBell } from './notification-bell';
export { useTabMark } from './tab-mark';
export { webhooksSearch } from './webhook-search';
/** «Alert me when…», for a chart or a run. */
export const AlertDialog = lazyRouteComponent(() => import('./alert-dialog'), 'AlertDialog');
export const SettingsNav = lazyRouteComponent(() => import('./settings-nav'), 'SettingsNav');
export const AlertRulesPage = lazyRouteComponent(() => import('./alert-rules-page'), 'AlertRulesPage');
export const WebhooksPage = lazyRouteComponent(() => import('./webhooks-page'), 'WebhooksPage');
export const NotificationStates = lazyRouteComponent(() => import('./notification-states'), 'NotificationStates');
