import { useQuery } from '@tanstack/react-query';
import { baselineQuery } from '@/shared/api/baseline';
import type { MetricValue, Run } from '@/shared/api/types';
import { formatNumber } from '@/shared/format/format';
import { runQuery } from './queries';

/** The baseline of a run's project; undefined while it is not known, when there is none, and for the baseline itself. */
export function useBaselineOf(run: Run): Run | undefined {
  const id = useQuery(baselineQuery(run.projectId)).data?.runId;
  return useQuery({ ...runQuery(id ?? ''), enabled: !!id && id !== run.id }).data;
}

/** How far a value is from the baseline's; whether that is good depends on the metric, so no colour says it. */
export function BaselineDelta({ value, other }: { value: MetricValue; other: MetricValue | undefined }) {
  if (typeof value !== 'number' || typeof other !== 'number') return null;
  const delta = value - other;
  const sign = delta > 0 ? '▲ +' : delta < 0 ? '▼ ' : '= ';
  return (
    <span className="tabular">
      {' '}
      {sign}
      {formatNumber(delta)} vs baseline
    </span>
  );
}
