import { describe, expect, it } from 'vitest';
import type { Chart } from '@/shared/api/types';
import { strokeOf } from '@/shared/chart/palette';
import type { LineStyle, Path, Pen } from '@/shared/chart/pen';
import {
  type ConvergenceModel,
  gapRangeOf,
  modelWords,
  objectiveRangeOf,
  placesOf,
  readingAt,
  readingWords,
  stepTo,
  xRangeOf,
} from './convergence-model';
import { cornersOf, drawConvergence, stretchesOf, timeTicks, viewOf } from './convergence-plot';
import { csvOf, rowsOf } from './convergence-rows';
import { bandOf } from './solve-math';
import { StepLine } from './step-line';
import { TraceSet } from './trace';

type Points = [seconds: number, value: number][];

function curveOf(runId: string, values: { incumbent?: Points; bound?: Points; gap?: Points }, slot = 0) {
  const series = Object.entries(values).map(([key, points]) => ({
    runId,
    key,
    x: points.map(([seconds]) => seconds),
    time: points.map(([seconds]) => seconds),
    step: points.map((_, at) => at + 1),
    last: points.map(([, value]) => value),
  }));
  const [trace] = new TraceSet({ points: 1, bucketed: false, series } as unknown as Chart, [runId]).traces;
  if (!trace) throw new Error('one trace');
  return { runId, label: `solve ${runId}`, stroke: strokeOf(slot, 2), trace };
}

const single = (values: Parameters<typeof curveOf>[1], zoom?: readonly [number, number]): ConvergenceModel => ({
  curves: [curveOf('a', values)],
  sets: [],
  zoom,
  hasObjective: true,
});

const course = {
  incumbent: [
    [1, 100],
    [2, 90],
    [4, 80],
    [6, 80],
  ] as Points,
  bound: [
    [0, 60],
    [3, 75],
    [6, 80],
  ] as Points,
  gap: [
    [1, 0.4],
    [4, 0.0625],
    [6, 0],
  ] as Points,
};

/** Remembers what is drawn. */
class RecordingPen implements Pen {
  readonly lines: (LineStyle & { points: [number, number][] })[] = [];
  readonly areas: { alpha: number; points: [number, number][] }[] = [];
  readonly dots: { x: number; y: number }[] = [];
  readonly texts: string[] = [];

  line(style: LineStyle, trace: (path: Path) => void): void {
    this.lines.push({ ...style, points: pointsOf(trace) });
  }
  area(style: { alpha: number }, trace: (path: Path) => void): void {
    this.areas.push({ alpha: style.alpha, points: pointsOf(trace) });
  }
  dot(_style: unknown, x: number, y: number): void {
    this.dots.push({ x, y });
  }
  text(_style: unknown, _x: number, _y: number, text: string): void {
    this.texts.push(text);
  }
}

function pointsOf(trace: (path: Path) => void): [number, number][] {
  const points: [number, number][] = [];
  trace({
    moveTo: (x, y) => points.push([x, y]),
    lineTo: (x, y) => points.push([x, y]),
    closePath: () => undefined,
  });
  return points;
}

function drawn(model: ConvergenceModel, highlight?: string): RecordingPen {
  const pen = new RecordingPen();
  const view = viewOf(model, 800, 500, 1);
  drawConvergence(pen, model, view, { colour: (token) => token, highlight }, (_box, work) => work());
  return pen;
}

