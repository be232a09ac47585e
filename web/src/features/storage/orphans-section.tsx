import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Inventory } from '@/shared/api/types';
import { formatCount, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { InventoryMark } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { InventoryReport } from './inventory-report';
import { inventoriesKey, inventoriesQuery } from './queries';
import { RemovalForm } from './removal-form';
import { isGoingOn, removableFor, removableWords } from './storage-words';

/** Looks for what no row names; what a look has found can be removed, as it was seen. */
export function OrphansSection({ onOpen }: { onOpen: (inventory: string) => void }) {
  const client = useQueryClient();
  const inventories = useInfiniteQuery(inventoriesQuery);
  const [newest, ...earlier] = inventories.data?.pages.flatMap((page) => page.items) ?? [];
  const look = useMutation({
    mutationFn: () => unwrap(api.POST('/system/inventories')),
    onSettled: () => client.invalidateQueries({ queryKey: inventoriesKey }),
  });
  const button = (
    <Button
      kind="primary"
      icon="search"
      busy={look.isPending}
      disabled={newest !== undefined && isGoingOn(newest)}
      onClick={() => look.mutate()}
    >
      Look for orphans
    </Button>
  );
  return (
    <div className="stack">
      <div className="row spread">
        <h2>Orphans</h2>
        {newest && button}
      </div>
      {look.isError && <ProblemView error={look.error} kept="Nothing was begun, and nothing has changed." />}
      {inventories.isPending && <Skeleton rows={4} />}
      {inventories.isError && (
        <ProblemView
          error={inventories.error}
          kept={inventories.data ? 'What is below was read last.' : undefined}
          onRetry={() => void inventories.refetch()}
        />
      )}
      {inventories.data && !newest && (
        <EmptyState icon="search" title="Nobody has looked for orphans yet" action={button}>
          An orphan is what is stored and no row names: an upload that broke off leaves one, and so does a restore.
          Looking changes nothing.
        </EmptyState>
      )}
      {newest && (
        <div className={`stack${inventories.isError ? ' stale-dim' : ''}`}>
          <Current key={newest.id} inventory={newest} onOpen={onOpen} />
        </div>
      )}
      {earlier.length > 0 && <Earlier inventories={earlier} onOpen={onOpen} />}
      {inventories.hasNextPage && (
        <div className="row">
          <Button busy={inventories.isFetchingNextPage} onClick={() => void inventories.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </div>
  );
}

/** The newest inventory, with what can be done about it. */
function Current({ inventory, onOpen }: { inventory: Inventory; onOpen: (inventory: string) => void }) {
  const client = useQueryClient();
  const now = useNow(true);
  const [asking, setAsking] = useState(false);
  const stop = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/system/inventories/{inventoryId}/stop', { params: { path: { inventoryId: inventory.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: inventoriesKey }),
  });
  return (
    <>
      <InventoryReport inventory={inventory} now={now} />
      {stop.isError && <ProblemView error={stop.error} />}
      <div className="row">
        {isGoingOn(inventory) && (
          <Button icon="stop" busy={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        )}
        {inventory.removable > 0 && <Button onClick={() => onOpen(inventory.id)}>Show each of them</Button>}
        {removableFor(inventory, now) > 0 && (
          <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
            Remove {removableWords(inventory)}…
          </Button>
        )}
      </div>
      <Dialog opened={asking} title={`Remove ${removableWords(inventory)}?`} onClose={() => setAsking(false)}>
        <RemovalForm inventory={inventory} onClose={() => setAsking(false)} />
      </Dialog>
    </>
  );
}

function Earlier({ inventories, onOpen }: { inventories: readonly Inventory[]; onOpen: (inventory: string) => void }) {
  return (
    <>
      <h3>Earlier looks</h3>
      <TableFrame label="Earlier looks for orphans">
        <table className="table" aria-label="Earlier looks for orphans">
          <thead>
            <tr>
              <th>When</th>
              <th>By</th>
              <th>State</th>
              <th className="number">Found</th>
              <th className="number">Removed</th>
              <th>Removed by</th>
            </tr>
          </thead>
          <tbody>
            {inventories.map((one) => (
              <tr key={one.id}>
                <td>
                  <button type="button" className="link-button" onClick={() => onOpen(one.id)}>
                    <TimeAgo time={one.requestedAt} />
                  </button>
                </td>
                <td className="ellipsis storage-name">{one.requestedBy.name}</td>
                <td>
                  <InventoryMark state={one.state} />
                </td>
                <td className="number">{formatCount(one.removable)}</td>
                <td className="number">{one.removal ? formatCount(one.removal.removed) : NOTHING}</td>
                <td className="ellipsis storage-name">{one.removal?.requestedBy.name ?? NOTHING}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
