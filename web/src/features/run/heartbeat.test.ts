import { describe, expect, it } from 'vitest';
import { silentMillis } from './heartbeat';

const told = Date.parse('2026-01-01T00:01:00Z');
const lastContactAt = new Date(told).toISOString();

describe('28: silentMillis', () => {
  it('counts from the last heartbeat, not from the word that contact was lost', () => {
    expect(silentMillis({ status: 'lost_contact', lastContactAt }, told)).toBe(30_000);
    expect(silentMillis({ status: 'lost_contact', lastContactAt }, told + 12_000)).toBe(42_000);
  });

  it('is not negative where the clock of the browser is slow', () => {
    expect(silentMillis({ status: 'lost_contact', lastContactAt }, told - 3_600_000)).toBe(0);
  });

  it('knows nothing of a run that has not stalled, or was never heard of', () => {
    expect(silentMillis({ status: 'running', lastContactAt }, told + 60_000)).toBeUndefined();
    expect(silentMillis({ status: 'lost_contact', lastContactAt: null }, told)).toBeUndefined();
  });
});
