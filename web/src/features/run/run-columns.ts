import { quotedName } from './filter-language';

/**
 * The columns of the table: which there are, and how a choice of them is written into an address. A key is a field of the filter
 * language (`status`, `metric.val_auc`, `param.lr`), so that a column can be sorted, filtered and grouped by its key.
 */

export const aggregates = ['last', 'min', 'max', 'mean'] as const;
export type Aggregate = (typeof aggregates)[number];
export type Better = 'up' | 'down';
/** How a number is written: `auto`, or a kind with its digits (`f3`: 3 decimals, `s3`: 3 significant, `e2`: power of ten, `c1`: percent). */
export type NumberFormat = 'auto' | `${'f' | 's' | 'e' | 'c'}${number}`;

export interface ColumnState {
  key: string;
  width?: number;
  pinned?: boolean;
  /** For a metric. */
  aggregate?: Aggregate;
  /** Which direction is an improvement; guessed from the name when absent. */
  better?: Better;
  format?: NumberFormat;
}

interface Attribute {
  key: string;
  title: string;
  width: number;
  /** The field to sort and filter by, when there is one. */
  field?: string;
  groupable?: boolean;
  numeric?: boolean;
  system?: boolean;
  /** The metric whose last value it shows. */
  metric?: string;
}

/** What every run has. `pick`, `result`, `trend`, `progress` and `log` are made of several fields. */
export const attributes: readonly Attribute[] = [
  { key: 'status', title: 'Status', width: 118, field: 'status', groupable: true },
  { key: 'name', title: 'Name', width: 208, field: 'name' },
  { key: 'kind', title: 'Kind', width: 84, field: 'kind', groupable: true },
  { key: 'dataset', title: 'Dataset', width: 136, field: 'dataset', groupable: true },
  { key: 'result', title: 'Result', width: 196, numeric: true },
  { key: 'outcome', title: 'Outcome', width: 168, field: 'outcome', groupable: true },
  { key: 'objective', title: 'Objective', width: 116, field: 'metric.incumbent', numeric: true, metric: 'incumbent' },
  { key: 'gap', title: 'Gap', width: 84, field: 'metric.gap', numeric: true, metric: 'gap' },
  { key: 'trend', title: 'Trend', width: 92 },
  { key: 'duration', title: 'Duration', width: 88, field: 'duration', numeric: true },
  { key: 'progress', title: 'Progress', width: 176 },
  { key: 'log', title: 'Log', width: 108, field: 'errors' },
  { key: 'created', title: 'Created', width: 136, field: 'created' },
  { key: 'owner', title: 'Owner', width: 104, field: 'owner', groupable: true },
  { key: 'tags', title: 'Tags', width: 160, field: 'tag', groupable: true },
  { key: 'algorithm', title: 'Algorithm', width: 136, field: 'algorithm', groupable: true, system: true },
  { key: 'trial', title: 'Trial', width: 76, numeric: true, system: true },
  { key: 'model', title: 'Model', width: 88, field: 'model', groupable: true, system: true },
  { key: 'attempt', title: 'Attempt', width: 84, field: 'attempt', numeric: true, system: true },
  { key: 'priority', title: 'Priority', width: 84, field: 'priority', numeric: true, system: true },
  { key: 'warnings', title: 'Warnings', width: 92, field: 'warnings', numeric: true, system: true },
  { key: 'errors', title: 'Errors', width: 84, field: 'errors', numeric: true, system: true },
  { key: 'started', title: 'Started', width: 136, field: 'started', system: true },
  { key: 'ended', title: 'Ended', width: 136, field: 'ended', system: true },
  { key: 'instance', title: 'Instance', width: 136, system: true },
  { key: 'id', title: 'Id', width: 128, system: true },
];

const byKey = new Map(attributes.map((one) => [one.key, one]));

const DEFAULT_KEYS = [
  'status',
  'name',
  'kind',
  'dataset',
  'result',
  'trend',
  'duration',
  'progress',
  'log',
  'created',
  'owner',
  'tags',
];
const PINNED_BY_DEFAULT = new Set(['status', 'name']);

export const defaultColumns: readonly ColumnState[] = DEFAULT_KEYS.map((key) =>
  PINNED_BY_DEFAULT.has(key) ? { key, pinned: true } : { key },
);

