import { describe, expect, it } from 'vitest';
import { axisOf, axisTicks, placeOn, valueAt } from './axis';
import { brushTexts, markInside, parseBrushes, Selection, topLoss } from './brush';
import { columnsOf, depth, maximizeAuc, storeOf } from './trial-fixture';

const lines = Array.from({ length: 10 }, (_, number) => ({
  number,
  values: [number / 10],
  parameters: { learning_rate: 0.001 * 1.6 ** number, depth: 2 + (number % 5), boosting: number % 2 ? 'dart' : 'gbdt' },
}));

const insideOf = (mask: Uint8Array, length: number) =>
  [...mask.slice(0, length)].flatMap((one, number) => (one === 1 ? [number] : []));

describe('68: an axis', () => {
  const store = storeOf(lines);

  it('is log by itself for a parameter that is searched on a log scale', () => {
    const axis = axisOf(store, 'param.learning_rate');
    expect(axis).toMatchObject({ kind: 'log', from: 0.001, to: 0.1, label: 'learning_rate' });
    if (!axis) throw new Error('no axis');
    expect(placeOn(axis, 0.01)).toBeCloseTo(0.5);
    expect(valueAt(axis, 0.5)).toBeCloseTo(0.01);
    expect(axisTicks(axis).map((tick) => Number(tick.toPrecision(3)))).toEqual([0.001, 0.01, 0.1]);
  });

  it('has whole ticks for whole numbers, and a place for each choice', () => {
    const whole = axisOf(store, 'param.depth');
    const choices = axisOf(store, 'param.boosting');
    expect(whole && axisTicks(whole).every(Number.isInteger)).toBe(true);
    expect(choices).toMatchObject({ kind: 'choices', from: 0, to: 2, words: ['gbdt', 'dart', 'goss'] });
    expect(choices && placeOn(choices, 1)).toBe(0.5);
  });

  it('of an objective ends where its completed trials do', () => {
    const some = storeOf([...lines, { number: 10, state: 'pruned', values: [7] }]);
    expect(axisOf(some, 'metric.auc')).toMatchObject({ kind: 'linear', from: 0, to: 0.9 });
    expect(axisOf(storeOf([]), 'metric.auc')).toMatchObject({ from: 0, to: 1 });
    expect(axisOf(store, 'param.absent')).toBeUndefined();
  });

  it('of a single value has it in the middle', () => {
    const one = storeOf([], { space: [{ ...depth, low: 3, high: 3 }] });
    const axis = axisOf(one, 'param.depth');
    expect(axis && [placeOn(axis, 3), ...axisTicks(axis)]).toEqual([0.5, 3]);
  });
});

describe('69: brushes', () => {
  const store = storeOf(lines);
  const mask = new Uint8Array(store.length);

  it('keep the trials that are inside of all of them, and count them', () => {
    const brushes = parseBrushes(['param.depth:2:3', 'param.boosting:0:0']);
    expect(markInside(store, brushes, undefined, mask)).toBe(2);
    expect(insideOf(mask, store.length)).toEqual([0, 6]);
    expect(markInside(store, new Map(), undefined, mask)).toBe(10);
  });

  it('leave out a trial without a value there', () => {
    const some = storeOf([...lines, { number: 10, state: 'running', parameters: { depth: 2 } }]);
    const own = new Uint8Array(some.length);
    markInside(some, parseBrushes(['metric.auc:0:1']), undefined, own);
    expect(own[10]).toBe(0);
  });

  it('are the same trials again when they come out of an address', () => {
    const value = 0.001 * 1.6 ** 4;
    const brushes = new Map([['param.learning_rate', { from: value, to: value }]]);
    expect(markInside(store, parseBrushes(brushTexts(brushes)), undefined, mask)).toBe(1);
    expect(insideOf(mask, store.length)).toEqual([4]);
    const negative = new Map([['metric.auc', { from: -1.23456789, to: 2 }]]);
    expect(brushTexts(negative)).toEqual(['metric.auc:-1.23457:2']);
    expect(brushTexts(new Map([['metric.auc', { from: 0, to: 0 }]]))).toEqual(['metric.auc:0:0']);
  });

  it('that cannot be read are left out', () => {
    expect([...parseBrushes(['odd', 'param.x:2:1', 'param.y:a:1', 'param.z:1:2']).keys()]).toEqual(['param.z']);
    expect(brushTexts(new Map())).toBeUndefined();
  });
});

describe('the best so many percent', () => {
  it('are those with the least loss, of completed trials within the constraints', () => {
    const store = storeOf([...lines, { number: 10, state: 'pruned', values: [5] }]);
    const mask = new Uint8Array(store.length);
    expect(topLoss(store, 0, 20)).toBe(-0.8);
    expect(markInside(store, new Map(), { objective: 0, percent: 20 }, mask)).toBe(2);
    expect(insideOf(mask, store.length)).toEqual([8, 9]);
    const least = storeOf(lines, { objectives: [{ ...maximizeAuc, maximize: false }] });
    expect(markInside(least, new Map(), { objective: 0, percent: 1 }, mask)).toBe(1);
    expect(mask[0]).toBe(1);
  });
});

describe('a selection', () => {
  it('tells everybody who watches, and follows the trials', () => {
    const store = storeOf(lines);
    const selection = new Selection(store);
    let told = 0;
    selection.watch(() => told++);
    selection.brush('metric.auc', { from: 0.75, to: 2 });
    expect([selection.count, selection.isActive, told]).toEqual([2, true, 1]);
    store.take(columnsOf([{ number: 10, values: [0.99] }], '2'));
    selection.refresh();
    expect([selection.count, selection.mask[10]]).toEqual([3, 1]);
    selection.brush('metric.auc', undefined);
    expect([selection.count, selection.isActive]).toEqual([11, false]);
  });
});
