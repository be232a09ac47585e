/** What can be chosen on a chart, and how it is written into the address of the page. */

export type XAxis = 'step' | 'epoch' | 'relative' | 'wall' | `metric:${string}`;
export type YScale = 'linear' | 'log' | 'symlog';
export type SmoothingKind = 'twema' | 'gaussian' | 'running_mean';
export type Centre = 'mean' | 'median';
export type BandKind = 'std' | 'stderr' | 'min_max' | 'ci95';
export type Range = readonly [number, number];

interface Smoothing {
  kind: SmoothingKind;
  /** 0 to 0.999. */
  amount: number;
}

export interface Aggregate {
  centre: Centre;
  band: BandKind;
}

export interface ChartSettings {
  x: XAxis;
  y: YScale;
  /** Null here and below: off, although the section has it. */
  smoothing?: Smoothing | null;
  /** The view is that of the values from p1 to p99. */
  clip: boolean;
  aggregate?: Aggregate | null;
  zoom?: Range | null;
  zoomY?: Range | null;
  /** What a line is called: text with {run}, {metric}, {last}. */
  legend?: string;
  noLegend?: boolean;
  table?: boolean;
  /** Only these lines are shown. */
  only?: readonly string[];
  hidden?: readonly string[];
}

export type SettingsChange = { [K in keyof ChartSettings]?: ChartSettings[K] | undefined };

/** What all charts of a section have in common while it is in sync. */
const SYNCED = ['x', 'smoothing', 'clip', 'aggregate', 'zoom'] as const satisfies readonly (keyof ChartSettings)[];

export const MOST_SMOOTHING = 0.999;
export const defaults: ChartSettings = { x: 'step', y: 'linear', clip: false };

export interface BoardSettings {
  /** By section; `apart` when its charts are not in sync. */
  sections: Readonly<Record<string, SettingsChange & { apart?: boolean }>>;
  charts: Readonly<Record<string, SettingsChange>>;
}

export const noSettings: BoardSettings = { sections: {}, charts: {} };

export function isSynced(board: BoardSettings, section: string): boolean {
  return board.sections[section]?.apart !== true;
}

/** `base`: what this page begins with. */
export function settingsOf(
  board: BoardSettings,
  section: string,
  chart: string,
  base: SettingsChange = {},
): ChartSettings {
  const { apart: _, ...common } = board.sections[section] ?? {};
  return { ...defaults, ...base, ...known(common), ...board.charts[chart] } as ChartSettings;
}

function known(change: SettingsChange): SettingsChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** A change made on one chart: what is synced goes to its whole section. */
export function changeChart(
  board: BoardSettings,
  section: string,
  chart: string,
  charts: readonly string[],
  change: SettingsChange,
): BoardSettings {
  if (!isSynced(board, section)) {
    const common = board.sections[section] ?? {};
    const own = Object.entries(change).map(([key, value]) => {
      const off = value === undefined && common[key as keyof SettingsChange] !== undefined;
      return [key, off ? null : value];
    });
    return withChart(board, chart, Object.fromEntries(own));
  }
  const common: SettingsChange = {};
  const own: SettingsChange = {};
  for (const [key, value] of Object.entries(change)) {
    Object.assign((SYNCED as readonly string[]).includes(key) ? common : own, { [key]: value });
  }
  let next = board;
  if (Object.keys(common).length > 0) next = changeSection(next, section, charts, common);
  return Object.keys(own).length > 0 ? withChart(next, chart, own) : next;
}

/** A change for all charts of a section; what one of them had of its own is given up. */
export function changeSection(
  board: BoardSettings,
  section: string,
  charts: readonly string[],
  change: SettingsChange,
): BoardSettings {
  const sections = { ...board.sections, [section]: { ...board.sections[section], ...change } };
  let next: BoardSettings = { ...board, sections };
  const cleared = Object.fromEntries(Object.keys(change).map((key) => [key, undefined]));
  for (const chart of charts) if (next.charts[chart]) next = withChart(next, chart, cleared);
  return next;
}

export function setSynced(
  board: BoardSettings,
  section: string,
  charts: readonly string[],
  synced: boolean,
): BoardSettings {
  const { apart: _, ...common } = board.sections[section] ?? {};
  const kept = synced ? common : { ...common, apart: true };
  const next = { ...board, sections: { ...board.sections, [section]: kept } };
  if (!synced) return next;
  const cleared = Object.fromEntries(SYNCED.map((key) => [key, undefined]));
  return charts.reduce(
    (all, chart) => (all.charts[chart] ? withChart(all, chart, cleared) : all),
    next as BoardSettings,
  );
}

function withChart(board: BoardSettings, chart: string, change: SettingsChange): BoardSettings {
  const merged = Object.entries({ ...board.charts[chart], ...change }).filter(([, value]) => value !== undefined);
  const { [chart]: _, ...others } = board.charts;
  return { ...board, charts: merged.length > 0 ? { ...others, [chart]: Object.fromEntries(merged) } : others };
}

/* The address: short names, only what differs from the defaults. */

type Short = Record<string, unknown>;

function shorten(change: SettingsChange): Short {
  const { x, y, smoothing, clip, aggregate, zoom, zoomY, legend, noLegend, table, only, hidden } = change;
  const short: Short = {
    x,
    y: y === defaults.y ? undefined : y,
    s: smoothing ? `${smoothing.kind}~${smoothing.amount}` : smoothing,
    c: clip,
    g: aggregate ? `${aggregate.centre}~${aggregate.band}` : aggregate,
    z: zoom,
    zy: zoomY,
    l: legend,
    nl: noLegend || undefined,
    t: table || undefined,
    o: only,
    h: hidden && hidden.length > 0 ? hidden : undefined,
  };
  return Object.fromEntries(Object.entries(short).filter(([, value]) => value !== undefined));
}

