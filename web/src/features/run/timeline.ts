import type { TimelineStep } from '@/shared/api/types';

/** A stretch of a run's life, in milliseconds from the first step that is shown. */
export interface Span {
  word: string;
  from: number;
  to: number;
  tone: 'muted' | 'info' | 'warning' | 'cancelled' | 'success';
  state: 'succeeded' | 'running' | 'failed';
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

/** The steps of the run itself: that it came here with a project's file, perhaps years later, is none of them. */
export const lifeOf = (steps: readonly TimelineStep[]): TimelineStep[] =>
  steps.filter((step) => step.step !== 'imported');

/** The numbers of the attempts that the steps tell of, in order. */
export function attemptsOf(steps: readonly TimelineStep[]): number[] {
  return [...new Set(steps.flatMap((step) => step.attempt ?? []))].filter((one) => one > 0).sort((a, b) => a - b);
}

/**
 * The run's life as stretches that follow each other without gaps; attempts are numbered once there is a second one.
 *
 * @param now ends the last stretch of a run that goes on; the last step does when it is absent
 * @param numbered whether attempts are numbered; the steps say so when it is absent, unless they are those of one attempt alone
 */
export function spansOf(
  steps: readonly TimelineStep[],
  now?: number,
  numbered = steps.some((step) => (step.attempt ?? 0) > 1),
): Span[] {
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return [];
  const start = Date.parse(first.at);
  const spans: Span[] = [];
  for (const step of steps) {
    const phase = begins[step.step];
    if (!phase) continue;
    const at = Math.max(0, Date.parse(step.at) - start);
    const open = spans.at(-1);
    if (open) open.to = Math.max(open.from, at);
    // What is tried again has failed before.
    if (open && step.step === 'retrying') open.state = 'failed';
    const attempt = numbered && step.attempt && phase.tone === 'info' ? ` ${step.attempt}` : '';
    const word = `${phase.word}${attempt}`;
    if (open?.word === word) continue;
    spans.push({ ...phase, word, from: at, to: at, state: phase.tone === 'warning' ? 'failed' : 'succeeded' });
  }
  const open = spans.at(-1);
  if (open) open.to = Math.max(open.from, (now ?? Date.parse(last.at)) - start);
  if (open && now !== undefined) open.state = 'running';
  const finished = steps.find((step) => step.step === 'finished');
  if (finished && finished.detail !== 'succeeded') {
    // What was going on when the run ended otherwise is what failed.
    const ended = Math.max(0, Date.parse(finished.at) - start);
    for (const span of spans) if (span.from < ended && span.to >= ended) span.state = 'failed';
  }
  return spans.filter((span) => span.to > span.from);
}

/** An idle stretch is cut short when it takes more than this share of the whole. */
const IDLE_SHARE = 0.1;
/** What is left of a cut stretch, as a share of all the others. */
const CUT_SHARE = 0.04;

/** Where a time lies on the axis, from 0 to 1, with long idle stretches cut short when asked. */
export function axisOf(spans: readonly Span[], collapse: boolean): { place: (millis: number) => number; cut: Span[] } {
  const from = spans.reduce((low, span) => Math.min(low, span.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((high, span) => Math.max(high, span.to), 0);
  const whole = Math.max(1, to - from);
  const cut = collapse ? spans.filter((span) => span.tone === 'muted' && span.to - span.from > whole * IDLE_SHARE) : [];
  const idle = cut.reduce((sum, span) => sum + span.to - span.from, 0);
  const kept = Math.max(1, (whole - idle) * CUT_SHARE);
  const length = Math.max(1, whole - idle + cut.length * kept);
  const place = (millis: number) => {
    let at = millis - from;
    for (const span of cut) {
      const passed = Math.min(Math.max(millis - span.from, 0), span.to - span.from);
      at -= passed - (passed / (span.to - span.from)) * kept;
    }
    return at / length;
  };
  return { place, cut };
}
