import { describe, expect, it } from 'vitest';
import { spanOf, spanText, studySearch } from './study-search';

describe('3: the address of a study', () => {
  it('keeps everything that the page can show', () => {
    const search = {
      tab: 'analysis',
      objective: 1,
      trial: 0,
      brush: ['param.depth:2:4', 'metric.auc:0.8:1'],
      top: 10,
      axes: ['param.depth', 'metric.auc'],
      sort: '-metric.auc',
      state: ['failed', 'pruned'],
      failure: 'ValueError: N',
      measure: 'par10',
      by: '-instance.3',
      scale: 'all',
      pairX: 'param.depth',
      pairY: 'metric.auc',
      pairAs: 'contour',
      frontX: 0,
      frontY: 2,
      frontAs: 'lines',
      span: '100:200',
      time: '1700000000000:1700000060000',
      log: true,
      rows: 'history',
      lines: ['ended', 'people'],
      of: 12,
      find: 'NaN',
    };
    expect(studySearch(search)).toEqual(search);
    expect(studySearch({ trial: '7', brush: 'param.depth:2:4', top: '5', log: 'true' })).toMatchObject({
      trial: 7,
      brush: ['param.depth:2:4'],
      top: 5,
      log: true,
    });
  });

  it('lets nothing in that is wrong', () => {
    const search = studySearch({
      tab: 'odd',
      objective: -1,
      trial: 'x',
      top: 100,
      state: ['odd'],
      pairAs: 'rank',
      scale: 'each',
      frontAs: 'globe',
      span: '2:1',
      log: 'yes',
      lines: ['odd', 'toString'],
      of: -1,
    });
    expect(Object.values(search).every((value) => value === undefined)).toBe(true);
  });

  it('has spans as whole numbers', () => {
    expect(spanText([1.4, 9.6])).toBe('1:10');
    expect(spanOf('1:10')).toEqual([1, 10]);
    expect(spanOf('1:')).toBeUndefined();
    expect(spanText(undefined)).toBeUndefined();
  });
});
