import { describe, expect, it } from 'vitest';
import type { LogAttempt } from '@/shared/api/types';
import { asMarkdown, copyOf } from './copy';
import { Finder } from './finder';
import { LineStore } from './line-store';
import { LiveLag, Rate } from './live-lag';
import { formatLines, parseLines } from './log-address';
import type { LogApi } from './log-api';
import { lineOf } from './log-line';
import { filterOf, logSearch, patternOf } from './log-search';
import { parseMoment, toField } from './moment';
import { ScrollMap } from './scroll-map';
import { holeWords, sealOf } from './seal';

describe('lines in an address', () => {
  it('are read and written (requirement 54)', () => {
    expect(parseLines('#L48117-L48130')).toEqual({ attempt: undefined, from: 48117, to: 48130 });
    expect(parseLines('A1L12')).toEqual({ attempt: 1, from: 12, to: 12 });
    expect(parseLines('#L9-L3')).toEqual({ attempt: undefined, from: 3, to: 9 });
    for (const bad of ['', '#', '#L', '#L0', '#Lx', '#L1-', '#chart', '#L1-L2-L3'])
      expect(parseLines(bad)).toBeUndefined();
    for (const hash of ['L5', 'L5-L9', 'A2L5-L9'])
      expect(formatLines(parseLines(hash) ?? { attempt: 0, from: 0, to: 0 })).toBe(hash);
  });

  it('come with what was filtered and looked for', () => {
    expect(logSearch({ level: ['error', 'nonsense'], find: 7, only: '2', regex: true, attempt: '1' })).toMatchObject({
      level: ['error'],
      find: '7',
      only: 2,
      regex: true,
      attempt: 1,
    });
    expect(filterOf({ find: 'x' }).q).toBeUndefined();
    expect(filterOf({ find: 'x', only: 0 }).q).toBe('x');
    expect('a.b A.B axb'.match(patternOf({ find: 'a.b' }) ?? /$^/g)).toEqual(['a.b', 'A.B']);
    expect('a.b A.B axb'.match(patternOf({ find: 'a.b', regex: true, case: true }) ?? /$^/g)).toEqual(['a.b', 'axb']);
    expect(patternOf({ find: '(', regex: true })).toBeUndefined();
  });
});

describe('the seal', () => {
  const attempt: LogAttempt = {
    attempt: 1,
    seal: 'complete',
    highest: 48_403,
    stored: 48_403,
    missingLines: 0,
    removedLines: 0,
    totalLines: 48_403,
    totalHash: null,
    hash: null,
    sealedAt: null,
    levels: { critical: 0, error: 0, warning: 0, info: 0, debug: 0 },
    firstError: null,
    firstTime: null,
    lastTime: null,
    gaps: [],
    gapCount: 0,
  };

  it('is a plain sentence', () => {
    const said = (change: Partial<LogAttempt>) => {
      const { word, text } = sealOf({ ...attempt, ...change });
      return `${word}: ${text}`;
    };
    expect(said({})).toBe('Complete: 48,403 lines, checked: number and hash are the sender’s.');
    expect(said({ seal: 'repairing', missingLines: 283 })).toBe('Repairing: 283 lines are being sent again.');
    expect(said({ seal: 'repairing', missingLines: 1 })).toBe('Repairing: 1 line is being sent again.');
    const gaps = [{ from: 48_119, to: 48_402, kind: 'missing' as const }];
    expect(said({ seal: 'incomplete', missingLines: 284, gaps, gapCount: 1 })).toBe(
      'Incomplete: lines 48,119–48,402 are lost (284), because the sender does not have them any more.',
    );
    expect(said({ seal: 'unknown_end', missingLines: 0 })).toBe(
      'The end is unknown: the service died. 48,403 lines are kept.',
    );
    expect(said({ seal: 'open', missingLines: 0 })).toBe('Open: 48,403 lines so far, none is missing.');
  });

  it('names ranges, of many the first three', () => {
    const gaps = Array.from({ length: 5 }, (_, at) => ({
      from: at * 10 + 1,
      to: at * 10 + 2,
      kind: 'missing' as const,
    }));
    expect(sealOf({ ...attempt, seal: 'incomplete', missingLines: 10, gaps, gapCount: 5 }).text).toMatch(
      /^lines 1–2, 11–12, 21–22 and 2 more ranges are lost \(10\)/,
    );
  });

  it('is behind what a hole says: what is lost, what is past its time, what may still come (requirement 61)', () => {
    expect(holeWords(5, 5, [], false).text).toBe('line 5 (1) not arrived yet, asked for again');
    expect(holeWords(1, 100, [{ from: 1, to: 100, kind: 'missing' }], true)).toEqual({
      text: 'lines 1–100 (100) lost on the way: the sender does not have them any more',
      lost: true,
    });
    const mixed = holeWords(
      1,
      100,
      [
        { from: 1, to: 40, kind: 'removed' },
        { from: 41, to: 50, kind: 'missing' },
      ],
      false,
    );
    expect(mixed.text).toBe(
      'lines 1–100 (100) 10 lost on the way: the sender does not have them any more; 40 removed: past the time for which logs are kept; 50 not arrived yet, asked for again',
    );
  });
});

