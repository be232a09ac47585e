import { lazy, Suspense, useEffect } from 'react';
import { keyCaps } from '@/shared/keys/chord';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { closePalette, openPalette, usePalette } from '@/shared/palette/open-palette';
import { Dialog, loadDialogFrame } from '@/shared/ui/dialog';
import { Icon } from '@/shared/ui/icon';
import './command-palette.css';

const loadList = () => import('./palette-list').then((module) => ({ default: module.PaletteList }));
const PaletteList = lazy(loadList);
const QUIET_MS = 1_000;

/** Ctrl+K or ⌘K: pages, resources by name or id, and actions. */
export function CommandPalette({ projectId }: { projectId: string | undefined }) {
  const opened = usePalette();
  useShortcuts('Everywhere', [{ keys: 'Mod+k', what: 'Search or jump', run: () => openPalette() }], {
    level: 'application',
  });
  // It is there before somebody asks, so that what is typed at once goes into it.
  useEffect(() => {
    const timer = setTimeout(() => {
      void loadList();
      void loadDialogFrame();
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <button
        type="button"
        className="palette-button"
        aria-label="Search or jump… Ctrl K"
        onClick={() => openPalette()}
      >
        <Icon name="search" />
        <span className="wide-only">Search or jump…</span>
        <kbd className="wide-only">{keyCaps('Mod+k').flat().join(' ')}</kbd>
      </button>
      <Dialog opened={opened !== undefined} onClose={closePalette} title="Search or jump" size="lg" instant>
        <Suspense fallback={<p className="muted">Loading…</p>}>
          <PaletteList projectId={projectId} initial={opened?.text ?? ''} onDone={closePalette} />
        </Suspense>
      </Dialog>
    </>
  );
}
