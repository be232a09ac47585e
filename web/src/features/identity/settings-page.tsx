import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '@/shared/ui/page';
import { Tabs } from '@/shared/ui/tabs';
import { AppearanceSettings } from './appearance-settings';
import { useIsAdministrator } from './me';
import type { SettingsSearch, SettingsTab } from './settings-search';
import { TokenSettings } from './token-settings';
import { UserSettings } from './user-settings';
import './identity-settings.css';

/** What belongs to the person and not to a project. */
export function SettingsPage(): ReactNode {
  const { tab = 'appearance' } = useSearch({ strict: false }) as SettingsSearch;
  const navigate = useNavigate();
  const isAdministrator = useIsAdministrator();
  const tabs: { id: SettingsTab; label: string }[] = [
    { id: 'appearance', label: 'Appearance' },
    { id: 'tokens', label: 'API tokens' },
    ...(isAdministrator ? [{ id: 'users' as const, label: 'Users' }] : []),
  ];
  const shown = tabs.some((one) => one.id === tab) ? tab : 'appearance';
  return (
    <div className="page">
      <PageHeader title="My settings" documentTitle="My settings" />
      <Tabs
        label="Settings"
        tabs={tabs}
        active={shown}
        onChange={(next) =>
          void navigate({
            to: '/settings',
            search: next === 'appearance' ? {} : { tab: next as SettingsTab },
            replace: true,
          })
        }
      >
        {shown === 'appearance' && <AppearanceSettings />}
        {shown === 'tokens' && <TokenSettings />}
        {shown === 'users' && <UserSettings />}
      </Tabs>
    </div>
  );
}
