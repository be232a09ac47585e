import { shortNumber } from '@/shared/chart/axis-words';
import { ticksOf } from '@/shared/chart/scale';
import { formatNumber } from '@/shared/format/format';
import { valueWord } from './study-space';
import { COMPLETED, type TrialStore } from './trial-store';

/** One axis of a plot of trials: a searched parameter or an objective. */
export interface Axis {
  /** `param.learning_rate`, `metric.auc`: as the address has it. */
  field: string;
  label: string;
  kind: 'linear' | 'log' | 'choices';
  /** Both ends; of choices, the first and the last place. */
  from: number;
  to: number;
  /** Whole numbers only. */
  isWhole: boolean;
  /** The choices. */
  words: readonly string[];
  /** The values by trial number. */
  column: Float64Array;
}

export const parameterField = (name: string) => `param.${name}`;
export const objectiveField = (metric: string) => `metric.${metric}`;

/** Every field that an axis can have: the parameters, then the objectives. */
export function fieldsOf({ space, objectives }: TrialStore): string[] {
  return [...space.map(({ name }) => parameterField(name)), ...objectives.map(({ metric }) => objectiveField(metric))];
}

/**
 * The axis of a field. A parameter has the ends and the scale of its definition: one that is searched on a log scale lies on a log axis. An
 * objective has the ends of its completed trials.
 */
export function axisOf(store: TrialStore, field: string): Axis | undefined {
  const parameter = store.space.findIndex(({ name }) => parameterField(name) === field);
  const definition = store.space[parameter];
  if (definition) {
    const column = store.parameters[parameter] ?? new Float64Array(0);
    const { name, kind, low, high, log, choices } = definition;
    if (kind === 'categorical') {
      const words = choices.map(valueWord);
      const to = Math.max(0, words.length - 1);
      return { field, label: name, kind: 'choices', from: 0, to, isWhole: true, words, column };
    }
    const isWhole = kind === 'integer';
    return { field, label: name, kind: log ? 'log' : 'linear', from: low, to: high, isWhole, words: [], column };
  }
  const objective = store.objectives.findIndex(({ metric }) => objectiveField(metric) === field);
  const metric = store.objectives[objective]?.metric;
  if (metric === undefined) return undefined;
  const column = store.values[objective] ?? new Float64Array(0);
  const [from, to] = extentOf(store, column);
  return { field, label: metric, kind: 'linear', from, to, isWhole: false, words: [], column };
}

/** An axis of what is neither a parameter nor an objective. */
export const plainAxis = (label: string, from: number, to: number, isWhole: boolean): Axis => ({
  field: label,
  label,
  kind: 'linear',
  from,
  to,
  isWhole,
  words: [],
  column: new Float64Array(0),
});

/** The least and the greatest value of the completed trials; 0 to 1 while there is none. */
function extentOf(store: TrialStore, column: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let number = 0; number < store.length; number++) {
    const value = column[number] ?? Number.NaN;
    if (store.state[number] !== COMPLETED || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Where a value lies, from 0 to 1; NaN for none. An axis of a single value has it in the middle. */
export function placeOn({ kind, from, to }: Pick<Axis, 'kind' | 'from' | 'to'>, value: number): number {
  if (from === to) return Number.isNaN(value) ? value : 0.5;
  if (kind === 'log') return (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));
  return (value - from) / (to - from);
}

/** The value at a place; of choices, between two places. */
export function valueAt({ kind, from, to }: Pick<Axis, 'kind' | 'from' | 'to'>, place: number): number {
  if (kind === 'log') return Math.exp(Math.log(from) + place * (Math.log(to) - Math.log(from)));
  return from + place * (to - from);
}

const MOST_WORDS = 24;

export function axisTicks({ kind, from, to, isWhole, words }: Axis): number[] {
  if (kind === 'choices') {
    const each = Math.max(1, Math.ceil(words.length / MOST_WORDS));
    return words.map((_, at) => at).filter((at) => at % each === 0);
  }
  if (!(from < to)) return [from];
  const ticks = ticksOf([from, to], kind, 1);
  const shown = isWhole ? ticks.filter(Number.isInteger) : ticks;
  return shown.length > 1 ? shown : [from, to];
}

const LONGEST_WORD = 14;
const short = (text: string) => (text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD - 1)}…` : text);

export const tickWord = ({ kind, words }: Axis, tick: number): string =>
  kind === 'choices' ? short(words[tick] ?? '') : shortNumber(tick);

/** A value in words, for who reads it. */
export function axisWord({ kind, words }: Axis, value: number): string {
  return kind === 'choices' ? (words[value] ?? formatNumber(undefined)) : formatNumber(value);
}