describe('72: the convergence chart', () => {
  const pen = drawn(single(course));

  it('has a mark for each improvement, and none for a report that changes nothing', () => {
    expect(pen.dots).toHaveLength(3);
  });

  it('draws the incumbent as steps: every stretch is level or upright', () => {
    const incumbent = pen.lines.find((line) => line.colour === 'chart-1');
    const points = incumbent?.points ?? [];
    expect(points.length).toBeGreaterThan(4);
    for (let at = 1; at < points.length; at++) {
      const [before, after] = [points[at - 1], points[at]];
      expect(before?.[0] === after?.[0] || before?.[1] === after?.[1]).toBe(true);
    }
  });

  it('has the bound, dashed, and shades what is between', () => {
    expect(pen.lines.find((line) => line.colour === 'chart-2')?.dash).toEqual([6, 3]);
    expect(pen.areas).toHaveLength(1);
    expect(pen.areas[0]?.alpha).toBe(0.15);
  });

  it('has the gap below on a log scale, with marks at 10, 5, 1 and 0.1 %', () => {
    const dashed = pen.lines.filter((line) => line.colour === 'border-control');
    expect(dashed).toHaveLength(4);
    for (const words of ['10 %', '5 %', '1 %', '0.1 %', 'Objective', 'Gap']) expect(pen.texts).toContain(words);
  });

  it('puts a gap of nothing on the floor instead of leaving it out', () => {
    const gap = pen.lines.find((line) => line.colour === 'chart-4');
    const view = viewOf(single(course), 800, 500, 1);
    expect(gap?.points.at(-1)?.[1]).toBeCloseTo(view.gap.box.top + view.gap.box.height);
  });

  it('draws what is known before there is a solution', () => {
    const early = drawn(single({ bound: [[0, 10]] }));
    expect(early.lines.some((line) => line.colour === 'chart-2')).toBe(true);
    expect([early.dots.length, early.areas.length]).toEqual([1, 0]);
  });
});

describe('75: several solves', () => {
  const one = curveOf('a', course);
  const other = curveOf('b', { incumbent: [[2, 85]], gap: [[2, 0.2]] }, 1);
  const lines = (key: 'incumbent' | 'gap') => [one, other].map(({ trace }) => trace[key]);
  const model: ConvergenceModel = {
    curves: [one, other],
    sets: [
      {
        label: 'highs',
        stroke: { token: 'text', dash: [], width: 2.5 },
        objective: bandOf(lines('incumbent'), Number.POSITIVE_INFINITY, 6),
        gap: bandOf(lines('gap'), Number.POSITIVE_INFINITY, 6),
      },
    ],
    zoom: undefined,
    hasObjective: true,
  };

  it('lie over each other with a median and a band in each plot', () => {
    const pen = drawn(model);
    expect(pen.areas).toHaveLength(2);
    expect(pen.lines.filter((line) => line.colour === 'text' && line.width === 2.5)).toHaveLength(2);
    expect(pen.lines.filter((line) => line.colour === 'chart-1' && line.alpha === 0.45)).toHaveLength(2);
    expect(pen.dots).toHaveLength(2);
  });

  it('step back behind the one under the pointer', () => {
    const pen = drawn(model, 'b');
    expect(pen.lines.filter((line) => line.colour === 'chart-1').every((line) => line.alpha === 0.2)).toBe(true);
    expect(pen.lines.filter((line) => line.colour === 'chart-2' && line.width === 2)).toHaveLength(2);
  });

  it('have the gap alone when they solve different instances', () => {
    const view = viewOf({ ...model, hasObjective: false }, 800, 500, 1);
    expect(view.objective).toBeUndefined();
    expect(view.gap.box.height).toBeGreaterThan(400);
  });

  it('draw a band only where both edges are known', () => {
    const [low, high] = [Float64Array.of(1, 1, 1, 1), Float64Array.of(Number.POSITIVE_INFINITY, 2, 2, Number.NaN)];
    expect(stretchesOf({ low, high })).toEqual([[1, 2]]);
  });
});

