/** What an address says of the chart of one or several solves. */
export interface SolveSearch {
  /** Of a set: the place of the instance whose course is shown. */
  instance?: number;
  /** What is zoomed to: seconds from and to, with a colon between them. */
  span?: string;
  /** The numbers instead of the chart. */
  rows?: true;
}

export function solveSearch(search: Record<string, unknown>): SolveSearch {
  const span = typeof search.span === 'string' && zoomOf(search.span) ? search.span : undefined;
  const instance = Number(search.instance);
  const isPlace = Number.isInteger(instance) && instance > 0;
  const rows = search.rows === true || search.rows === 'true' ? true : undefined;
  return { instance: isPlace ? instance : undefined, span, rows };
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
