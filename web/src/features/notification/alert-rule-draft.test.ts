import { describe, expect, it } from 'vitest';
import type { AlertRule } from '@/shared/api/types';
import { draftOf, inputOf, newDraft, problemsOf } from './alert-rule-draft';
import { ruleWords } from './alert-rule-words';

const rule: AlertRule = {
  id: 'r',
  projectId: 'p',
  name: 'good enough',
  shared: true,
  enabled: true,
  trigger: { metric: { key: 'val_auc', aggregate: 'max', comparison: 'at_least', value: 0.9, points: 3 } },
  scope: { kind: 'training', tag: 'nightly' },
  owner: { id: 'u', name: 'Ada' },
  createdAt: '2026-01-01T00:00:00Z',
  lastFiredAt: null,
};

describe('an alert rule while it is written', () => {
  it('comes back as it was', () => {
    const { name, shared, enabled, trigger, scope } = rule;
    expect(inputOf(draftOf(rule))).toEqual({
      name,
      shared,
      enabled,
      trigger,
      scope: { ...scope, nameContains: undefined, runId: undefined },
    });
  });

  it('begins with the chart that it was made from', () => {
    const draft = newDraft({ runId: 'run', metricKey: 'loss', value: 0.25 });
    expect(inputOf({ ...draft, comparison: 'below' })).toMatchObject({
      name: 'loss is below 0.25',
      shared: false,
      trigger: { metric: { key: 'loss', comparison: 'below', value: 0.25 } },
      scope: { runId: 'run' },
    });
  });

  it('names every field at fault as the backend does', () => {
    const draft = { ...newDraft({ metricKey: '' }), value: 'x', points: '0' };
    expect([...problemsOf(draft).keys()]).toEqual([
      'trigger.metric.key',
      'trigger.metric.value',
      'trigger.metric.points',
    ]);
    expect([...problemsOf({ ...newDraft({}), statuses: [] }).keys()]).toEqual(['trigger.statuses']);
  });

  it('is said in one sentence', () => {
    expect(ruleWords(rule)).toBe(
      'Tells every member and the webhooks when, of trainings tagged nightly, the maximum so far of val_auc is at least 0.9 for 3 points in a row.',
    );
    expect(ruleWords({ shared: false, scope: {}, trigger: { statuses: ['failed', 'lost_contact'] } })).toBe(
      'Tells you when, of all runs, it fails or loses contact.',
    );
  });
});
