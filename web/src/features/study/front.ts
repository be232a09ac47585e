import { paretoFront } from './pareto';
import { lossOf } from './study-space';
import type { TrialStore } from './trial-store';

/** The trials of a study with several objectives, as points of losses. */
interface Front {
  /** The trials that count, by number. */
  numbers: readonly number[];
  /** Their losses, in the order of the objectives. */
  points: readonly (readonly number[])[];
  /** Of these, the trials that no other one dominates. */
  best: readonly number[];
}

const known = new WeakMap<TrialStore, { version: number; front: Front }>();

/** Worked out once for each change of the trials: a plot that is turned asks in every frame. */
export function frontOf(store: TrialStore): Front {
  const { version } = store;
  const last = known.get(store);
  if (last?.version === version) return last.front;
  const front = workedOut(store);
  known.set(store, { version, front });
  return front;
}

function workedOut(store: TrialStore): Front {
  const numbers: number[] = [];
  const points: number[][] = [];
  for (let number = 0; number < store.length; number++) {
    if (!store.isCounted(number)) continue;
    const point = store.objectives.map((objective, at) => lossOf(store.values[at]?.[number] ?? Number.NaN, objective));
    if (point.some((loss) => !Number.isFinite(loss))) continue;
    numbers.push(number);
    points.push(point);
  }
  return { numbers, points, best: paretoFront(points).map((at) => numbers[at] ?? 0) };
}

/**
 * The losses with the best value of each objective at 0 and the worst at 1, which is the reference: the hypervolume is then a share of the space
 * between them. An objective with a single value says nothing and is 0.
 */
export function normalizedPoints(points: readonly (readonly number[])[]): { points: number[][]; reference: number[] } {
  const [first = []] = points;
  const low = [...first];
  const high = [...first];
  for (const point of points) {
    point.forEach((loss, at) => {
      low[at] = Math.min(low[at] ?? loss, loss);
      high[at] = Math.max(high[at] ?? loss, loss);
    });
  }
  const sizes = first.map((_, at) => (high[at] ?? 0) - (low[at] ?? 0));
  return {
    points: points.map((point) =>
      point.map((loss, at) => ((sizes[at] ?? 0) > 0 ? (loss - (low[at] ?? 0)) / (sizes[at] ?? 1) : 0)),
    ),
    reference: first.map(() => 1),
  };
}
