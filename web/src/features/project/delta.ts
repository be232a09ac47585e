import type { MetricValue } from '@/shared/api/types';

/** Of these a smaller value is better, by the last part of the key. */
const SMALLER_IS_BETTER = /(loss|rmse|mae|mse|mape|error|deviance|gap)$/;

/** Of these the name does not tell which way is better: that is a matter of the problem. */
const NOBODY_KNOWS = /^(objective|incumbent)$/;

export interface Delta {
  value: number;
  tone: 'success' | 'error' | 'muted';
  words: string;
}

/** How far a value is from that of the baseline, and whether that is good; undefined when one of them is no number. */
export function deltaOf(
  key: string,
  value: MetricValue | undefined,
  baseline: MetricValue | undefined,
): Delta | undefined {
  if (typeof value !== 'number' || typeof baseline !== 'number' || NOBODY_KNOWS.test(key)) return undefined;
  const difference = value - baseline;
  if (difference === 0) return { value: 0, tone: 'muted', words: 'as the baseline' };
  const better = SMALLER_IS_BETTER.test(key) ? difference < 0 : difference > 0;
  return {
    value: difference,
    tone: better ? 'success' : 'error',
    words: better ? 'better than the baseline' : 'worse than the baseline',
  };
}
