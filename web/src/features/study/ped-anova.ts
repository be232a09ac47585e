import type { SearchedParameter } from './study-space';

/**
 * How important each searched parameter is for being among the best trials: PED-ANOVA (Watanabe, Bansal and Hutter, 2023, arXiv:2304.10255),
 * with the settings of Optuna's `PedAnovaImportanceEvaluator`, so that the shares are those that Optuna tells of the same trials.
 *
 * For each parameter alone: the distribution of its values among the best tenth of the trials is compared with that among all of them, both as
 * sums of kernels on a grid; what is compared is Pearson's divergence.
 */

/** The best so large a part of the trials is what is explained. */
const TARGET_SHARE = 0.1;
/** At least so many trials are among the best. */
const LEAST_BEST = 2;
/** Continuous parameters are looked at on a grid of so many places. */
const GRID = 50;
/** The kernel over the whole range counts as so many trials. */
const PRIOR_WEIGHT = 1;
/** So that nothing is divided by nothing. */
const TINY = 1e-12;
/** Nine tenths of the narrowest kernel lie within its own place of the grid. */
const LEAST_WIDTH = 0.5 / 1.64;

export interface ImportanceQuestion {
  space: readonly SearchedParameter[];
  /** The values of each parameter; a choice is its place among the choices. */
  columns: readonly Float64Array[];
  /** Of the same trials: smaller is better. */
  losses: Float64Array;
}

export interface Importance {
  name: string;
  /** All shares make 1. */
  share: number;
}

/** The most important first. Trials that lack a value are left out; with fewer than three trials nothing is known. */
export function importanceOf({ space, columns, losses }: ImportanceQuestion): Importance[] {
  const usable = usableTrials(columns, losses);
  if (usable.length <= LEAST_BEST) return [];
  const best = bestOf(usable, losses);
  const divergences = space.map((parameter, at) => {
    const column = columns[at];
    return !column || isSingle(parameter) ? 0 : divergenceOf(parameter, column, best, usable);
  });
  const sum = divergences.reduce((total, one) => total + one, 0);
  return space
    .map(({ name }, at) => ({ name, share: sum > 0 ? (divergences[at] ?? 0) / sum : 1 / space.length }))
    .sort((a, b) => b.share - a.share);
}

function usableTrials(columns: readonly Float64Array[], losses: Float64Array): number[] {
  const usable: number[] = [];
  for (let at = 0; at < losses.length; at++) {
    if (Number.isFinite(losses[at]) && columns.every((column) => !Number.isNaN(column[at] ?? Number.NaN))) {
      usable.push(at);
    }
  }
  return usable;
}

/** The best tenth, and all that are as good as the last of it. */
function bestOf(usable: readonly number[], losses: Float64Array): number[] {
  const sorted = usable.map((at) => losses[at] ?? 0).sort((a, b) => a - b);
  const last = Math.max(LEAST_BEST, Math.ceil(TARGET_SHARE * usable.length)) - 1;
  const most = sorted[last] ?? Number.POSITIVE_INFINITY;
  return usable.filter((at) => (losses[at] ?? 0) <= most);
}

/** The greatest value that the steps reach. */
function reachedHigh({ low, high, step }: SearchedParameter): number {
  return step === undefined ? high : low + Math.floor((high - low) / step + 1e-9) * step;
}

function isSingle(parameter: SearchedParameter): boolean {
  if (parameter.kind === 'categorical') return parameter.choices.length < 2;
  return !(parameter.low < reachedHigh(parameter));
}

function divergenceOf(
  parameter: SearchedParameter,
  column: Float64Array,
  best: readonly number[],
  all: readonly number[],
): number {
  const density = (trials: readonly number[]) => {
    const values = trials.map((at) => column[at] ?? 0);
    return parameter.kind === 'categorical'
      ? choiceDensity(choiceCounts(parameter.choices.length, values))
      : gridDensity(gridCounts(parameter, values));
  };
  const [near, everywhere] = [density(best), density(all)];
  let divergence = 0;
  for (let at = 0; at < everywhere.length; at++) {
    const [own, base] = [(near[at] ?? 0) + TINY, (everywhere[at] ?? 0) + TINY];
    divergence += base * (own / base - 1) ** 2;
  }
  return divergence;
}

function choiceCounts(choices: number, places: readonly number[]): number[] {
  const counts = new Array<number>(choices).fill(0);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  return counts;
}

