import type { RefObject } from 'react';
import type { Shortcut } from '@/shared/keys/key-map';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { runHref } from './run-cells';
import type { GridPlace } from './run-grid';
import type { RunRow } from './run-list-api';
import type { TableHandle } from './runs-table';

/** The keys of the runs table: some work on the whole screen, those that move and scroll only while the rows have the focus. */
export function useRunsKeys({
  table,
  frame,
  filterInput,
  peeks,
  onPick,
  onCompare,
  onBaseline,
  onPin,
  onMenu,
  onOpen,
  onPeek,
  onClosePeek,
}: {
  table: RefObject<TableHandle>;
  /** What holds the rows. */
  frame: RefObject<HTMLDivElement | null>;
  filterInput: RefObject<HTMLInputElement | null>;
  peeks: boolean;
  onPick: (place: GridPlace, extend: boolean) => void;
  onCompare: () => void;
  onBaseline: (row: RunRow) => void;
  onPin: (row: RunRow) => void;
  /** The menu of the active cell. */
  onMenu: () => void;
  onOpen: (href: string) => void;
  onPeek: () => void;
  onClosePeek: () => void;
}): void {
  const grid = () => table.current.grid;
  const withActive = (work: (place: GridPlace) => void) => () => {
    const place = grid()?.active;
    if (place) work(place);
  };
  useShortcuts('Runs table', [
    { keys: '/', what: 'Filter', run: () => filterInput.current?.focus() },
    { keys: 'j', what: 'Next row', run: () => grid()?.move(1) },
    { keys: 'k', what: 'Previous row', run: () => grid()?.move(-1) },
    { keys: 'x', what: 'Select the row', run: withActive((place) => onPick(place, false)) },
    { keys: 'Shift+x', what: 'Select all rows up to this one', run: withActive((place) => onPick(place, true)) },
    { keys: 'c', what: 'Compare the selected runs', run: onCompare },
    { keys: 'b', what: 'Set or unset the row as baseline', run: withActive(({ row }) => onBaseline(row)) },
    { keys: 'p', what: 'Pin the row to the top', run: withActive(({ row }) => onPin(row)) },
    { keys: 'f', what: 'Filter to or exclude the value of the cell', run: onMenu },
    { keys: 'Escape', what: 'Close the peek', run: onClosePeek, when: () => peeks },
  ]);
  // The buttons of the head lie in the frame, too: what they do with a key is theirs.
  const isOnRows = () => document.activeElement === frame.current || document.activeElement === document.body;
  const onRows = (shortcuts: readonly Shortcut[]) => shortcuts.map((one) => ({ ...one, when: isOnRows }));
  useShortcuts(
    'Runs table',
    onRows([
      {
        keys: 'Enter',
        what: 'Open the run, or what the cell links to',
        run: withActive(({ row }) => onOpen(grid()?.activeLink() ?? runHref(row))),
      },
      {
        keys: 'Space',
        what: 'Peek at the run',
        run: () => {
          if (!grid()?.active) grid()?.move(0);
          onPeek();
        },
      },
      { keys: 'ArrowDown', run: () => grid()?.move(1) },
      { keys: 'ArrowUp', run: () => grid()?.move(-1) },
      { keys: 'ArrowRight', what: 'Next cell', run: () => grid()?.moveColumn(1) },
      { keys: 'ArrowLeft', what: 'Previous cell', run: () => grid()?.moveColumn(-1) },
      { keys: 'PageDown', what: 'One page down', run: () => grid()?.move(grid()?.pageRows() ?? 1) },
      { keys: 'PageUp', what: 'One page up', run: () => grid()?.move(-(grid()?.pageRows() ?? 1)) },
      { keys: ['End', 'Mod+End'], what: 'Last row', run: () => grid()?.toEnd() },
      { keys: ['Home', 'Mod+Home'], what: 'First row', run: () => grid()?.toStart() },
      { keys: ['Shift+F10', 'ContextMenu'], run: onMenu },
    ]),
    { within: frame, orNowhere: true },
  );
}
