import { useQuery } from '@tanstack/react-query';
import { headlineMetrics, metricTitle } from '@/features/metric';
import { api, unwrap } from '@/shared/api/client';
import type { MetricValue, Run } from '@/shared/api/types';
import { formatBytes, formatNumber } from '@/shared/format/format';
import { BaselineDelta, useBaselineOf } from './baseline-delta';

const EVERY_MS = 3_000;
const MEMORY = 'system/memory_bytes';

/** What is measured now of a run that executes: the metrics that a person looks at first, and the memory it holds. */
export function RunNumbers({ run }: { run: Run }) {
  const measured = useQuery({
    queryKey: ['run', run.id, 'numbers'],
    queryFn: () => unwrap(api.GET('/runs/{runId}/metrics/keys', { params: { path: { runId: run.id } } })),
    refetchInterval: EVERY_MS,
  });
  const baseline = useBaselineOf(run);
  if (!measured.data) return null;
  const last: Record<string, MetricValue> = Object.fromEntries(measured.data.items.map((one) => [one.key, one.last]));
  const memory = last[MEMORY];
  const shown = headlineMetrics(last, 2);
  if (shown.length === 0 && typeof memory !== 'number') return null;
  return (
    <ul className="run-numbers tabular" aria-label="Measured now" data-live>
      {shown.map(([key, value]) => (
        <li key={key} title={`${key} = ${value}`}>
          <span className="muted">{metricTitle(key)}</span> <strong>{formatNumber(value)}</strong>
          <BaselineDelta value={value} other={baseline?.summary[key]} />
        </li>
      ))}
      {typeof memory === 'number' && (
        <li title={`${MEMORY} = ${memory}`}>
          <span className="muted">Memory</span> <strong>{formatBytes(memory)}</strong>
        </li>
      )}
    </ul>
  );
}
