import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { activeStatuses, runsByStatusQuery } from '@/features/run';
import { api, unwrap } from '@/shared/api/client';
import { keyCaps } from '@/shared/keys/chord';
import { openShortcutSheet } from '@/shared/keys/use-shortcuts';
import { copyText } from '@/shared/ui/copy-button';
import { Icon } from '@/shared/ui/icon';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { type Entry, pageEntries, rank, recentEntries, resourceEntry, searchQuery } from './entries';

const TYPING_MS = 120;

/** What is typed, and what it finds: a part of its own, so that no screen waits for it. */
export function PaletteList({
  projectId,
  initial,
  onDone,
}: {
  projectId: string | undefined;
  initial: string;
  onDone: () => void;
}) {
  const navigate = useNavigate();
  const [text, setText] = useState(initial);
  const [typed] = useDebouncedValue(text.trim(), TYPING_MS);
  const [at, setAt] = useState(0);
  const [stopping, setStopping] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // Also when it comes after its dialog; and after the dialog has seen what had the focus before, to give it back.
  useEffect(() => {
    const timer = setTimeout(() => input.current?.focus());
    return () => clearTimeout(timer);
  }, []);
  const found = useQuery({ ...searchQuery(typed, undefined), enabled: typed !== '' && !stopping });
  const actions = useActions(projectId, () => {
    setStopping(true);
    setText('');
    setAt(0);
  });
  const stoppable = useStoppable(projectId, stopping);

  const own = stopping
    ? rank(text, stoppable)
    : rank(text, [...recentEntries(), ...pageEntries(projectId), ...actions]);
  const resources = stopping || text.trim() === '' ? [] : (found.data?.items ?? []).map(resourceEntry);
  // What the server found fits by itself; an entry of ours that is the same is there already.
  const entries = [...own, ...resources.filter((one) => !own.some((entry) => entry.path === one.path))];
  const current = Math.max(0, Math.min(at, entries.length - 1));

  const open = (entry: Entry | undefined, newTab: boolean) => {
    if (!entry) return;
    if (entry.path === undefined) {
      entry.act?.();
      if (entry.id !== 'stop') onDone();
      return;
    }
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
    } else if (event.key === 'Backspace' && text === '' && stopping) setStopping(false);
  };
  return (
    <div className="stack palette">
      <input
        className="input"
        ref={input}
        data-autofocus
        role="combobox"
        aria-label={stopping ? 'Which run to cancel' : 'Search pages, actions and names'}
        aria-expanded="true"
        aria-controls="palette-entries"
        aria-activedescendant={entries[current] ? `palette-${entries[current].id}` : undefined}
        placeholder={stopping ? 'Name of the run to cancel' : 'Page, action, name or id'}
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
            {entry.keys && (
              <span className="palette-keys">
                {keyCaps(entry.keys).map((press) => (
                  <kbd key={press.join()}>{press.join(' ')}</kbd>
                ))}
              </span>
            )}
            <span className="muted small">{entry.note}</span>
          </div>
        ))}
        {entries.length === 0 && (
          <p className="muted palette-none">
            {found.isFetching
              ? 'Searching…'
              : stopping
                ? 'No run is active.'
                : `Nothing has “${text}” in its name, and no id begins with it.`}
          </p>
        )}
      </div>
      {found.isError && <p className="tone-error small">Names could not be searched: {found.error.message}</p>}
      <p className="muted small palette-foot">
        <kbd>Enter</kbd> opens, <kbd>{keyCaps('Mod+k').flat()[0]}</kbd>
        <kbd>Enter</kbd> in a new tab, <kbd>Esc</kbd> closes
      </p>
    </div>
  );
}

function useActions(projectId: string | undefined, chooseRun: () => void): Entry[] {
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const copyLink = () =>
    void copyText(location.href).then(
      () => toastSuccess('The link of this page is copied'),
      (error: unknown) => toastProblem('Nothing was copied', error),
    );
  const base = `/projects/${projectId}`;
  return [
    ...(projectId
      ? ([
          { id: 'new', word: 'New training', note: 'action', icon: 'plus', path: `${base}/new?kind=training` },
          { id: 'predict', word: 'New prediction', note: 'action', icon: 'plus', path: `${base}/new?kind=prediction` },
          { id: 'study', word: 'New study', note: 'action', icon: 'plus', path: `${base}/new?kind=study` },
          { id: 'solve', word: 'New solve', note: 'action', icon: 'plus', path: `${base}/new?kind=solve` },
          { id: 'upload', word: 'Upload data', note: 'action', icon: 'upload', path: `${base}/datasets` },
          { id: 'stop', word: 'Cancel run…', note: 'action', icon: 'stop', act: chooseRun },
        ] as const)
      : []),
    {
      id: 'theme',
      word: 'Toggle theme',
      note: dark ? 'to light' : 'to dark',
      icon: dark ? 'sun' : 'moon',
      act: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    { id: 'link', word: 'Copy link', note: 'of this page', icon: 'link', act: copyLink },
    // The sheet takes the focus once this dialog has given it back.
    {
      id: 'keys',
      word: 'Keyboard shortcuts',
      note: 'help',
      icon: 'keyboard',
      keys: '?',
      act: () => setTimeout(openShortcutSheet, 50),
    },
  ];
}

/** The active runs, each as the action that stops it. */
function useStoppable(projectId: string | undefined, wanted: boolean): Entry[] {
  const runs = useQuery({
    ...runsByStatusQuery(projectId ?? '', activeStatuses),
    enabled: wanted && projectId !== undefined,
  });
  const stop = (runId: string, name: string) =>
    void unwrap(api.POST('/runs/{runId}/cancel', { params: { path: { runId } }, body: { mode: 'graceful' } })).then(
      () => toastSuccess(`“${name}” stops`),
      (error: unknown) => toastProblem(`“${name}” was not stopped`, error),
    );
  return (runs.data?.items ?? []).map((run) => ({
    id: `stop-${run.id}`,
    word: run.name,
    note: `${run.kind} · ${run.status.replaceAll('_', ' ')}`,
    icon: 'stop',
    act: () => stop(run.id, run.name),
  }));
}
