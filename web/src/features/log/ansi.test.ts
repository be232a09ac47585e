import { describe, expect, it } from 'vitest';
import { afterCarriageReturns, contrast, rgbOf256, show, withoutEscapes } from './ansi';

function rgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function pair(css: string | undefined, otherwise: readonly [string, string]): [string, string] {
  const match = css === undefined ? null : /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(css);
  return match ? [match[1] ?? '', match[2] ?? ''] : [...otherwise];
}

/** The contrast of every span in both themes, text against its background. */
function contrasts(raw: string): number[] {
  return show(raw, true).spans.flatMap(({ style }) => {
    const front = pair(style.colour, ['#16181d', '#e8eaee']);
    const back = pair(style.background, ['#ffffff', '#16181d']);
    return [contrast(rgb(front[0]), rgb(back[0])), contrast(rgb(front[1]), rgb(back[1]))];
  });
}

describe('ANSI colours', () => {
  it('read well in both themes: each of the 256, in front and behind, and many of the true ones (requirement 58)', () => {
    const all: number[] = [];
    for (let at = 0; at < 256; at++) {
      all.push(...contrasts(`\x1b[38;5;${at}mx`), ...contrasts(`\x1b[48;5;${at}mx`));
      all.push(...contrasts(`\x1b[38;5;${at};48;5;${255 - at}mx`));
      all.push(...contrasts(`\x1b[38;2;${at};${(at * 7) % 256};${(at * 13) % 256}mx`));
    }
    for (let at = 30; at < 48; at++) if (at !== 38) all.push(...contrasts(`\x1b[${at}mx\x1b[${at + 60}my`));
    expect(all.length).toBeGreaterThan(2000);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(4.5);
  });

  it('are known: sixteen, a cube and greys', () => {
    expect(rgbOf256(16)).toEqual([0, 0, 0]);
    expect(rgbOf256(196)).toEqual([255, 0, 0]);
    expect(rgbOf256(255)).toEqual([238, 238, 238]);
  });

  it('begin and end where the program says', () => {
    const { text, spans } = show('a\x1b[1;31mb\x1b[22mc\x1b[0md', true);
    expect(text).toBe('abcd');
    expect(spans.map(({ from, to, style }) => [from, to, style.bold, style.colour !== undefined])).toEqual([
      [1, 2, true, true],
      [2, 3, false, true],
    ]);
  });

  it('go away when they are switched off', () => {
    expect(show('\x1b[31mred\x1b[0m', false)).toEqual({ text: 'red', spans: [] });
  });

  it('do not leave parts of other escape sequences behind', () => {
    expect(show('a\x1b[2K\x1b[1Gb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x1b(Be', true).text).toBe('abcde');
    expect(withoutEscapes('\x1b[31mred\x1b[0m\r\n')).toBe('red\r\n');
  });

  it('survive sequences that were cut or are nonsense', () => {
    expect(show('x\x1b[38;5m y\x1b[38;2;1m z\x1b[999m\x1b[', true).text).toBe('x y z␛[');
  });
});

describe('what is invisible', () => {
  it('becomes a sign: control characters, marks that reorder, characters without width', () => {
    const { text, spans } = show('a\0b\x07c\u202ed\u2066e\u200bf\x7f\x85', true);
    expect(text).toBe('a␀b␇c<U+202E>d<U+2066>e<U+200B>f␡<U+0085>');
    expect(spans.every(({ style }) => style.sign)).toBe(true);
    expect(spans).toHaveLength(7);
  });

  it('is not what other scripts and pictures are', () => {
    expect(show('日本語 ширина 🚂 é', true).text).toBe('日本語 ширина 🚂 é');
  });

  it('includes no tab: that is spaces to the next stop', () => {
    expect(show('ab\tc', true).text).toBe('ab      c');
  });
});

describe('carriage returns', () => {
  it('leave the last state', () => {
    expect(afterCarriageReturns('\r 10%\r 20%\r 30%')).toBe(' 30%');
    expect(afterCarriageReturns(' 10%\r 20%\r')).toBe(' 20%');
    expect(afterCarriageReturns('text\r')).toBe('text');
  });
});
