import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import {
  comparedRuns,
  groupsOf,
  metricRows,
  NOT_SET,
  paramRows,
  type RunComparison,
  ranksOf,
  sortedMetrics,
  spreadOf,
} from './comparison';
import { csvReport, markdownReport } from './report';

const run = (id: string, tags: string[] = []) =>
  ({
    id,
    name: `run ${id}`,
    tags,
    kind: 'training',
    status: 'succeeded',
    spec: { kind: 'training' },
  }) as unknown as Run;
const summary = (last: number | 'NaN') => ({ last, min: null, max: null, mean: null, lastStep: 1, points: 1 });

const comparison: RunComparison = {
  runs: [run('a', ['x']), run('b'), run('c', ['x'])],
  params: [
    { path: 'lr', differs: true, values: [0.1, 0.2, null] },
    { path: 'seed', differs: false, values: [7, 7, 7] },
  ],
  metrics: [
    { key: 'val/auc', differs: true, values: [summary(0.8), summary(0.9), null] },
    { key: 'val/loss', differs: true, values: [summary(0.5), summary(0.4), summary('NaN')] },
  ],
  truncated: false,
};
const slots = [
  { id: 'a', slot: 0 },
  { id: 'b', slot: 1 },
  { id: 'c', slot: 3 },
];
const runs = comparedRuns(comparison, slots, { baseline: 'b', pinned: ['c'], hidden: ['a'] });

describe('a comparison', () => {
  it('has the baseline first, then what is pinned, and keeps colours', () => {
    expect(runs.map((one) => one.id)).toEqual(['b', 'c', 'a']);
    expect(runs.map((one) => one.slot)).toEqual([1, 3, 0]);
    expect(runs.map((one) => one.visible)).toEqual([true, true, false]);
  });

  it('marks parameters that differ from the baseline', () => {
    const [lr, seed] = paramRows(comparison, runs);
    expect(lr).toMatchObject({ differs: true, values: [0.2, undefined, 0.1], changed: [false, true, true] });
    expect(seed?.differs).toBe(false);
  });

  it('tells value, delta and rank, and knows what is better', () => {
    const [auc, loss] = metricRows(comparison, runs);
    expect(auc?.better).toBe('up');
    expect(auc?.cells.map((cell) => cell.rank)).toEqual([1, undefined, 2]);
    expect(auc?.cells[0]?.delta).toBeUndefined();
    expect(auc?.cells[1]).toEqual({ value: undefined, delta: undefined, rank: undefined });
    expect(auc?.cells[2]?.delta).toBeCloseTo(-0.1);
    expect(loss?.better).toBe('down');
    expect(loss?.cells.map((cell) => cell.rank)).toEqual([1, undefined, 2]);
  });

  it('gives equal values one rank', () => {
    expect(ranksOf([1, 3, 3, undefined, 2], 'up')).toEqual([4, 1, 1, undefined, 3]);
  });

  it('sorts by a run, what was not logged last in both directions', () => {
    const rows = metricRows(comparison, runs);
    expect(sortedMetrics(rows, runs, 'a').map((row) => row.key)).toEqual(['val/loss', 'val/auc']);
    expect(sortedMetrics(rows, runs, '-a').map((row) => row.key)).toEqual(['val/auc', 'val/loss']);
    expect(sortedMetrics(rows, runs, '-c')[1]?.key).toBe('val/auc');
    expect(sortedMetrics(rows, runs, undefined).map((row) => row.key)).toEqual(['val/auc', 'val/loss']);
  });

  it('groups by a parameter or a tag, with «not set» as a group of its own, last', () => {
    expect(groupsOf(comparison, runs, 'param.lr').map((group) => group.name)).toEqual(['0.1', '0.2', NOT_SET]);
    expect(groupsOf(comparison, runs, 'tag').map((group) => [group.name, group.runs.length])).toEqual([
      ['x', 2],
      [NOT_SET, 1],
    ]);
  });

  it('tells mean and standard deviation of what is finite', () => {
    expect(spreadOf([1, 3, undefined, Number.NaN])).toEqual({ n: 2, mean: 2, std: Math.SQRT2 });
    expect(spreadOf([5])).toEqual({ n: 1, mean: 5, std: undefined });
    expect(spreadOf([undefined])).toBeUndefined();
  });

  it('is told as CSV and as Markdown, with what is missing in words', () => {
    const csv = csvReport(comparison, runs).split('\r\n');
    expect(csv[0]).toBe(',run b (baseline),run c,run a');
    expect(csv).toContain('param.lr,0.2,not set,0.1');
    expect(csv).toContain('metric.val/auc,0.9,not logged,0.8');
    expect(csv.join()).not.toContain('seed');
    const markdown = markdownReport(comparison, runs, { title: 'a | b', link: 'http://x', time: 'today' });
    expect(markdown).toContain('| metric.val/auc | 0.9000 | not logged | 0.8000 |');
  });

  it('never gives a spreadsheet a formula', () => {
    const odd = { ...comparison, runs: [{ ...run('a'), name: '=1+1' }] as Run[] };
    expect(csvReport(odd, comparedRuns(odd, slots, { baseline: undefined, pinned: [], hidden: [] }))).toContain(
      "'=1+1",
    );
  });
});
