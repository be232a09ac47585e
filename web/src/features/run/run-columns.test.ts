import { describe, expect, it } from 'vitest';
import { formatNumber } from '@/shared/format/format';
import {
  askedColumns,
  attributes,
  betterOf,
  type ColumnState,
  changeColumn,
  columnTitle,
  defaultColumns,
  formatBy,
  groupFieldOf,
  metricColumn,
  metricKeyOf,
  moveColumn,
  readColumns,
  sortFieldOf,
  toggleColumn,
  writeColumns,
} from './run-columns';

const keys = (columns: readonly ColumnState[]) => columns.map((one) => one.key);

describe('3: columns in an address', () => {
  it('are absent when nobody has chosen', () => {
    expect(writeColumns(defaultColumns)).toBeUndefined();
    expect(readColumns(undefined)).toBe(defaultColumns);
  });

  it('come back as they were written', () => {
    const columns: ColumnState[] = [
      { key: 'name', pinned: true, width: 260 },
      { key: metricColumn('val/auc'), aggregate: 'max', better: 'down', format: 'f3' },
      { key: metricColumn('odd, "key"! ~'), pinned: undefined, width: 90 },
      { key: 'param.model.depth' },
      { key: 'status' },
    ];
    const text = writeColumns(columns);
    expect(text).toMatch(/^name!p!w260,metric\.val\/auc!amax!d!nf3,/);
    expect(readColumns(text).map((one) => ({ ...one, pinned: one.pinned }))).toEqual(columns);
  });

  it('leave out what cannot be read, and what comes twice; the name stays', () => {
    expect(keys(readColumns('nonsense,metric.,status!w99999!x!nq9,status,metric.a!aworst'))).toEqual([
      'name',
      'status',
      'metric.a',
    ]);
    expect(readColumns('status!w99999')[1]?.width).toBeUndefined();
    expect(readColumns('status!w9999')[1]?.width).toBe(640);
  });
});

describe('19: columns are put in order', () => {
  const columns: ColumnState[] = [{ key: 'name', pinned: true }, { key: 'kind' }, { key: 'created' }, { key: 'owner' }];

  it('move to any place', () => {
    expect(keys(moveColumn(columns, 'owner', 1))).toEqual(['name', 'owner', 'kind', 'created']);
    expect(keys(moveColumn(columns, 'kind', 99))).toEqual(['name', 'created', 'owner', 'kind']);
  });

  it('are pinned among the pinned, and free among the others', () => {
    expect(moveColumn(columns, 'owner', 0)[0]).toEqual({ key: 'owner', pinned: true });
    const pinned = changeColumn(columns, 'created', { pinned: true });
    expect(keys(pinned)).toEqual(['name', 'created', 'kind', 'owner']);
    expect(moveColumn(pinned, 'created', 3).at(-1)).toEqual({ key: 'created', pinned: undefined });
  });

  it('come and go, except the name', () => {
    expect(keys(toggleColumn(columns, 'kind'))).toEqual(['name', 'created', 'owner']);
    expect(keys(toggleColumn(columns, 'param.lr')).at(-1)).toBe('param.lr');
    expect(toggleColumn(columns, 'name')).toBe(columns);
  });
});

describe('20: a metric column', () => {
  const column: ColumnState = { key: metricColumn('val_auc'), aggregate: 'max' };

  it('says in its title which value it shows, and sorts by that one', () => {
    expect(columnTitle(column)).toBe('val_auc max');
    expect(columnTitle({ key: column.key })).toBe('val_auc last');
    expect(sortFieldOf(column)).toBe('metric.val_auc.max');
    expect(sortFieldOf({ key: column.key, aggregate: 'last' })).toBe('metric.val_auc');
  });

  it('reads a quoted key back', () => expect(metricKeyOf(metricColumn('a "b".max'))).toBe('a "b".max'));

  it('26: guesses which direction is better, until it is told', () => {
    expect(betterOf(column)).toBe('up');
    expect(betterOf({ key: 'metric.val/log_loss' })).toBe('down');
    expect(betterOf({ key: 'metric.val/log_loss', better: 'up' })).toBe('up');
  });
});

describe('what the server is asked', () => {
  it('names each metric and parameter once, and the candidates for the result', () => {
    const columns: ColumnState[] = [{ key: 'name' }, { key: 'result' }, { key: 'metric.auc' }, { key: 'param.lr' }];
    expect(askedColumns(columns, ['metric.auc', 'metric.loss'])).toEqual(['metric.auc', 'param.lr', 'metric.loss']);
    expect(askedColumns([{ key: 'name' }], ['metric.auc'])).toEqual([]);
  });

  it('knows the metrics behind the columns of a solve', () => {
    const columns: ColumnState[] = [{ key: 'name' }, { key: 'outcome' }, { key: 'objective' }, { key: 'gap' }];
    expect(askedColumns(columns, [])).toEqual(['metric.incumbent', 'metric.gap']);
    expect(columns.map(sortFieldOf)).toEqual(['name', 'outcome', 'metric.incumbent', 'metric.gap']);
    expect(keys(readColumns('name,outcome,objective,gap'))).toEqual(['name', 'outcome', 'objective', 'gap']);
  });

  it('21: groups by what has few values', () => {
    expect(groupFieldOf('param.depth')).toBe('param.depth');
    expect(groupFieldOf('tags')).toBe('tag');
    expect(groupFieldOf('created')).toBeUndefined();
    expect(attributes.filter((one) => one.groupable).length).toBe(8);
  });
});

describe('formatBy', () => {
  it.each([
    ['auto', 0.123456, '0.1235'],
    ['f2', -0.126, '−0.13'],
    ['s3', 1234.5, '1.23e+3'],
    ['e1', 0.00012, '1.2e-4'],
    ['c1', 0.9132, '91.3 %'],
    ['f2', Number.NaN, 'NaN'],
  ] as const)('%s writes %d as %s', (format, value, text) => expect(formatBy(format, value, formatNumber)).toBe(text));
});
