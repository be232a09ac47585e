import type { Notification } from '@/shared/api/types';

const exactly = (key: string) => `^${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

/** The address of what a notification tells: the run, its log at the first error, the chart of the metric, the trial, the webhooks. */
export function placeOf({ project, run, place }: Notification): string {
  const base = `/projects/${project.id}`;
  if (place.view === 'webhooks') return `${base}/settings/webhooks`;
  if (!run) return base;
  const search = new URLSearchParams();
  if (place.view === 'log') {
    search.set('tab', 'logs');
    if (place.attempt !== null) search.set('attempt', String(place.attempt));
  } else if (place.view === 'charts') {
    search.set('tab', 'charts');
    if (place.metricKey !== null) search.set('metrics', exactly(place.metricKey));
  }
  if (place.trial !== null) search.set('trial', String(place.trial));
  const query = search.toString();
  return `${base}/${place.view === 'study' ? 'studies' : 'runs'}/${run.id}${query === '' ? '' : `?${query}`}`;
}
