import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Icon } from '@/shared/ui/icon';
import { useInboxUpdates } from './inbox-updates';
import { unreadQuery } from './queries';
import './bell.css';

const InboxPanel = lazy(() => import('./inbox-panel').then((module) => ({ default: module.InboxPanel })));

/** The bell of the top bar: how many notifications are unread, and the inbox behind it. */
export function NotificationBell(): ReactNode {
  const [opened, setOpened] = useState(false);
  useInboxUpdates();
  const unread = useQuery(unreadQuery).data ?? 0;
  const words = unread === 0 ? 'Notifications' : `Notifications, ${unread} unread`;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={400}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="icon-button topbar-count"
          aria-label={words}
          title={words}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="bell" />
          {unread > 0 && <span className="count-badge tabular">{unread > 99 ? '99+' : unread}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Notifications" className="topbar-panel">
        <Suspense fallback={<p className="muted">Loading…</p>}>
          <InboxPanel onLeave={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
