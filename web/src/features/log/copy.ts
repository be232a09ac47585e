import { withoutEscapes } from './ansi';
import { clockOf } from './clock';
import type { LineStore } from './line-store';
import { type Line, levels, levelWords } from './log-line';

export interface CopyOptions {
  /** Line numbers, times and levels before each line. */
  prefixes: boolean;
}

export interface CopyPlace {
  seq: number;
  /** The last line that the row stands for. */
  lastSeq: number;
  shown: string;
  /** Characters of the shown text before the place. */
  at: number;
}

function prefixOf(line: Line): string {
  const level = levelWords[levels[line.level] ?? 'info'].toUpperCase();
  return `${line.seq} ${new Date(line.time).toISOString()} ${level}${line.logger ? ` ${line.logger}` : ''} `;
}

/** What a line says, as text: without colours, and as it was written otherwise. */
export const plainOf = (line: Line) => withoutEscapes(line.text).replace(/\r?\n$/, '');

/** The text of a selection: whole lines in the middle, parts at its ends; what is folded away belongs to it. */
export function copyOf(
  store: LineStore,
  start: CopyPlace,
  end: CopyPlace,
  options: CopyOptions,
): { text: string; lines: number } {
  if (start.seq === end.seq && start.shown === end.shown && !(start.at === 0 && end.at >= end.shown.length)) {
    return { text: start.shown.slice(start.at, end.at), lines: 1 };
  }
  const parts: string[] = [];
  // A selection that ends before the first character of a line does not hold the line.
  const to = end.at === 0 && end.seq > start.seq ? end.seq - 1 : end.lastSeq;
  for (const line of store.range(start.seq, to)) {
    let text = plainOf(line);
    if (line.seq === start.seq && start.at > 0 && start.lastSeq === start.seq) text = tailOf(text, start);
    if (line.seq === end.seq && end.lastSeq === end.seq && end.at < end.shown.length) text = headOf(text, end);
    parts.push(options.prefixes ? prefixOf(line) + text : text);
  }
  return { text: parts.join('\n'), lines: parts.length };
}

function tailOf(text: string, place: CopyPlace): string {
  const rest = place.shown.slice(place.at);
  const found = text.indexOf(place.shown);
  return found >= 0 ? text.slice(found + place.at) : rest;
}

function headOf(text: string, place: CopyPlace): string {
  const found = text.indexOf(place.shown);
  return found >= 0 ? text.slice(0, found + place.at) : place.shown.slice(0, place.at);
}

/** Lines for a ticket or a chat. */
export function asMarkdown(lines: readonly Line[], link: string): string {
  const body = lines
    .map(
      (line) =>
        `${line.seq}  ${clockOf(line.time, true)}  ${levelWords[levels[line.level] ?? 'info'].toUpperCase()}  ${plainOf(line)}`,
    )
    .join('\n');
  const fence = '`'.repeat(Math.max(3, ...[...body.matchAll(/`+/g)].map((match) => match[0].length + 1)));
  return `${fence}text\n${body}\n${fence}\n${link}\n`;
}
