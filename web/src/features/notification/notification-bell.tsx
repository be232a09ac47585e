import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode } from 'react';
import { formatCount } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { TopbarPopover } from '@/shared/ui/topbar-popover';
import { useInboxUpdates } from './inbox-updates';
import { unreadQuery } from './queries';
import './bell.css';

const InboxPanel = lazy(() => import('./inbox-panel').then((module) => ({ default: module.InboxPanel })));

/** The bell of the top bar: how many notifications are unread, and the inbox behind it. */
export function NotificationBell(): ReactNode {
  useInboxUpdates();
  const unread = useQuery(unreadQuery).data ?? 0;
  const words = unread === 0 ? 'Notifications' : `Notifications, ${formatCount(unread)} unread`;
  return (
    <TopbarPopover
      label="Notifications"
      words={words}
      width={400}
      className="topbar-count"
      button={
        <>
          <Icon name="bell" />
          {unread > 0 && <span className="count-badge tabular">{unread > 99 ? '99+' : unread}</span>}
        </>
      }
    >
      {(leave) => <InboxPanel onLeave={leave} />}
    </TopbarPopover>
  );
}
