import { describe, expect, it } from 'vitest';
import type { Artifact } from '@/shared/api/types';
import { scheduleOf, tableOf, unfold, waysOf, wordsOf } from './plan-shape';
import { incumbentNumber, solutionsOf } from './solve-artifacts';
import { solveSearch, spanOf, zoomOf } from './solve-search';
import { formatObjective, valuesOf } from './solve-values';
import { nextOrder, orderVariables } from './variables';

describe('73: the solutions of a solve', () => {
  it('are the final one, then the incumbents, the newest first', () => {
    const names = ['incumbent-000002.json', 'solve.json', 'incumbent-000010.json', 'solution.json', 'model.zip'];
    const artifacts = names.map((name) => ({ name }) as Artifact);
    expect(solutionsOf(artifacts).map((one) => one.name)).toEqual([
      'solution.json',
      'incumbent-000010.json',
      'incumbent-000002.json',
    ]);
    expect([incumbentNumber('incumbent-000010.json'), incumbentNumber('solution.json')]).toEqual([10, undefined]);
  });

  it('have variables that are found by name and put in order', () => {
    const variables = { x10: 1, x2: 5, y1: -3 };
    const names = (sought: string, order?: Parameters<typeof orderVariables>[2]) =>
      orderVariables(variables, sought, order).rows.map(([name]) => name);
    expect(names('')).toEqual(['x10', 'x2', 'y1']);
    expect(names('X')).toEqual(['x10', 'x2']);
    expect(names('', { by: 'name', descending: false })).toEqual(['x2', 'x10', 'y1']);
    expect(names('', { by: 'value', descending: true })).toEqual(['x2', 'x10', 'y1']);
    expect(orderVariables(variables, 'none', undefined)).toEqual({ rows: [], total: 3 });
  });

  it('go round from upwards over downwards to as written', () => {
    const up = nextOrder(undefined, 'value');
    const down = nextOrder(up, 'value');
    expect([up, down, nextOrder(down, 'value')]).toEqual([
      { by: 'value', descending: false },
      { by: 'value', descending: true },
      undefined,
    ]);
    expect(nextOrder(down, 'name')).toEqual({ by: 'name', descending: false });
  });
});

describe('a plan', () => {
  it('is a table where its members are plain', () => {
    expect(
      tableOf([
        { item: 'tent', weight: 9 },
        { item: 'map', parts: [1, 2] },
      ]),
    ).toEqual({
      columns: ['item', 'weight', 'parts'],
      rows: [
        ['tent', 9, undefined],
        ['map', undefined, '1, 2'],
      ],
    });
    expect(tableOf([{ nested: { deep: 1 } }])).toBeUndefined();
    expect(tableOf([])).toBeUndefined();
  });

  it('is a schedule where its members have a lane, a start and an end', () => {
    expect(scheduleOf([{ machine: 1, job: 3, start: 2, duration: 4 }])).toEqual([
      { lane: 'Machine 1', label: '3', start: 2, end: 6 },
    ]);
    expect(scheduleOf([{ job: 'a', start: 0, end: 5 }])).toEqual([{ lane: 'Job a', label: '', start: 0, end: 5 }]);
    expect(scheduleOf([{ vehicle: 1, from: 0, to: 5 }])).toBeUndefined();
    expect(scheduleOf([{ machine: 1, start: 5, end: 2 }])).toBeUndefined();
  });

  it('is a schedule too where each machine has its tasks', () => {
    const machines = [
      { machine: 'saw', tasks: [{ job: 'A', task: 0, start: 0, end: 3 }] },
      { machine: 'drill', tasks: [{ job: 'A', task: 1, start: 3, end: 5 }] },
    ];
    expect(unfold(machines)).toEqual([
      { machine: 'saw', job: 'A', task: 0, start: 0, end: 3 },
      { machine: 'drill', job: 'A', task: 1, start: 3, end: 5 },
    ]);
    expect(scheduleOf(unfold(machines))).toEqual([
      { lane: 'Machine saw', label: 'A', start: 0, end: 3 },
      { lane: 'Machine drill', label: 'A', start: 3, end: 5 },
    ]);
    const tours = [{ vehicle: 1, stops: ['depot', 'Nord', 'depot'], load: 4 }];
    expect(unfold(tours)).toBe(tours);
    expect(tableOf(tours)?.rows).toEqual([[1, 'depot → Nord → depot', 4]]);
  });

  it('is a list of ways where lists lie in a list', () => {
    expect(
      waysOf([
        [0, 4, 2, 0],
        ['a', 'b'],
      ]),
    ).toEqual([
      [0, 4, 2, 0],
      ['a', 'b'],
    ]);
    expect(waysOf([1, 2])).toBeUndefined();
  });

  it('speaks in words', () => {
    expect(['start_time', 'totalWeight', 'tours'].map(wordsOf)).toEqual(['Start time', 'Total weight', 'Tours']);
  });
});

describe('3: what an address says of the chart', () => {
  it('comes back as it was written', () => {
    const span = spanOf([1.23456789, 40]);
    expect(span).toBe('1.23457:40');
    expect(zoomOf(span)).toEqual([1.23457, 40]);
    expect(solveSearch({ span, rows: 'true' })).toEqual({ span, rows: true });
  });

  it('leaves out what means nothing', () => {
    expect(solveSearch({ span: '9:2', rows: 1 })).toEqual({ span: undefined, rows: undefined });
    expect([zoomOf('a:b'), zoomOf(''), zoomOf(':3'), spanOf(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the numbers of a solve', () => {
  it('are written with the digits that tell solutions apart', () => {
    expect([8691, 568.1007, -464.753143, 1_201_500, 0, 1e15].map(formatObjective)).toEqual([
      '8,691',
      '568.1007',
      '−464.753143',
      '1,201,500',
      '0',
      '1.000e15',
    ]);
  });

  it('are those of the summary once it is there', () => {
    expect(valuesOf({ summary: { objective: 7, gap: 0, seconds: 3 } }, undefined)).toMatchObject({
      objective: 7,
      gap: 0,
      seconds: 3,
      bound: undefined,
      solutions: 0,
    });
  });
});
