import { describe, expect, it } from 'vitest';
import type { Chart, ChartSeries } from '@/shared/api/types';
import { LivePoints } from '@/shared/chart/live-points';
import { csvOf, svgOf } from './chart-export';
import { type ChartRun, LineSet, visibleLines } from './chart-lines';
import { defaults } from './chart-settings';
import { rowsOf } from './chart-table';
import { samplingWords } from './sampling-words';

function series(runId: string, key: string, values: (number | string)[], more: Partial<ChartSeries> = {}): ChartSeries {
  const steps = values.map((_, at) => at);
  return {
    runId,
    runName: `name of ${runId}`,
    key,
    role: 'loss',
    attempt: 1,
    points: values.length,
    total: values.length,
    bucketed: false,
    xSource: 'step',
    x: null,
    step: steps,
    time: steps.map((step) => 1000 + step),
    min: null,
    max: null,
    last: values,
    smoothed: null,
    nonFinite: { nan: 0, positive: 0, negative: 0, at: [] },
    ...more,
  } as ChartSeries;
}

function chart(items: ChartSeries[], more: Partial<Chart> = {}): Chart {
  return {
    x: 'step',
    xKey: null,
    from: 0,
    to: 1,
    width: 512,
    bucketed: items.some((one) => one.bucketed),
    runsShown: new Set(items.map((one) => one.runId)).size,
    runsTotal: new Set(items.map((one) => one.runId)).size,
    points: items.reduce((sum, one) => sum + one.points, 0),
    buckets: 0,
    keysTotal: 1,
    series: items,
    groups: [],
    absent: [],
    clip: null,
    ...more,
  } as Chart;
}

const runs: ChartRun[] = [
  { id: 'a', name: 'first', slot: 0, live: true },
  { id: 'b', name: '', slot: 1, baseline: true },
];

describe('LineSet', () => {
  it('45: names the baseline and draws it heavier, in the colour of text', () => {
    const { lines } = new LineSet(chart([series('a', 'loss', [1]), series('b', 'loss', [2])]), runs, defaults);
    expect(lines.map((line) => line.label)).toEqual(['first', 'name of b (baseline)']);
    expect(lines[1]?.stroke).toMatchObject({ token: 'text', width: 2 });
  });

  it('42: names the band of a group, with how many runs it is made of', () => {
    const group = {
      name: 'lr=0.1',
      key: 'loss',
      runs: ['a', 'b', 'c'],
      x: [1, 2],
      n: [3, 3],
      centre: [5, 6],
      low: [4, 5],
      high: [6, 7],
      band: 'ci95',
      points: 6,
    };
    const settings = { ...defaults, aggregate: { centre: 'median' as const, band: 'ci95' as const } };
    const [line] = new LineSet(chart([], { groups: [group] as Chart['groups'] }), runs, settings).lines;
    expect(line?.label).toBe('lr=0.1: median with 95 % CI of 3 runs');
    expect([...(line?.buffer.min ?? [])]).toEqual([4, 5]);
    expect([...(line?.buffer.max ?? [])]).toEqual([6, 7]);
  });

  it('adds what has come live since the answer, on every axis that it can place', () => {
    let say: (items: unknown[]) => void = () => undefined;
    const live = new LivePoints((_topic, handler) => {
      say = handler.onBatch;
      return () => undefined;
    });
    live.setRuns(['a']);
    live.watch('a', 'loss', () => undefined);
    say([{ attempt: 1, key: 'loss', step: [1, 2, 3], time: [1001, 1002, 1003], value: [9, 8, 'NaN'] }]);
    const answer = chart([series('a', 'loss', [1, 2])]);
    const byStep = new LineSet(answer, runs, defaults);
    expect(byStep.catchUp(live)).toBe(true);
    expect([...(byStep.lines[0]?.buffer.x ?? [])]).toEqual([0, 1, 2, 3]);
    expect(byStep.lines[0]?.buffer.nonFinite.nan).toBe(1);
    expect(byStep.grown).toBe(2);
    const relative = new LineSet(chart([series('a', 'loss', [1, 2], { x: [0, 1] })]), runs, {
      ...defaults,
      x: 'relative',
    });
    relative.catchUp(live);
    expect([...(relative.lines[0]?.buffer.x ?? [])]).toEqual([0, 1, 2, 3]);
    expect(LineSet.placesLive({ ...defaults, smoothing: { kind: 'twema', amount: 0.5 } })).toBe(false);
  });

  it('hides by legend and by run, and never changes the colours of the others', () => {
    const answer = chart([series('a', 'loss', [1]), series('b', 'loss', [2]), series('c', 'loss', [3])]);
    const three: ChartRun[] = ['a', 'b', 'c'].map((id, slot) => ({ id, name: id, slot }));
    const shown = (hidden: string[], off: string[]) => {
      const own = three.map((run) => ({ ...run, visible: !off.includes(run.id) }));
      const settings = { ...defaults, hidden };
      return visibleLines(new LineSet(answer, own, settings).lines, own, settings).map((line) => line.stroke.token);
    };
    expect(shown([], [])).toEqual(['chart-1', 'chart-2', 'chart-3']);
    expect(shown(['a:loss'], [])).toEqual(['chart-2', 'chart-3']);
    expect(shown([], ['b'])).toEqual(['chart-1', 'chart-3']);
  });
});

