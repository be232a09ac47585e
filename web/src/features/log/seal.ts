import type { LogAttempt, LogGap } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';

export type SealTone = 'success' | 'info' | 'warning' | 'error' | 'muted';

export interface SealSentence {
  tone: SealTone;
  word: string;
  text: string;
}

const isAre = (count: number) => (count === 1 ? 'is' : 'are');

/** `lines 48,119–48,402`; of many ranges the first three. */
function rangeWords(ranges: readonly LogGap[], count = ranges.length): string {
  const words = ranges
    .slice(0, 3)
    .map(({ from, to }) => (from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`));
  const single = ranges.length === 1 && ranges[0]?.from === ranges[0]?.to;
  const more = count > 3 ? ` and ${formatCount(count - 3)} more ranges` : '';
  return `${single ? 'line' : 'lines'} ${words.join(', ')}${more}`;
}

/** What can be said about the completeness of an attempt's log, in a plain sentence. */
export function sealOf(attempt: LogAttempt): SealSentence {
  const lines = plural(attempt.stored, 'line');
  const lost = attempt.gaps.filter((gap) => gap.kind === 'missing');
  const hidden = attempt.gapCount - attempt.gaps.length;
  const removed =
    attempt.removedLines > 0
      ? ` ${plural(attempt.removedLines, 'line')} ${isAre(attempt.removedLines)} past the time for which logs are kept.`
      : '';
  switch (attempt.seal) {
    case 'open':
      return attempt.missingLines > 0
        ? {
            tone: 'info',
            word: 'Open',
            text: `${lines} so far; ${formatCount(attempt.missingLines)} ${isAre(attempt.missingLines)} being sent again.${removed}`,
          }
        : { tone: 'muted', word: 'Open', text: `${lines} so far, none is missing.${removed}` };
    case 'repairing':
      return {
        tone: 'info',
        word: 'Repairing',
        text:
          attempt.missingLines === 0
            ? `${lines}; they are being checked.${removed}`
            : `${plural(attempt.missingLines, 'line')} ${isAre(attempt.missingLines)} being sent again.${removed}`,
      };
    case 'complete':
      return {
        tone: 'success',
        word: 'Complete',
        text: `${lines}, checked: number and hash are the sender’s.${removed}`,
      };
    case 'incomplete':
      return {
        tone: 'error',
        word: 'Incomplete',
        text:
          attempt.missingLines === 0
            ? `${lines}, but their hash is not the sender’s.${removed}`
            : `${rangeWords(lost.length > 0 ? lost : attempt.gaps, (lost.length || attempt.gaps.length) + hidden)} ${attempt.missingLines === 1 ? 'is' : 'are'} lost (${formatCount(attempt.missingLines)}), because the sender does not have ${attempt.missingLines === 1 ? 'it' : 'them'} any more.${removed}`,
      };
    case 'unknown_end':
      return {
        tone: 'warning',
        word: 'The end is unknown',
        text: `the service died. ${lines} ${isAre(attempt.stored)} kept${attempt.missingLines > 0 ? `, ${formatCount(attempt.missingLines)} of those before ${isAre(attempt.missingLines)} missing` : ''}.${removed}`,
      };
  }
}

/** What a row says in place of lines that are not there. */
export function holeWords(
  from: number,
  to: number,
  gaps: readonly LogGap[],
  sealed: boolean,
): { text: string; lost: boolean } {
  const count = (kind: LogGap['kind']) =>
    gaps.reduce((sum, gap) => {
      if (gap.kind !== kind) return sum;
      return sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from) + 1);
    }, 0);
  const all = to - from + 1;
  const removed = count('removed');
  const missing = count('missing');
  const rest = all - removed - missing;
  const where = from === to ? `line ${formatCount(from)}` : `lines ${formatCount(from)}–${formatCount(to)}`;
  const parts: string[] = [];
  if (missing > 0)
    parts.push(
      `${missing === all ? '' : `${formatCount(missing)} `}lost on the way: the sender does not have ${missing === 1 ? 'it' : 'them'} any more`,
    );
  if (removed > 0)
    parts.push(`${removed === all ? '' : `${formatCount(removed)} `}removed: past the time for which logs are kept`);
  if (rest > 0) {
    const state = sealed ? 'missing' : 'not arrived yet, asked for again';
    parts.push(`${rest === all ? '' : `${formatCount(rest)} `}${state}`);
  }
  return { text: `${where} (${formatCount(all)}) ${parts.join('; ')}`, lost: missing > 0 };
}
