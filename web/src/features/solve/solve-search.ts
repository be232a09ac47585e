/** What an address says of the chart of one or several solves. */
export interface SolveSearch {
  /** What is zoomed to: seconds from and to, with a colon between them. */
  span?: string;
  /** The numbers instead of the chart. */
  rows?: true;
}

export function solveSearch(search: Record<string, unknown>): SolveSearch {
  const span = typeof search.span === 'string' && zoomOf(search.span) ? search.span : undefined;
  return { span, rows: search.rows === true || search.rows === 'true' ? true : undefined };
}

export function zoomOf(span: string | undefined): readonly [number, number] | undefined {
  const [from, to] = (span ?? '').split(':').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return from !== undefined && to !== undefined && Number.isFinite(from) && Number.isFinite(to) && from < to
    ? [from, to]
    : undefined;
}

/** Six digits are enough to come back to the same view. */
export function spanOf(zoom: readonly [number, number] | undefined): string | undefined {
  return zoom?.map((seconds) => String(Number(seconds.toPrecision(6)))).join(':');
}
