import { type RefObject, useEffect, useRef } from 'react';

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
  help(): void;
  pageUp(): void;
  pageDown(): void;
  lineUp(): void;
  lineDown(): void;
}

/** Every shortcut of the viewer, in the words of the sheet. */
export const logShortcuts: readonly (readonly [keys: string, what: string])[] = [
  ['F or End', 'Follow the end'],
  ['Home', 'First line'],
  ['↑ ↓ Page Up Page Down', 'Scroll; upwards stops following'],
  ['/', 'Search'],
  ['n / p', 'Next, previous match'],
  ['Shift+E / Alt+Shift+E', 'Next, previous error'],
  ['Shift+W / Alt+Shift+W', 'Next, previous warning'],
  ['t', 'Go to a time'],
  ['j / k', 'Select the next, previous line; with Shift more of them'],
  ['Enter', 'Open or close the selected line'],
  ['c', 'Copy the link of the selected lines'],
  ['w', 'Wrap long lines'],
  ['Esc', 'Clear the selection, close a line'],
  ['?', 'This sheet'],
];

const single: Record<string, (actions: LogActions, event: KeyboardEvent) => void> = {
  f: (actions) => actions.follow(),
  n: (actions) => actions.nextMatch(),
  p: (actions) => actions.previousMatch(),
  '/': (actions) => actions.search(),
  t: (actions) => actions.time(),
  w: (actions) => actions.wrap(),
  j: (actions) => actions.down(false),
  k: (actions) => actions.up(false),
  J: (actions) => actions.down(true),
  K: (actions) => actions.up(true),
  c: (actions) => actions.copyLink(),
  '?': (actions) => actions.help(),
};

const always: Record<string, (actions: LogActions) => void> = {
  End: (actions) => actions.follow(),
  Home: (actions) => actions.start(),
};

const inFrame: Record<string, (actions: LogActions) => void> = {
  PageUp: (actions) => actions.pageUp(),
  PageDown: (actions) => actions.pageDown(),
  ' ': (actions) => actions.pageDown(),
  ArrowUp: (actions) => actions.lineUp(),
  ArrowDown: (actions) => actions.lineDown(),
  Enter: (actions) => actions.toggle(),
};

function actionOf(event: KeyboardEvent, singleKeys: boolean, onFrame: boolean) {
  const { key } = event;
  if (always[key]) return always[key];
  if (onFrame && inFrame[key]) return inFrame[key];
  if (key === 'Escape') return (actions: LogActions) => actions.clear();
  if (!singleKeys) return undefined;
  // With Alt a keyboard may write another letter: the key itself counts.
  if (event.shiftKey && event.code === 'KeyE')
    return (actions: LogActions) => (event.altKey ? actions.previousError() : actions.nextError());
  if (event.shiftKey && event.code === 'KeyW')
    return (actions: LogActions) => (event.altKey ? actions.previousWarning() : actions.nextWarning());
  if (key === 'Enter') return undefined;
  if (event.altKey) return undefined;
  return single[key] ?? (event.shiftKey ? undefined : single[key.toLowerCase()]);
}

/** Keys work wherever the focus is on the page, but not while somebody writes, or in a dialog or a menu. */
export function useLogKeys(
  actions: LogActions,
  { singleKeys, frame }: { singleKeys: boolean; frame: RefObject<HTMLElement | null> },
): void {
  const latest = useRef({ actions, singleKeys });
  latest.current = { actions, singleKeys };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      if (
        target.closest(
          'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=tablist], .mantine-Popover-dropdown',
        )
      )
        return;
      const onFrame = target === frame.current;
      const action = actionOf(event, latest.current.singleKeys, onFrame || target === document.body);
      if (!action) return;
      if (event.key === 'Enter' && !onFrame && target !== document.body) return;
      event.preventDefault();
      action(latest.current.actions, event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [frame]);
}
