import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Dataset } from '@/shared/api/types';
import { formatBytes, formatCount, formatNumber, formatPercent, plural } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { countWords, isInstance, variablesOf } from './instance';
import { differenceQuery, versionsQuery } from './queries';

/** All versions of the name, and what is different from the one that is chosen. */
export function VersionsTab({ dataset, base }: { dataset: Dataset; base: string | undefined }): ReactNode {
  const versions = useQuery(versionsQuery(dataset.id));
  const navigate = useNavigate();
  if (versions.isPending) return <Skeleton rows={4} />;
  if (versions.isError) return <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />;
  const items = versions.data.items;
  const others = items.filter((one) => one.id !== dataset.id);
  const chosen =
    others.find((one) => one.id === base) ?? others.find((one) => one.version < dataset.version) ?? others[0];
  return (
    <div className="stack">
      <TableFrame label="Versions">
        <table className="table" aria-label="Versions">
          <thead>
            <tr>
              <th>Version</th>
              <th className="number">{isInstance(dataset) ? 'Constraints' : 'Rows'}</th>
              <th className="number">{isInstance(dataset) ? 'Variables' : 'Columns'}</th>
              <th className="number">Size</th>
              <th>Created</th>
              <th>By</th>
              <th className="number">Used by</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id} aria-current={one.id === dataset.id ? 'true' : undefined}>
                <td>
                  <Link
                    to="/projects/$projectId/datasets/$datasetId"
                    params={{ projectId: one.projectId, datasetId: one.id }}
                    search={{ tab: 'versions' }}
                  >
                    v{one.version}
                  </Link>
                  {one.id === dataset.id && <span className="muted"> (this one)</span>}
                </td>
                <td className="number">
                  {isInstance(one) ? countWords(one.model?.constraints) : formatCount(one.rows)}
                </td>
                <td className="number">
                  {isInstance(one) ? countWords(one.model && variablesOf(one.model)) : formatCount(one.columns.length)}
                </td>
                <td className="number">{formatBytes(one.sizeBytes)}</td>
                <td>
                  <TimeAgo time={one.createdAt} />
                </td>
                <td>{one.createdBy.name}</td>
                <td className="number">{plural(one.runs, 'run')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {chosen && isInstance(dataset) ? (
        <p className="muted">
          Models are told apart by their numbers above. Solve two versions and compare the solves to see what changed.
        </p>
      ) : chosen ? (
        <>
          <div className="row">
            <label htmlFor="base-version">Compare v{dataset.version} with</label>
            <select
              id="base-version"
              className="input select narrow"
              value={chosen.id}
              onChange={(event) =>
                void navigate({
                  to: '.',
                  search: ((old: object) => ({ ...old, base: event.target.value })) as never,
                  replace: true,
                })
              }
            >
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  v{one.version}
                </option>
              ))}
            </select>
          </div>
          <Difference dataset={dataset} base={chosen} />
        </>
      ) : (
        <EmptyState
          icon="copy"
          title="There is one version only"
          action={
            <Link
              to="/projects/$projectId/datasets"
              params={{ projectId: dataset.projectId }}
              search={{ versionOf: dataset.id }}
              className="button button-primary"
            >
              New version
            </Link>
          }
        >
          Upload the next state of this {isInstance(dataset) ? 'model' : 'table'}, and what changed is shown here.
        </EmptyState>
      )}
    </div>
  );
}

function Difference({ dataset, base }: { dataset: Dataset; base: Dataset }) {
  const difference = useQuery(differenceQuery(dataset.id, base.id));
  if (difference.isPending) return <Skeleton rows={6} />;
  if (difference.isError) return <ProblemView error={difference.error} onRetry={() => void difference.refetch()} />;
  const { rows, baseRows, added, removed, changed, drift, sampledRows, baseSampledRows } = difference.data;
  const byRows = rows - baseRows;
  const moved = [...drift].sort((left, right) => right.value - left.value);
  const sampled = sampledRows < rows || baseSampledRows < baseRows;
  return (
    <Card
      title={`From v${base.version} to v${dataset.version}`}
      labelledBy="difference"
      className="stack"
      aside={
        <span className="tabular">
          {byRows === 0 ? 'same number of rows' : `${byRows > 0 ? '+' : '−'}${plural(Math.abs(byRows), 'row')}`}
        </span>
      }
    >
      {added.length + removed.length + changed.length === 0 ? (
        <p>The columns and their types are the same.</p>
      ) : (
        <ul className="changes" aria-label="Changed columns">
          {added.map((column) => (
            <li key={`+${column.name}`}>
              <Icon name="plus" size={12} /> <code>{column.name}</code> ({column.type}) is new
            </li>
          ))}
          {removed.map((column) => (
            <li key={`-${column.name}`}>
              <Icon name="close" size={12} /> <code>{column.name}</code> ({column.type}) is gone
            </li>
          ))}
          {changed.map((column) => (
            <li key={`~${column.name}`}>
              <Icon name="retry" size={12} /> <code>{column.name}</code> was {column.from}, is {column.to}
            </li>
          ))}
        </ul>
      )}
      {moved.length > 0 && (
        <TableFrame label="Drift of columns" className="drift-frame">
          <table className="table" aria-label="Drift of columns">
            <thead>
              <tr>
                <th>Column</th>
                <th>Drift</th>
                <th className="number">Value</th>
                <th>Measure</th>
                <th className="number" title="Kolmogorov-Smirnov distance">
                  KS
                </th>
                <th className="number">Missing before</th>
                <th className="number">Missing now</th>
              </tr>
            </thead>
            <tbody>
              {moved.map((column) => (
                <tr key={column.name}>
                  <td>{column.name}</td>
                  <td className={{ small: 'muted', medium: 'tone-warning', large: 'tone-error' }[column.size]}>
                    <Icon name={column.size === 'small' ? 'check' : 'warning'} size={12} /> {column.size}
                  </td>
                  <td className="number" title={String(column.value)}>
                    {formatNumber(column.value)}
                  </td>
                  <td>{column.measure === 'psi' ? 'PSI, ten quantile bins' : 'total variation'}</td>
                  <td className="number">
                    {column.ks === null || column.ks === undefined ? '–' : formatNumber(column.ks)}
                  </td>
                  <td className="number">{formatPercent(column.baseMissing, 1)}</td>
                  <td className="number">{formatPercent(column.missing, 1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      <p className="muted small">
        Drift is measured on{' '}
        {sampled
          ? `samples of ${formatCount(baseSampledRows)} and ${formatCount(sampledRows)} rows`
          : `all rows (${formatCount(baseSampledRows)} and ${formatCount(sampledRows)})`}
        . PSI: medium from 0.1, large from 0.25 on; total variation: 0.1 and 0.2.
      </p>
    </Card>
  );
}
