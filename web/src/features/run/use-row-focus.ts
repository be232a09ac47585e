import { type RefObject, useEffect, useRef } from 'react';

/**
 * Rows that are added and removed: the focus goes into a new row, and from a removed one to its neighbour, or else to the button that
 * adds. A row is marked with `data-row`, the button with `data-add`.
 */
export function useRowFocus(): { host: RefObject<HTMLDivElement | null>; goTo: (row: number) => void } {
  const host = useRef<HTMLDivElement>(null);
  const goal = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (goal.current === undefined) return;
    const rows = host.current?.querySelectorAll('[data-row]') ?? [];
    const row = rows[Math.min(goal.current, rows.length - 1)];
    goal.current = undefined;
    const target =
      row?.querySelector<HTMLElement>('input, select') ??
      row?.querySelector<HTMLElement>('button') ??
      host.current?.querySelector<HTMLElement>('[data-add]');
    target?.focus();
  });
  return {
    host,
    goTo: (row) => {
      goal.current = row;
    },
  };
}
