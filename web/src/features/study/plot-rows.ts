import { csvField } from '@/shared/format/csv';

/** The numbers of a plot, for who does not see it or wants them exactly. */
export interface PlotRows {
  columns: readonly string[];
  /** A number has all of its digits; null is an empty cell. */
  rows: readonly (readonly (string | number | null)[])[];
}

function field(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  return typeof value === 'number' ? String(value) : csvField(value);
}

export function csvOf({ columns, rows }: PlotRows): string {
  return `${[columns, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}
