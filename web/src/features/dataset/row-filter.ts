import { formatDate, formatNumber } from '@/shared/format/format';

/** Which rows the preview shows: the words of the address and of the API alike. */
export interface RowFilter {
  q?: string;
  column?: string;
  atLeast?: number;
  below?: number;
  atMost?: number;
  equals?: string;
  missing?: boolean;
}

export function hasFilter(filter: RowFilter): boolean {
  return Boolean(filter.q) || filter.column !== undefined;
}

/** What of an address is a filter; anything else is left out. */
export function rowFilter(search: Record<string, unknown>): RowFilter {
  const filter: RowFilter = {};
  if (typeof search.q === 'string' && search.q !== '') filter.q = search.q.slice(0, 200);
  else if (typeof search.q === 'number') filter.q = String(search.q);
  if (typeof search.column !== 'string' && typeof search.column !== 'number') return filter;
  const bounds: RowFilter = {};
  for (const name of ['atLeast', 'below', 'atMost'] as const) {
    const value = search[name];
    if (typeof value === 'number' && Number.isFinite(value)) bounds[name] = value;
  }
  if (search.missing === true) bounds.missing = true;
  if (typeof search.equals === 'string') bounds.equals = search.equals;
  else if (typeof search.equals === 'number' || typeof search.equals === 'boolean')
    bounds.equals = String(search.equals);
  if (Object.keys(bounds).length === 0) return filter;
  return { ...filter, column: String(search.column), ...bounds };
}

/** The rows of one bin: the last one holds its upper edge as well. */
export function binFilter(column: string, edges: readonly number[], bin: number): RowFilter {
  const low = edges[bin] ?? 0;
  const high = edges[bin + 1] ?? low;
  const isLast = bin >= edges.length - 2;
  return { column, atLeast: low, ...(isLast ? { atMost: high } : { below: high }) };
}

export function filterWords(filter: RowFilter, type: string | undefined): string | undefined {
  if (filter.column === undefined) return undefined;
  const show = (value: number) => (type === 'datetime' ? formatDate(value * 1000) : formatNumber(value));
  if (filter.missing) return `${filter.column} is missing`;
  if (filter.equals !== undefined) return `${filter.column} is “${filter.equals}”`;
  const low = filter.atLeast;
  const high = filter.below ?? filter.atMost;
  if (low !== undefined && high !== undefined) {
    const to = filter.atMost !== undefined ? 'up to and with' : 'to below';
    return `${filter.column} from ${show(low)} ${to} ${show(high)}`;
  }
  if (low !== undefined) return `${filter.column} at least ${show(low)}`;
  if (filter.atMost !== undefined) return `${filter.column} at most ${show(filter.atMost)}`;
  return `${filter.column} below ${show(filter.below ?? 0)}`;
}
