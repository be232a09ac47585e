import type { Column } from '@/shared/api/types';

export interface Row {
  number: number;
  values: (string | null)[];
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** `age` or `-age`. */
export function parseSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined;
  return text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false };
}

/** The next of: not sorted, ascending, descending. */
export function nextSort(column: string, sort: Sort | undefined): string | undefined {
  if (sort?.column !== column) return column;
  return sort.descending ? undefined : `-${column}`;
}

/** By the value's meaning; missing values last either way, equal ones in the order of the table. */
export function orderRows(rows: readonly Row[], columns: readonly Column[], sort: Sort): Row[] {
  const at = columns.findIndex((column) => column.name === sort.column);
  if (at < 0) return [...rows];
  const type = columns[at]?.type;
  const isNumeric = type === 'integer' || type === 'number';
  const collator = new Intl.Collator(undefined, { numeric: true });
  const compare = (left: string, right: string) => {
    if (isNumeric) return Number(left) - Number(right);
    if (type === 'datetime') return Date.parse(left) - Date.parse(right);
    return collator.compare(left, right);
  };
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = left.values[at] ?? null;
    const b = right.values[at] ?? null;
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0) || left.number - right.number;
    return sign * compare(a, b) || left.number - right.number;
  });
}
