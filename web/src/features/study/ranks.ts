import { lossOf } from './study-space';
import type { TrialStore } from './trial-store';

/** The value of the best trial so far, by trial number: NaN before the first that counts. Trials count by their number, not by their end. */
export function bestSoFar(store: TrialStore, objective: number): Float64Array {
  const best = new Float64Array(store.length).fill(Number.NaN);
  const definition = store.objectives[objective];
  const column = store.values[objective];
  if (!definition || !column) return best;
  let least = Number.POSITIVE_INFINITY;
  let shown = Number.NaN;
  for (let number = 0; number < store.length; number++) {
    const value = column[number] ?? Number.NaN;
    if (store.isCounted(number) && lossOf(value, definition) < least) {
      least = lossOf(value, definition);
      shown = value;
    }
    best[number] = shown;
  }
  return best;
}

const known = new WeakMap<TrialStore, { version: number; best: Map<number, readonly number[]> }>();

/**
 * The trials that count, the best first; equal ones in the order of their numbers. Worked out once for each change of the trials: a plot asks
 * whenever it is drawn.
 */
export function bestTrials(store: TrialStore, objective: number): readonly number[] {
  const { version } = store;
  const last = known.get(store);
  const ranked = last?.version === version ? last.best : new Map<number, readonly number[]>();
  const best = ranked.get(objective) ?? sortedByLoss(store, objective);
  known.set(store, { version, best: ranked.set(objective, best) });
  return best;
}

function sortedByLoss(store: TrialStore, objective: number): readonly number[] {
  const definition = store.objectives[objective];
  const column = store.values[objective];
  if (!definition || !column) return [];
  const numbers: number[] = [];
  for (let number = 0; number < store.length; number++) if (store.isCounted(number)) numbers.push(number);
  const loss = (number: number) => lossOf(column[number] ?? Number.NaN, definition);
  return numbers.sort((a, b) => loss(a) - loss(b) || a - b);
}

/**
 * How good each completed trial is among the completed ones, from 0 (the worst) to 1 (the best); NaN for all others. Equal values have the mean
 * of their ranks. A rank, and not the value, gives the colour: one value far away from the others would make them all look alike.
 */
export function rankPlaces(store: TrialStore, objective: number): Float64Array {
  const places = new Float64Array(store.length).fill(Number.NaN);
  const definition = store.objectives[objective];
  const column = store.values[objective];
  if (!definition || !column) return places;
  const loss = (number: number) => lossOf(column[number] ?? Number.NaN, definition);
  const numbers: number[] = [];
  for (let number = 0; number < store.length; number++) {
    if (store.stateOf(number) === 'completed' && !Number.isNaN(loss(number))) numbers.push(number);
  }
  numbers.sort((a, b) => loss(b) - loss(a));
  for (let from = 0; from < numbers.length; ) {
    let to = from;
    while (to + 1 < numbers.length && loss(numbers[to + 1] ?? 0) === loss(numbers[from] ?? 0)) to++;
    const place = numbers.length === 1 ? 1 : (from + to) / 2 / (numbers.length - 1);
    for (let at = from; at <= to; at++) places[numbers[at] ?? 0] = place;
    from = to + 1;
  }
  return places;
}

export interface Distribution {
  /** Values in ascending order. */
  value: Float64Array;
  /** The share of the completed trials with at most this value. */
  share: Float64Array;
}

/** The empirical distribution of an objective over the completed trials, or over those of them in a mask. */
export function distributionOf(store: TrialStore, objective: number, mask?: Uint8Array): Distribution {
  const column = store.values[objective];
  const values: number[] = [];
  for (let number = 0; number < store.length; number++) {
    const value = column?.[number] ?? Number.NaN;
    if (store.stateOf(number) === 'completed' && !Number.isNaN(value) && (!mask || mask[number] === 1)) {
      values.push(value);
    }
  }
  const value = Float64Array.from(values).sort();
  return { value, share: value.map((_, at) => (at + 1) / value.length) };
}
