import type { Inventory } from '@/shared/api/types';
import { formatCount, formatDuration } from '@/shared/format/format';
import { Banner } from '@/shared/ui/feedback';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { InventoryMark } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { KindsTable } from './kinds-table';
import { beyondRecord, isGoingOn, progressWords, removableFor, removableWords, removalWords } from './storage-words';

/** How far an inventory is, what it found, and what became of that. */
export function InventoryReport({ inventory, now }: { inventory: Inventory; now: number }) {
  const { removal, problem } = inventory;
  return (
    <>
      <p className="row">
        <span role="status">
          <InventoryMark state={inventory.state} />
        </span>
        <span>
          {inventory.requestedBy.name} looked <TimeAgo time={inventory.requestedAt} />
          {removal && (
            <>
              , {removal.requestedBy.name} removed <TimeAgo time={removal.requestedAt} />
            </>
          )}
        </span>
      </p>
      {isGoingOn(inventory) && <Progress inventory={inventory} />}
      {problem && <Banner tone={isGoingOn(inventory) ? 'warning' : 'error'}>{problem}</Banner>}
      <p>{verdict(inventory, now)}</p>
      <KindsTable kinds={inventory.kinds} />
    </>
  );
}

function Progress({ inventory }: { inventory: Inventory }) {
  const label = inventory.removal ? 'Progress of the removal' : 'Progress of the look';
  return (
    <div className="row inventory-progress">
      <ProgressBar label={label} fraction={inventory.progress.fraction} />
      <span className="tabular">{progressWords(inventory)}</span>
    </div>
  );
}

/** What the numbers come to, in a sentence or two. */
function verdict(inventory: Inventory, now: number): string {
  const { removal, removable, graceSeconds } = inventory;
  if (inventory.state === 'looking') return 'It looks, and changes nothing.';
  if (removal) return `${removalWords(removal)}.`;
  if (inventory.state !== 'found') return 'It did not come to its end: what it found cannot be removed.';
  const grace = formatDuration(graceSeconds * 1000);
  if (removable === 0) return `There is no orphan that is older than ${grace}.`;
  const left = removableFor(inventory, now);
  const rest = beyondRecord(inventory);
  return [
    `${removableWords(inventory)}, each older than ${grace}.`,
    left > 0
      ? `They can be removed for another ${formatDuration(left)}.`
      : 'That is too long ago for a removal: look again.',
    ...(rest > 0 ? [`${formatCount(rest)} more were counted: look again after these.`] : []),
  ].join(' ');
}
