import { useSyncExternalStore } from 'react';

/** What the palette is to be opened with; undefined while it is closed. */
let opened: { text: string } | undefined;
const listeners = new Set<() => void>();

function set(next: { text: string } | undefined): void {
  opened = next;
  for (const listener of listeners) listener();
}

export function openPalette(text = ''): void {
  set({ text });
}

export function closePalette(): void {
  set(undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePalette(): { text: string } | undefined {
  return useSyncExternalStore(subscribe, () => opened);
}
