import { describe, expect, it } from 'vitest';
import { csvOf } from './plot-rows';

describe('48: the file of a plot', () => {
  it('has every digit, empty cells for what is not known, and no formulas', () => {
    const text = csvOf({
      columns: ['trial', 'auc', 'boosting, kind'],
      rows: [
        [0, 0.1234567890123, 'gbdt'],
        [1, Number.NaN, '=1+1'],
        [2, null, 'say "no"'],
        [3, -5, '-x'],
      ],
    });
    expect(text).toBe('trial,auc,"boosting, kind"\n0,0.1234567890123,gbdt\n1,,\'=1+1\n2,,"say ""no"""\n3,-5,\'-x\n');
  });
});