/** How many values lie nearest to each place of the grid; one in the middle of two belongs to the lower. */
export function gridCounts(parameter: SearchedParameter, values: readonly number[], most = GRID): number[] {
  const { kind, low, log, step } = parameter;
  const high = reachedHigh(parameter);
  let places = most;
  if (kind === 'integer' && log) places = Math.min(most, Math.ceil(Math.log(high - low + 1) / Math.log(2)) + 1);
  else if (step !== undefined) places = Math.min(most, Math.round((high - low) / step) + 1);
  const measure = log ? Math.log : (value: number) => value;
  const from = measure(low);
  const size = (measure(high) - from) / (places - 1);
  const counts = new Array<number>(places).fill(0);
  for (const value of values) {
    const place = Math.ceil((measure(value) - from) / size - 0.5);
    const inside = Math.min(places - 1, Math.max(0, place));
    counts[inside] = (counts[inside] ?? 0) + 1;
  }
  return counts;
}

/** A kernel for each choice that occurs, which leaves a little to the others, and one that has the same for all. */
function choiceDensity(counts: readonly number[]): number[] {
  const choices = counts.length;
  const trials = counts.reduce((sum, count) => sum + count, 0);
  const kernels = counts.filter((count) => count > 0).length + 1;
  const little = PRIOR_WEIGHT / kernels;
  const whole = 1 + choices * little;
  return counts.map((count) => ((count + trials * little) / whole + PRIOR_WEIGHT / choices) / (trials + PRIOR_WEIGHT));
}

/** A normal kernel for each place that occurs, all of one width, and one over the whole grid; each is cut off at its ends. */
function gridDensity(counts: readonly number[]): number[] {
  const places = counts.length;
  const occurring = counts.flatMap((count, at) => (count > 0 ? [at] : []));
  const weights = occurring.map((at) => counts[at] ?? 0);
  const width = kernelWidth(occurring, weights);
  const trials = weights.reduce((sum, weight) => sum + weight, 0);
  const density = new Array<number>(places).fill(0);
  occurring.forEach((at, kernel) => {
    addKernel(density, at, width, (weights[kernel] ?? 0) / (trials + PRIOR_WEIGHT));
  });
  addKernel(density, (places - 1) / 2, places, PRIOR_WEIGHT / (trials + PRIOR_WEIGHT));
  return density;
}

function addKernel(density: number[], centre: number, width: number, weight: number): void {
  const edge = (place: number) => normalShare((place - 0.5 - centre) / width);
  const whole = edge(density.length) - edge(0);
  let before = edge(0);
  for (let place = 0; place < density.length; place++) {
    const after = edge(place + 1);
    density[place] = (density[place] ?? 0) + (weight * (after - before)) / whole;
    before = after;
  }
}

/** The width of the kernels by the rule of Scott (1992), from how far the trials lie apart on the grid. */
export function kernelWidth(places: readonly number[], weights: readonly number[]): number {
  const trials = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = places.reduce((sum, place, at) => sum + place * (weights[at] ?? 0), 0) / trials;
  const squares = places.reduce((sum, place, at) => sum + (place - mean) ** 2 * (weights[at] ?? 0), 0);
  const deviation = Math.sqrt(squares / Math.max(1, trials - 1));
  const [lower, upper] = [Math.floor(trials / 4), Math.floor((trials * 3) / 4)];
  let seen = 0;
  let first = 0;
  let last = places.length - 1;
  let hasFirst = false;
  for (let at = 0; at < places.length; at++) {
    seen += weights[at] ?? 0;
    if (!hasFirst && seen >= lower) {
      first = at;
      hasFirst = true;
    }
    if (seen > upper) {
      last = at;
      break;
    }
  }
  const quartiles = (places[last] ?? 0) - (places[first] ?? 0);
  return Math.max(LEAST_WIDTH, 1.059 * Math.min(quartiles / 1.34, deviation) * trials ** -0.2);
}

/** The share of a normal distribution below a place. */
const normalShare = (place: number): number => 0.5 * (1 + errorFunction(place / Math.SQRT2));

/** By its series of positive terms, in which nothing cancels; beyond 6 it is 1 as far as a double can tell. */
export function errorFunction(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  let term = size;
  let sum = size;
  for (let at = 1; term > sum * 1e-17; at++) {
    term *= (2 * size * size) / (2 * at + 1);
    sum += term;
  }
  return (Math.sign(x) * 2 * Math.exp(-size * size) * sum) / Math.sqrt(Math.PI);
}
