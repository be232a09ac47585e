import { describe, expect, it } from 'vitest';
import { LineStore } from './line-store';
import { type Line, lineOf } from './log-line';
import { type Row, RowModel, type RowOptions } from './row-model';

const END = Number.POSITIVE_INFINITY;
const options: RowOptions = {
  foldTraces: true,
  collapseRepeats: true,
  collapseProgress: true,
  colours: true,
  wrapAt: 0,
  filtered: false,
  toggled: new Set(),
};

function made(
  seq: number,
  text: string,
  more: { stream?: 'log' | 'stdout' | 'stderr'; level?: 'info' | 'error' } = {},
): Line {
  return lineOf({
    attempt: 1,
    seq,
    time: '2026-11-23T10:00:00.000001Z',
    level: more.level ?? 'info',
    stream: more.stream ?? 'log',
    text,
    bytes: text.length,
    truncated: false,
    binary: false,
  });
}

function rowsOf(lines: Line[], change: Partial<RowOptions> = {}, highest = lines.at(-1)?.seq ?? 0): Row[] {
  return modelOf(lines, change, highest).rows;
}

function modelOf(lines: Line[], change: Partial<RowOptions> = {}, highest = lines.at(-1)?.seq ?? 0) {
  const store = new LineStore();
  store.addPage(1, END, lines);
  const model = new RowModel(store, { ...options, ...change });
  model.update(highest);
  const rows = Array.from({ length: model.rows }, (_, at) => model.row(at)).filter((row) => row !== undefined);
  expect(rows).toHaveLength(model.rows);
  return { store, model, rows };
}

const texts = (rows: Row[]) =>
  rows.map((row) => (row.kind === 'line' ? row.shown.text : `${row.kind} ${row.from}-${row.to}`));

const trace = [
  'Traceback (most recent call last):',
  '  File "a.py", line 3, in f',
  '    raise ValueError(1)',
  'ValueError: 1',
];

