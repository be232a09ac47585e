import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { UploadTray } from '@/features/dataset';
import { UserMenu } from '@/features/identity';
import { NotificationBell } from '@/features/notification';
import { ProjectSwitcher, projectsQuery, rememberedProject } from '@/features/project';
import { CompareTray, RunningJobs } from '@/features/run';
import { onSessionChange, sessionState } from '@/shared/api/session';
import { ShortcutSheet } from '@/shared/keys/shortcut-sheet';
import { useStreamLifetime } from '@/shared/stream/use-stream';
import { useCrumb } from '@/shared/ui/crumb';
import { Icon } from '@/shared/ui/icon';
import { ConnectionChip } from './connection-chip';
import { HelpMenu } from './help-menu';
import { CommandPalette } from './palette/command-palette';
import { rememberRecent } from './palette/recents';
import { sections } from './sections';
import { ThemeMenu } from './theme-menu';
import { useShellKeys } from './use-shell-keys';

const COLLAPSED = 'signalbox.nav-collapsed';

export function Shell(): ReactNode {
  useStreamLifetime();
  useSignOutRedirect();
  const params = useParams({ strict: false });
  const projects = useQuery(projectsQuery);
  const projectId = params.projectId ?? rememberedProject() ?? projects.data?.items[0]?.id;
  useShellKeys(projectId);
  useRemembering();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === 'yes');
  const toggle = () => {
    localStorage.setItem(COLLAPSED, collapsed ? 'no' : 'yes');
    setCollapsed(!collapsed);
  };
  return (
    <div className="shell" data-collapsed={collapsed || undefined}>
      <a href="#content" className="skip-link button button-primary">
        Skip to content
      </a>
      <header className="topbar">
        <Link to="/" className="brand" aria-label="Signalbox, start page">
          <img src="/favicon.svg" alt="" width="20" height="20" />
          <span className="wide-only">Signalbox</span>
        </Link>
        <ProjectSwitcher projectId={projectId} />
        <Breadcrumb projectId={params.projectId} />
        <span className="grow" />
        <CommandPalette projectId={projectId} />
        <UploadTray />
        <ConnectionChip />
        {/* On a telephone both are behind the search and in the settings. */}
        <span className="wide-only">
          <HelpMenu />
        </span>
        <RunningJobs projectId={projectId} />
        <NotificationBell />
        <span className="wide-only">
          <ThemeMenu />
        </span>
        <UserMenu />
      </header>
      <nav className="nav" aria-label="Main">
        <ul>
          {projectId !== undefined &&
            sections.map((section) => (
              <li key={section.word}>
                <Link
                  to={section.to}
                  params={{ projectId }}
                  activeOptions={{ exact: section.exact, includeSearch: false }}
                  title={collapsed ? section.word : undefined}
                >
                  <Icon name={section.icon} />
                  <span className="nav-word">{section.word}</span>
                </Link>
              </li>
            ))}
          <li>
            <Link to="/system" title={collapsed ? 'System' : undefined}>
              <Icon name="system" />
              <span className="nav-word">System</span>
            </Link>
          </li>
        </ul>
        <button type="button" className="nav-collapse" onClick={toggle} aria-expanded={!collapsed}>
          <Icon name="sidebar" />
          <span className="nav-word">Collapse</span>
          {collapsed && <span className="visually-hidden">Expand navigation</span>}
        </button>
      </nav>
      <main className="content" id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <CompareTray projectId={params.projectId} />
      <ShortcutSheet />
    </div>
  );
}

function Breadcrumb({ projectId }: { projectId: string | undefined }) {
  const { pathname } = useLocation();
  const crumb = useCrumb();
  const section = sections.find((one) => !one.exact && pathname.includes(one.to.slice('/projects/$projectId'.length)));
  if (!projectId || !section) return null;
  const isDetail = pathname.split('/').filter(Boolean).length > 3;
  return (
    <nav className="breadcrumb wide-only" aria-label="Breadcrumb">
      <span className="divider-vertical" />
      <ol>
        <li>
          {isDetail ? (
            <>
              <Link to={section.to} params={{ projectId }}>
                {section.word}
              </Link>
              <Icon name="chevronRight" size={12} />
            </>
          ) : (
            <span className="current">{section.word}</span>
          )}
        </li>
        {isDetail && crumb && (
          <li>
            <span className="current ellipsis" aria-current="page">
              {crumb}
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}

/** What has a name and a page of its own comes first in the palette the next time. */
function useRemembering(): void {
  const { pathname } = useLocation();
  const crumb = useCrumb();
  useEffect(() => {
    const section = sections.find(
      (one) => !one.exact && pathname.includes(`${one.to.slice('/projects/$projectId'.length)}/`),
    );
    if (crumb && section) rememberRecent({ path: pathname, word: crumb, note: section.word });
  }, [pathname, crumb]);
}

/** The session ended (here or in another tab): sign in again, and come back to this place. */
function useSignOutRedirect(): void {
  const session = useSyncExternalStore(onSessionChange, sessionState);
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    // Where we are is read at that moment only: this navigation itself must not lead to another one.
    const { href, pathname } = router.latestLocation;
    if (session.status === 'signed-out' && pathname !== '/sign-in') {
      void navigate({ to: '/sign-in', search: { redirect: href } });
    }
  }, [session.status, navigate, router]);
}
