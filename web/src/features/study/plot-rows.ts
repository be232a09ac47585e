/** The numbers of a plot, for who does not see it or wants them exactly. */
export interface PlotRows {
  columns: readonly string[];
  /** A number has all of its digits; null is an empty cell. */
  rows: readonly (readonly (string | number | null)[])[];
}

/** Quotes where they are needed; a text that a spreadsheet would take for a formula stays a text. */
function field(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvOf({ columns, rows }: PlotRows): string {
  return `${[columns, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}
