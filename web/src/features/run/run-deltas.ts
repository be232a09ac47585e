import type { MetricValue } from '@/shared/api/types';
import { type Aggregate, type Better, isMetric, metricKeyOf, paramPathOf } from './run-columns';
import type { RunRow } from './run-list-api';

/** The value of a metric as one of its aggregates; undefined when the run has none. */
export function metricValue(row: RunRow, key: string, aggregate: Aggregate = 'last'): MetricValue | undefined {
  return row.metrics?.[metricKeyOf(key)]?.[aggregate] ?? undefined;
}

export function columnValue(row: RunRow, key: string, aggregate?: Aggregate): string | number | boolean | undefined {
  if (isMetric(key)) return metricValue(row, key, aggregate);
  return row.params?.[paramPathOf(key)];
}

export interface Delta {
  value: number;
  verdict: 'better' | 'worse' | 'equal';
}

/** How far a value is from the baseline's, and whether that is good. */
export function deltaTo(
  value: MetricValue | undefined,
  baseline: MetricValue | undefined,
  better: Better,
): Delta | undefined {
  if (typeof value !== 'number' || typeof baseline !== 'number') return undefined;
  const difference = value - baseline;
  if (!Number.isFinite(difference)) return undefined;
  const isUp = difference > 0;
  return { value: difference, verdict: difference === 0 ? 'equal' : isUp === (better === 'up') ? 'better' : 'worse' };
}

/** `▲ +0.0041`: the arrow says where it went, the verdict whether that is better. */
export function deltaText(delta: Delta, format: (value: number) => string): string {
  if (delta.value === 0) return '= 0';
  const size = format(Math.abs(delta.value));
  return delta.value > 0 ? `▲ +${size}` : `▼ −${size}`;
}
