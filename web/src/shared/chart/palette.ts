/** The colours and dashes of lines. A slot is a number from 0; a run keeps its own for life. */

const COLOURS = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];
/** More lines than this and colour tells nothing any more: they are grey, and the one under the pointer stands out. */
export const MOST_COLOURED = COLOURS * DASHES.length;

export interface Stroke {
  /** A custom property, without the dashes in front. */
  token: string;
  dash: readonly number[];
  width: number;
}

export const neutral: Stroke = { token: 'text-muted', dash: [], width: 1 };
/** Heavier than every other line, in the colour of text. */
export const baselineStroke: Stroke = { token: 'text', dash: [], width: 2 };

/** How the line of a slot looks among `count` visible ones. */
export function strokeOf(slot: number, count: number): Stroke {
  if (count > MOST_COLOURED) return neutral;
  const round = Math.floor(slot / COLOURS) % DASHES.length;
  return { token: `chart-${(slot % COLOURS) + 1}`, dash: DASHES[round] ?? [], width: 1 };
}

const resolved = new Map<string, string>();

/** The value of a colour token as a canvas needs it; asked of the page once a theme. */
export function colourOf(token: string): string {
  let value = resolved.get(token);
  if (value === undefined) {
    const probe = document.createElement('span');
    probe.style.color = `var(--${token})`;
    document.body.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    resolved.set(token, value);
  }
  return value;
}

const themeListeners = new Set<() => void>();
let themeObserver: MutationObserver | undefined;

/** Hears when light turns to dark or back. */
export function onTheme(listener: () => void): () => void {
  themeObserver ??= new MutationObserver(() => {
    resolved.clear();
    for (const one of themeListeners) one();
  });
  if (themeListeners.size === 0) {
    resolved.clear();
    themeObserver.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-mantine-color-scheme', 'data-contrast'],
    });
  }
  themeListeners.add(listener);
  return () => {
    themeListeners.delete(listener);
    if (themeListeners.size === 0) themeObserver?.disconnect();
  };
}
