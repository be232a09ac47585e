import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { metricKeyOf } from './run-columns';
import { resultColumns, solveKeys, trendKeys } from './run-headline';
import { readColumns } from './run-list-api';

/** So many metrics are tried for the result of a run. */
export const RESULTS = 3;
/** So many metrics are tried for its trend. */
export const TRENDS = 3;

/** The keys of the project's metrics. Those of the last visit serve at once, so that the first rows need not wait for them. */
export function useMetricKeys(projectId: string): readonly string[] | undefined {
  const place = `signalbox.metric-keys.${projectId}`;
  const [remembered] = useState(() => {
    const text = localStorage.getItem(place);
    return text === null ? undefined : (text.split('\n').filter(Boolean) as readonly string[]);
  });
  const keys = useQuery({
    queryKey: ['runs', projectId, 'columns', 'metrics'],
    queryFn: async ({ signal }) => {
      const { items } = await readColumns(projectId, { kind: 'metric', limit: 1000 }, signal);
      return items.map((one) => metricKeyOf(one.field)).join('\n');
    },
    staleTime: 60_000,
    retry: false,
  });
  const text = keys.data;
  useEffect(() => {
    if (text === undefined) return;
    const all = text.split('\n');
    const best = [
      ...resultColumns(all, RESULTS).map(metricKeyOf),
      ...trendKeys(all, TRENDS),
      ...solveKeys.filter((key) => all.includes(key)),
    ];
    localStorage.setItem(place, [...new Set(best)].join('\n'));
  }, [text, place]);
  return useMemo(
    () => (text !== undefined ? text.split('\n').filter(Boolean) : keys.isError ? [] : remembered),
    [text, keys.isError, remembered],
  );
}
