import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Inventory, InventoryKind, Orphan } from '@/shared/api/types';
import { formatBytes, formatCount, formatDate, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { SelectField } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import { InventoryReport } from './inventory-report';
import { inventoryQuery, orphansQuery } from './queries';
import { entryWords, kindName, kindOf, orphanOutcome, removableKinds } from './storage-words';

interface Props {
  id: string;
  kind: InventoryKind | undefined;
  onKind: (kind: InventoryKind | undefined) => void;
  onClose: () => void;
}

/** One inventory with each orphan that it put on record, and what became of it. */
export function InventoryDialog({ id, kind, onKind, onClose }: Props) {
  const inventory = useQuery(inventoryQuery(id));
  const now = useNow(true);
  return (
    <Dialog opened title="Look for orphans" onClose={onClose} size="xl">
      <div className="stack">
        {inventory.isPending && <Skeleton rows={6} />}
        {inventory.isError && <ProblemView error={inventory.error} onRetry={() => void inventory.refetch()} />}
        {inventory.data && (
          <>
            <InventoryReport inventory={inventory.data} now={now} />
            <OrphanList inventory={inventory.data} kind={kind} onKind={onKind} />
          </>
        )}
      </div>
    </Dialog>
  );
}

export function OrphanList({
  inventory,
  kind,
  onKind,
}: {
  inventory: Inventory;
  kind: InventoryKind | undefined;
  onKind: (kind: InventoryKind | undefined) => void;
}) {
  const orphans = useInfiniteQuery(orphansQuery(inventory, kind));
  const items = orphans.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SelectField
        label="On record"
        value={kind ?? ''}
        placeholder={`All kinds (${formatCount(inventory.removable)})`}
        options={removableKinds.map((one) => ({ value: one, label: kindName(one) }))}
        onChange={(value) => onKind(kindOf(value))}
      />
      {orphans.isPending && <Skeleton rows={4} />}
      {orphans.isError && <ProblemView error={orphans.error} onRetry={() => void orphans.refetch()} />}
      {orphans.isSuccess && items.length === 0 && (
        <EmptyState
          icon="check"
          title={kind ? 'None of this kind' : 'No orphan is on record'}
          action={kind && <Button onClick={() => onKind(undefined)}>Show all kinds</Button>}
        />
      )}
      {items.length > 0 && <Orphans orphans={items} />}
      {orphans.hasNextPage && (
        <div className="row">
          <Button busy={orphans.isFetchingNextPage} onClick={() => void orphans.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function Orphans({ orphans }: { orphans: readonly Orphan[] }) {
  return (
    <TableFrame label="Orphans">
      <table className="table" aria-label="Orphans">
        <thead>
          <tr>
            <th>Kind</th>
            <th>Key, or id of the run</th>
            <th className="number">Holds</th>
            <th className="number">Size</th>
            <th>Last changed</th>
            <th>What became of it</th>
          </tr>
        </thead>
        <tbody>
          {orphans.map((one) => (
            <tr key={one.number}>
              <td>{kindName(one.kind)}</td>
              <td className="ellipsis orphan-name" title={one.name}>
                <code>{one.name}</code>
              </td>
              <td className="number">{entryWords(one)}</td>
              <td className="number">{one.bytes === null ? NOTHING : formatBytes(one.bytes)}</td>
              <td>{formatDate(one.changedAt)}</td>
              <td>{orphanOutcome(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
