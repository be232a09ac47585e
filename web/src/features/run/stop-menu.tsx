import { Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Run } from '@/shared/api/types';
import { Icon } from '@/shared/ui/icon';
import { toastProblem } from '@/shared/ui/toasts';
import { runQuery } from './queries';
import { newer } from './run-updates';

/** Says "Stopping…" at once, and takes it back with the reason when the server refuses. */
export function StopMenu({ run, direct = false }: { run: Run; direct?: boolean }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: (mode: 'graceful' | 'kill') =>
      unwrap(api.POST('/runs/{runId}/cancel', { params: { path: { runId: run.id } }, body: { mode } })),
    onSuccess: (next) => client.setQueryData<Run>(runQuery(run.id).queryKey, (known) => newer(known, next)),
    onError: (error) => {
      toastProblem('The run was not stopped', error);
      // It may have ended meanwhile: what is shown is to be what the server knows.
      void client.invalidateQueries({ queryKey: runQuery(run.id).queryKey, exact: true });
    },
  });
  // What a solve has found is worth keeping: one press does that, and the rest is in the menu.
  const keepsBest = run.kind === 'solve';
  const isDirect = direct && keepsBest && run.status !== 'cancelling';
  return (
    <>
      {isDirect && (
        <button
          type="button"
          className="button button-danger"
          disabled={stop.isPending}
          title="Ends soon; the best solution so far is stored"
          onClick={() => stop.mutate('graceful')}
        >
          <Icon name="stop" />
          <span>{stop.isPending ? 'Stopping…' : 'Stop and keep best'}</span>
        </button>
      )}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={300}>
        <Menu.Target>
          {isDirect ? (
            <button type="button" className="button" disabled={stop.isPending} aria-label="More ways to stop">
              <Icon name="chevronDown" size={12} />
            </button>
          ) : (
            <button type="button" className="button button-danger" disabled={stop.isPending}>
              <Icon name="stop" />
              <span>{stop.isPending ? 'Stopping…' : 'Stop'}</span>
              <Icon name="chevronDown" size={12} />
            </button>
          )}
        </Menu.Target>
        <Menu.Dropdown>
          {run.status !== 'cancelling' && !isDirect && (
            <Menu.Item onClick={() => stop.mutate('graceful')}>
              <strong>{keepsBest ? 'Stop and keep best' : 'Stop gracefully'}</strong>
              <div className="muted small">
                {keepsBest
                  ? 'Ends soon; the best solution so far is stored.'
                  : 'Ends soon and keeps what it has, if that is usable.'}
              </div>
            </Menu.Item>
          )}
          <Menu.Item onClick={() => stop.mutate('kill')}>
            <strong className="tone-error">Kill</strong>
            <div className="muted small">Ends at once; nothing more is stored.</div>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
