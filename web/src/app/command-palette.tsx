import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import { recentRunsQuery } from '@/features/run';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { Dialog } from '@/shared/ui/dialog';
import { Icon, type IconName } from '@/shared/ui/icon';

interface Entry {
  id: string;
  word: string;
  note: string;
  icon: IconName;
  path: string;
}

/** Ctrl+K or ⌘K: pages and recent runs by name. */
export function CommandPalette({ projectId }: { projectId: string | undefined }) {
  const [opened, setOpened] = useState(false);
  useShortcuts('Everywhere', [{ keys: 'Mod+k', what: 'Search or jump', run: () => setOpened(true) }], {
    level: 'application',
  });
  return (
    <>
      <button
        type="button"
        className="palette-button"
        aria-label="Search or jump… Ctrl K"
        onClick={() => setOpened(true)}
      >
        <Icon name="search" />
        <span className="wide-only">Search or jump…</span>
        <kbd className="wide-only">Ctrl K</kbd>
      </button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title="Search or jump">
        <PaletteList projectId={projectId} onDone={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function PaletteList({ projectId, onDone }: { projectId: string | undefined; onDone: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const runs = useQuery({ ...recentRunsQuery(projectId ?? ''), enabled: projectId !== undefined });
  const base = `/projects/${projectId}`;
  const pages: Entry[] = projectId
    ? [
        { id: 'home', word: 'Home', note: 'page', icon: 'home', path: base },
        { id: 'data', word: 'Data', note: 'page', icon: 'data', path: `${base}/datasets` },
        { id: 'runs', word: 'Runs', note: 'page', icon: 'runs', path: `${base}/runs` },
        { id: 'models', word: 'Models', note: 'page', icon: 'model', path: `${base}/models` },
        { id: 'new', word: 'New training', note: 'action', icon: 'plus', path: `${base}/new?kind=training` },
        { id: 'predict', word: 'New prediction', note: 'action', icon: 'plus', path: `${base}/new?kind=prediction` },
      ]
    : [];
  const entries: Entry[] = [
    ...pages,
    { id: 'system', word: 'System', note: 'page', icon: 'system' as const, path: '/system' },
    ...(runs.data?.items ?? []).map((run) => ({
      id: run.id,
      word: run.name,
      note: `${run.kind} run`,
      icon: 'runs' as const,
      path: `${base}/runs/${run.id}`,
    })),
  ].filter((entry) => `${entry.word} ${entry.id}`.toLowerCase().includes(text.trim().toLowerCase()));
  const current = Math.min(at, entries.length - 1);

  const open = (entry: Entry | undefined, newTab: boolean) => {
    if (!entry) return;
    onDone();
    if (newTab) window.open(entry.path, '_blank');
    else void navigate({ href: entry.path });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = (current + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % Math.max(1, entries.length);
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(entries[current], event.ctrlKey || event.metaKey);
    }
  };
  return (
    <div className="stack">
      <input
        className="input"
        data-autofocus
        role="combobox"
        aria-label="Search pages and runs"
        aria-expanded="true"
        aria-controls="palette-entries"
        aria-activedescendant={entries[current] ? `palette-${entries[current].id}` : undefined}
        placeholder="Page, run name or id"
        value={text}
        onKeyDown={onKey}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <div className="palette-list" id="palette-entries" role="listbox" aria-label="Results" ref={list}>
        {entries.map((entry, index) => (
          <div
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            aria-selected={index === current}
            tabIndex={-1}
            onClick={(event) => open(entry, event.ctrlKey || event.metaKey)}
            onKeyDown={onKey}
          >
            <Icon name={entry.icon} />
            <span className="grow ellipsis">{entry.word}</span>
            <span className="muted small">{entry.note}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="muted">Nothing has “{text}” in its name.</p>}
    </div>
  );
}
