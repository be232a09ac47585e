import type { StudyInstance } from '@/shared/api/types';
import { versionedName } from '@/shared/format/format';
import type { SetMeasure } from '@/shared/measures/set-measures';
import type { PlotRows } from './plot-rows';
import { toldAt } from './series-index';
import type { TrialSeries } from './study-api';
import { orderedTrials, parseTrialSort } from './trial-order';
import type { TrialStore } from './trial-store';

/** Trials by instances: what each instance came to in each trial. No React here. */

type Instance = Pick<StudyInstance, 'place' | 'name' | 'version'>;

export interface MatrixData {
  store: TrialStore;
  /** The values of the instances, by the ids of the runs; each at its place. */
  series: ReadonlyMap<string, TrialSeries>;
}

/** What an order by an instance is called: `instance.3`. */
export const instanceField = (place: number): string => `instance.${place}`;

/** NaN for an instance that has not ended in the trial. */
export function matrixValue({ store, series }: MatrixData, number: number, place: number): number {
  return toldAt(series.get(store.runIdOf(number) ?? ''), place) ?? Number.NaN;
}

/** The trials of the matrix in order. What has no value comes last in both directions; equal ones by their number. */
export function matrixOrder(
  data: MatrixData,
  numbers: ArrayLike<number>,
  mask: Uint8Array | undefined,
  by: string | undefined,
): Int32Array {
  const { store } = data;
  const sort = parseTrialSort(by);
  const shown = new Set(Array.from(numbers));
  const filter = { states: [], failure: undefined, mask };
  const place = Number(/^instance\.(\d+)$/.exec(sort.field)?.[1]);
  if (Number.isNaN(place)) return orderedTrials(store, filter, sort, 0).filter((number) => shown.has(number));
  const side = sort.descending ? -1 : 1;
  const numbered = orderedTrials(store, filter, parseTrialSort(undefined), 0).filter((number) => shown.has(number));
  const values = new Map(Array.from(numbered, (number) => [number, matrixValue(data, number, place)] as const));
  return numbered.sort((a, b) => {
    const [own, other] = [values.get(a) ?? Number.NaN, values.get(b) ?? Number.NaN];
    const missing = Number(Number.isNaN(own)) - Number(Number.isNaN(other));
    if (missing !== 0) return missing;
    return (Number.isNaN(own) ? 0 : side * (own - other)) || a - b;
  });
}

export interface Extent {
  low: number;
  high: number;
}

/** The least and the greatest value of each instance over some trials; undefined where there is none. */
export function extentsOf(
  data: MatrixData,
  numbers: ArrayLike<number>,
  instances: number,
): readonly (Extent | undefined)[] {
  const trials = Array.from(numbers);
  return Array.from({ length: instances }, (_, at) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const number of trials) {
      const value = matrixValue(data, number, at + 1);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? { low, high } : undefined;
  });
}

/** One extent for all of them. */
export function wholeExtent(extents: readonly (Extent | undefined)[]): Extent | undefined {
  const known = extents.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  return { low: Math.min(...known.map(({ low }) => low)), high: Math.max(...known.map(({ high }) => high)) };
}

/** No other trial did better on the instance, and some did worse. */
export const BEST = -1;

/** From −1 for the best to 1 for the worst; null where nothing can be told apart. */
export function heatOf(
  value: number,
  extent: Extent | undefined,
  { maximize }: Pick<SetMeasure, 'maximize'>,
): number | null {
  if (!extent || Number.isNaN(value) || extent.low === extent.high) return null;
  const place = (2 * (value - extent.low)) / (extent.high - extent.low) - 1;
  return maximize ? -place : place;
}

/** With all digits. */
export function matrixRows(data: MatrixData, order: ArrayLike<number>, instances: readonly Instance[]): PlotRows {
  const { store } = data;
  return {
    columns: ['trial', 'state', ...store.objectives.map(({ metric }) => metric), ...instances.map(versionedName)],
    rows: Array.from(order).map((number) => [
      number,
      store.stateOf(number) ?? '',
      ...store.values.map((column) => column[number] ?? Number.NaN),
      ...instances.map(({ place }) => matrixValue(data, number, place)),
    ]),
  };
}