describe('40: the sampling line', () => {
  const words = (answer: Chart, settings = defaults) =>
    samplingWords(answer, new LineSet(answer, runs, settings).lines, settings, undefined);

  it('says how much of what was logged is drawn', () => {
    expect(words(chart([series('a', 'loss', [1, 2])]))).toBe('1 run · raw 2 pts, all drawn');
    const bucketed = series('a', 'loss', [1, 2], { points: 1_000_000, bucketed: true, min: [0, 0], max: [3, 3] });
    expect(words(chart([bucketed], { runsTotal: 5, runsShown: 1 }))).toBe(
      '1 of 5 runs · 2 buckets · raw 1,000,000 pts',
    );
  });

  it('names who has not logged the metric, and what cannot be drawn', () => {
    const absent = ['c', 'd', 'e'].map((runId) => ({
      runId,
      reason: 'not_logged' as const,
      name: runId,
      keys: ['loss'],
    }));
    const odd = series('a', 'loss', [-1, 'NaN'], { nonFinite: { nan: 1, positive: 0, negative: 0, at: [] } });
    const said = words(chart([odd], { absent, runsTotal: 5 } as Partial<Chart>), { ...defaults, y: 'log' });
    expect(said).toContain('metric not logged by 3 of 5 runs');
    expect(said).toContain('1 value ≤ 0 not drawn');
    expect(said).toContain('1 NaN at the edge');
  });
});

describe('48: what leaves the chart', () => {
  const { lines } = new LineSet(
    chart([series('a', 'loss', [1, 'NaN']), series('b', 'loss', [3])]),
    [
      { id: 'a', name: '=cmd, "x"', slot: 0 },
      { id: 'b', name: 'b', slot: 1 },
    ],
    defaults,
  );

  it('is a CSV that no spreadsheet takes for a formula', async () => {
    const rows = (await csvOf(lines).text()).trim().split('\n');
    expect(rows).toEqual([
      'run_id,run,metric,x,step,time,value,min,max,smoothed',
      `a,"'=cmd, ""x""",loss,0,0,1000,1,1,1,`,
      `a,"'=cmd, ""x""",loss,1,1,1001,NaN,,,`,
      'b,b,loss,0,0,1000,3,3,3,',
    ]);
  });

  it('is a table with a row for each x', () => {
    expect(rowsOf(lines).rows.map((row) => [row.x, row.values])).toEqual([
      [0, [1, 3]],
      [1, [Number.NaN, undefined]],
    ]);
  });

  it('is a picture that names what it shows, whatever the names are', async () => {
    const svg = await svgOf({
      title: '<b>loss & more</b>',
      lines,
      x: 'step',
      y: 'linear',
      xRange: [0, 1],
      yRange: [0, 4],
      linearBelow: 1,
      smoothing: false,
      note: '2 runs',
    }).text();
    expect(svg).toContain('&lt;b&gt;loss &amp; more&lt;/b&gt;');
    expect(svg).toContain('2 runs');
    expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull();
  });
});
