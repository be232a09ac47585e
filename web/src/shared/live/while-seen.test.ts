import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whileSeen } from './while-seen';

const EVERY_MS = 3000;

/** A tab that goes to the back and comes to the front. */
class Tab {
  hidden = false;
  readonly listeners = new Set<() => void>();

  addEventListener(_type: string, listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: string, listener: () => void): void {
    this.listeners.delete(listener);
  }

  turn(hidden: boolean): void {
    this.hidden = hidden;
    for (const listener of this.listeners) listener();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is done while the tab is looked at', () => {
  it('is done again and again, until it is stopped', () => {
    const tab = new Tab();
    const act = vi.fn();
    const stop = whileSeen(act, EVERY_MS, tab);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3 * EVERY_MS);
    expect(act).toHaveBeenCalledTimes(3);
    stop();
    vi.advanceTimersByTime(EVERY_MS);
    expect(act).toHaveBeenCalledTimes(3);
    expect(tab.listeners.size).toBe(0);
  });

  it('rests while it is hidden, and is made up for at once', () => {
    const tab = new Tab();
    const act = vi.fn();
    whileSeen(act, EVERY_MS, tab);
    tab.turn(true);
    vi.advanceTimersByTime(100 * EVERY_MS);
    expect(act).not.toHaveBeenCalled();
    tab.turn(false);
    expect(act).toHaveBeenCalledTimes(1);
    // Told twice that it is seen, it does nothing twice.
    tab.turn(false);
    vi.advanceTimersByTime(EVERY_MS);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('waits for a tab that was opened in the back', () => {
    const tab = new Tab();
    tab.hidden = true;
    const act = vi.fn();
    whileSeen(act, EVERY_MS, tab);
    vi.advanceTimersByTime(EVERY_MS);
    expect(act).not.toHaveBeenCalled();
    tab.turn(false);
    expect(act).toHaveBeenCalledTimes(1);
  });
});
