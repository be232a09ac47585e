import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';

const NEWEST = 50;

/** Lays the lines of other runs over those of this one. */
export function OverlayRuns({
  runId,
  projectId,
  chosen,
  onChange,
}: {
  runId: string;
  projectId: string;
  chosen: readonly string[];
  onChange: (ids: string[] | undefined) => void;
}): ReactNode {
  const [opened, setOpened] = useState(false);
  const newest = useQuery({
    queryKey: ['runs', projectId, 'short', 'overlay'],
    queryFn: () =>
      unwrap(api.GET('/projects/{projectId}/runs', { params: { path: { projectId }, query: { limit: NEWEST } } })),
    enabled: opened,
  });
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    onChange(next.length > 0 ? next : undefined);
  };
  const others = newest.data?.items.filter((one) => one.id !== runId) ?? [];
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      trapFocus
      returnFocus
      width={320}
    >
      <Popover.Target>
        <Button icon="runs" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {chosen.length > 0 ? `Other runs (${chosen.length})` : 'Other runs'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {newest.error && <ProblemView error={newest.error} onRetry={() => void newest.refetch()} />}
        {newest.isPending && <Skeleton rows={4} />}
        {newest.data && others.length === 0 && <p className="muted">The project has no other run.</p>}
        <ul className="overlay-runs" aria-label="Runs to lay over">
          {others.map((one) => (
            <li key={one.id}>
              <label className="toggle">
                <input type="checkbox" checked={chosen.includes(one.id)} onChange={() => toggle(one.id)} />
                <span className="ellipsis">{one.name}</span>
              </label>
            </li>
          ))}
        </ul>
        {chosen.length > 0 && (
          <button type="button" className="link-button" onClick={() => onChange(undefined)}>
            Only this run
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
