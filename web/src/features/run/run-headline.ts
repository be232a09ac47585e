import { headlineMetrics } from '@/features/metric';
import type { MetricValue } from '@/shared/api/types';
import { metricColumn } from './run-columns';

/** At most so many final values of a run, the best known first. */
export function headlineOf(summary: Record<string, MetricValue>, count: number) {
  return headlineMetrics(summary, count);
}

/** The metrics of a project that its result column looks for in each run, the best known first. */
export function resultColumns(keys: readonly string[], count: number): string[] {
  const known = headlineMetrics(Object.fromEntries(keys.map((key) => [key, 0])), count).map(([key]) => key);
  const others = keys.filter((key) => !known.includes(key) && !/^(sys|system)\//.test(key));
  return [...known, ...others].slice(0, count).map(metricColumn);
}

const HAS_A_COURSE = /(loss|auc|acc|score|error|rmse|mae|r2|f1|incumbent|gap)/i;

/** What the table shows of every solve, whatever else the project logs. */
export const solveKeys = ['incumbent', 'gap'] as const;

/** The metrics whose course the trend column draws: validation before training. */
export function trendKeys(keys: readonly string[], count: number): string[] {
  const rank = (key: string) => (/^val/.test(key) ? 0 : /^train/.test(key) ? 2 : 1);
  return keys
    .filter((key) => HAS_A_COURSE.test(key) && !/_std$/.test(key))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, count);
}
