import type { ModelSignature } from '@/shared/api/types';

type Input = ModelSignature['inputs'][number];
export type Row = Record<string, unknown>;
export type Texts = Readonly<Record<string, string>>;
type ParsedCell = { ok: true; value: unknown } | { ok: false; error: string };

/** What the form shows at first: a real row, so that the first prediction needs no typing. */
export function exampleTexts(inputs: readonly Input[]): Record<string, string> {
  return Object.fromEntries(inputs.map((input) => [input.name, textOf(input.example)]));
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** An empty field is a missing value, which a model takes as it did in the training. */
function parseCell(input: Input, text: string): ParsedCell {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, value: null };
  switch (input.type) {
    case 'integer':
    case 'number': {
      const value = Number(trimmed.replace('−', '-'));
      if (!Number.isFinite(value)) return { ok: false, error: `“${trimmed}” is not a number.` };
      if (input.type === 'integer' && !Number.isInteger(value))
        return { ok: false, error: 'It must be a whole number.' };
      return { ok: true, value };
    }
    case 'boolean': {
      const word = trimmed.toLowerCase();
      if (word === 'true') return { ok: true, value: true };
      if (word === 'false') return { ok: true, value: false };
      return { ok: false, error: 'It must be true or false.' };
    }
    default:
      return { ok: true, value: text };
  }
}

/** A value outside what the training saw is legal, but the answer is a guess: worth a word. */
export function cellNote(input: Input, text: string): string | undefined {
  const parsed = parseCell(input, text);
  if (!parsed.ok || parsed.value === null) return undefined;
  if (typeof parsed.value === 'number') {
    const { minimum, maximum } = input;
    if ((minimum !== undefined && parsed.value < minimum) || (maximum !== undefined && parsed.value > maximum)) {
      return `The training rows lie between ${minimum ?? '−∞'} and ${maximum ?? '∞'}.`;
    }
  } else if (input.categories && input.categories.length < 100 && !input.categories.includes(String(parsed.value))) {
    return 'The training rows do not have this value.';
  }
  return undefined;
}

export function rowOf(inputs: readonly Input[], texts: Texts): { row: Row; errors: Map<string, string> } {
  const row: Row = {};
  const errors = new Map<string, string>();
  for (const input of inputs) {
    const parsed = parseCell(input, texts[input.name] ?? '');
    if (parsed.ok) row[input.name] = parsed.value;
    else errors.set(input.name, parsed.error);
  }
  return { row, errors };
}

/** One row, or several: `{…}` or `[{…}, …]`. */
export function rowsFromJson(text: string): { ok: true; rows: Row[] } | { ok: false; error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `This is not JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
  const rows = Array.isArray(value) ? value : [value];
  if (rows.length === 0) return { ok: false, error: 'Give at least one row.' };
  if (rows.length > 10_000) return { ok: false, error: 'At most 10,000 rows; use a prediction run for more.' };
  const wrong = rows.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (wrong >= 0) return { ok: false, error: `Row ${wrong + 1} is not an object { … }.` };
  return { ok: true, rows: rows as Row[] };
}

/** The same call for a terminal; the token is a placeholder, as it must not leave the page. */
export function curlOf(origin: string, modelId: string, version: number, rows: readonly Row[]): string {
  const body = JSON.stringify({ rows }).replaceAll("'", "'\\''");
  return [
    `curl -sS '${origin}/api/v1/models/${modelId}/versions/${version}/predict' \\`,
    `  -H "Authorization: Bearer $SIGNALBOX_TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}
