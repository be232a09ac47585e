import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, fetchContent, unwrap } from '@/shared/api/client';

export const artifactsKey = (runId: string) => ['run', runId, 'artifacts'] as const;

export const artifactsQuery = (runId: string) =>
  queryOptions({
    queryKey: artifactsKey(runId),
    queryFn: () => unwrap(api.GET('/runs/{runId}/artifacts', { params: { path: { runId } } })),
  });

export const artifactPath = (runId: string, name: string) => `/runs/${runId}/artifacts/${encodeURIComponent(name)}`;

/** A JSON artifact. It never changes, but its bytes are named by the hash, so that those of a new attempt are read anew. */
export const jsonArtifactQuery = <T>(runId: string, name: string, sha256: string) =>
  queryOptions({
    queryKey: ['run', runId, 'artifact', name, sha256],
    queryFn: async ({ signal }) => (await (await fetchContent(artifactPath(runId, name), signal)).json()) as T,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const blobQuery = (runId: string, name: string, sha256: string) =>
  queryOptions({
    queryKey: ['run', runId, 'artifact-blob', name, sha256],
    queryFn: async ({ signal }) => (await fetchContent(artifactPath(runId, name), signal)).blob(),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A column, how its cell is compared, and with what. */
export type CellCondition = readonly [column: string, comparison: 'eq' | 'ne' | 'gt' | 'le', value: string];

const TABLE_PAGE = 100;

/** Rows of a stored table that meet all conditions, a page at a time. */
export const tableQuery = (runId: string, name: string, sha256: string, where: readonly CellCondition[]) =>
  infiniteQueryOptions({
    queryKey: ['run', runId, 'artifact-table', name, sha256, where],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/runs/{runId}/artifacts/{name}/table', {
          params: {
            path: { runId, name },
            query: { limit: TABLE_PAGE, cursor: pageParam, where: where.map((one) => JSON.stringify(one)) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

const HEAD_BYTES = 64 * 1024;

/** The first bytes of a text artifact; the rest is not read. */
export const headQuery = (runId: string, name: string, sha256: string) =>
  queryOptions({
    queryKey: ['run', runId, 'artifact-head', name, sha256],
    queryFn: async ({ signal }) => readHead(await fetchContent(artifactPath(runId, name), signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });

async function readHead(response: Response): Promise<{ text: string; whole: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: await response.text(), whole: true };
  const decoder = new TextDecoder();
  let text = '';
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), whole: true };
    read += value.length;
    text += decoder.decode(value, { stream: true });
    if (read >= HEAD_BYTES) {
      await reader.cancel();
      return { text: text.slice(0, HEAD_BYTES), whole: false };
    }
  }
}
