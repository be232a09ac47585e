import type { AlertRule, AlertScope, AlertTrigger, RunKind } from '@/shared/api/types';

type AlertStatus = NonNullable<AlertTrigger['statuses']>[number];
type AlertMetric = NonNullable<AlertTrigger['metric']>;

export const alertStatuses: readonly AlertStatus[] = ['succeeded', 'failed', 'timed_out', 'cancelled', 'lost_contact'];

export const statusWords: Record<AlertStatus, string> = {
  succeeded: 'succeeds',
  failed: 'fails',
  timed_out: 'times out',
  cancelled: 'is cancelled',
  lost_contact: 'loses contact',
};

export const aggregateWords: Record<AlertMetric['aggregate'], string> = {
  last: 'last value',
  min: 'minimum so far',
  max: 'maximum so far',
};

export const comparisonWords: Record<AlertMetric['comparison'], string> = {
  above: 'is above',
  at_least: 'is at least',
  below: 'is below',
  at_most: 'is at most',
};

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function studyWords({ improved, by, ended }: NonNullable<AlertTrigger['study']>): string {
  const better = by === undefined ? 'a trial is the new best' : `a trial is the new best by at least ${by}`;
  return [improved && better, ended && 'it ends'].filter(Boolean).join(' or ');
}

function triggerWords({ statuses, metric, study }: AlertTrigger): string {
  if (study) return studyWords(study);
  if (metric) {
    const points = metric.points ?? 1;
    const condition = `the ${aggregateWords[metric.aggregate]} of ${metric.key} ${comparisonWords[metric.comparison]} ${metric.value}`;
    return points > 1 ? `${condition} for ${points} points in a row` : condition;
  }
  return `it ${listed((statuses ?? []).map((status) => statusWords[status]))}`;
}

const kindWords: Record<RunKind, string> = {
  training: 'trainings',
  prediction: 'predictions',
  solve: 'solves',
  study: 'studies',
  trial: 'trials',
};

function scopeWords({ kind, tag, nameContains, runId }: AlertScope): string {
  if (runId) return kind === 'study' ? 'one study' : 'one run';
  const parts = [
    kind ? kindWords[kind] : 'runs',
    tag ? `tagged ${tag}` : '',
    nameContains ? `named like “${nameContains}”` : '',
  ].filter(Boolean);
  return parts.length === 1 && !kind ? 'all runs' : parts.join(' ');
}

/** `Tells me when, of all runs, the last value of loss is below 0.1.` */
export function ruleWords(rule: Pick<AlertRule, 'trigger' | 'scope' | 'shared'>): string {
  const whom = rule.shared ? 'every member and the webhooks' : 'you';
  const scope: AlertScope = rule.trigger.study ? { ...rule.scope, kind: 'study' } : rule.scope;
  return `Tells ${whom} when, of ${scopeWords(scope)}, ${triggerWords(rule.trigger)}.`;
}
