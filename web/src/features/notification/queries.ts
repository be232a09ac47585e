import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import { pauseAfter } from './delivery-pace';

const PAGE = 50;

export const inboxQuery = (unreadOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: ['notifications', 'inbox', unreadOnly],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/me/notifications', { params: { query: { unread: unreadOnly, limit: PAGE, cursor: pageParam } } }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** How many are unread; kept up to date by the live stream. */
export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: async () =>
    (await unwrap(api.GET('/me/notifications', { params: { query: { unread: true, limit: 1 } } }))).unread,
  staleTime: Number.POSITIVE_INFINITY,
});

export const alertRulesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['alert-rules', projectId],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/alert-rules', { params: { path: { projectId } } })),
  });

export const runMuteQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run-mute', runId],
    queryFn: () => unwrap(api.GET('/runs/{runId}/mute', { params: { path: { runId } } })),
  });

export const webhooksQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['webhooks', projectId],
    queryFn: () => unwrap(api.GET('/projects/{projectId}/webhooks', { params: { path: { projectId } } })),
  });

export const deliveriesQuery = (projectId: string, webhookId: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', projectId, webhookId, 'deliveries'],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/projects/{projectId}/webhooks/{webhookId}/deliveries', {
          params: { path: { projectId, webhookId }, query: { limit: 20, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // A delivery ends without a word on the stream.
    refetchInterval: ({ state }) =>
      pauseAfter(state.data?.pages.flatMap((page) => page.items) ?? [], state.dataUpdatedAt),
  });
