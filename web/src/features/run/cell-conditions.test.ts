import { describe, expect, it } from 'vitest';
import { conditionsOf } from './cell-conditions';
import type { RunRow } from './run-list-api';

const row = {
  id: '01900000-0000-7000-8000-000000000001',
  name: 'credit gbm',
  status: 'failed',
  kind: 'training',
  datasetName: 'adult income.csv',
  createdBy: { id: 'u', name: 'Ada Byron' },
  tags: ['baseline', 'team:risk'],
  spec: { kind: 'training', algorithm: 'lightgbm' },
  createdAt: '2026-11-29T12:30:00Z',
  startedAt: '2026-11-29T12:30:00Z',
  endedAt: '2026-11-29T12:31:30Z',
  metrics: { val_auc: { last: 0.91, min: 0.5, max: 0.93, mean: 0.8, lastStep: 3, points: 4 } },
  params: { lr: 0.001, solver: 'lbfgs 2' },
} as unknown as RunRow;

describe('18: a cell offers conditions', () => {
  it.each([
    ['status', [['status:failed', 'NOT status:failed']]],
    ['name', [['name:"credit gbm"', 'NOT name:"credit gbm"']]],
    ['dataset', [['dataset:"adult income.csv"', 'NOT dataset:"adult income.csv"']]],
    [
      'tags',
      [
        ['tag:baseline', 'NOT tag:baseline'],
        ['tag:"team:risk"', 'NOT tag:"team:risk"'],
      ],
    ],
    ['outcome', [['NOT has:outcome', 'has:outcome']]],
    ['param.lr', [['param.lr:0.001', 'NOT param.lr:0.001']]],
    ['param.solver', [['param.solver:"lbfgs 2"', 'NOT param.solver:"lbfgs 2"']]],
    ['created', [['created:2026-11-29', 'NOT created:2026-11-29']]],
    ['log', [['errors>0', 'errors:0']]],
  ])('%s', (key, expected) =>
    expect(conditionsOf(row, { key }).map(({ filterTo, exclude }) => [filterTo, exclude])).toEqual(expected),
  );

  it('bounds for what is measured', () => {
    expect(conditionsOf(row, { key: 'metric.val_auc', aggregate: 'max' }).map((one) => one.filterTo)).toEqual([
      'metric.val_auc.max>=0.93',
      'metric.val_auc.max<=0.93',
    ]);
    expect(conditionsOf(row, { key: 'duration' })[0]?.filterTo).toBe('duration>=90s');
  });

  it('«not set» for what a run lacks', () => {
    const lacking = [{ filterTo: 'NOT has:param.depth', exclude: 'has:param.depth' }];
    expect(conditionsOf(row, { key: 'param.depth' })).toEqual(lacking);
    expect(conditionsOf({ ...row, tags: [] }, { key: 'tags' })[0]?.filterTo).toBe('NOT has:tag');
  });
});
