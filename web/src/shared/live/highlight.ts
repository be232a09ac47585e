import { useSyncExternalStore } from 'react';

/**
 * The run that the pointer is on, wherever that is: in a table, a legend, a chart or the tray. All of them show it. Many times a second
 * while the pointer moves, so whoever draws by hand listens without React.
 */
let highlighted: string | undefined;
let claimed: unknown;
const listeners = new Set<(runId: string | undefined) => void>();

/** Marks a run, or nothing; who lets go takes no mark away that somebody else (`by`) has set meanwhile. */
export function highlightRun(runId: string | undefined, by: unknown = undefined): void {
  if (runId === undefined && by !== claimed) return;
  claimed = runId === undefined ? undefined : by;
  if (runId === highlighted) return;
  highlighted = runId;
  for (const listener of listeners) listener(runId);
}

export function highlightedRun(): string | undefined {
  return highlighted;
}

export function onHighlight(listener: (runId: string | undefined) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useHighlightedRun(): string | undefined {
  return useSyncExternalStore(onHighlight, highlightedRun);
}
