import type { RefObject } from 'react';
import { useShortcuts } from '@/shared/keys/use-shortcuts';

export interface LogActions {
  follow(): void;
  start(): void;
  nextMatch(): void;
  previousMatch(): void;
  nextError(): void;
  previousError(): void;
  nextWarning(): void;
  previousWarning(): void;
  search(): void;
  time(): void;
  wrap(): void;
  down(extend: boolean): void;
  up(extend: boolean): void;
  toggle(): void;
  copyLink(): void;
  clear(): void;
  pageUp(): void;
  pageDown(): void;
  lineUp(): void;
  lineDown(): void;
}

/** The keys of the viewer; those that scroll leave other parts of the page alone. */
export function useLogKeys(actions: LogActions, frame: RefObject<HTMLElement | null>): void {
  useShortcuts(
    'Log',
    [
      { keys: ['f', 'End'], what: 'Follow the end', run: actions.follow },
      { keys: 'Home', what: 'First line', run: actions.start },
      { keys: '/', what: 'Search', run: actions.search },
      { keys: 'n', what: 'Next match', run: actions.nextMatch },
      { keys: 'p', what: 'Previous match', run: actions.previousMatch },
      { keys: 'Shift+e', what: 'Next error', run: actions.nextError },
      { keys: 'Alt+Shift+e', what: 'Previous error', run: actions.previousError },
      { keys: 'Shift+w', what: 'Next warning', run: actions.nextWarning },
      { keys: 'Alt+Shift+w', what: 'Previous warning', run: actions.previousWarning },
      { keys: 't', what: 'Go to a time', run: actions.time },
      { keys: 'j', what: 'Select the next line', run: () => actions.down(false) },
      { keys: 'k', what: 'Select the previous line', run: () => actions.up(false) },
      { keys: 'Shift+j', what: 'Select one line more below', run: () => actions.down(true) },
      { keys: 'Shift+k', what: 'Select one line more above', run: () => actions.up(true) },
      { keys: 'c', what: 'Copy the link of the selected lines', run: actions.copyLink },
      { keys: 'w', what: 'Wrap long lines', run: actions.wrap },
      { keys: 'Escape', what: 'Clear the selection, close a line', run: actions.clear },
    ],
    { level: 'part' },
  );
  useShortcuts(
    'Log',
    [
      { keys: 'Enter', what: 'Open or close the selected line', run: actions.toggle },
      { keys: 'ArrowUp', what: 'Scroll up, which stops following', run: actions.lineUp },
      { keys: 'ArrowDown', what: 'Scroll down', run: actions.lineDown },
      { keys: 'PageUp', what: 'One page up', run: actions.pageUp },
      { keys: ['PageDown', 'Space'], what: 'One page down', run: actions.pageDown },
    ],
    { within: frame, orNowhere: true },
  );
}
