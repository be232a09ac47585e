import { lazy, Suspense } from 'react';
import { Dialog } from '../ui/dialog';
import { closeShortcutSheet, useSheetOpened } from './use-shortcuts';

const ShortcutList = lazy(() => import('./shortcut-list').then((module) => ({ default: module.ShortcutList })));

/** Every shortcut that works on the screen behind it. */
export function ShortcutSheet() {
  const opened = useSheetOpened();
  return (
    <Dialog opened={opened} onClose={closeShortcutSheet} title="Keyboard shortcuts" size="xl">
      <Suspense fallback={<p className="muted">Loading…</p>}>
        <ShortcutList />
      </Suspense>
    </Dialog>
  );
}
