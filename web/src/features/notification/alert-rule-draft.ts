import type { AlertRule, AlertRuleInput, AlertTrigger, RunKind } from '@/shared/api/types';
import { alertStatuses, comparisonWords, statusWords } from './alert-rule-words';

type AlertStatus = NonNullable<AlertTrigger['statuses']>[number];
type AlertMetric = NonNullable<AlertTrigger['metric']>;

/** A rule while it is written: every field is what its control holds. */
export interface AlertRuleDraft {
  name: string;
  shared: boolean;
  enabled: boolean;
  on: 'status' | 'metric' | 'study';
  statuses: AlertStatus[];
  key: string;
  aggregate: AlertMetric['aggregate'];
  comparison: AlertMetric['comparison'];
  value: string;
  points: string;
  improved: boolean;
  /** By how much; empty for any. */
  by: string;
  ended: boolean;
  kind: RunKind | '';
  tag: string;
  nameContains: string;
  runId: string | undefined;
}

export interface AlertRuleStart {
  runId?: string;
  metricKey?: string;
  value?: number;
  /** Whether it begins with studies: the run is one. */
  study?: boolean;
}

export function newDraft({ runId, metricKey, value, study = false }: AlertRuleStart): AlertRuleDraft {
  return {
    name: '',
    shared: false,
    enabled: true,
    on: study ? 'study' : metricKey === undefined ? 'status' : 'metric',
    statuses: ['succeeded', 'failed', 'timed_out', 'lost_contact'],
    key: metricKey ?? '',
    aggregate: 'last',
    comparison: 'above',
    value: value === undefined ? '' : String(value),
    points: '1',
    improved: true,
    by: '',
    ended: true,
    kind: '',
    tag: '',
    nameContains: '',
    runId,
  };
}

export function draftOf(rule: AlertRule): AlertRuleDraft {
  const { metric, statuses, study } = rule.trigger;
  return {
    name: rule.name,
    shared: rule.shared,
    enabled: rule.enabled,
    on: study ? 'study' : metric ? 'metric' : 'status',
    statuses: statuses ?? [],
    key: metric?.key ?? '',
    aggregate: metric?.aggregate ?? 'last',
    comparison: metric?.comparison ?? 'above',
    value: metric ? String(metric.value) : '',
    points: String(metric?.points ?? 1),
    improved: study?.improved ?? false,
    by: study?.by === undefined ? '' : String(study.by),
    ended: study?.ended ?? false,
    kind: rule.scope.kind ?? '',
    tag: rule.scope.tag ?? '',
    nameContains: rule.scope.nameContains ?? '',
    runId: rule.scope.runId,
  };
}

/** What is wrong, by the field that the backend would name. */
export function problemsOf(draft: AlertRuleDraft): Map<string, string> {
  const problems = new Map<string, string>();
  if (draft.on === 'status') {
    if (draft.statuses.length === 0) problems.set('trigger.statuses', 'Choose at least one.');
    return problems;
  }
  if (draft.on === 'study') {
    if (!draft.improved && !draft.ended) problems.set('trigger.study', 'Choose at least one.');
    const by = Number(draft.by);
    if (draft.improved && draft.by.trim() !== '' && !(Number.isFinite(by) && by > 0)) {
      problems.set('trigger.study.by', 'A number above 0, or nothing.');
    }
    return problems;
  }
  if (draft.key.trim() === '') problems.set('trigger.metric.key', 'Name the metric.');
  if (draft.value.trim() === '' || !Number.isFinite(Number(draft.value))) {
    problems.set('trigger.metric.value', 'A number.');
  }
  const points = Number(draft.points);
  if (!Number.isInteger(points) || points < 1 || points > 1000) {
    problems.set('trigger.metric.points', 'A whole number from 1 to 1000.');
  }
  return problems;
}

/** A name for who gives none. */
export function suggestedName(draft: AlertRuleDraft): string {
  if (draft.on === 'metric') return `${draft.key.trim()} ${comparisonWords[draft.comparison]} ${draft.value}`;
  if (draft.on === 'study') {
    const by = draft.by.trim() === '' ? '' : ` by ${draft.by.trim()}`;
    return `Study ${[draft.improved && `improves${by}`, draft.ended && 'ends'].filter(Boolean).join(' or ')}`;
  }
  const words = alertStatuses.filter((one) => draft.statuses.includes(one)).map((one) => statusWords[one]);
  return `Run ${words.join(', ')}`;
}

function triggerOf(draft: AlertRuleDraft): AlertTrigger {
  switch (draft.on) {
    case 'status':
      return { statuses: alertStatuses.filter((one) => draft.statuses.includes(one)) };
    case 'metric':
      return {
        metric: {
          key: draft.key.trim(),
          aggregate: draft.aggregate,
          comparison: draft.comparison,
          value: Number(draft.value),
          points: Number(draft.points),
        },
      };
    case 'study':
      return {
        study: {
          improved: draft.improved,
          by: draft.improved && draft.by.trim() !== '' ? Number(draft.by) : undefined,
          ended: draft.ended,
        },
      };
  }
}

export function inputOf(draft: AlertRuleDraft): AlertRuleInput {
  const kind = draft.on === 'study' ? 'study' : draft.kind;
  const text = (value: string) => (value.trim() === '' ? undefined : value.trim());
  return {
    name: text(draft.name) ?? suggestedName(draft),
    shared: draft.shared,
    enabled: draft.enabled,
    trigger: triggerOf(draft),
    scope: {
      kind: kind === '' ? undefined : kind,
      tag: text(draft.tag),
      nameContains: text(draft.nameContains),
      runId: draft.runId,
    },
  };
}
