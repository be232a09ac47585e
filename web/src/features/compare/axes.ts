import { type ComparedRun, numberOf, type ParamValue, type RunComparison } from './comparison';

export type ScaleKind = 'linear' | 'log' | 'words';

/** One axis of the parallel coordinates or of the scatter. */
export interface Axis {
  /** `param.lr`, `metric.loss`. */
  field: string;
  label: string;
  kind: ScaleKind;
  /** Both ends of a number axis. */
  from: number;
  to: number;
  /** The places of a word axis. */
  words: readonly string[];
  /** By the run's place in the comparison; undefined: not set, not logged or no number. */
  values: readonly (number | string | undefined)[];
}

export interface Brush {
  from: number;
  to: number;
}

const LOG_SPAN = 50;

function raw(comparison: RunComparison, field: string): readonly (ParamValue | undefined)[] | undefined {
  if (field.startsWith('param.')) return comparison.params.find((one) => one.path === field.slice(6))?.values;
  if (!field.startsWith('metric.')) return undefined;
  const metric = comparison.metrics.find((one) => one.key === field.slice(7));
  return metric?.values.map((value) => {
    const last = numberOf(value?.last ?? undefined);
    return last !== undefined && Number.isFinite(last) ? last : undefined;
  });
}

/** A number axis begins as log when its values are positive and span more than fifty times the least one. */
export function axisOf(comparison: RunComparison, field: string, chosen?: ScaleKind): Axis | undefined {
  const found = raw(comparison, field);
  if (!found) return undefined;
  const label = field.slice(field.indexOf('.') + 1);
  const present = found.filter((value) => value !== undefined && value !== null);
  const isNumber = present.length > 0 && present.every((value) => typeof value === 'number');
  if (!isNumber) {
    const values = found.map((value) => (value === undefined || value === null ? undefined : String(value)));
    const words = [...new Set(values.filter((value) => value !== undefined))].sort((a, b) =>
      a.localeCompare(b, undefined, { numeric: true }),
    );
    return { field, label, kind: 'words', from: 0, to: Math.max(1, words.length - 1), words, values };
  }
  const values = found.map((value) => (typeof value === 'number' ? value : undefined));
  const numbers = values.filter((value) => value !== undefined);
  const from = Math.min(...numbers);
  const to = Math.max(...numbers);
  const positive = from > 0;
  const log = positive && (chosen === 'log' || (chosen !== 'linear' && to / from > LOG_SPAN));
  return { field, label, kind: log ? 'log' : 'linear', from, to, words: [], values };
}

/** Where a value lies on its axis, from 0 to 1; undefined for none. */
export function placeOn(axis: Axis, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (axis.kind === 'words') {
    const at = axis.words.indexOf(String(value));
    return at < 0 ? undefined : axis.words.length < 2 ? 0.5 : at / (axis.words.length - 1);
  }
  const number = Number(value);
  if (axis.from === axis.to) return 0.5;
  return axis.kind === 'log'
    ? (Math.log(number) - Math.log(axis.from)) / (Math.log(axis.to) - Math.log(axis.from))
    : (number - axis.from) / (axis.to - axis.from);
}

/** The value at a place of a number axis; of a word axis, the number of the word. */
export function valueAt(axis: Axis, place: number): number {
  const at = Math.min(1, Math.max(0, place));
  if (axis.kind === 'words') return at * Math.max(0, axis.words.length - 1);
  return axis.kind === 'log'
    ? Math.exp(Math.log(axis.from) + at * (Math.log(axis.to) - Math.log(axis.from)))
    : axis.from + at * (axis.to - axis.from);
}

const measure = (axis: Axis, value: number | string | undefined): number | undefined =>
  value === undefined ? undefined : axis.kind === 'words' ? axis.words.indexOf(String(value)) : Number(value);

/** Whether a run is inside of every brush. Without a value on a brushed axis it is outside. */
export function isInside(run: ComparedRun, axes: readonly Axis[], brushes: ReadonlyMap<string, Brush>): boolean {
  return axes.every((axis) => {
    const brush = brushes.get(axis.field);
    if (!brush) return true;
    const value = measure(axis, axis.values[run.at]);
    return value !== undefined && value >= brush.from && value <= brush.to;
  });
}

/** `field:from:to`, as the address has it. */
export function parseBrushes(texts: readonly string[] | undefined): Map<string, Brush> {
  const brushes = new Map<string, Brush>();
  for (const text of texts ?? []) {
    const match = /^(.+):([^:]+):([^:]+)$/.exec(text);
    const from = Number(match?.[2]);
    const to = Number(match?.[3]);
    if (match?.[1] && Number.isFinite(from) && Number.isFinite(to) && from <= to) brushes.set(match[1], { from, to });
  }
  return brushes;
}

export function brushTexts(brushes: ReadonlyMap<string, Brush>): string[] | undefined {
  const texts = [...brushes].map(([field, { from, to }]) => `${field}:${from}:${to}`);
  return texts.length > 0 ? texts : undefined;
}

/** The fields that axes can have, those that differ first. */
export function fieldsOf(comparison: RunComparison): string[] {
  const params = comparison.params.map((one) => ({ field: `param.${one.path}`, differs: one.differs }));
  const metrics = comparison.metrics.map((one) => ({ field: `metric.${one.key}`, differs: one.differs }));
  return [...params, ...metrics].sort((a, b) => Number(b.differs) - Number(a.differs)).map(({ field }) => field);
}

const PARAM_AXES = 6;

/** The axes that the page begins with: parameters that differ, then what was reached. */
export function firstAxes(comparison: RunComparison, objective: string | undefined): string[] {
  const params = comparison.params.filter((one) => one.differs).map((one) => `param.${one.path}`);
  return [...params.slice(0, PARAM_AXES), ...(objective ? [objective] : [])];
}

const OBJECTIVES = [/auc/i, /accuracy|f1|r2/i, /loss|rmse|error/i];

/** The metric that most likely says how good a run is. */
export function objectiveOf(comparison: RunComparison): string | undefined {
  const keys = comparison.metrics.map((one) => one.key).filter((key) => !/^sys(tem)?\//.test(key));
  for (const wanted of OBJECTIVES) {
    const held =
      keys.find((key) => wanted.test(key) && /val|test|holdout/i.test(key)) ?? keys.find((key) => wanted.test(key));
    if (held) return `metric.${held}`;
  }
  return keys[0] === undefined ? undefined : `metric.${keys[0]}`;
}

/** Round values for the ticks of a number axis, at most `most`. */
export function ticksOf(axis: Axis, most = 5): number[] {
  if (axis.kind === 'words') return axis.words.map((_, at) => at);
  if (axis.from === axis.to) return [axis.from];
  if (axis.kind === 'log') {
    const first = Math.ceil(Math.log10(axis.from) - 1e-9);
    const last = Math.floor(Math.log10(axis.to) + 1e-9);
    const every = Math.max(1, Math.ceil((last - first + 1) / most));
    const ticks: number[] = [];
    for (let power = first; power <= last; power += every) ticks.push(Number(`1e${power}`));
    return ticks.length > 1 ? ticks : [axis.from, axis.to];
  }
  const rough = (axis.to - axis.from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(axis.from / step) * step; tick <= axis.to + step * 1e-9; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}
