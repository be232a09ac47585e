import type { TimelineStep } from '@/shared/api/types';

/** A stretch of a run's life, in milliseconds from its first step. */
export interface Span {
  word: string;
  from: number;
  to: number;
  tone: 'muted' | 'info' | 'warning' | 'cancelled' | 'success';
}

type Phase = Pick<Span, 'word' | 'tone'>;

/** What begins with a step; steps that are not here happen within a stretch. */
const begins: Partial<Record<TimelineStep['step'], Phase>> = {
  accepted: { word: 'On its way', tone: 'muted' },
  queued: { word: 'Waiting', tone: 'muted' },
  starting: { word: 'Starting', tone: 'info' },
  running: { word: 'Running', tone: 'info' },
  lost_contact: { word: 'Lost contact', tone: 'warning' },
  regained: { word: 'Running', tone: 'info' },
  retrying: { word: 'Back-off', tone: 'warning' },
  stop_requested: { word: 'Stopping', tone: 'cancelled' },
  finished: { word: 'Storing the end', tone: 'success' },
};

/**
 * The run's life as stretches that follow each other without gaps; attempts are numbered once there is a second one.
 *
 * @param now ends the last stretch of a run that goes on; the last step does when it is absent
 */
export function spansOf(steps: readonly TimelineStep[], now?: number): Span[] {
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return [];
  const start = Date.parse(first.at);
  const retried = steps.some((step) => (step.attempt ?? 0) > 1);
  const spans: Span[] = [];
  for (const step of steps) {
    const phase = begins[step.step];
    if (!phase) continue;
    const at = Math.max(0, Date.parse(step.at) - start);
    const open = spans.at(-1);
    if (open) open.to = Math.max(open.from, at);
    const attempt = retried && step.attempt && phase.tone === 'info' ? ` ${step.attempt}` : '';
    const word = `${phase.word}${attempt}`;
    if (open?.word === word) continue;
    spans.push({ ...phase, word, from: at, to: at });
  }
  const open = spans.at(-1);
  if (open) open.to = Math.max(open.from, (now ?? Date.parse(last.at)) - start);
  return spans.filter((span) => span.to > span.from);
}
