import { describe, expect, it } from 'vitest';
import type { Notification, NotificationPage } from '@/shared/api/types';
import { withNotification } from './inbox-updates';

const one = (id: string, readAt: string | null = null): Notification => ({
  id,
  kind: 'metric',
  severity: 'info',
  title: id,
  text: '',
  project: { id: 'p', name: 'p' },
  run: null,
  rule: null,
  place: { view: 'run', attempt: null, metricKey: null, step: null, trial: null },
  createdAt: '2026-01-01T00:00:00Z',
  readAt,
});
const inbox = (...items: Notification[]) => {
  const page: NotificationPage = { items, nextCursor: null, total: items.length, unread: 0 };
  return { pages: [page], pageParams: [undefined] };
};
const ids = (data: ReturnType<typeof withNotification>) => data.pages.flatMap((page) => page.items.map((n) => n.id));

describe('an inbox that is open', () => {
  it('puts a new notification first, once', () => {
    const next = withNotification(inbox(one('a')), one('b'), false);
    expect(ids(next)).toEqual(['b', 'a']);
    expect(next.pages[0]?.total).toBe(2);
    expect(ids(withNotification(next, one('b'), false))).toEqual(['b', 'a']);
  });

  it('marks in place what was read', () => {
    const next = withNotification(inbox(one('a'), one('b')), one('b', '2026-01-02T00:00:00Z'), false);
    expect(ids(next)).toEqual(['a', 'b']);
    expect(next.pages[0]?.items[1]?.readAt).not.toBeNull();
  });

  it('lets what was read leave the list of what is unread', () => {
    expect(ids(withNotification(inbox(one('a'), one('b')), one('b', 'x'), true))).toEqual(['a']);
    expect(ids(withNotification(inbox(one('a')), one('c', 'x'), true))).toEqual(['a']);
  });
});
