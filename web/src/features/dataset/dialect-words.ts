import type { Dialect } from '@/shared/api/types';

export const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 (little endian)' },
  { value: 'utf-16be', label: 'UTF-16 (big endian)' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'iso-8859-1', label: 'ISO-8859-1' },
] as const;

export const delimiters = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
] as const;

export const formats = { csv: 'CSV', parquet: 'Parquet', jsonl: 'JSONL', xlsx: 'XLSX' } as const;

export const columnTypes = [
  { value: 'integer', label: 'integer' },
  { value: 'number', label: 'number' },
  { value: 'boolean', label: 'yes/no' },
  { value: 'datetime', label: 'date and time' },
  { value: 'string', label: 'text' },
] as const;

/** Words for the missing-value field and back: separated by commas, nothing empty, nothing twice. */
export function tokensToText(tokens: readonly string[]): string {
  return tokens.join(', ');
}

export function textToTokens(words: string): string[] {
  return [
    ...new Set(
      words
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ].slice(0, 50);
}

export function dialectWords(dialect: Dialect): string {
  if (dialect.format === 'parquet') return 'Parquet';
  const parts: string[] = [formats[dialect.format]];
  if (dialect.format === 'csv') {
    const known = delimiters.find((one) => one.value === dialect.delimiter);
    parts.push(`delimiter ${known ? known.label.toLowerCase() : dialect.delimiter}`);
  }
  if (dialect.format !== 'xlsx') parts.push(encodings.find((one) => one.value === dialect.encoding)?.label ?? '');
  if (dialect.decimal === ',') parts.push('decimal comma');
  if (!dialect.header) parts.push('no header');
  return parts.filter(Boolean).join(', ');
}
