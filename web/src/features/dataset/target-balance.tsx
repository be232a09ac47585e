import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Dataset } from '@/shared/api/types';
import { formatCount, formatPercent, plural } from '@/shared/format/format';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { Card } from '@/shared/ui/page';
import { targetCheckQuery } from './queries';

/** What a training on a column would meet: its balance, and columns that may give it away. */
export function TargetBalance({ dataset, target }: { dataset: Dataset; target: string | undefined }) {
  const navigate = useNavigate();
  return (
    <Card
      title="Target"
      labelledBy="target-balance"
      className="profile-card"
      aside={
        <select
          className="input select narrow"
          aria-label="Target column"
          value={target ?? ''}
          onChange={(event) =>
            void navigate({
              to: '.',
              search: ((old: object) => ({ ...old, target: event.target.value || undefined })) as never,
              replace: true,
            })
          }
        >
          <option value="">Choose a column</option>
          {dataset.columns.map((column) => (
            <option key={column.name} value={column.name}>
              {column.name}
            </option>
          ))}
        </select>
      }
    >
      {target ? <Balance datasetId={dataset.id} target={target} /> : <p className="muted">No target is chosen.</p>}
    </Card>
  );
}

function Balance({ datasetId, target }: { datasetId: string; target: string }) {
  const check = useQuery(targetCheckQuery(datasetId, target));
  if (check.isPending) return <Skeleton rows={3} />;
  if (check.isError) return <ProblemView error={check.error} />;
  const { task, classes, rows, missing, warnings } = check.data;
  const all = rows - missing;
  return (
    <>
      <p>
        A {task} on {plural(all, 'row')}
        {missing > 0 ? `; ${plural(missing, 'row')} without a value are left out` : ''}.
      </p>
      {classes.length > 0 && (
        <ul className="top-values" aria-label={`Classes of ${target}`}>
          {classes.slice(0, 8).map(({ value, count }) => (
            <li key={value}>
              <span className="top-bar" style={{ width: `${(count / (classes[0]?.count || 1)) * 100}%` }} />
              <span className="ellipsis top-word" title={value}>
                {value}
              </span>
              <span className="tabular muted">
                {formatCount(count)} · {formatPercent(all > 0 ? count / all : 0, 1)}
              </span>
            </li>
          ))}
          {classes.length > 8 && (
            <li className="muted small top-rest">{formatCount(classes.length - 8)} more classes</li>
          )}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul className="balance-warnings" aria-label="What to look at">
          {warnings.slice(0, 8).map((warning) => (
            <li key={`${warning.code}:${warning.column}`} className="balance-warning tone-warning">
              <Icon name="warning" size={12} />
              <span>
                {warning.column && (
                  <>
                    <code>{warning.column}</code>:{' '}
                  </>
                )}
                {warning.detail}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
