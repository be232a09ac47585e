import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import './notification.css';

const pages = [
  { to: '/projects/$projectId/settings', word: 'General' },
  { to: '/projects/$projectId/settings/alerts', word: 'Alert rules' },
  { to: '/projects/$projectId/settings/webhooks', word: 'Webhooks' },
] as const;

/** The pages of a project's settings. */
export function SettingsNav({ projectId }: { projectId: string }): ReactNode {
  return (
    <nav className="settings-nav" aria-label="Settings">
      {pages.map((page) => (
        <Link key={page.to} to={page.to} params={{ projectId }} activeOptions={{ exact: true, includeSearch: false }}>
          {page.word}
        </Link>
      ))}
    </nav>
  );
}
