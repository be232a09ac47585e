/**
 * What the page must know of the filter language: where its parts are, so that they can be coloured, shown as chips and taken out.
 * What a filter means, whether it is right, and what can be written next is the server's business.
 */

type TokenKind = 'field' | 'operator' | 'value' | 'word' | 'keyword' | 'paren' | 'space';

export interface Token {
  kind: TokenKind;
  from: number;
  to: number;
}

const OPERATORS = ['>=', '<=', '!=', ':', '>', '<', '~'] as const;
const KEYWORDS = new Set(['AND', 'OR', 'NOT']);

const isSpace = (letter: string | undefined) => letter !== undefined && /\s/.test(letter);

function operatorAt(text: string, at: number): string | undefined {
  return OPERATORS.find((operator) => text.startsWith(operator, at));
}

/** The end of a quoted text that starts at `at`; the end of everything when its quote is not closed. */
function quotedEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** A name or a bare word: up to a space, a bracket or an operator; quoted parts (`metric."a b"`) belong to it. */
function nameEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const letter = text[i];
    if (letter === '"') i = quotedEnd(text, i);
    else if (isSpace(letter) || letter === '(' || letter === ')' || operatorAt(text, i)) break;
    else i++;
  }
  return i;
}

function valueEnd(text: string, at: number): number {
  if (text[at] === '"') return quotedEnd(text, at);
  let i = at;
  while (i < text.length && !isSpace(text[i]) && text[i] !== '(' && text[i] !== ')') i++;
  return i;
}

/** Every letter belongs to exactly one token; nothing is refused. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const put = (kind: TokenKind, to: number) => {
    if (to > at) tokens.push({ kind, from: at, to });
    at = Math.max(at, to);
  };
  while (at < text.length) {
    const letter = text[at];
    if (isSpace(letter)) {
      let end = at;
      while (isSpace(text[end])) end++;
      put('space', end);
    } else if (letter === '(' || letter === ')') put('paren', at + 1);
    else {
      const end = nameEnd(text, at);
      const operator = operatorAt(text, end);
      if (operator) {
        put('field', end);
        put('operator', at + operator.length);
        put('value', valueEnd(text, at));
      } else if (end === at) put('word', at + 1);
      else put(KEYWORDS.has(text.slice(at, end)) ? 'keyword' : 'word', end);
    }
  }
  return tokens;
}

/** One condition that can be taken out of a filter by itself. */
export interface Chip {
  text: string;
  from: number;
  to: number;
}

/** The conditions that all must hold. A filter with OR outside of brackets is one condition. */
export function chipsOf(text: string): Chip[] {
  const tokens = tokenize(text);
  const chips: Chip[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = 0;
  let negated = false;
  const close = () => {
    if (start !== undefined) chips.push({ text: text.slice(start, end), from: start, to: end });
    start = undefined;
    negated = false;
  };
  for (const [index, token] of tokens.entries()) {
    const word = text.slice(token.from, token.to);
    if (token.kind === 'space') continue;
    if (depth === 0 && token.kind === 'keyword' && word === 'OR') return [whole(text)];
    if (depth === 0 && token.kind === 'keyword' && word === 'AND') {
      close();
      continue;
    }
    const continues = negated || depth > 0 || token.kind === 'operator' || token.kind === 'value';
    if (!continues) close();
    start ??= token.from;
    end = token.to;
    negated = depth === 0 && token.kind === 'keyword' && word === 'NOT';
    if (word === '(' && token.kind === 'paren') depth++;
    if (word === ')' && token.kind === 'paren') depth = Math.max(0, depth - 1);
    const next = tokens[index + 1];
    if (depth === 0 && !negated && next?.kind !== 'operator' && next?.kind !== 'value') close();
  }
  close();
  return chips;
}

function whole(text: string): Chip {
  const trimmed = text.trim();
  const from = text.indexOf(trimmed);
  return { text: trimmed, from, to: from + trimmed.length };
}

/** The filter without one of its conditions. */
export function withoutChip(text: string, chip: Chip): string {
  return chipsOf(text)
    .filter((one) => one.from !== chip.from)
    .map((one) => one.text)
    .join(' ');
}

/** The filter that also asks for this condition; the same text when it does already. */
export function withCondition(text: string, condition: string): string {
  const chips = chipsOf(text);
  if (chips.some((chip) => chip.text === condition)) return text;
  if (chips.length === 0) return condition;
  const first = chips[0];
  const alternatives = chips.length === 1 && first && hasOuterOr(first.text);
  return `${alternatives ? `(${first.text})` : chips.map((chip) => chip.text).join(' ')} ${condition}`;
}

function hasOuterOr(text: string): boolean {
  let depth = 0;
  for (const token of tokenize(text)) {
    const word = text.slice(token.from, token.to);
    if (token.kind === 'paren') depth += word === '(' ? 1 : -1;
    if (depth === 0 && token.kind === 'keyword' && word === 'OR') return true;
  }
  return false;
}

/** A value as it must be written: quoted when it would not be read as one word. */
export function quoted(value: string): string {
  if (value !== '' && /^[^\s()"\\:=<>~!,]+$/.test(value) && !KEYWORDS.has(value)) return value;
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The name of a metric or a parameter as it must be written behind `metric.` or `param.`; the name of an aggregate at its end is quoted. */
export function quotedName(name: string): string {
  const isPlain = /^[A-Za-z0-9_./%@+-]+$/.test(name) && !/(^|\.)(last|min|max|mean)$/.test(name);
  return isPlain ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

export function unquoted(text: string): string {
  const inner = /^"(.*?)"?$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll(/\\(.)/g, '$1');
}
