import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Run } from '@/shared/api/types';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { recentRunsQuery } from './queries';
import type { RunSearch } from './run-search';

interface Page {
  items: readonly { id: string }[];
}

function pagesOf(data: unknown): Page[] {
  if (typeof data !== 'object' || data === null) return [];
  const pages = 'pages' in data && Array.isArray(data.pages) ? (data.pages as unknown[]) : [data];
  return pages.filter((page): page is Page => typeof page === 'object' && page !== null && 'items' in page);
}

/** The ids of the list that was looked at last and has this run in it, in the order of that list. */
export function orderAround(client: QueryClient, projectId: string, runId: string): string[] {
  return (
    client
      .getQueryCache()
      .findAll({ queryKey: ['runs', projectId] })
      .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
      .map((query) => pagesOf(query.state.data).flatMap((page) => page.items.map((run) => run.id)))
      .find((ids) => ids.includes(runId)) ?? []
  );
}

/** `[` and `]`: the run above and below, in the list that led here; without one, among the newest runs. */
export function useNeighbourKeys({ projectId, id }: Run): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { tab } = useSearch({ strict: false }) as RunSearch;
  const go = async (step: 1 | -1) => {
    if (orderAround(client, projectId, id).length === 0) await client.ensureQueryData(recentRunsQuery(projectId));
    const order = orderAround(client, projectId, id);
    const runId = order[order.indexOf(id) + step];
    if (!order.includes(id) || !runId) return;
    void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId }, search: { tab } });
  };
  useShortcuts('Run', [
    { keys: '[', what: 'Run above in the list', run: () => void go(-1) },
    { keys: ']', what: 'Run below in the list', run: () => void go(1) },
  ]);
}