const VALUE_WIDTH = 128;
const WIDE = 232;
const LETTER = 7;
const NARROWEST = 56;
const WIDEST = 640;

const attributeOf = (key: string): Attribute | undefined => byKey.get(key);
export const isMetric = (key: string) => key.startsWith('metric.');
export const isParam = (key: string) => key.startsWith('param.');
export const metricKeyOf = (key: string) => unquotedName(key.slice('metric.'.length));
export const paramPathOf = (key: string) => unquotedName(key.slice('param.'.length));
export const metricColumn = (metric: string) => `metric.${quotedName(metric)}`;

function unquotedName(text: string): string {
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll(/\\(.)/g, '$1');
}

/** The name of a column without what its aggregate adds. */
export function columnName(key: string): string {
  return attributeOf(key)?.title ?? (isMetric(key) ? metricKeyOf(key) : isParam(key) ? paramPathOf(key) : key);
}

/** The title in the header: a metric says which of its values is shown. */
export function columnTitle(column: ColumnState): string {
  const name = columnName(column.key);
  return isMetric(column.key) ? `${name} ${column.aggregate ?? 'last'}` : name;
}

export const isNumeric = (key: string) => isMetric(key) || attributeOf(key)?.numeric === true;
/** A metric's header has its name, its aggregate and its direction: a longer name gets more room, up to a point. */
export function columnWidth(column: ColumnState): number {
  const known = column.width ?? attributeOf(column.key)?.width;
  if (known !== undefined) return known;
  const letters = columnName(column.key).length;
  return Math.min(WIDE, Math.max(VALUE_WIDTH, letters * LETTER + (isMetric(column.key) ? 84 : 44)));
}

export const clampWidth = (width: number) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The last value has the short name. */
export function withAggregate(key: string, aggregate: Aggregate | undefined): string {
  return aggregate === undefined || aggregate === 'last' ? key : `${key}.${aggregate}`;
}

/** The field to sort by; undefined when the column has none. */
export function sortFieldOf(column: ColumnState): string | undefined {
  if (isMetric(column.key)) return withAggregate(column.key, column.aggregate);
  return isParam(column.key) ? column.key : attributeOf(column.key)?.field;
}

/** The field to group by; undefined when it makes no groups. */
export function groupFieldOf(key: string): string | undefined {
  if (isParam(key)) return key;
  const attribute = attributeOf(key);
  return attribute?.groupable ? attribute.field : undefined;
}

/** The words of a field to group by. */
export function groupWord(field: string): string {
  return field.startsWith('param.') ? columnName(field) : field;
}

const LESS_IS_BETTER =
  /(loss|error|rmse|mse|mae|mape|perplexity|latency|duration|time|cost|gap|regret|fpr|fnr|incumbent|objective)/i;

/** Whether more is better, as far as a name tells; a column's own setting goes first. */
export function betterOf(column: ColumnState): Better {
  return column.better ?? guessBetter(columnName(column.key));
}

export function guessBetter(name: string): Better {
  return LESS_IS_BETTER.test(name) ? 'down' : 'up';
}

// ------------------------------------------------------------------------------------------------------------------ addresses

