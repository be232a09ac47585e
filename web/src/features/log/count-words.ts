import { formatCount, plural } from '@/shared/format/format';

/** How many lines of a level a log has: as it is shown, and as it is said; what is said holds what is seen. */
export function countWords(count: number, word: string): { shown: string; words: string; label: string } {
  const isShort = count < 10_000;
  const shown = isShort ? formatCount(count) : `${formatCount(Math.floor(count / 1000))}k`;
  const words = `${plural(count, word)} in the log`;
  return { shown, words, label: isShort ? words : `${shown}: ${words}` };
}
