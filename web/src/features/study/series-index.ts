import type { TrialSeries } from './study-api';

/** A series never changes: new points are another one. So each is looked through once, and not for every cell of a table. */
const indexed = new WeakMap<TrialSeries, ReadonlyMap<number, number>>();

function valuesOf(series: TrialSeries): ReadonlyMap<number, number> {
  const known = indexed.get(series);
  if (known) return known;
  const values = new Map<number, number>();
  series.step.forEach((step, at) => {
    if (!values.has(step)) values.set(step, series.value[at] ?? Number.NaN);
  });
  indexed.set(series, values);
  return values;
}

/** What a trial has told at a step; undefined when it has told nothing there. */
export const toldAt = (series: TrialSeries | undefined, step: number): number | undefined =>
  series && valuesOf(series).get(step);
