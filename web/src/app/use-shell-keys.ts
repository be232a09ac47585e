import { useNavigate } from '@tanstack/react-router';
import { solvesPath } from '@/features/run';
import { openShortcutSheet, useKeyMap, useShortcuts } from '@/shared/keys/use-shortcuts';
import { sections } from './sections';

/** What a screen marks as its filter: `/` leads there. */
const filterOfScreen = () => document.querySelector<HTMLElement>('#content [data-filter], #content input[type=search]');

/** The shortcuts of every screen. */
export function useShellKeys(projectId: string | undefined): void {
  useKeyMap();
  const navigate = useNavigate();
  useShortcuts(
    'Everywhere',
    [
      { keys: '?', what: 'This sheet', run: openShortcutSheet },
      {
        keys: '/',
        what: 'Go to the filter of the screen',
        when: () => filterOfScreen() !== null,
        run: () => filterOfScreen()?.focus(),
      },
    ],
    { level: 'application' },
  );
  useShortcuts(
    'Go to',
    [
      ...sections.map((section) => ({
        keys: `g ${section.key}`,
        what: section.word,
        when: () => projectId !== undefined,
        run: () => {
          if (projectId !== undefined) void navigate({ to: section.to, params: { projectId } });
        },
      })),
      {
        keys: 'g o',
        what: 'Solves',
        when: () => projectId !== undefined,
        run: () => {
          if (projectId !== undefined) void navigate({ href: solvesPath(projectId) });
        },
      },
      { keys: 'g y', what: 'System', run: () => void navigate({ to: '/system' }) },
    ],
    { level: 'application' },
  );
}
