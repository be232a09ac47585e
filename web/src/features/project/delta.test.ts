import { describe, expect, it } from 'vitest';
import { deltaOf } from './delta';

describe('deltaOf', () => {
  it('says whether a difference is good', () => {
    expect(deltaOf('valid/roc_auc', 0.9, 0.8)).toMatchObject({ tone: 'success' });
    expect(deltaOf('valid/log_loss', 0.9, 0.8)).toMatchObject({ tone: 'error' });
    expect(deltaOf('rmse', 1, 1)).toMatchObject({ value: 0, tone: 'muted' });
  });

  it('does not judge an objective: some problems are minimised, others maximised', () => {
    expect(deltaOf('objective', 7, 9)).toBeUndefined();
    expect(deltaOf('gap', 0.01, 0.05)).toMatchObject({ tone: 'success' });
  });

  it('says nothing where one of the two is no number', () => {
    expect(deltaOf('rmse', 'NaN', 1)).toBeUndefined();
    expect(deltaOf('rmse', 1, undefined)).toBeUndefined();
  });
});
