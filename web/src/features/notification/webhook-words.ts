import type { WebhookDelivery, WebhookEvent } from '@/shared/api/types';

export const webhookEvents: readonly WebhookEvent[] = [
  'run_succeeded',
  'run_failed',
  'run_timed_out',
  'run_cancelled',
  'run_lost_contact',
  'metric',
  'study_improved',
];

export const eventWords: Record<WebhookDelivery['event'], string> = {
  run_succeeded: 'Run succeeded',
  run_failed: 'Run failed',
  run_timed_out: 'Run timed out',
  run_cancelled: 'Run cancelled',
  run_lost_contact: 'Run lost contact',
  metric: 'Metric',
  study_improved: 'Study improved',
  webhook_disabled: 'Webhook disabled',
  test: 'Test',
};