const SEPARATOR = ',';
const OPTIONS = '!';
const escapeKey = (key: string) => key.replaceAll(/[~,!]/g, (letter) => `~${letter.charCodeAt(0).toString(16)}`);
const unescapeKey = (text: string) =>
  text.replaceAll(/~([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const formatPattern = /^(?:[fsec]\d{1,2})$/;

function writeColumn(column: ColumnState): string {
  const aggregate = column.aggregate && column.aggregate !== 'last' ? `a${column.aggregate}` : '';
  const options = [
    column.pinned ? 'p' : '',
    column.width ? `w${column.width}` : '',
    aggregate,
    column.better ? (column.better === 'up' ? 'u' : 'd') : '',
    column.format && column.format !== 'auto' ? `n${column.format}` : '',
  ].filter(Boolean);
  return escapeKey(column.key) + options.map((option) => OPTIONS + option).join('');
}

function readColumn(text: string): ColumnState | undefined {
  const [name = '', ...options] = text.split(OPTIONS);
  const key = unescapeKey(name);
  if (!attributeOf(key) && !(isMetric(key) && key.length > 7) && !(isParam(key) && key.length > 6)) return undefined;
  const column: ColumnState = { key };
  for (const option of options) {
    const rest = option.slice(1);
    if (option === 'p') column.pinned = true;
    else if (option === 'u' || option === 'd') column.better = option === 'u' ? 'up' : 'down';
    else if (option[0] === 'w' && /^\d{1,4}$/.test(rest)) column.width = clampWidth(Number(rest));
    else if (option[0] === 'a' && isMetric(key)) column.aggregate = aggregates.find((one) => one === rest);
    else if (option[0] === 'n' && formatPattern.test(rest)) column.format = rest as NumberFormat;
  }
  return column;
}

/** `undefined` for the columns that are shown when nobody has chosen. */
export function writeColumns(columns: readonly ColumnState[]): string | undefined {
  const text = columns.map(writeColumn).join(SEPARATOR);
  return text === defaultText ? undefined : text;
}

const defaultText = defaultColumns.map(writeColumn).join(SEPARATOR);
const MOST_COLUMNS = 100;

/** The columns of an address, each once; what cannot be read is left out. The name is always there: it leads to the run. */
export function readColumns(text: string | undefined): readonly ColumnState[] {
  if (!text) return defaultColumns;
  const found = new Map<string, ColumnState>();
  for (const part of text.split(SEPARATOR).slice(0, MOST_COLUMNS)) {
    const column = readColumn(part);
    if (column && !found.has(column.key)) found.set(column.key, column);
  }
  if (!found.has('name')) found.set('name', { key: 'name', pinned: true });
  return pinnedFirst([...found.values()]);
}

function pinnedFirst(columns: readonly ColumnState[]): ColumnState[] {
  return [...columns.filter((one) => one.pinned), ...columns.filter((one) => !one.pinned)];
}

// -------------------------------------------------------------------------------------------------------------------- changes

export function changeColumn(
  columns: readonly ColumnState[],
  key: string,
  change: Partial<ColumnState>,
): readonly ColumnState[] {
  return pinnedFirst(columns.map((one) => (one.key === key ? { ...one, ...change } : one)));
}

export function toggleColumn(columns: readonly ColumnState[], key: string): readonly ColumnState[] {
  if (key === 'name') return columns;
  return columns.some((one) => one.key === key) ? columns.filter((one) => one.key !== key) : [...columns, { key }];
}

/** Puts a column to a place among the columns; it takes over whether its new neighbours are pinned. */
export function moveColumn(columns: readonly ColumnState[], key: string, to: number): readonly ColumnState[] {
  const column = columns.find((one) => one.key === key);
  if (!column) return columns;
  const others = columns.filter((one) => one.key !== key);
  const place = Math.min(others.length, Math.max(0, to));
  const pinnedCount = others.filter((one) => one.pinned).length;
  const pinned = place < pinnedCount || (place === pinnedCount && column.pinned === true);
  return [...others.slice(0, place), { ...column, pinned: pinned || undefined }, ...others.slice(place)];
}

/** What the server is asked for beside the runs themselves. */
export function askedColumns(columns: readonly ColumnState[], results: readonly string[]): string[] {
  const asked = columns.filter((one) => isMetric(one.key) || isParam(one.key)).map((one) => one.key);
  const shown = columns.flatMap((one) => attributeOf(one.key)?.metric ?? []).map(metricColumn);
  const isSummary = columns.some((one) => one.key === 'result' || one.key === 'trend');
  return [...new Set([...asked, ...shown, ...(isSummary ? results : [])])].slice(0, MOST_COLUMNS);
}

/** Writes a number as the column says. */
export function formatBy(format: NumberFormat | undefined, value: number, auto: (value: number) => string): string {
  if (!format || format === 'auto' || !Number.isFinite(value)) return auto(value);
  const digits = Number(format.slice(1));
  const text =
    format[0] === 'f'
      ? value.toFixed(digits)
      : format[0] === 's'
        ? value.toPrecision(Math.max(1, digits))
        : format[0] === 'e'
          ? value.toExponential(digits)
          : `${(value * 100).toFixed(digits)} %`;
  return text.replace(/^-/, '−');
}
