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

  it('of studies comes back as it was, whatever its fields hold', () => {
    for (const study of [
      { improved: true, by: 0.01, ended: true },
      { improved: true, ended: false },
      { improved: false, ended: true },
    ]) {
      expect(inputOf(draftOf({ ...rule, trigger: { study }, scope: {} }))).toMatchObject({
        trigger: { study },
        scope: { kind: 'study' },
      });
    }
    const draft = newDraft({ runId: 'run', study: true });
    expect(inputOf(draft)).toMatchObject({
      name: 'Study improves or ends',
      trigger: { study: { improved: true, by: undefined, ended: true } },
      scope: { kind: 'study', runId: 'run' },
    });
    expect(inputOf({ ...draft, by: 'x', improved: false }).trigger.study).toEqual({
      improved: false,
      by: undefined,
      ended: true,
    });
    expect(inputOf({ ...draft, by: ' 0.5 ', ended: false })).toMatchObject({
      name: 'Study improves by 0.5',
      trigger: { study: { by: 0.5 } },
    });
  });

  it('of studies names the fields at fault as the backend does', () => {
    const draft = newDraft({ study: true });
    expect(problemsOf(draft)).toEqual(new Map());
    expect([...problemsOf({ ...draft, improved: false, ended: false }).keys()]).toEqual(['trigger.study']);
    for (const by of ['x', '0', '-1', 'Infinity']) {
      expect([...problemsOf({ ...draft, by }).keys()]).toEqual(['trigger.study.by']);
      expect(problemsOf({ ...draft, by, improved: false })).toEqual(new Map());
    }
  });

  it('is said in one sentence', () => {
    expect(ruleWords(rule)).toBe(
      'Tells every member and the webhooks when, of trainings tagged nightly, the maximum so far of val_auc is at least 0.9 for 3 points in a row.',
    );
    expect(ruleWords({ shared: false, scope: {}, trigger: { statuses: ['failed', 'lost_contact'] } })).toBe(
      'Tells you when, of all runs, it fails or loses contact.',
    );
    expect(ruleWords({ shared: false, scope: {}, trigger: { study: { improved: true, by: 0.01, ended: true } } })).toBe(
      'Tells you when, of studies, a trial is the new best by at least 0.01 or it ends.',
    );
    expect(
      ruleWords({ shared: false, scope: { runId: 'r' }, trigger: { study: { improved: true, ended: false } } }),
    ).toBe('Tells you when, of one study, a trial is the new best.');
  });
});