const isOneOf = <T extends string>(all: readonly T[], value: unknown): value is T => all.includes(value as T);
const kinds: readonly SmoothingKind[] = ['twema', 'gaussian', 'running_mean'];
const centres: readonly Centre[] = ['mean', 'median'];
const bands: readonly BandKind[] = ['std', 'stderr', 'min_max', 'ci95'];
const MOST_TEXT = 200;
const MOST_LINES = 400;

function lengthen(short: unknown): SettingsChange {
  if (typeof short !== 'object' || short === null) return {};
  const given = short as Short;
  const change: SettingsChange = {
    x: xAxisOf(given.x),
    y: isOneOf<YScale>(['linear', 'log', 'symlog'], given.y) ? given.y : undefined,
    smoothing: given.s === null ? null : smoothingOf(given.s),
    clip: typeof given.c === 'boolean' ? given.c : undefined,
    aggregate: given.g === null ? null : aggregateOf(given.g),
    zoom: given.z === null ? null : rangeOf(given.z),
    zoomY: given.zy === null ? null : rangeOf(given.zy),
    legend: typeof given.l === 'string' ? given.l.slice(0, MOST_TEXT) : undefined,
    noLegend: given.nl === true ? true : undefined,
    table: given.t === true ? true : undefined,
    only: textsOf(given.o),
    hidden: textsOf(given.h),
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function xAxisOf(value: unknown): XAxis | undefined {
  if (isOneOf(['step', 'epoch', 'relative', 'wall'], value)) return value as XAxis;
  return typeof value === 'string' && /^metric:.{1,250}$/.test(value) ? (value as XAxis) : undefined;
}

function smoothingOf(value: unknown): Smoothing | undefined {
  const [kind, amount] = typeof value === 'string' ? value.split('~') : [];
  const number = Number(amount);
  if (!isOneOf(kinds, kind) || !(number >= 0 && number <= MOST_SMOOTHING)) return undefined;
  return { kind, amount: number };
}

function aggregateOf(value: unknown): Aggregate | undefined {
  const [centre, band] = typeof value === 'string' ? value.split('~') : [];
  return isOneOf(centres, centre) && isOneOf(bands, band) ? { centre, band } : undefined;
}

function rangeOf(value: unknown): Range | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to] = value.map(Number);
  return from !== undefined && to !== undefined && from < to && Number.isFinite(to - from) ? [from, to] : undefined;
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one): one is string => typeof one === 'string').slice(0, MOST_LINES);
  return texts.length > 0 ? texts : undefined;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** What a page with charts has in its address. */
export interface ChartSearch {
  /** Only metrics whose key matches this regular expression. */
  metrics?: string;
  /** Charts beside each other; as many as fit when absent. */
  columns?: number;
  pinned?: string[];
  /** Charts that were moved, each with its place: `train/loss@0`. */
  order?: string[];
  /** The chart that fills the window. */
  full?: string;
  /** The log beside the charts. */
  split?: true;
  /** Other runs on the same charts. */
  with?: string[];
  /** The line of the baseline is left out. */
  noBaseline?: true;
  set?: Record<string, unknown>;
}

export function chartSearch(search: Record<string, unknown>): ChartSearch {
  const columns = Number(search.columns);
  const metrics = search.metrics === undefined ? '' : String(search.metrics).slice(0, MOST_TEXT);
  const set = setOf(boardOf(recordOf(search.set)));
  return {
    metrics: metrics === '' ? undefined : metrics,
    columns: [1, 2, 3, 4].includes(columns) ? columns : undefined,
    pinned: textsOf(search.pinned) as string[] | undefined,
    order: textsOf(search.order) as string[] | undefined,
    full: typeof search.full === 'string' ? search.full : undefined,
    split: search.split === true || search.split === 'true' ? true : undefined,
    with: textsOf(search.with) as string[] | undefined,
    noBaseline: search.noBaseline === true || search.noBaseline === 'true' ? true : undefined,
    set,
  };
}

/** Reads `{s: {section: …}, c: {chart: …}}`; what is unknown or wrong is as if it was not there. */
export function boardOf(set: Record<string, unknown> | undefined): BoardSettings {
  if (!set) return noSettings;
  const sections: Record<string, SettingsChange & { apart?: boolean }> = {};
  for (const [name, short] of Object.entries(recordOf(set.s))) {
    const apart = recordOf(short).apart === true;
    sections[name] = { ...lengthen(short), ...(apart ? { apart } : {}) };
  }
  const charts: Record<string, SettingsChange> = {};
  for (const [id, short] of Object.entries(recordOf(set.c))) charts[id] = lengthen(short);
  return { sections, charts };
}

export function setOf(board: BoardSettings): Record<string, unknown> | undefined {
  const s: Short = {};
  for (const [name, { apart, ...change }] of Object.entries(board.sections)) {
    const short = { ...shorten(change), ...(apart ? { apart: true } : {}) };
    if (Object.keys(short).length > 0) s[name] = short;
  }
  const c: Short = {};
  for (const [id, change] of Object.entries(board.charts)) {
    const short = shorten(change);
    if (Object.keys(short).length > 0) c[id] = short;
  }
  const set = {
    ...(Object.keys(s).length > 0 ? { s } : {}),
    ...(Object.keys(c).length > 0 ? { c } : {}),
  };
  return Object.keys(set).length > 0 ? set : undefined;
}