describe('lag', () => {
  it('does not depend on the clocks, and forgets lines that are sent again', () => {
    const lag = new LiveLag();
    expect(lag.observe(1000, 501_000)).toBe(0);
    expect(lag.observe(2000, 502_050)).toBe(50);
    expect(lag.observe(2500, 506_000)).toBe(3500);
    expect(lag.observe(1500, 506_010)).toBe(3500);
    expect(lag.observe(6000, 506_020)).toBe(20);
  });

  it('is none for a clock that runs ahead', () => {
    const lag = new LiveLag();
    expect(lag.observe(900_000, 1000)).toBe(0);
    expect(lag.observe(901_000, 2000)).toBe(0);
  });

  it('has a rate beside it, which ends', () => {
    const rate = new Rate(2000);
    for (let at = 0; at < 20; at++) rate.add(250, at * 50);
    expect(rate.perSecond(1000)).toBe(2500);
    expect(rate.perSecond(10_000)).toBe(0);
  });
});

describe('scrolling', () => {
  it('is one to one while the browser can draw it', () => {
    const map = new ScrollMap(1000);
    expect(map.resize(900, 100)).toBe(900);
    expect(map.goTo(450)).toBe(450);
    expect(map.toContent(123)).toBe(123);
  });

  it('is mapped above that: small steps are what they are, the ends are the ends', () => {
    const map = new ScrollMap(10_000);
    expect(map.resize(100_000, 100)).toBe(10_000);
    expect(map.goTo(99_900)).toBe(9900);
    expect(map.toContent(9900)).toBe(99_900);
    map.moved(9840);
    expect(map.toContent(9840)).toBe(99_840);
    map.moved(4950);
    expect(map.toContent(4950)).toBeCloseTo(49_950, 0);
    map.moved(0);
    expect(map.toContent(0)).toBe(0);
  });
});

describe('times to go to', () => {
  it('are a clock on the day of the log, or a date', () => {
    const around = Date.parse('2026-11-23T10:00:00.500Z');
    expect(parseMoment('14:03:22', true, around)).toBe('2026-11-23T14:03:22.000Z');
    expect(parseMoment('10:00:00', true, around)).toBe('2026-11-23T10:00:00.000Z');
    expect(parseMoment('00:30', true, around)).toBe('2026-11-24T00:30:00.000Z');
    expect(parseMoment('2026-11-22 14:03:22', true, around)).toBe('2026-11-22T14:03:22.000Z');
    for (const bad of ['', 'noon', '25:00', '10:61', '2026-13-01 10:00'])
      expect(parseMoment(bad, true, around)).toBeUndefined();
    expect(toField('2026-11-22T14:03:22.000Z', true)).toBe('2026-11-22T14:03:22');
    expect(parseMoment(toField('2026-11-22T14:03:22.000Z', false), false, around)).toBe('2026-11-22T14:03:22.000Z');
  });
});

