import type { ReactNode } from 'react';
import { formatNumber, NOTHING } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { TrialMark } from '@/shared/ui/status';
import type { Objective } from './study-space';
import { parseTrialSort } from './trial-order';
import type { Trial } from './trial-store';
import { stateWords } from './trial-words';

/** What tables with a row for each trial have in common; only the rows in sight are in the page. */

export const ROW = 32;

export function SortHead({
  field,
  title,
  sort,
  isNumber,
  before,
  children = title,
  onSort,
}: {
  field: string;
  title: string;
  /** What the table is in order by. */
  sort: string | undefined;
  isNumber: boolean;
  before?: ReactNode;
  /** The title as it is shown. */
  children?: ReactNode;
  onSort: () => void;
}): ReactNode {
  const by = parseTrialSort(sort);
  const direction = by.field !== field ? undefined : by.descending ? 'descending' : 'ascending';
  return (
    <th className={isNumber ? 'number' : undefined} aria-sort={direction ?? 'none'}>
      {before}
      <button type="button" className="study-sort" onClick={onSort} title={`Sort by ${title}`}>
        {children}
        {direction && <Icon name={direction === 'ascending' ? 'arrowUp' : 'arrowDown'} size={12} />}
      </button>
    </th>
  );
}

/** The first cells of a row: the trial, its state, and a value for each objective. */
export function TrialCells({
  trial,
  objectives,
  isChosen,
  onChoose,
}: {
  trial: Trial;
  objectives: readonly Objective[];
  isChosen: boolean;
  onChoose: () => void;
}): ReactNode {
  return (
    <>
      <td className="number">
        <button type="button" className="link-button" aria-pressed={isChosen} onClick={onChoose}>
          {trial.number}
        </button>
      </td>
      <td title={trial.failure ?? stateWords(trial)}>
        <TrialMark state={trial.state} />
      </td>
      {trial.values.map((value, at) => (
        <td key={objectives[at]?.metric} className="number" title={Number.isNaN(value) ? undefined : String(value)}>
          {Number.isNaN(value) ? NOTHING : formatNumber(value)}
          {trial.state === 'pruned' && !Number.isNaN(value) && <span className="muted"> so far</span>}
        </td>
      ))}
    </>
  );
}

/** The rows above or below those in sight. */
export function Gap({ height, columns }: { height: number; columns: number }): ReactNode {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that only takes space cannot be focused
    <tr aria-hidden="true" className="study-gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
