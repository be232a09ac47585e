import { useEffect, useState } from 'react';

/** The part of the document that knows whether somebody looks. */
interface Page {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/**
 * Acts again and again while the tab is looked at, and at once when it is looked at again: nobody sees what a hidden tab asks for.
 *
 * @returns how to stop
 */
export function whileSeen(act: () => void, everyMillis: number, page: Page = document): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const pause = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const go = () => {
    timer ??= setInterval(act, everyMillis);
  };
  const changed = () => {
    if (page.hidden) {
      pause();
    } else if (timer === undefined) {
      go();
      act();
    }
  };
  if (!page.hidden) go();
  page.addEventListener('visibilitychange', changed);
  return () => {
    pause();
    page.removeEventListener('visibilitychange', changed);
  };
}

/** Counts up every so often while it is asked to and somebody looks. */
export function useTick(isOn: boolean, everyMillis: number): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!isOn) return;
    return whileSeen(() => setTick((count) => count + 1), everyMillis);
  }, [isOn, everyMillis]);
  return tick;
}
