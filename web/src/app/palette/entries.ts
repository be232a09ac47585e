import { queryOptions } from '@tanstack/react-query';
import { solvesPath } from '@/features/run';
import { api, unwrap } from '@/shared/api/client';
import type { FoundResource } from '@/shared/api/types';
import type { IconName } from '@/shared/ui/icon';
import { sections } from '../sections';
import { fuzzyScore } from './fuzzy';
import { recents } from './recents';

/** Something that the palette can do: open a page, or act. */
export interface Entry {
  id: string;
  word: string;
  note: string;
  icon: IconName;
  /** Keys that do the same. */
  keys?: string;
  path?: string;
  act?: () => void;
}

const places: Record<FoundResource['kind'], { icon: IconName; note: string; path: (one: FoundResource) => string }> = {
  project: { icon: 'folder', note: 'project', path: (one) => `/projects/${one.id}` },
  dataset: { icon: 'data', note: 'dataset', path: (one) => `/projects/${one.projectId}/datasets/${one.id}` },
  model: { icon: 'model', note: 'model', path: (one) => `/projects/${one.projectId}/models/${one.id}` },
  run: { icon: 'runs', note: 'run', path: (one) => `/projects/${one.projectId}/runs/${one.id}` },
};

export const searchQuery = (q: string, projectId: string | undefined) =>
  queryOptions({
    queryKey: ['search', projectId ?? 'all', q],
    queryFn: ({ signal }) => unwrap(api.GET('/search', { params: { query: { q, projectId, limit: 20 } }, signal })),
    enabled: q !== '',
    staleTime: 5_000,
  });

export function resourceEntry(found: FoundResource): Entry {
  const { icon, note, path } = places[found.kind];
  const more = found.kind === 'run' ? found.note.replaceAll('_', ' ') : found.kind === 'model' ? `v${found.note}` : '';
  return {
    id: found.id,
    word: found.name,
    note: more ? `${note} · ${more}` : note,
    icon,
    path: path(found),
  };
}

export function pageEntries(projectId: string | undefined): Entry[] {
  const own = projectId
    ? sections.map((section) => ({
        id: `page-${section.key}`,
        word: section.word,
        note: 'page',
        icon: section.icon,
        keys: `g ${section.key}`,
        path: section.to.replace('$projectId', projectId),
      }))
    : [];
  const solves: Entry[] = projectId
    ? [{ id: 'page-o', word: 'Solves', note: 'page', icon: 'runs', keys: 'g o', path: solvesPath(projectId) }]
    : [];
  return [
    ...own,
    ...solves,
    { id: 'page-y', word: 'System', note: 'page', icon: 'system', keys: 'g y', path: '/system' },
    { id: 'page-import', word: 'Import a project', note: 'page', icon: 'upload', path: '/import' },
  ];
}

export function recentEntries(): Entry[] {
  return recents().map(({ path, word, note }) => ({ id: `recent-${path}`, word, note, icon: 'clock', path }));
}

/** What fits what was typed, the best first; in the order given while nothing is typed. Nothing is offered twice. */
export function rank(typed: string, entries: readonly Entry[]): Entry[] {
  const seen = new Set<string>();
  return entries
    .map((entry, order) => ({ entry, order, score: fuzzyScore(typed, entry.word) }))
    .filter((one): one is typeof one & { score: number } => one.score !== undefined)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ entry }) => entry)
    .filter(({ path, id }) => {
      const key = path ?? id;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
