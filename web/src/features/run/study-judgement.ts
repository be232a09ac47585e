import type { Algorithm } from '@/shared/api/types';
import type { ConstraintDraft, Direction, ObjectiveDraft } from './study-draft';

/** By what trials are judged: the metrics of a method, and what was chosen of them. No React here. */

/** The unit of a metric that has a value for each instance of a set. */
const INSTANCE = 'instance';

type Metric = Algorithm['metrics'][number];

export interface Metrics {
  /** The method names none: any name may be right. */
  open: boolean;
  /** All that belong to the task. */
  known: readonly Metric[];
  /** Those with one value at the end, the scores and losses first: what a trial can be judged by. */
  final: readonly Metric[];
  /** Those with points while a trial executes: what a pruner can look at. */
  points: readonly Metric[];
}

const isJudging = ({ role }: Metric): boolean => role === 'score' || role === 'loss';

/**
 * Without a task, the metrics of every task.
 *
 * @param isOverSet each trial solves a set of instances: then a method reports metrics of its own, whose last point is the value at the end
 */
export function metricsOf(
  algorithm: Pick<Algorithm, 'metrics'> | undefined,
  task: string | undefined,
  isOverSet = false,
): Metrics {
  const all = algorithm?.metrics ?? [];
  const fitting = all.filter(
    (metric) => (!metric.task || task === undefined || metric.task === task) && (metric.ofSet ?? false) === isOverSet,
  );
  const known = [...new Map(fitting.map((metric) => [metric.key, metric])).values()];
  const single = known.filter((metric) => (isOverSet ? metric.stepUnit !== INSTANCE : !metric.stepUnit));
  const some = single.length > 0 ? single : known;
  return {
    open: algorithm !== undefined && all.length === 0,
    known,
    final: [...some.filter(isJudging), ...some.filter((metric) => !isJudging(metric))],
    points: known.filter((metric) => metric.stepUnit),
  };
}

export interface Objective {
  /** Where its faults are: `objectives[0]`. */
  path: string;
  /** Empty: not chosen yet. */
  metric: string;
  direction: Direction;
}

/** What was chosen, with everything filled in that may be left out. */
export function objectivesOf(drafts: readonly ObjectiveDraft[], { known, final }: Metrics): Objective[] {
  return drafts.map((draft, at) => {
    const metric = draft.metric ?? (at === 0 ? final[0]?.key : undefined) ?? '';
    const own = known.find((one) => one.key === metric)?.maximize ? 'maximize' : 'minimize';
    return { path: `objectives[${at}]`, metric, direction: draft.direction ?? own };
  });
}

/** A metric that is no objective yet; undefined when there is none left. */
export const nextMetric = (objectives: readonly Objective[], { final }: Metrics): string | undefined =>
  final.find(({ key }) => !objectives.some(({ metric }) => metric === key))?.key;

export function objectiveErrors(
  objectives: readonly Objective[],
  metrics: Metrics,
  method: string,
): Map<string, string> {
  const errors = new Map<string, string>();
  for (const [at, { path, metric }] of objectives.entries()) {
    const fault = metricFault(metric, metrics, method);
    if (fault !== undefined) errors.set(`${path}.metric`, fault);
    else if (objectives.findIndex((one) => one.metric === metric) !== at) {
      errors.set(`${path}.metric`, 'It is an objective already.');
    }
  }
  return errors;
}

export function constraintErrors(
  constraints: readonly ConstraintDraft[],
  metrics: Metrics,
  method: string,
): Map<string, string> {
  const errors = new Map<string, string>();
  for (const [at, { metric = '', bound }] of constraints.entries()) {
    const fault = metricFault(metric, metrics, method);
    if (fault !== undefined) errors.set(`constraints[${at}].metric`, fault);
    if (bound.trim() === '' || !Number.isFinite(Number(bound))) {
      errors.set(`constraints[${at}].bound`, 'It must be a number.');
    }
  }
  return errors;
}

function metricFault(metric: string, { open, known }: Metrics, method: string): string | undefined {
  if (metric.trim() === '') return open ? 'Give the name of a metric.' : 'Choose a metric.';
  if (open) return undefined;
  const found = known.find(({ key }) => key === metric);
  if (!found) return `${method} reports no such metric.`;
  return found.ofSet && found.stepUnit === INSTANCE
    ? 'It has a value for each instance: choose one of the set.'
    : undefined;
}
