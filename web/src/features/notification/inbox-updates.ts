import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Notification, NotificationPage } from '@/shared/api/types';
import { useTopic } from '@/shared/stream/use-stream';
import { showOnDesktop } from './desktop';
import { inboxQuery, unreadQuery } from './queries';

type Inbox = InfiniteData<NotificationPage>;

/** The inbox with a notification that is new or was read. New ones come first; of what was unread only, the read leave. */
export function withNotification(inbox: Inbox, next: Notification, unreadOnly: boolean): Inbox {
  const [first, ...rest] = inbox.pages;
  if (!first) return inbox;
  const known = inbox.pages.some((page) => page.items.some((one) => one.id === next.id));
  const gone = unreadOnly && next.readAt !== null;
  if (!known) {
    if (gone) return inbox;
    const pages = [{ ...first, items: [next, ...first.items], total: first.total + 1 }, ...rest];
    return { ...inbox, pages };
  }
  const pages = inbox.pages.map((page) => ({
    ...page,
    items: gone
      ? page.items.filter((one) => one.id !== next.id)
      : page.items.map((one) => (one.id === next.id ? next : one)),
  }));
  return { ...inbox, pages };
}

function put(client: QueryClient, next: Notification): void {
  for (const unreadOnly of [false, true]) {
    client.setQueryData<Inbox>(inboxQuery(unreadOnly).queryKey, (inbox) =>
      inbox ? withNotification(inbox, next, unreadOnly) : inbox,
    );
  }
}

/** Follows the user's inbox: the count and the lists change at once, and who asked for it is told outside of the page, too. */
export function useInboxUpdates(): void {
  const client = useQueryClient();
  const told = useRef(new Set<string>());
  useTopic('me:notifications', {
    onSnapshot: (state) => {
      client.setQueryData(unreadQuery.queryKey, (state as { unread: number }).unread);
      void client.invalidateQueries({ queryKey: ['notifications', 'inbox'] });
    },
    onGap: () => void client.invalidateQueries({ queryKey: ['notifications'] }),
    onBatch: (items) => {
      for (const item of items) {
        const { type, notification, unread } = item as { type?: string; notification?: Notification; unread?: number };
        if (type !== 'notification' || !notification) continue;
        if (unread !== undefined) client.setQueryData(unreadQuery.queryKey, unread);
        put(client, notification);
        if (notification.readAt === null && !told.current.has(notification.id)) {
          told.current.add(notification.id);
          showOnDesktop(notification);
        }
      }
    },
  });
}
