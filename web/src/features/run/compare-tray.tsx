import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { baselineQuery } from '@/shared/api/baseline';
import { formatCount, plural } from '@/shared/format/format';
import { runsParameter } from '@/shared/format/run-slots';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { highlightRun, useHighlightedRun } from '@/shared/live/highlight';
import { Icon } from '@/shared/ui/icon';
import { type RunSelectionState, runSelection, slotColour, useRunSelection } from './run-selection';
import './compare-tray.css';

const MOST_CHIPS = 12;

/** Where picked runs are compared. Each keeps its colour slot: an empty place in the list is a slot that nobody has. */
export function compareHref(
  projectId: string,
  { runs, hidden }: Pick<RunSelectionState, 'runs' | 'hidden'>,
  baselineId?: string | null,
): string {
  const search = new URLSearchParams({ runs: runsParameter(runs) });
  if (hidden.size > 0) search.set('hidden', [...hidden].join());
  if (baselineId) search.set('baseline', baselineId);
  return `/projects/${projectId}/compare?${search}`;
}

/** The picked runs at the bottom of every screen of their project, while there is one. */
export function CompareTray({ projectId }: { projectId: string | undefined }) {
  return projectId === undefined ? null : <Tray projectId={projectId} />;
}

function Tray({ projectId }: { projectId: string }) {
  const router = useRouter();
  const selection = runSelection(projectId);
  const { runs, hidden } = useRunSelection(projectId);
  const highlighted = useHighlightedRun();
  const isThere = runs.length > 0;
  const baseline = useQuery({ ...baselineQuery(projectId), enabled: isThere }).data?.runId;
  const href = compareHref(projectId, { runs, hidden }, baseline);
  useShortcuts(
    'Selected runs',
    [{ keys: 'c', what: 'Compare the selected runs', run: () => router.history.push(href) }],
    { level: 'application', enabled: isThere },
  );
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-tray', isThere);
    return () => document.documentElement.removeAttribute('data-tray');
  }, [isThere]);
  if (!isThere) return null;
  return (
    <section className="compare-tray" aria-label="Compare tray">
      <strong className="nowrap tabular">{plural(runs.length, 'run')}</strong>
      <ul className="tray-runs">
        {runs.slice(0, MOST_CHIPS).map((run) => (
          <li
            key={run.id}
            className="chip tray-run"
            data-highlighted={highlighted === run.id || undefined}
            data-hidden={hidden.has(run.id) || undefined}
            onPointerEnter={() => highlightRun(run.id)}
            onPointerLeave={() => highlightRun(undefined)}
          >
            <span className="swatch" style={{ background: slotColour(run.slot) }} />
            <span className="ellipsis" title={run.name || run.id}>
              {run.name || run.id.slice(-6)}
            </span>
            <button
              type="button"
              className="chip-remove"
              aria-label={`Take ${run.name || run.id} out`}
              onClick={() => selection.remove([run.id])}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
        {runs.length > MOST_CHIPS && <li className="muted nowrap">{`+ ${formatCount(runs.length - MOST_CHIPS)}`}</li>}
      </ul>
      <a
        href={href}
        className="button button-primary"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          router.history.push(href);
        }}
      >
        Compare
      </a>
      <button type="button" className="button" onClick={() => selection.clear()}>
        Clear
      </button>
    </section>
  );
}
