import { useSyncExternalStore } from 'react';

/** How this person wants the pages to look and behave: kept in this browser, seen at once in every tab. */
export interface Preferences {
  density: 'compact' | 'comfortable';
  contrast: 'normal' | 'high';
  motion: 'system' | 'reduced';
  /** Shortcuts of a single key can be switched off: they get in the way of speech input. */
  singleKeys: boolean;
}

const KEY = 'signalbox.preferences';
const defaults: Preferences = { density: 'compact', contrast: 'normal', motion: 'system', singleKeys: true };

export function preferencesFrom(text: string | null): Preferences {
  let kept: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) kept = value as Record<string, unknown>;
  } catch {
    // What another version wrote is no reason to fail.
  }
  return {
    density: kept.density === 'comfortable' ? 'comfortable' : defaults.density,
    contrast: kept.contrast === 'high' ? 'high' : defaults.contrast,
    motion: kept.motion === 'reduced' ? 'reduced' : defaults.motion,
    singleKeys: kept.singleKeys !== false,
  };
}

let current = preferencesFrom(globalThis.localStorage?.getItem(KEY) ?? null);
const listeners = new Set<() => void>();

function show(next: Preferences): void {
  current = next;
  const { dataset } = document.documentElement;
  dataset.density = next.density;
  dataset.contrast = next.contrast;
  dataset.motion = next.motion;
  for (const listener of listeners) listener();
}

/** Called once before the first screen. */
export function applyPreferences(): void {
  show(current);
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) show(preferencesFrom(event.newValue));
  });
}

export function preferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...current, ...change };
  localStorage.setItem(KEY, JSON.stringify(next));
  show(next);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}
