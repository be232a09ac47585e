import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '@/shared/api/client';
import { queryClient } from '@/shared/api/query-client';
import { closeSession } from '@/shared/api/session';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { toastProblem } from '@/shared/ui/toasts';
import { meQuery } from './me';

async function signOut(): Promise<void> {
  try {
    await unwrap(api.POST('/auth/logout'));
  } catch (error) {
    // The cookie may still be good: saying "signed out" would be untrue.
    toastProblem('You are still signed in', error);
    return;
  }
  closeSession();
  queryClient.clear();
}

export function UserMenu() {
  const me = useQuery(meQuery);
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={240}>
      <Menu.Target>
        <IconButton icon="user" label={me.data ? `Account of ${me.data.name}` : 'Account'} />
      </Menu.Target>
      <Menu.Dropdown>
        {me.data && (
          <Menu.Label>
            <strong className="ellipsis" style={{ display: 'block', color: 'var(--text)' }}>
              {me.data.name}
            </strong>
            {me.data.email}
            {me.data.administrator && ' · administrator'}
          </Menu.Label>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="settings" />} onClick={() => void navigate({ to: '/settings' })}>
          My settings
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
