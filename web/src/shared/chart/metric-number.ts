import type { MetricValue } from '../api/types';

/** A value of a metric as a double; NaN for none. */
export function numberOf(value: MetricValue | null | undefined): number {
  return typeof value === 'number' ? value : value === null || value === undefined ? Number.NaN : Number(value);
}
