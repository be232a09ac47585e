import { describe, expect, it } from 'vitest';
import { chartGroups, seriesLabel } from './chart-groups';
import { headlineMetrics, metricTitle } from './headline';

describe('chartGroups', () => {
  it('draws training and held-out rows on one chart, everything else alone', () => {
    const groups = chartGroups(['valid/auc', 'train/auc', 'sys/cpu', 'loss']);
    expect(groups.map((group) => [group.section, group.title, group.keys])).toEqual([
      ['Learning', 'AUC', ['train/auc', 'valid/auc']],
      ['Metrics', 'Loss', ['loss']],
      ['System', 'Cpu', ['sys/cpu']],
    ]);
    expect(groups[0] && seriesLabel('valid/auc', groups[0])).toBe('valid');
  });
});

describe('the charts of a set of instances', () => {
  it('begin with the set, and have a section for each instance in its place', () => {
    const groups = chartGroups([
      'instance-10/gap',
      'instance-2/gap',
      'instance/seconds',
      'set/par10',
      'set/gap_integral',
    ]);
    expect(groups.map((group) => [group.section, group.title])).toEqual([
      ['Set of instances', 'Gap integral'],
      ['Set of instances', 'PAR10'],
      ['Each instance', 'Seconds'],
      ['Instance 2', 'Gap'],
      ['Instance 10', 'Gap'],
    ]);
  });
});

describe('headlineMetrics', () => {
  it('prefers known scores of held-out rows', () => {
    const summary = {
      'train/roc_auc': 1,
      'valid/accuracy': 0.8,
      'valid/roc_auc': 0.9,
      seconds: 3,
      'valid/roc_auc_std': 0.01,
    };
    expect(headlineMetrics(summary, 3)).toEqual([
      ['valid/roc_auc', 0.9],
      ['valid/accuracy', 0.8],
    ]);
  });

  it('names a metric as people do', () => {
    expect(metricTitle('valid/roc_auc')).toBe('ROC AUC');
    expect(metricTitle('sys/memory_mb')).toBe('Memory mb');
  });
});
