import type { WebhookDelivery } from '@/shared/api/types';

const SOONEST_MS = 1500;
/** The clock of the browser may be wrong, and somebody else may send it again. */
const LATEST_MS = 15_000;

/** For how long deliveries cannot have changed since they were read: until the next attempt. False when none is pending. */
export function pauseAfter(
  deliveries: readonly Pick<WebhookDelivery, 'state' | 'nextAttemptAt'>[],
  readAt: number,
): number | false {
  const pending = deliveries.filter(({ state }) => state === 'pending');
  if (pending.length === 0) return false;
  const next = Math.min(...pending.map(({ nextAttemptAt }) => (nextAttemptAt ? Date.parse(nextAttemptAt) : readAt)));
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, next - readAt));
}
