import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Inventory } from '@/shared/api/types';
import { formatBytes, formatCount } from '@/shared/format/format';
import { Banner } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { TypedConfirmation } from '@/shared/ui/typed-confirmation';
import { inventoriesKey } from './queries';
import { amountWords, beyondRecord, isSameNumber, kindName, removableWords } from './storage-words';

/** Their number has to be typed, as nothing brings them back. */
export function RemovalForm({ inventory, onClose }: { inventory: Inventory; onClose: () => void }) {
  const client = useQueryClient();
  const [insists, setInsists] = useState(false);
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/system/inventories/{inventoryId}/removal', {
          params: { path: { inventoryId: inventory.id } },
          body: { orphans: inventory.removable, evenIfMost: insists },
        }),
      ),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: inventoriesKey }),
  });
  return (
    <TypedConfirmation
      label={`Number of orphans: ${formatCount(inventory.removable)}`}
      help="Type it to go on."
      wanted={(typed) => isSameNumber(typed, inventory.removable)}
      isNumber
      confirm={`Remove ${removableWords(inventory)}`}
      keep="Keep them"
      isReady={insists || !inventory.mostlyOrphans}
      busy={remove.isPending}
      error={remove.error}
      kept="Nothing was removed."
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <ul>
        {inventory.kinds
          .filter((one) => one.removable && one.orphans > 0)
          .map((one) => (
            <li key={one.kind}>
              {kindName(one.kind)}: {amountWords(one)}
              {one.orphanBytes > 0 && `, ${formatBytes(one.orphanBytes)}`}
            </li>
          ))}
      </ul>
      {beyondRecord(inventory) > 0 && <p>Of these, the first {formatCount(inventory.removable)} go now.</p>}
      <p>
        Each is looked at once more: what a row names by then, and what has changed, stays. Nothing brings back what is
        removed.
      </p>
      {inventory.mostlyOrphans && (
        <>
          <Banner tone="warning">
            More objects would go than stay. That is so when another instance keeps its objects in this bucket, or when
            the database is older than they are.
          </Banner>
          <Toggle
            label="This bucket belongs to this instance alone, and its database is the right one"
            checked={insists}
            onChange={setInsists}
          />
        </>
      )}
    </TypedConfirmation>
  );
}
