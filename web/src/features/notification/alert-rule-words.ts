import type { AlertRule, AlertScope, AlertTrigger } from '@/shared/api/types';

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

function triggerWords({ statuses, metric }: AlertTrigger): string {
  if (metric) {
    const points = metric.points ?? 1;
    const condition = `the ${aggregateWords[metric.aggregate]} of ${metric.key} ${comparisonWords[metric.comparison]} ${metric.value}`;
    return points > 1 ? `${condition} for ${points} points in a row` : condition;
  }
  return `it ${listed((statuses ?? []).map((status) => statusWords[status]))}`;
}

function scopeWords({ kind, tag, nameContains, runId }: AlertScope): string {
  if (runId) return 'one run';
  const parts = [
    kind ? `${kind}s` : 'runs',
    tag ? `tagged ${tag}` : '',
    nameContains ? `named like “${nameContains}”` : '',
  ].filter(Boolean);
  return parts.length === 1 && !kind ? 'all runs' : parts.join(' ');
}

/** `Tells me when, of all runs, the last value of loss is below 0.1.` */
export function ruleWords(rule: Pick<AlertRule, 'trigger' | 'scope' | 'shared'>): string {
  const whom = rule.shared ? 'every member and the webhooks' : 'you';
  return `Tells ${whom} when, of ${scopeWords(rule.scope)}, ${triggerWords(rule.trigger)}.`;
}
