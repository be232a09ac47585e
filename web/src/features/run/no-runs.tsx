import { Link } from '@tanstack/react-router';
import { EmptyState } from '@/shared/ui/feedback';
import { chipsOf, withoutChip } from './filter-language';

/** Why the table has no rows, and what to do about it: clear one condition, or start a run. */
export function NoRuns({
  projectId,
  filter,
  onFilter,
}: {
  projectId: string;
  filter: string;
  onFilter: (filter: string) => void;
}) {
  const chips = chipsOf(filter);
  const last = chips.at(-1);
  if (last) {
    return (
      <EmptyState
        icon="search"
        title="No run matches"
        action={
          <div className="row">
            {chips.length > 1 && (
              <button type="button" className="button" onClick={() => onFilter('')}>
                Clear the whole filter
              </button>
            )}
          </div>
        }
      >
        Clear{' '}
        {chips.map((chip, at) => (
          <span key={chip.from}>
            {at > 0 && ' or '}
            <button type="button" className="link-button mono" onClick={() => onFilter(withoutChip(filter, chip))}>
              {chip.text}
            </button>
          </span>
        ))}
        ?
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="runs"
      title="No runs yet"
      action={
        <Link
          to="/projects/$projectId/new"
          params={{ projectId }}
          search={{ kind: 'training' }}
          className="button button-primary"
        >
          New training
        </Link>
      }
    >
      A run is anything that is executed: a training, a prediction for a whole dataset, a solve. Start one and watch it
      here.
    </EmptyState>
  );
}
