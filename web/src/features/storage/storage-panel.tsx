import { useQuery } from '@tanstack/react-query';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { ChoresTable } from './chores-table';
import { InventoryDialog } from './inventory-dialog';
import { OrphansSection } from './orphans-section';
import { storageQuery } from './queries';
import { RetentionSection } from './retention-section';
import { SizesTable } from './sizes-table';
import { kindOf } from './storage-words';
import './storage.css';

interface Props {
  /** The inventory that is open, and the kind of which its orphans are shown. */
  inventory: string | undefined;
  kind: string | undefined;
  onOpen: (inventory: string | undefined, kind?: string) => void;
}

/** What is stored, what is kept for how long, and what nobody needs any more. */
export function StoragePanel({ inventory, kind, onOpen }: Props) {
  const storage = useQuery(storageQuery);
  const dim = storage.isError ? ' stale-dim' : '';
  return (
    <div className="stack-large">
      {storage.isPending && <Skeleton rows={6} />}
      {storage.isError && (
        <ProblemView
          error={storage.error}
          kept={storage.data ? 'The sizes and the chores below are the last that were read.' : undefined}
          onRetry={() => void storage.refetch()}
        />
      )}
      {storage.data && (
        <div className={`stack${dim}`}>
          <h2>What is stored</h2>
          <SizesTable sizes={storage.data.sizes} />
        </div>
      )}
      <OrphansSection onOpen={onOpen} />
      <RetentionSection chores={storage.data?.chores ?? []} />
      {storage.data && (
        <div className={`stack${dim}`}>
          <h2>Chores</h2>
          <ChoresTable chores={storage.data.chores} />
        </div>
      )}
      {inventory !== undefined && (
        <InventoryDialog
          id={inventory}
          kind={kindOf(kind)}
          onKind={(next) => onOpen(inventory, next)}
          onClose={() => onOpen(undefined)}
        />
      )}
    </div>
  );
}
