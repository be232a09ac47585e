import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api/problem';
import { faultOf, isUnfinished } from './filter-bar';
import { isSameState, nextSort, parseSort, readViewState, runsSearch, viewStateOf } from './runs-search';

describe('3: the address of the table', () => {
  it('takes texts only, and a filter that looks like a number as a text', () => {
    expect(runsSearch({ q: 42, sort: '', cols: ['x'], view: 'v' })).toEqual({
      q: '42',
      sort: undefined,
      cols: undefined,
      group: undefined,
      sel: undefined,
      pin: undefined,
      view: 'v',
    });
  });

  it('23: is a view apart from what is selected', () => {
    const state = viewStateOf({ q: 'a:1', sort: '-name', sel: 'x', pin: 'y', view: 'v' });
    expect(state).toEqual({ q: 'a:1', sort: '-name' });
    expect(isSameState(readViewState({ q: 'a:1', sort: '-name', strange: 7 }), state)).toBe(true);
    expect(isSameState(state, { ...state, group: 'status' })).toBe(false);
  });
});

describe('the order', () => {
  it('goes down, up, and back to the newest first', () => {
    expect(nextSort(undefined, 'metric.auc')).toBe('-metric.auc');
    expect(nextSort('-metric.auc', 'metric.auc')).toBe('metric.auc');
    expect(nextSort('metric.auc', 'metric.auc')).toBeUndefined();
    expect(nextSort(undefined, 'created')).toBe('created');
    expect(nextSort('name', 'created')).toBeUndefined();
    expect(parseSort('-metric.auc.last')).toEqual({ field: 'metric.auc', descending: true });
    expect(parseSort(undefined)).toEqual({ field: 'created', descending: true });
  });
});

describe('17: a filter with a fault', () => {
  const problem = {
    type: '',
    title: '',
    status: 422,
    code: 'run.bad_filter',
    detail: 'A value is missing.',
    traceId: '',
    retryable: false,
    errors: [{ field: 'filter', detail: '', place: { offset: 23, length: 1, suggestions: ['status'] } }],
  };

  it('is marked where the server says, in what the person wrote', () => {
    expect(faultOf(new ApiError(problem as never), 'status:failed metric.x>high')).toMatchObject({
      offset: 23,
      length: 1,
    });
    expect(faultOf(new ApiError({ ...problem, code: 'other' } as never), 'x')).toBeUndefined();
  });

  it.each(['status:', 'a:1 OR', '(a:1', 'name:"x', 'NOT'])('%s is not asked for while it is written', (text) =>
    expect(isUnfinished(text)).toBe(true),
  );
  it.each(['', 'status:failed', '(a:1 OR b:2)', 'name:"x y"'])('%s is', (text) =>
    expect(isUnfinished(text)).toBe(false),
  );
});
