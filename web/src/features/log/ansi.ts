/**
 * What a terminal would make of a text, made safe for a page: escape sequences become styles, everything that is invisible or would
 * reorder the text becomes a visible sign. Pure; called for visible rows only.
 */

type Rgb = readonly [number, number, number];

interface Style {
  /** A CSS colour that reads well on the background of its theme; undefined: the row's own. */
  colour: string | undefined;
  background: string | undefined;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  /** A sign in place of something invisible. */
  sign: boolean;
}

export interface Span {
  from: number;
  to: number;
  style: Style;
}

export interface Shown {
  text: string;
  /** In order, without overlap; what is in none has no style. */
  spans: readonly Span[];
}

const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [22, 24, 29];
/** Above the 4.5 that is asked for: a row may be tinted. */
const CONTRAST = 5.4;
const TINT = 0.16;

const base: readonly Rgb[] = [
  [0, 0, 0],
  [190, 30, 30],
  [20, 120, 40],
  [150, 100, 0],
  [30, 80, 200],
  [150, 40, 160],
  [0, 115, 130],
  [110, 115, 120],
  [100, 105, 112],
  [225, 50, 50],
  [30, 150, 60],
  [180, 120, 0],
  [60, 110, 240],
  [185, 60, 200],
  [0, 140, 155],
  [235, 238, 242],
];
const TEXT_LIGHT: Rgb = [22, 24, 29];
const TEXT_DARK: Rgb = [232, 234, 238];

export function rgbOf256(index: number): Rgb {
  const known = base[index];
  if (known) return known;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const step = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)];
}

function luminance([r, g, b]: Rgb): number {
  const linear = (part: number) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function contrast(one: Rgb, other: Rgb): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const mix = (one: Rgb, other: Rgb, part: number): Rgb =>
  [0, 1, 2].map((at) => Math.round((one[at] ?? 0) * part + (other[at] ?? 0) * (1 - part))) as unknown as Rgb;

/** The nearest colour towards black or white that is readable on this background. */
function readable(colour: Rgb, background: Rgb): Rgb {
  const goal: Rgb = luminance(background) > 0.4 ? [0, 0, 0] : [255, 255, 255];
  for (let part = 0; part < 20; part++) {
    const tried = mix(goal, colour, part / 20);
    if (contrast(tried, background) >= CONTRAST) return tried;
  }
  return goal;
}

const hex = (colour: Rgb) => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
const pairs = new Map<string, { colour: string | undefined; background: string | undefined }>();

/** Foreground and background for both themes. */
function cssOf(front: Rgb | undefined, back: Rgb | undefined) {
  const key = `${front?.join() ?? ''}/${back?.join() ?? ''}`;
  const known = pairs.get(key);
  if (known) return known;
  const backLight = back ? mix(back, LIGHT, TINT) : LIGHT;
  const backDark = back ? mix(back, DARK, TINT) : DARK;
  const pair = {
    colour:
      front || back
        ? `light-dark(${hex(readable(front ?? TEXT_LIGHT, backLight))}, ${hex(readable(front ?? TEXT_DARK, backDark))})`
        : undefined,
    background: back ? `light-dark(${hex(backLight)}, ${hex(backDark)})` : undefined,
  };
  if (pairs.size > 4000) pairs.clear();
  pairs.set(key, pair);
  return pair;
}

interface State {
  front: Rgb | undefined;
  back: Rgb | undefined;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  inverse: boolean;
}

const PLAIN: State = {
  front: undefined,
  back: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

function styleOf(state: State, sign: boolean): Style | undefined {
  const { bold, dim, italic, underline, strike, inverse } = state;
  const { front, back } = inverse ? { front: state.back, back: state.front ?? ([128, 128, 128] as Rgb) } : state;
  if (!sign && !front && !back && !bold && !dim && !italic && !underline && !strike) return undefined;
  return { ...cssOf(front, back), bold, dim, italic, underline, strike, sign };
}

/** Select Graphic Rendition: the numbers between `ESC [` and `m`. */
function applySgr(state: State, parameters: string): State {
  const numbers = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  let next = { ...state };
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    if (code === 0) next = { ...PLAIN };
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 9) next.strike = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 29) next.strike = false;
    else if (code >= 30 && code <= 37) next.front = base[code - 30];
    else if (code >= 90 && code <= 97) next.front = base[code - 82];
    else if (code >= 40 && code <= 47) next.back = base[code - 40];
    else if (code >= 100 && code <= 107) next.back = base[code - 92];
    else if (code === 39) next.front = undefined;
    else if (code === 49) next.back = undefined;
    else if (code === 38 || code === 48) {
      const [colour, used] = longColour(numbers, at + 1);
      if (code === 38) next.front = colour ?? next.front;
      else next.back = colour ?? next.back;
      at += used;
    }
  }
  return next;
}

function longColour(numbers: readonly number[], at: number): [Rgb | undefined, number] {
  const part = (offset: number) => Math.min(255, Math.max(0, Math.floor(numbers[at + offset] ?? 0) || 0));
  if (numbers[at] === 5) return [rgbOf256(part(1)), 2];
  if (numbers[at] === 2) return [[part(1), part(2), part(3)], 4];
  return [undefined, 1];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const escapes = /\x1b\[([0-9:;<=>?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]/g;
// Control characters but the tab, marks that reorder text, and characters that take no room.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The text as it was written, without escape sequences: what a copy gives. */
export function withoutEscapes(text: string): string {
  return text.includes('\x1b') ? text.replace(escapes, '') : text;
}

function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

const TAB = 8;

/** One row of text: without line feeds; carriage returns are resolved before. */
export function show(raw: string, colours: boolean): Shown {
  let text = '';
  const spans: Span[] = [];
  let state = PLAIN;
  const put = (piece: string, sign: boolean) => {
    if (piece === '') return;
    const from = text.length;
    text += piece;
    const style = styleOf(colours ? state : PLAIN, sign);
    if (style) spans.push({ from, to: text.length, style });
  };
  const putVisible = (piece: string) => {
    let at = 0;
    for (const match of piece.matchAll(/\t|[^\t\x20-\x7e]/g)) {
      const [character] = match;
      if (character === '\t') {
        put(piece.slice(at, match.index), false);
        put(' '.repeat(TAB - (text.length % TAB)), false);
      } else {
        invisible.lastIndex = 0;
        if (!invisible.test(character)) continue;
        put(piece.slice(at, match.index), false);
        put(signOf(character), true);
      }
      at = match.index + character.length;
    }
    put(piece.slice(at), false);
  };
  let at = 0;
  for (const match of raw.matchAll(escapes)) {
    putVisible(raw.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === 'm') state = applySgr(state, match[1] ?? '');
  }
  putVisible(raw.slice(at));
  return { text, spans };
}

/** What a terminal shows after carriage returns: the last state of a progress bar. */
export function afterCarriageReturns(text: string): string {
  if (!text.includes('\r')) return text;
  const states = text.replace(/\r+$/, '').split('\r');
  return states.at(-1) ?? '';
}
