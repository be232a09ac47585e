import type { StudyEvent, StudyEventType } from '@/shared/api/types';
import type { Look } from '@/shared/ui/status';

/** What a type of line looks like, and what it is called. */
const looks: Record<StudyEventType, Look> = {
  created: { icon: 'ring', word: 'created', tone: 'muted' },
  searching: { icon: 'dot', word: 'searching', tone: 'info' },
  hindered: { icon: 'warning', word: 'hindered', tone: 'warning' },
  freed: { icon: 'check', word: 'goes on', tone: 'success' },
  paused: { icon: 'pause', word: 'paused', tone: 'muted' },
  resumed: { icon: 'play', word: 'resumed', tone: 'muted' },
  changed: { icon: 'settings', word: 'changed', tone: 'muted' },
  enqueued: { icon: 'plus', word: 'enqueued', tone: 'muted' },
  prune_requested: { icon: 'scissors', word: 'asked to prune', tone: 'muted' },
  stop_requested: { icon: 'stop', word: 'asked to stop', tone: 'muted' },
  cancel_requested: { icon: 'stop', word: 'asked to cancel', tone: 'muted' },
  trial_begun: { icon: 'ring', word: 'begun', tone: 'muted' },
  trial_started: { icon: 'dot', word: 'executes', tone: 'info' },
  trial_retrying: { icon: 'retry', word: 'tried again', tone: 'warning' },
  trial_completed: { icon: 'check', word: 'completed', tone: 'success' },
  trial_pruned: { icon: 'scissors', word: 'pruned', tone: 'pruned' },
  trial_failed: { icon: 'error', word: 'failed', tone: 'error' },
  trial_cancelled: { icon: 'slashed', word: 'cancelled', tone: 'cancelled' },
  succeeded: { icon: 'check', word: 'study ended', tone: 'success' },
  failed: { icon: 'error', word: 'study failed', tone: 'error' },
  cancelled: { icon: 'slashed', word: 'study cancelled', tone: 'cancelled' },
};

/** A newer server may know more. */
export const lookOfLine = (type: StudyEventType): Look => looks[type] ?? { icon: 'dot', word: type, tone: 'muted' };

/** The text in two: what names its trial, which can be chosen, and the rest. */
export function partsOf({ trial, text }: Pick<StudyEvent, 'trial' | 'text'>): { name: string; rest: string } {
  const name = `Trial ${trial}`;
  return trial !== null && text.startsWith(name) ? { name, rest: text.slice(name.length) } : { name: '', rest: text };
}
