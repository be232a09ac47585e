import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { runsParameter } from '@/shared/format/run-slots';
import { createLink } from './run-list-api';
import { parseRunsParameter, type RunSelectionState, runSelection, useRunSelection } from './run-selection';
import type { RunsSearch } from './runs-search';
import { defaultView, viewsQuery } from './saved-views';

/** What of the runs table stands in its address. */

/** So many ids still make an address that can be sent around; a short link takes more. */
const MOST_IN_ADDRESS = 40;
const MOST_IN_LINK = 190;
const LONG_ADDRESS = 1800;

/** The selection stands in the address as long as it is short; what comes with an address is taken over once. */
export function useAddressOfSelection(
  projectId: string,
  text: string | undefined,
  change: (next: Partial<RunsSearch>, replace: boolean) => void,
): void {
  const selection = runSelection(projectId);
  const { runs } = useRunSelection(projectId);
  const isRead = useRef(false);
  const known = useRef<string>(undefined);
  useEffect(() => {
    // An address that brings another selection than the one it was given: opened anew, or gone back to.
    if (!isRead.current || text !== known.current) {
      if (text !== undefined && text !== runsParameter(selection.current().runs))
        selection.assign(parseRunsParameter(text));
      isRead.current = true;
      known.current = text;
    }
  }, [text, selection]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = runs.length === 0 || runs.length > MOST_IN_ADDRESS ? undefined : runsParameter(runs);
      if (next === known.current) return;
      known.current = next;
      change({ sel: next }, true);
    }, 150);
    return () => clearTimeout(timer);
  }, [runs, change]);
}

/** A bare address shows the default view, one with the id of a view only shows that view. */
export function useViewOfAddress(
  projectId: string,
  search: RunsSearch,
  change: (next: Partial<RunsSearch>, replace: boolean) => void,
): void {
  const views = useQuery(viewsQuery(projectId));
  const isDone = useRef(false);
  const items = views.data?.items;
  useEffect(() => {
    if (isDone.current || !items) return;
    isDone.current = true;
    if (search.q || search.sort || search.cols || search.group || search.view === 'all') return;
    const view = search.view ? items.find((one) => one.id === search.view) : defaultView(items);
    if (view) change({ ...(view.state as RunsSearch), view: view.id }, true);
  }, [items, search, change]);
}

/** An address that shows the same to somebody else; a short link where it would be too long. */
export async function addressToShare(href: string, runs: RunSelectionState['runs']): Promise<string> {
  const path = addressWith(href, runs.length > MOST_IN_ADDRESS ? runs : undefined);
  if (path.length <= LONG_ADDRESS) return window.location.origin + path;
  return `${window.location.origin}/s/${(await createLink(path)).id}`;
}

function addressWith(href: string, runs: RunSelectionState['runs'] | undefined): string {
  if (!runs) return href;
  const url = new URL(href, window.location.origin);
  url.searchParams.set('sel', runsParameter(runs.slice(0, MOST_IN_LINK)));
  return url.pathname + url.search;
}
