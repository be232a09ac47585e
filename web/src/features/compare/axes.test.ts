import { describe, expect, it } from 'vitest';
import { cividis } from '@/shared/chart/cividis';
import { runsParameter } from '@/shared/format/run-slots';
import { axisOf, brushTexts, isInside, parseBrushes, placeOn, ticksOf, valueAt } from './axes';
import { compareSearch, slotsOf, toggled, withRun } from './compare-search';
import type { ComparedRun, RunComparison } from './comparison';
import { orderedJson, sideBySide } from './text-diff';

const comparison: RunComparison = {
  runs: [],
  params: [
    { path: 'lr', differs: true, values: [0.0001, 0.01, 1] },
    { path: 'depth', differs: true, values: [2, 4, null] },
    { path: 'solver', differs: true, values: ['adam', 'sgd', 'adam'] },
  ],
  metrics: [],
  truncated: false,
};
const at = (index: number) => ({ at: index }) as ComparedRun;
const axis = (field: string, kind?: 'linear' | 'log') => {
  const found = axisOf(comparison, field, kind);
  if (!found) throw new Error(field);
  return found;
};

describe('an axis', () => {
  it('is log by itself for values over several magnitudes, and as chosen otherwise', () => {
    expect(axis('param.lr').kind).toBe('log');
    expect(axis('param.lr', 'linear').kind).toBe('linear');
    expect(axis('param.depth').kind).toBe('linear');
    expect(axis('param.solver').kind).toBe('words');
    expect(axisOf(comparison, 'param.absent')).toBeUndefined();
  });

  it('places values and finds them again', () => {
    expect(placeOn(axis('param.lr'), 0.01)).toBeCloseTo(0.5);
    expect(valueAt(axis('param.lr'), 0.5)).toBeCloseTo(0.01);
    expect(placeOn(axis('param.solver'), 'sgd')).toBe(1);
    expect(placeOn(axis('param.depth'), undefined)).toBeUndefined();
  });

  it('has round ticks', () => {
    expect(ticksOf(axis('param.lr'))).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
    expect(ticksOf(axis('param.depth'))).toEqual([2, 2.5, 3, 3.5, 4]);
  });

  it('94: brushes on several axes keep the runs that are inside of all, as numbers in the address', () => {
    const axes = [axis('param.lr'), axis('param.depth')];
    const brushes = parseBrushes(['param.lr:0.001:1', 'param.depth:1:4', 'odd', 'param.x:2:1']);
    expect([...brushes.keys()]).toEqual(['param.lr', 'param.depth']);
    expect([0, 1, 2].filter((index) => isInside(at(index), axes, brushes))).toEqual([1]);
    expect(parseBrushes(brushTexts(brushes))).toEqual(brushes);
  });

  it('is coloured from dark to light', () => {
    expect(cividis(0)).toBe('rgb(0, 34, 78)');
    expect(cividis(1)).toBe('rgb(254, 232, 56)');
    expect(cividis(7)).toBe(cividis(1));
  });
});

const A = '00000000-0000-7000-8000-00000000000a';
const B = '00000000-0000-7000-8000-00000000000b';
const C = '00000000-0000-7000-8000-00000000000c';

describe('the address of a comparison', () => {
  it('3: keeps each run in its slot, whatever comes or goes', () => {
    const runs = slotsOf(`${A},,${B},${A}`);
    expect(runs).toEqual([
      { id: A, slot: 0 },
      { id: B, slot: 2 },
    ]);
    expect(withRun(runs, C)).toContainEqual({ id: C, slot: 1 });
    expect(runsParameter(runs)).toBe(`${A},,${B}`);
  });

  it('lets nothing in that is wrong', () => {
    const search = compareSearch({ runs: `x,${A}`, baseline: 'nobody', tab: 'odd', same: 'true', axes: 'param.lr' });
    expect(search).toMatchObject({
      runs: `,${A}`,
      baseline: undefined,
      tab: undefined,
      same: true,
      axes: ['param.lr'],
    });
    expect(compareSearch({ runs: 'x' }).runs).toBeUndefined();
  });

  it('turns an id on and off', () => {
    expect(toggled(undefined, A)).toBe(A);
    expect(toggled(`${A},${B}`, A)).toBe(B);
    expect(toggled(A, A)).toBeUndefined();
  });
});

describe('two texts side by side', () => {
  it('stand line by line, with what changed beside what it was', () => {
    expect(sideBySide('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { left: 'a', right: 'a', changed: false },
      { left: 'b', right: 'x', changed: true },
      { left: 'c', right: 'c', changed: false },
      { left: undefined, right: 'd', changed: true },
    ]);
  });

  it('do not differ by the order of keys', () => {
    expect(orderedJson({ b: 1, a: { d: 1, c: [2, 1] } })).toBe(orderedJson({ a: { c: [2, 1], d: 1 }, b: 1 }));
  });
});