describe('copying', () => {
  const store = new LineStore();
  const text = (seq: number) => (seq === 7 ? '\x1b[31mred seven\x1b[0m' : `text ${seq}`);
  store.addPage(
    1,
    60,
    Array.from({ length: 60 }, (_, at) =>
      lineOf({
        attempt: 1,
        seq: at + 1,
        time: '2026-11-23T10:00:00.000000Z',
        level: 'info',
        stream: 'log',
        logger: 'trainer',
        text: text(at + 1),
        bytes: 9,
        truncated: false,
        binary: false,
      }),
    ),
  );
  const place = (seq: number, at: number, shown = `text ${seq}`) => ({ seq, lastSeq: seq, shown, at });

  it('gives the text of fifty lines without numbers and times (requirement 63)', () => {
    const { text: copied, lines } = copyOf(store, place(5, 0), place(54, 7), { prefixes: false });
    expect(lines).toBe(50);
    expect(copied.split('\n').slice(0, 3)).toEqual(['text 5', 'text 6', 'red seven']);
    expect(copied.endsWith('text 54')).toBe(true);
  });

  it('gives parts at both ends, or within one line', () => {
    expect(copyOf(store, place(5, 2), place(6, 3), { prefixes: false }).text).toBe('xt 5\ntex');
    expect(copyOf(store, place(5, 1), place(5, 4), { prefixes: false }).text).toBe('ext');
    expect(copyOf(store, place(5, 0), place(6, 0), { prefixes: false }).text).toBe('text 5');
  });

  it('gives numbers and times when they are chosen', () => {
    expect(copyOf(store, place(5, 0), place(5, 6), { prefixes: true }).text).toBe(
      '5 2026-11-23T10:00:00.000Z INFO trainer text 5',
    );
  });

  it('gives Markdown that no line can break out of', () => {
    const line = store.line(5);
    if (!line) throw new Error('no line');
    const markdown = asMarkdown([{ ...line, text: '```\nend' }], 'http://link');
    expect(markdown.startsWith('````text\n')).toBe(true);
    expect(markdown.endsWith('\n````\nhttp://link\n')).toBe(true);
  });
});

describe('Finder', () => {
  const matching = [3, 40, 41, 700, 5000];

  function finder(limitedTo = Number.POSITIVE_INFINITY) {
    const calls: string[] = [];
    const api = {
      search: async (
        _attempt: number,
        _filter: unknown,
        { start = 1, after = 0 }: { start?: number; after?: number },
      ) => {
        calls.push(`search ${start} ${after}`);
        const through = Math.min(6000, start + limitedTo - 1);
        const searched = matching.filter((seq) => seq >= start && seq <= through);
        return {
          attempt: 1,
          total: searched.length,
          complete: through === 6000,
          searchedLines: through - start + 1,
          searchedThrough: through,
          numbers: searched.filter((seq) => seq > after),
          first: searched.findIndex((seq) => seq > after) + 1,
        };
      },
      page: async (_attempt: number, place: { after?: number; before?: number; tail?: boolean }) => {
        const found = place.tail
          ? matching.at(-1)
          : place.after !== undefined
            ? matching.find((seq) => seq > (place.after ?? 0))
            : [...matching].reverse().find((seq) => seq < (place.before ?? 0));
        return { lines: found === undefined ? [] : [{ seq: found }], complete: true, first: 1, last: 6000 };
      },
    } as unknown as LogApi;
    return { finder: new Finder(api), calls };
  }

  it('counts every match, also when the backend takes several turns (requirement 55)', async () => {
    const { finder: one, calls } = finder(1000);
    await one.start(1, { q: 'x' });
    expect(one.found).toMatchObject({ state: 'done', total: 5, searched: 6000 });
    expect(calls).toHaveLength(6);
  });

  it('moves to the next and the previous one, tells which it is, and goes round', async () => {
    const { finder: one } = finder();
    await one.start(1, { q: 'x' });
    expect(await one.move(39, 1)).toBe(40);
    expect(one.found.index).toBe(2);
    expect(await one.move(40, 1)).toBe(41);
    expect(await one.move(41, 1)).toBe(700);
    expect(one.found.index).toBe(4);
    expect(await one.move(700, -1)).toBe(41);
    expect(await one.move(5000, 1)).toBe(3);
    expect(one.found.index).toBe(1);
    expect(await one.move(3, -1)).toBe(5000);
    expect(one.found.index).toBe(5);
  });

  it('tells what is wrong with a pattern', async () => {
    const api = {
      search: async () => {
        throw new Error('bad');
      },
    } as unknown as LogApi;
    const one = new Finder(api);
    await one.start(1, { q: '(', regex: true });
    expect(one.found).toMatchObject({ state: 'failed', error: new Error('bad') });
    one.clear();
    expect(one.found.state).toBe('none');
  });
});
