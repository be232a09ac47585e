/** One press: `f`, `?`, `Shift+e`, `Alt+Shift+e`, `End`, `Mod+k` (Ctrl, or ⌘ on a Mac). */
export interface Chord {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

/** What matters of a KeyboardEvent. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** `g h` is two presses, one after the other. */
export function parseKeys(text: string): Chord[] {
  return text.split(' ').map((press) => {
    const parts = press.split('+');
    const name = parts.pop() || '+';
    const key = name === 'Space' ? ' ' : name;
    return { mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key };
  });
}

const isLetter = (key: string) => /^[a-z]$/i.test(key);

/** With Alt, or in another script, a keyboard writes another letter: the key itself counts then. */
function pressedKey(event: KeyPress): string {
  if (isLetter(event.key)) return event.key.toLowerCase();
  if (event.key.length === 1 && /^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
  return event.key;
}

export function matches(chord: Chord, event: KeyPress): boolean {
  if (chord.mod !== (event.ctrlKey || event.metaKey) || chord.alt !== event.altKey) return false;
  if (pressedKey(event) !== chord.key) return false;
  // Where `?` or `/` lies differs from keyboard to keyboard, and with it whether Shift is needed.
  const isSign = chord.key.length === 1 && !isLetter(chord.key) && chord.key !== ' ';
  return isSign || chord.shift === event.shiftKey;
}

/** Whether the press writes a character: those are the shortcuts that can be switched off (WCAG 2.1.4). */
export function isCharacter(chord: Chord): boolean {
  return !chord.mod && !chord.alt && chord.key.length === 1 && chord.key !== ' ';
}

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
const words: Record<string, string> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
};

/** The caps to draw: for each press its keys. */
export function keyCaps(text: string): string[][] {
  return parseKeys(text).map(({ mod, alt, shift, key }) => {
    const name = key === ' ' ? 'Space' : isLetter(key) && (mod || alt || shift) ? key.toUpperCase() : key;
    return [...(mod ? ['Mod'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), name].map(
      (part) => words[part] ?? part,
    );
  });
}
