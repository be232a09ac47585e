import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { rememberedProject } from '@/features/project';
import { api, unwrap } from '@/shared/api/client';
import type { Notification } from '@/shared/api/types';
import { Button, IconButton } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem } from '@/shared/ui/toasts';
import { DesktopSwitch } from './desktop-switch';
import { placeOf } from './notification-place';
import { inboxQuery, unreadQuery } from './queries';
import { SeverityMark } from './severity-mark';
import './notification.css';

export function InboxPanel({ onLeave }: { onLeave: () => void }): ReactNode {
  const [unreadOnly, setUnreadOnly] = useState(false);
  const inbox = useInfiniteQuery(inboxQuery(unreadOnly));
  const read = useRead();
  const items = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const anyUnread = items.some((one) => one.readAt === null);
  return (
    <section className="inbox" aria-label="Inbox">
      <div className="inbox-head">
        <Segmented
          label="Which notifications"
          hideLabel
          value={unreadOnly ? 'unread' : 'all'}
          options={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread' },
          ]}
          onChange={(value) => setUnreadOnly(value === 'unread')}
        />
        <Button kind="quiet" disabled={!anyUnread || read.isPending} onClick={() => read.mutate({ all: true })}>
          Mark all as read
        </Button>
      </div>
      {inbox.isPending && <Skeleton rows={4} height={44} />}
      {inbox.isError && (
        <ProblemView
          error={inbox.error}
          kept={items.length > 0 ? 'What was read before is shown below.' : undefined}
          onRetry={() => void inbox.refetch()}
        />
      )}
      {inbox.data && items.length === 0 && (
        <EmptyInbox unreadOnly={unreadOnly} onShowAll={() => setUnreadOnly(false)} onLeave={onLeave} />
      )}
      {items.length > 0 && (
        <ul className="inbox-list">
          {items.map((one) => (
            <InboxRow
              key={one.id}
              notification={one}
              onRead={() => read.mutate({ ids: [one.id] })}
              onOpen={() => {
                if (one.readAt === null) read.mutate({ ids: [one.id] });
                onLeave();
              }}
            />
          ))}
        </ul>
      )}
      {inbox.hasNextPage && (
        <Button kind="quiet" busy={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
          Show older
        </Button>
      )}
      <div className="inbox-foot">
        <DesktopSwitch />
      </div>
    </section>
  );
}

function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { ids?: string[]; all?: boolean }) => unwrap(api.POST('/me/notifications/read', { body })),
    onSuccess: ({ unread }) => {
      client.setQueryData(unreadQuery.queryKey, unread);
      void client.invalidateQueries({ queryKey: ['notifications', 'inbox'] });
    },
    onError: (error) => toastProblem('The notifications were not marked as read', error),
  });
}

function InboxRow({
  notification,
  onRead,
  onOpen,
}: {
  notification: Notification;
  onRead: () => void;
  onOpen: () => void;
}) {
  const router = useRouter();
  const href = placeOf(notification);
  const unread = notification.readAt === null;
  const open = (event: MouseEvent) => {
    onOpen();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <li className={unread ? 'inbox-row unread' : 'inbox-row'}>
      <SeverityMark severity={notification.severity} />
      <div className="inbox-text">
        <a href={href} onClick={open}>
          {notification.title}
          {unread && <span className="visually-hidden"> (unread)</span>}
        </a>
        {notification.text && <p className="inbox-detail">{notification.text}</p>}
        <p className="muted small">
          {notification.project.name}
          {notification.rule && ` · rule ${notification.rule.name}`} · <TimeAgo time={notification.createdAt} />
        </p>
      </div>
      {unread && <IconButton icon="check" label={`Mark as read: ${notification.title}`} onClick={onRead} />}
    </li>
  );
}

function EmptyInbox({
  unreadOnly,
  onShowAll,
  onLeave,
}: {
  unreadOnly: boolean;
  onShowAll: () => void;
  onLeave: () => void;
}) {
  const params = useParams({ strict: false });
  const projectId = params.projectId ?? rememberedProject();
  if (unreadOnly) {
    return (
      <EmptyState
        icon="check"
        title="Nothing is unread"
        action={<Button onClick={onShowAll}>Show what was read</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon="bell"
      title="Nothing yet"
      action={
        projectId !== undefined && (
          <Link
            to="/projects/$projectId/settings/alerts"
            params={{ projectId }}
            className="button button-primary"
            onClick={onLeave}
          >
            Make an alert rule
          </Link>
        )
      }
    >
      An alert rule tells you when a run ends or a metric crosses a value.
    </EmptyState>
  );
}
