import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { preferences } from '../preferences/preferences';
import { KeyMap, type Level, type Shortcut } from './key-map';

const keyMap = new KeyMap(
  () => preferences().singleKeys,
  () => performance.now(),
);

/**
 * Shortcuts that work while the component is mounted; the sheet (`?`) lists them under `name`.
 *
 *     useShortcuts('Runs table', [
 *       { keys: ['j', 'ArrowDown'], what: 'Next row', run: next },
 *       { keys: 'x', what: 'Select the row', run: toggle, when: () => row !== undefined },
 *     ]);
 *
 * They do not work while somebody writes, nor in a dialog or a menu around them. Of two with the same key the nearest wins: a `part` of
 * the screen (what has `within`, unless it says otherwise) before the `screen`, that before the `application`.
 */
export function useShortcuts(
  name: string,
  shortcuts: readonly Shortcut[],
  options: {
    level?: Level;
    /** Only while the focus is inside this element: one chart of many. */
    within?: RefObject<Element | null>;
    /** …and also while the focus is nowhere in particular. */
    orNowhere?: boolean;
    enabled?: boolean;
  } = {},
): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const { within, orNowhere, enabled = true } = options;
  const level = options.level ?? (within ? 'part' : 'screen');
  useEffect(() => {
    if (!enabled) return;
    return keyMap.add({
      name,
      level,
      shortcuts: () => latest.current,
      within: within && (() => within.current),
      orNowhere,
    });
  }, [name, level, within, orNowhere, enabled]);
}

/** Set up once, by the shell. */
export function useKeyMap(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => keyMap.handle(event);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

export function listedShortcuts() {
  return keyMap.listed();
}

let sheetOpened = false;
const sheetListeners = new Set<() => void>();

function setSheet(opened: boolean): void {
  sheetOpened = opened;
  for (const listener of sheetListeners) listener();
}

export function openShortcutSheet(): void {
  setSheet(true);
}

export function closeShortcutSheet(): void {
  setSheet(false);
}

function watchSheet(listener: () => void): () => void {
  sheetListeners.add(listener);
  return () => sheetListeners.delete(listener);
}

export function useSheetOpened(): boolean {
  return useSyncExternalStore(watchSheet, () => sheetOpened);
}
