import { describe, expect, it } from 'vitest';
import { pauseAfter } from './delivery-pace';

const NOW = Date.parse('2026-11-23T14:00:00Z');
const pending = (seconds: number) => ({
  state: 'pending' as const,
  nextAttemptAt: new Date(NOW + seconds * 1000).toISOString(),
});
const delivered = { state: 'delivered' as const, nextAttemptAt: null };

describe('deliveries of a webhook', () => {
  it('are not read again once all have ended', () => {
    expect(pauseAfter([], NOW)).toBe(false);
    expect(pauseAfter([delivered], NOW)).toBe(false);
  });

  it('are read again when the next attempt may have been made', () => {
    expect(pauseAfter([delivered, pending(4), pending(9)], NOW)).toBe(4000);
    expect(pauseAfter([{ state: 'pending', nextAttemptAt: null }], NOW)).toBe(1500);
  });

  it('are read neither all the time nor hours later', () => {
    expect(pauseAfter([pending(-60)], NOW)).toBe(1500);
    expect(pauseAfter([pending(7200)], NOW)).toBe(15_000);
  });
});
