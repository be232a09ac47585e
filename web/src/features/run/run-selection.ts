import { useSyncExternalStore } from 'react';

/**
 * The runs that a person has picked in a project. A run gets the lowest free slot when it is picked first and keeps it until the
 * selection is cleared: its colour never changes because others come, go or are hidden.
 */

export interface PickedRun {
  id: string;
  name: string;
}

export interface RunSelectionState {
  /** In the order of their slots. */
  runs: readonly (PickedRun & { slot: number })[];
  hidden: ReadonlySet<string>;
  /** Every run that matches this filter is meant, known here or not. */
  matching: { filter: string; total: number } | undefined;
}

const COLOURS = 8;
const DASHES = ['', '6 3', '2 3'];

/** The colour of a slot, from 0. */
export const slotColour = (slot: number) => `var(--chart-${(slot % COLOURS) + 1})`;
/** The dashes that tell slots of one colour apart. */
export const slotDash = (slot: number) => DASHES[Math.floor(slot / COLOURS) % DASHES.length] ?? '';

const nothing: RunSelectionState = { runs: [], hidden: new Set(), matching: undefined };

export interface Keep {
  read(): string | null;
  write(text: string | undefined): void;
}

export class RunSelection {
  private readonly slots = new Map<string, number>();
  private readonly picked = new Map<string, string>();
  private hidden = new Set<string>();
  private matching: RunSelectionState['matching'];
  private state: RunSelectionState = nothing;
  private readonly listeners = new Set<() => void>();
  private readonly keep: Keep;

  constructor(keep: Keep) {
    this.keep = keep;
    this.restore();
  }

  current(): RunSelectionState {
    return this.state;
  }

  has(id: string): boolean {
    return this.picked.has(id);
  }

  /** The slot of a run that is or was picked. */
  slotOf(id: string): number | undefined {
    return this.slots.get(id);
  }

  isHidden(id: string): boolean {
    return this.hidden.has(id);
  }

  toggle(run: PickedRun): void {
    if (this.picked.has(run.id)) this.remove([run.id]);
    else this.add([run]);
  }

  add(runs: readonly PickedRun[]): void {
    for (const run of runs) {
      if (!this.slots.has(run.id)) this.slots.set(run.id, this.lowestFree());
      this.picked.set(run.id, run.name);
    }
    this.matching = undefined;
    this.changed();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.picked.delete(id);
      this.hidden.delete(id);
    }
    this.matching = undefined;
    this.changed();
  }

  /** Means every run of a filter, beside those that are picked by hand. */
  pickMatching(filter: string, total: number): void {
    this.matching = { filter, total };
    this.changed();
  }

  toggleHidden(id: string): void {
    if (!this.hidden.delete(id)) this.hidden.add(id);
    this.changed();
  }

  clear(): void {
    this.slots.clear();
    this.picked.clear();
    this.hidden = new Set();
    this.matching = undefined;
    this.changed();
  }

  /** Takes the selection of an address over; what is known of the names stays known. */
  assign(ids: readonly (string | undefined)[]): void {
    const names = new Map(this.picked);
    this.picked.clear();
    this.slots.clear();
    this.matching = undefined;
    ids.forEach((id, slot) => {
      if (id === undefined) return;
      this.slots.set(id, slot);
      this.picked.set(id, names.get(id) ?? '');
    });
    this.hidden = new Set([...this.hidden].filter((id) => this.picked.has(id)));
    this.changed();
  }

  /** Names of runs that came with an address only. */
  name(runs: readonly PickedRun[]): void {
    let isNew = false;
    for (const run of runs) {
      if (!this.picked.has(run.id) || this.picked.get(run.id) === run.name) continue;
      this.picked.set(run.id, run.name);
      isNew = true;
    }
    if (isNew) this.changed();
  }

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private lowestFree(): number {
    const taken = new Set(this.slots.values());
    let slot = 0;
    while (taken.has(slot)) slot++;
    return slot;
  }

  private changed(): void {
    const runs = [...this.picked].map(([id, name]) => ({ id, name, slot: this.slots.get(id) ?? 0 }));
    runs.sort((a, b) => a.slot - b.slot);
    this.state = { runs, hidden: new Set(this.hidden), matching: this.matching };
    this.keep.write(
      this.slots.size === 0
        ? undefined
        : JSON.stringify({ slots: [...this.slots], picked: [...this.picked], hidden: [...this.hidden] }),
    );
    for (const listener of this.listeners) listener();
  }

  private restore(): void {
    try {
      const kept = JSON.parse(this.keep.read() ?? 'null') as {
        slots: [string, number][];
        picked: [string, string][];
        hidden: string[];
      } | null;
      if (!kept) return;
      for (const [id, slot] of kept.slots) this.slots.set(id, slot);
      for (const [id, name] of kept.picked) this.picked.set(id, name);
      this.hidden = new Set(kept.hidden);
      this.changed();
    } catch {
      // What another version of the page has kept is of no use.
    }
  }
}

const selections = new Map<string, RunSelection>();

/** The selection of a project, kept for the life of the tab. */
export function runSelection(projectId: string): RunSelection {
  const known = selections.get(projectId);
  if (known) return known;
  const key = `signalbox.selection.${projectId}`;
  const made = new RunSelection({
    read: () => sessionStorage.getItem(key),
    write: (text) => (text === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, text)),
  });
  selections.set(projectId, made);
  return made;
}

export function useRunSelection(projectId: string): RunSelectionState {
  const selection = runSelection(projectId);
  return useSyncExternalStore(selection.watch, () => selection.current());
}

/** What {@link runsParameter} has written. */
export function parseRunsParameter(text: string | undefined): (string | undefined)[] {
  if (!text) return [];
  return text.split(',').map((id) => (/^[0-9a-f-]{36}$/.test(id) ? id : undefined));
}
