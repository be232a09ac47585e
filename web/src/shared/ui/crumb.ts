import { useEffect, useSyncExternalStore } from 'react';

let crumb: string | undefined;
const listeners = new Set<() => void>();

function set(next: string | undefined): void {
  crumb = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The name of the thing on screen, shown at the end of the breadcrumb. */
export function useCrumb(): string | undefined {
  return useSyncExternalStore(subscribe, () => crumb);
}

export function useSetCrumb(name: string | undefined): void {
  useEffect(() => {
    set(name);
    return () => set(undefined);
  }, [name]);
}
