import { type Chord, isCharacter, matches, parseKeys } from './chord';

export interface Shortcut {
  /** One way to press it, or several: `['f', 'End']`. A press is `x`, `Shift+x`, `Mod+k`, `ArrowUp`, `Space`; `g h` is a sequence. */
  keys: string | readonly string[];
  /** What it does, in the words of the sheet. Without words it is not listed: a twin of one that is. */
  what?: string;
  run: (event: KeyboardEvent) => void;
  /** Asked at each press, and by the sheet: false passes the key on and hides the line. */
  when?: () => boolean;
}

/** Who is asked first: what is nearest to the person. */
export type Level = 'part' | 'screen' | 'application';

export interface Scope {
  /** The heading in the sheet: «Log», «Chart», «Runs table». */
  name: string;
  level: Level;
  shortcuts: () => readonly Shortcut[];
  /** The keys work only while the focus is inside this element… */
  within?: () => Element | null | undefined;
  /** …or, if this is set, nowhere in particular. */
  orNowhere?: boolean;
}

const order: readonly Level[] = ['part', 'screen', 'application'];
const SEQUENCE_MS = 1500;
const writes = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]';
const overlays = '[role=dialog], [role=menu], [role=listbox], .mantine-Popover-dropdown';

/** Every shortcut that works at the moment. One listener serves them all, so that a key never does two things. */
export class KeyMap {
  private readonly scopes = new Set<Scope>();
  private begun: { chords: readonly Chord[]; until: number } = { chords: [], until: 0 };
  private readonly singleKeys: () => boolean;
  private readonly now: () => number;

  constructor(singleKeys: () => boolean, now: () => number) {
    this.singleKeys = singleKeys;
    this.now = now;
  }

  add(scope: Scope): () => void {
    this.scopes.add(scope);
    return () => {
      this.scopes.delete(scope);
    };
  }

  /** What the sheet lists: the nearest first, each name once. */
  listed(): { name: string; shortcuts: Shortcut[] }[] {
    const byName = new Map<string, Shortcut[]>();
    for (const scope of this.ordered()) {
      const shown = scope.shortcuts().filter((one) => one.what && (one.when?.() ?? true));
      const known = byName.get(scope.name) ?? [];
      // Twelve charts have the same keys: one list of them is enough.
      const fresh = shown.filter((one) => !known.some((other) => other.what === one.what));
      if (shown.length > 0) byName.set(scope.name, [...known, ...fresh]);
    }
    return [...byName].map(([name, shortcuts]) => ({ name, shortcuts }));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const begun = this.now() < this.begun.until ? this.begun.chords : [];
    this.begun = { chords: [], until: 0 };
    const found = this.find(event, begun) ?? (begun.length > 0 ? this.find(event, []) : undefined);
    if (!found) return;
    event.preventDefault();
    if (found.shortcut) found.shortcut.run(event);
    else this.begun = { chords: found.sequence, until: this.now() + SEQUENCE_MS };
  }

  /** The shortcut that this press completes after what was begun, or the sequence that it goes on with. */
  private find(
    event: KeyboardEvent,
    begun: readonly Chord[],
  ): { shortcut: Shortcut; sequence?: never } | { shortcut?: never; sequence: readonly Chord[] } | undefined {
    const target = event.target instanceof Element ? event.target : undefined;
    for (const scope of this.ordered()) {
      for (const shortcut of scope.shortcuts()) {
        for (const keys of typeof shortcut.keys === 'string' ? [shortcut.keys] : shortcut.keys) {
          const chords = parseKeys(keys);
          const chord = chords[begun.length];
          if (!chord || !matches(chord, event) || !sameStart(chords, begun)) continue;
          if (!this.allowed(scope, chord, target) || !(shortcut.when?.() ?? true)) continue;
          return chords.length === begun.length + 1 ? { shortcut } : { sequence: chords.slice(0, begun.length + 1) };
        }
      }
    }
    return undefined;
  }

  private allowed(scope: Scope, chord: Chord, target: Element | undefined): boolean {
    if (isCharacter(chord) && !this.singleKeys()) return false;
    const nowhere = !target || target === document.body || target === document.documentElement;
    const frame = scope.within?.();
    if (scope.within && !(frame && target && frame.contains(target)) && !(scope.orNowhere && nowhere)) return false;
    if (chord.mod || !target) return true;
    if (target.closest(writes)) return false;
    const overlay = target.closest(overlays);
    return !overlay || (frame !== null && frame !== undefined && overlay.contains(frame));
  }

  private ordered(): Scope[] {
    return [...this.scopes].reverse().sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  }
}

function sameStart(chords: readonly Chord[], begun: readonly Chord[]): boolean {
  return begun.every((chord, at) => {
    const other = chords[at];
    return (
      other?.key === chord.key && other.shift === chord.shift && other.mod === chord.mod && other.alt === chord.alt
    );
  });
}