describe('what is in sight', () => {
  it('is everything from the start, or what was zoomed to', () => {
    expect(xRangeOf(single(course))).toEqual([0, 6]);
    expect(xRangeOf(single(course, [2, 3]))).toEqual([2, 3]);
    expect(xRangeOf(single({}))).toEqual([0, 1]);
  });

  it('is not pressed flat by a bound that began far away', () => {
    const [low, high] = objectiveRangeOf(
      single({
        ...course,
        bound: [
          [0, -1e9],
          [3, 75],
        ],
      }),
      [0, 6],
    );
    expect([low, high].map(Math.round)).toEqual([74, 102]);
    expect(objectiveRangeOf(single(course), [0, 6])[0]).toBeLessThan(60);
  });

  it('follows the zoom, with what held before it', () => {
    const [low, high] = objectiveRangeOf(single(course, [2.5, 3.5]), [2.5, 3.5]);
    expect(low).toBeLessThan(60);
    expect(high).toBeLessThan(100);
  });

  it('always has every mark of the gap', () => {
    for (const gap of [course.gap, [[1, 1e-9]] as Points, [[1, 5000]] as Points]) {
      const [low, high] = gapRangeOf(single({ gap }), [0, 6]);
      expect(low).toBeLessThanOrEqual(0.0005);
      expect(high).toBeGreaterThanOrEqual(0.2);
    }
    expect(gapRangeOf(single({ gap: [[1, 1e-9]] }), [0, 6])[0]).toBe(1e-6);
  });

  it('has whole minutes along a long axis', () => {
    expect(timeTicks([0, 600])).toEqual([0, 120, 240, 360, 480, 600]);
    expect(timeTicks([0, 2])).toEqual([0, 0.5, 1, 1.5, 2]);
  });
});

describe('cornersOf', () => {
  it('cuts a line of steps at both ends', () => {
    const line = new StepLine();
    for (const [at, [x, value]] of course.bound.entries()) line.append(x, at + 1, value);
    expect(cornersOf(line, 1, 5)).toEqual([1, 60, 3, 60, 3, 75, 5, 75]);
    expect(cornersOf(line, -2, -1)).toEqual([]);
  });
});

describe('the keyboard', () => {
  const places = [0, 1, 4, 6];

  it('goes from change to change', () => {
    expect([stepTo(places, undefined, 1), stepTo(places, undefined, -1)]).toEqual([0, 6]);
    expect([stepTo(places, 1, 1), stepTo(places, 1, -1), stepTo(places, 6, 1)]).toEqual([4, 0, 6]);
    expect([stepTo(places, 2, 1), stepTo(places, 2, -1)]).toEqual([4, 1]);
    expect([stepTo(places, 1, Number.POSITIVE_INFINITY), stepTo([], 1, 1)]).toEqual([6, undefined]);
  });

  it('finds every change of a solve', () => {
    expect(placesOf(curveOf('a', course))).toEqual([0, 1, 2, 3, 4, 6]);
  });
});

describe('95: in words and numbers', () => {
  const curve = curveOf('a', course);

  it('the chart tells what it shows', () => {
    expect(modelWords(single(course))).toBe(
      'solve a: incumbent 80, to minimize; 3 solutions, the first after 1 s and the best after 4 s; bound 80; gap 0 %; ' +
        'gap of at most 10 % after 4 s, 5 % after 6 s, 1 % after 6 s, 0.1 % after 6 s; 6 s in all',
    );
    expect(modelWords(single({ bound: [[2, 7]] }))).toBe('solve a: no feasible solution; bound 7; 2 s in all');
    expect(modelWords(single({}))).toBe('solve a: nothing was reported yet');
  });

  it('a place tells what was known there', () => {
    expect(readingWords(readingAt(curve, 0.5))).toBe('solve a, 0.5000 s after the start: no solution yet, bound 60');
    expect(readingWords(readingAt(curve, 5))).toBe('solve a, 5 s after the start: incumbent 80, bound 75, gap 6.25 %');
  });

  it('48: the table and the CSV have each change with every digit', () => {
    const rows = rowsOf([curve]);
    expect(rows.map((row) => [row.seconds, row.isImprovement])).toEqual([
      [0, false],
      [1, true],
      [2, true],
      [3, false],
      [4, true],
      [6, false],
    ]);
    const exact = curveOf('b', { incumbent: [[0.1, 568.1007]], gap: [[0.1, 0.1 + 0.2]] });
    expect(csvOf([{ ...exact, label: '=x, "y"' }])).toBe(
      `run_id,run,seconds,incumbent,bound,gap,improvement\nb,"'=x, ""y""",0.1,568.1007,,0.30000000000000004,1\n`,
    );
  });
});
