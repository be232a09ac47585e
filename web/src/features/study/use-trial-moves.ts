import type { RefObject } from 'react';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import type { ChangeSearch } from './tab-props';

/** The place so many rows farther on, never beyond the ends. From nowhere (-1) a step down leads to the first, one up to the last. */
export function movedPlace(from: number, by: number, length: number): number {
  const start = from >= 0 ? from : by > 0 ? -1 : length;
  return Math.min(length - 1, Math.max(0, start + by));
}

interface ShownTrials {
  frame: RefObject<HTMLElement | null>;
  /** The numbers of the trials that are shown. */
  order: Int32Array;
  chosen: number | undefined;
  change: ChangeSearch;
  /** Brings a row into sight. */
  scrollTo: (place: number) => void;
}

/** The keys that choose another trial of a table and bring it into sight, while the focus is inside of the table's frame. */
export function useTrialMoves(name: string, { frame, order, chosen, change, scrollTo }: ShownTrials): void {
  const move = (by: number) => {
    const from = chosen === undefined ? -1 : order.indexOf(chosen);
    const to = movedPlace(from, by, order.length);
    const trial = order[to];
    if (trial === undefined) return;
    change({ trial }, { replace: true });
    scrollTo(to);
  };
  useShortcuts(
    name,
    [
      { keys: ['j', 'ArrowDown'], what: 'Next trial', run: () => move(1) },
      { keys: ['k', 'ArrowUp'], what: 'Previous trial', run: () => move(-1) },
      { keys: 'Home', what: 'First trial', run: () => move(Number.NEGATIVE_INFINITY) },
      { keys: 'End', what: 'Last trial', run: () => move(Number.POSITIVE_INFINITY) },
    ],
    { within: frame },
  );
}
