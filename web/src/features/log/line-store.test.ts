import { describe, expect, it } from 'vitest';
import { LineStore } from './line-store';
import type { Line } from './log-line';

const line = (seq: number, text = `line ${seq}`): Line => ({
  seq,
  time: seq * 10,
  level: 3,
  stream: 0,
  logger: '',
  phase: '',
  text,
  traits: 0,
  bytes: 0,
  cut: 0,
  binary: false,
  context: false,
});
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => line(from + at));
const END = Number.POSITIVE_INFINITY;
const seqs = (store: LineStore) => [...store.range(1, END)].map((one) => one.seq);
const ranges = (store: LineStore) => store.segments.map(({ from, to }) => [from, to]);

describe('LineStore', () => {
  it('joins pages that touch, and knows what lies between those that do not', () => {
    const store = new LineStore();
    store.addPage(2001, END, lines(2001, 2500));
    store.addPage(1, 1000, lines(1, 1000));
    expect(ranges(store)).toEqual([
      [1, 1000],
      [2001, END],
    ]);
    store.addPage(1001, 2000, lines(1001, 2000));
    expect(ranges(store)).toEqual([[1, END]]);
    expect(seqs(store)).toEqual(lines(1, 2500).map((one) => one.seq));
  });

  it('holds each line once, however often it comes', () => {
    const store = new LineStore();
    store.addPage(1, END, lines(1, 10));
    expect(store.append(lines(5, 15))).toBe(5);
    store.addPage(8, 20, lines(8, 15));
    expect(store.append(lines(1, 15))).toBe(0);
    expect(seqs(store)).toEqual(lines(1, 15).map((one) => one.seq));
    expect(store.count).toBe(15);
  });

  it('puts a line that was sent again at its place', () => {
    const store = new LineStore();
    store.addPage(1, END, [...lines(1, 1500), ...lines(1511, 3000)]);
    store.append([line(1505), line(1504), line(1510)]);
    expect(seqs(store).slice(1498, 1504)).toEqual([1499, 1500, 1504, 1505, 1510, 1511]);
    expect(store.line(1505)?.text).toBe('line 1505');
    expect(store.line(1506)).toBeUndefined();
  });

  it('passes over live lines of what is not loaded', () => {
    const store = new LineStore();
    store.addPage(1000, END, lines(1000, 1010));
    expect(store.append([line(500), line(1011)])).toBe(1);
    expect(store.segmentOf(500)).toBeUndefined();
  });

  it('takes nothing at the end once it is detached, until the end was read again', () => {
    const store = new LineStore();
    store.addPage(1, END, lines(1, 100));
    store.detachEnd(100);
    expect(store.live).toBe(false);
    expect(store.append(lines(200, 210))).toBe(0);
    store.addPage(190, END, lines(190, 210));
    expect(ranges(store)).toEqual([
      [1, 100],
      [190, END],
    ]);
    expect(store.live).toBe(true);
  });

  it('lets go of the oldest while the end is read, and knows that they can be read again', () => {
    const store = new LineStore({ lines: 10_000, bytes: 1e9 });
    store.addPage(1, END, []);
    for (let from = 1; from < 15_000; from += 500) {
      store.append(lines(from, from + 499));
      store.trim(from + 499);
    }
    expect(store.count).toBeLessThanOrEqual(10_000);
    expect(store.segments).toHaveLength(1);
    const first = store.segments[0]?.from ?? 0;
    expect(first).toBeGreaterThan(4000);
    expect(seqs(store)).toEqual(lines(first, 15_000).map((one) => one.seq));
  });

  it('keeps what is being read, and the newest, when the reader stopped at the beginning', () => {
    const store = new LineStore({ lines: 10_000, bytes: 1e9 });
    store.addPage(1, END, []);
    for (let from = 1; from < 60_000; from += 500) {
      store.append(lines(from, from + 499));
      store.trim(100);
    }
    expect(store.count).toBeLessThanOrEqual(10_000);
    expect(store.line(100)).toBeDefined();
    expect(store.line(60_000)).toBeDefined();
    expect(store.segments).toHaveLength(2);
    expect(store.live).toBe(true);
  });

  it('is bounded by bytes as well', () => {
    const store = new LineStore({ lines: 1e9, bytes: 1_000_000 });
    store.addPage(1, END, []);
    for (let seq = 1; seq <= 20_000; seq++) {
      store.append([line(seq, 'x'.repeat(200))]);
      store.trim(seq);
    }
    expect(store.bytes).toBeLessThanOrEqual(1_000_000);
    expect(store.count).toBeGreaterThan(2000);
  });
});
