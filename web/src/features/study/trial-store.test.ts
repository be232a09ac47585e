import { describe, expect, it } from 'vitest';
import { spaceOf } from './study-space';
import { boosting, columnsOf, depth, learningRate, maximizeAuc, storeOf } from './trial-fixture';
import { TrialStore } from './trial-store';

describe('the columns of a study', () => {
  it('keep each trial by its number, whatever the order it came in', () => {
    const store = storeOf([
      { number: 2, values: [0.8], parameters: { learning_rate: 0.01, depth: 4, boosting: 'dart' } },
      { number: 0, state: 'running', parameters: { learning_rate: 0.1, depth: 2, boosting: 'gbdt' } },
    ]);
    expect(store.length).toBe(3);
    expect(store.stateOf(1)).toBeUndefined();
    expect(store.trial(1)).toBeUndefined();
    expect(store.trial(2)).toMatchObject({
      runId: 'run-2',
      state: 'completed',
      values: [0.8],
      parameters: { learning_rate: 0.01, depth: 4, boosting: 'dart' },
    });
    expect(store.trial(0)).toMatchObject({ state: 'running', values: [Number.NaN] });
    expect(store.counts).toMatchObject({ running: 1, completed: 1, failed: 0 });
  });

  it('take the same rows twice as once, and count a trial in one state only', () => {
    const store = storeOf([{ number: 0, state: 'running' }]);
    store.take(columnsOf([{ number: 0, values: [0.7] }], '2'));
    store.take(columnsOf([{ number: 0, values: [0.7] }], '2'));
    expect(store.counts).toEqual({ running: 0, completed: 1, pruned: 0, failed: 0, cancelled: 0 });
    expect(store.revision).toBe('2');
  });

  it('never let an older answer take back an end, nor a newer attempt', () => {
    const store = storeOf([{ number: 0, values: [0.7], attempt: 2 }]);
    store.take(columnsOf([{ number: 0, state: 'running', attempt: 2 }], '2'));
    expect(store.stateOf(0)).toBe('completed');
    const retried = storeOf([{ number: 0, state: 'running', attempt: 2 }]);
    retried.take(columnsOf([{ number: 0, state: 'running', attempt: 1 }], '2'));
    expect(retried.trial(0)?.attempt).toBe(2);
  });

  it('keep what they have when they grow', () => {
    const store = storeOf([{ number: 0, values: [0.5], parameters: { depth: 3 } }]);
    store.take(columnsOf([{ number: 5000, values: [0.6], parameters: { depth: 9 } }], '2'));
    expect([store.values[0]?.[0], store.values[0]?.[5000], store.parameters[1]?.[0]]).toEqual([0.5, 0.6, 3]);
    expect(store.length).toBe(5001);
    expect(store.counts.completed).toBe(2);
  });

  it('forget what was deleted, and no late answer brings it back', () => {
    const store = storeOf([
      { number: 0, values: [0.5], parameters: { depth: 3 } },
      { number: 1, values: [0.9], parameters: { depth: 4 } },
    ]);
    const { version } = store;
    store.lose([1, 7]);
    expect(store.version).toBe(version + 1);
    expect([store.stateOf(1), store.trial(1), store.runIdOf(1)]).toEqual([undefined, undefined, undefined]);
    expect([store.counts.completed, store.length, store.isCounted(1)]).toEqual([1, 2, false]);
    expect([store.values[0]?.[1], store.begun[1], store.parameters[1]?.[1]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    store.take(columnsOf([{ number: 1, values: [0.9] }, { number: 7 }], '2'));
    expect([store.stateOf(1), store.stateOf(7), store.counts.completed]).toEqual([undefined, undefined, 1]);
    store.lose([1]);
    expect(store.counts.completed).toBe(1);
  });

  it('have a place for each choice, also for numbers, booleans and null', () => {
    const mixed = { ...boosting, name: 'mixed', choices: [null, true, 1, 'a'] };
    const store = new TrialStore([mixed], [maximizeAuc], 0);
    store.take(
      columnsOf([
        { number: 0, parameters: { mixed: null } },
        { number: 1, parameters: { mixed: 1 } },
        { number: 2, parameters: { mixed: 'not a choice' } },
      ]),
    );
    expect([...(store.parameters[0]?.slice(0, 3) ?? [])]).toEqual([0, 2, Number.NaN]);
    expect(store.parameterOf(0, 0)).toBeNull();
    expect(store.parameterOf(2, 0)).toBeUndefined();
  });

  it('know which trials keep all constraints', () => {
    const store = storeOf(
      [
        { number: 0, values: [1], constraints: [-1, 0] },
        { number: 1, values: [1], constraints: [0.1, 0] },
        { number: 2, values: [1], constraints: null },
      ],
      { constraints: 2 },
    );
    expect([0, 1, 2].map((number) => store.isFeasible(number))).toEqual([true, false, false]);
    expect([0, 1, 2].map((number) => store.isCounted(number))).toEqual([true, false, false]);
  });
});

describe('a search space', () => {
  it('has its definition, with what that leaves out', () => {
    const search = {
      learning_rate: { type: 'float', low: 0.001, high: 0.1, log: true },
      depth: { type: 'integer', low: 2, high: 10 },
      boosting: { type: 'categorical', choices: ['gbdt', 'dart', 'goss'] },
    };
    expect(spaceOf({ search } as never)).toEqual([learningRate, depth, boosting]);
  });
});
