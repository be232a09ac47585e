import { formatCount, formatGap, formatSeconds } from '@/shared/format/format';

/** By what the solves of a set of instances are measured: each instance, and from them the set. */

type MeasureName = 'gap_integral' | 'seconds' | 'par10' | 'gap' | 'solved';

export interface SetMeasure {
  name: MeasureName;
  /** In the table that a trial stores. */
  count: 'gapIntegral' | Exclude<MeasureName, 'gap_integral'>;
  /** Of one instance. */
  title: string;
  /** Of all instances together. */
  ofSet: string;
  definition: string;
  maximize: boolean;
  format: (value: number) => string;
}

const gapIntegral: SetMeasure = {
  name: 'gap_integral',
  count: 'gapIntegral',
  title: 'Gap integral',
  ofSet: 'mean gap integral',
  definition:
    'The area under the gap over the time limit, as a part of the whole: 0 % for what is proven at once, 100 % for what is never known. The gap counts as 100 % before the first solution and never as more. Of a set, the mean. After the primal integral (Berthold 2013).',
  maximize: false,
  format: formatGap,
};

/** In the order in which a solver names them: a study minimizes the first unless it is told otherwise. */
export const setMeasures: readonly SetMeasure[] = [
  gapIntegral,
  {
    name: 'seconds',
    count: 'seconds',
    title: 'Time',
    ofSet: 'time, shifted geometric mean',
    definition:
      'The time until an instance was solved; what was not counts with the time limit. Of a set, the geometric mean of the times, each with 10 s added, less 10 s: short times do not rule it, as in Hans Mittelmann’s benchmarks.',
    maximize: false,
    format: formatSeconds,
  },
  {
    name: 'par10',
    count: 'par10',
    title: 'PAR10',
    ofSet: 'mean PAR10',
    definition:
      'The time until an instance was solved; what was not counts with ten times the time limit. Of a set, the mean (Hutter et al. 2009).',
    maximize: false,
    format: formatSeconds,
  },
  {
    name: 'gap',
    count: 'gap',
    title: 'Final gap',
    ofSet: 'mean final gap',
    definition:
      'The gap at the end, |incumbent − bound| / max(|incumbent|, 1e-10): 100 % without a solution, and never more. Of a set, the mean.',
    maximize: false,
    format: formatGap,
  },
  {
    name: 'solved',
    count: 'solved',
    title: 'Solved',
    ofSet: 'solved instances',
    definition:
      'Whether the solver proved all that there was to prove, or came within the gap limit that was asked for. Of a set, how many instances.',
    maximize: true,
    format: formatCount,
  },
];

const METRIC = /^(set|instance)\/(.+)$/;

/** The measure that a metric tells, of a set or of one instance; undefined for every other metric. */
export function measureOf(metric: string | undefined): SetMeasure | undefined {
  const name = METRIC.exec(metric ?? '')?.[2];
  return setMeasures.find((measure) => measure.name === name);
}

/** The measure of a name, else that of a metric, else the first. */
export const chosenMeasure = (name: string | undefined, metric: string | undefined): SetMeasure =>
  setMeasures.find((measure) => measure.name === name) ?? measureOf(metric) ?? gapIntegral;

/** `set/gap_integral · mean gap integral`; other metrics are their own names. */
export function metricLabel(metric: string): string {
  const measure = measureOf(metric);
  if (!measure) return metric;
  return `${metric} · ${metric.startsWith('set/') ? measure.ofSet : 'of each instance'}`;
}

/** The metric whose points are the values of the instances, by their places. */
export const instanceMetric = ({ name }: Pick<SetMeasure, 'name'>): string => `instance/${name}`;