describe('rows', () => {
  it('show a hole where numbers are missing, at the end as well', () => {
    expect(texts(rowsOf([made(1, 'a'), made(4, 'b')], {}, 6))).toEqual(['a', 'hole 2-3', 'b', 'hole 5-6']);
  });

  it('show none when only some lines are asked for', () => {
    expect(texts(rowsOf([made(1, 'a'), made(4, 'b')], { filtered: true }, 6))).toEqual(['a', 'b']);
  });

  it('show what is not loaded, before, between and after', () => {
    const store = new LineStore();
    store.addPage(11, 20, [made(11, 'a')]);
    store.addPage(31, 40, [made(31, 'b')]);
    const model = new RowModel(store, { ...options, filtered: true });
    model.update(50);
    expect(texts(Array.from({ length: model.rows }, (_, at) => model.row(at) as Row))).toEqual([
      'unloaded 1-10',
      'a',
      'unloaded 21-30',
      'b',
      'unloaded 41-50',
    ]);
    expect(model.indexOf(25)).toBe(2);
    expect(model.indexOf(45)).toBe(4);
  });

  it('fold a stack trace that is one entry, and one that was written line by line (requirement 60)', () => {
    const one = rowsOf([made(1, `bad\n${trace.join('\n')}`, { level: 'error' })]);
    expect(one).toHaveLength(1);
    expect(one[0]).toMatchObject({ fold: { open: false, words: '5 lines (stack trace)' }, note: '… ValueError: 1' });
    const many = rowsOf([
      made(1, 'before'),
      ...trace.map((text, at) => made(2 + at, text, { stream: 'stderr' })),
      made(6, 'after'),
    ]);
    expect(texts(many)).toEqual(['before', trace[0], 'after']);
    expect(many[1]).toMatchObject({ lastSeq: 5, fold: { open: false, words: '4 lines (stack trace)', group: 2 } });
    const open = rowsOf(
      trace.map((text, at) => made(2 + at, text, { stream: 'stderr' })),
      { toggled: new Set([2]) },
    );
    expect(texts(open).slice(1)).toEqual(trace);
  });

  it('fold what Java prints below a message', () => {
    const frames = ['java.lang.IllegalStateException: no', '\tat a.B.c(B.java:7)', '\tat a.B.main(B.java:3)', 'done'];
    expect(texts(rowsOf(frames.map((text, at) => made(at + 1, text, { stream: 'stdout' }))))).toEqual([
      frames[0],
      'done',
    ]);
  });

  it('show all of it when folding is off', () => {
    expect(rowsOf([made(1, `bad\n${trace.join('\n')}`)], { foldTraces: false })).toHaveLength(5);
  });

  it('show repeats once, with their number', () => {
    const rows = rowsOf([...Array.from({ length: 412 }, (_, at) => made(at + 1, 'again')), made(413, 'other')]);
    expect(texts(rows)).toEqual(['again', 'other']);
    expect(rows[0]).toMatchObject({ lastSeq: 412, fold: { words: '×412' } });
    expect(rowsOf([made(1, 'again'), made(2, 'again')], { collapseRepeats: false })).toHaveLength(2);
  });

  it('show a progress bar in one row, which changes in place (requirement 59)', () => {
    const bar = [made(1, ' 10%', { stream: 'stderr' }), made(2, '\r 20%', { stream: 'stderr' })];
    const { store, model, rows } = modelOf(bar);
    expect(texts(rows)).toEqual([' 20%']);
    store.append([made(3, '\r 30%', { stream: 'stderr' })]);
    model.update(3);
    expect(model.rows).toBe(1);
    expect(model.row(0)).toMatchObject({ shown: { text: ' 30%' }, fold: { words: '3 updates' } });
  });

  it('show the last state of a bar that came as one line', () => {
    expect(texts(rowsOf([made(1, '\r 10%\r 50%\r100%')]))).toEqual(['100%']);
    expect(texts(rowsOf([made(1, 'first\r'), made(2, 'second\r')]))).toEqual(['first', 'second']);
  });

  it('open JSON as a tree', () => {
    const json = made(1, '{"a":{"b":1}}');
    expect(rowsOf([json])).toHaveLength(1);
    expect(texts(rowsOf([json], { toggled: new Set([1]) }))).toEqual([
      '{"a":{"b":1}}',
      '{',
      '  "a": {',
      '    "b": 1',
      '  }',
      '}',
    ]);
  });

  it('wrap by columns, and count as many rows as they show', () => {
    expect(texts(rowsOf([made(1, 'abcdefgh'), made(2, 'x')], { wrapAt: 3 }))).toEqual(['abc', 'def', 'gh', 'x']);
    expect(texts(rowsOf([made(1, '日本語')], { wrapAt: 4 }))).toEqual(['日本', '語']);
    const coloured = rowsOf([made(1, 'a\x1b[31mbcd\x1b[0me')], { wrapAt: 2 });
    expect(coloured.map((row) => row.kind === 'line' && row.shown.spans.map(({ from, to }) => [from, to]))).toEqual([
      [[1, 2]],
      [[0, 2]],
      [],
    ]);
  });

  it('show the beginning of a very long line, and say so (requirement 57)', () => {
    const [row] = rowsOf([made(1, 'x'.repeat(2_000_000))]);
    expect(row).toMatchObject({ kind: 'line', truncated: true });
    expect(row?.kind === 'line' && row.shown.text.length).toBe(8192);
  });

  it('find the row of a line, also of a folded one', () => {
    const lines = [made(1, 'a'), ...trace.map((text, at) => made(2 + at, text)), made(8, 'b'), made(9, 'c')];
    const { model } = modelOf(lines);
    expect([1, 2, 4, 5, 6, 8, 9].map((seq) => model.indexOf(seq))).toEqual([0, 1, 1, 1, 1, 3, 4]);
  });

  it('agree on their number with every kind of line, whatever is opened', () => {
    const lines = Array.from({ length: 2500 }, (_, at) => {
      const seq = at + 1 + Math.floor(at / 100) * 3;
      if (at % 50 < 4) return made(seq, trace[at % 50] ?? '', { stream: 'stderr' });
      if (at % 50 < 9) return made(seq, 'again');
      if (at % 50 < 12) return made(seq, `\r${at}%`, { stream: 'stderr' });
      if (at % 50 === 20) return made(seq, '{"a":[1,2,3]}');
      if (at % 50 === 21) return made(seq, 'one\ntwo\nthree');
      return made(seq, `line ${at} ${'y'.repeat(at % 130)}`);
    });
    for (const wrapAt of [0, 40]) {
      const { model, rows } = modelOf(lines, { wrapAt });
      const keys = new Set(rows.map((row) => row.key));
      expect(keys.size).toBe(rows.length);
      const toggled = new Set(rows.flatMap((row) => (row.kind === 'line' && row.fold ? [row.fold.group] : [])));
      model.setOptions({ ...options, wrapAt, toggled });
      model.update(lines.at(-1)?.seq ?? 0);
      const open = Array.from({ length: model.rows }, (_, at) => model.row(at));
      expect(open.every((row) => row !== undefined)).toBe(true);
      for (const line of lines) {
        const row = model.row(model.indexOf(line.seq));
        expect(row?.kind === 'line' && row.line.seq).toBe(line.seq);
      }
    }
  });
});
