import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ColumnProfile, Dataset } from '@/shared/api/types';
import { formatCount, formatDate, formatNumber, formatPercent, plural } from '@/shared/format/format';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { HeatMap } from './heat-map';
import { Histogram } from './histogram';
import { profileQuery } from './queries';
import { binFilter, type RowFilter } from './row-filter';
import { TargetBalance } from './target-balance';

const typeNames = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  datetime: 'date and time',
  string: 'text',
} as const;

export function ProfileCards({ dataset, target }: { dataset: Dataset; target: string | undefined }) {
  const profile = useQuery(profileQuery(dataset.id));
  const navigate = useNavigate();
  if (profile.isPending) return <Skeleton rows={4} height={160} />;
  if (profile.isError) return <ProblemView error={profile.error} onRetry={() => void profile.refetch()} />;
  const { rows, sampledRows, columns, correlations, duplicateRows, duplicateRowsOf } = profile.data;
  const filterRows = (filter: RowFilter) => void navigate({ to: '.', search: { tab: 'preview', ...filter } as never });
  return (
    <div className="stack">
      <p className="muted small">
        {sampledRows < rows
          ? `Quantiles, histograms and correlations come from a sample of ${formatCount(sampledRows)} of ${formatCount(rows)} rows; everything else from all of them. `
          : 'From all rows. '}
        {duplicateRowsOf > 0 && duplicateWords(duplicateRows, duplicateRowsOf, rows)}
      </p>
      <div className="grid-cards">
        <TargetBalance dataset={dataset} target={target ?? dataset.target ?? undefined} />
        {columns.map((column) => (
          <ColumnCard key={column.name} column={column} rows={rows} onFilter={filterRows} />
        ))}
      </div>
      {correlations && (
        <Card
          title="Correlations"
          labelledBy="correlations"
          aside={
            <span className="muted small">
              Pearson, {correlations.columns.length >= 50 ? 'the first 50 columns of numbers, ' : ''}
              {formatCount(correlations.rows)} rows
            </span>
          }
        >
          <HeatMap columns={correlations.columns} values={correlations.values} />
        </Card>
      )}
    </div>
  );
}

function duplicateWords(repeated: number, looked: number, rows: number): string {
  const among = looked < rows ? ` among the first ${formatCount(looked)}` : '';
  return repeated === 0
    ? `No row repeats another${among}.`
    : `${plural(repeated, 'row')} (${formatPercent(repeated / looked, 1)}) repeat an earlier one${among}.`;
}

function ColumnCard({
  column,
  rows,
  onFilter,
}: {
  column: ColumnProfile;
  rows: number;
  onFilter: (filter: RowFilter) => void;
}) {
  const missing = rows > 0 ? column.missing / rows : 0;
  const isDate = column.type === 'datetime';
  const isNumeric = column.type === 'integer' || column.type === 'number';
  const show = (text: string | null | undefined) =>
    text === null || text === undefined ? '–' : isNumeric ? formatNumber(Number(text)) : text;
  return (
    <Card
      title={<span className="profile-name">{column.name}</span>}
      aside={<span className="chip">{typeNames[column.type]}</span>}
      className="profile-card"
    >
      <dl className="profile-line">
        <div>
          <dt>Missing</dt>
          <dd className={missing > 0.3 ? 'tone-warning' : undefined}>
            {column.missing === 0 ? (
              'none'
            ) : (
              <button
                type="button"
                className="link-button"
                title={`Show the ${formatCount(column.missing)} rows without ${column.name}`}
                onClick={() => onFilter({ column: column.name, missing: true })}
              >
                {formatPercent(missing, missing < 0.1 ? 1 : 0)}
              </button>
            )}
          </dd>
        </div>
        <div>
          <dt>Distinct</dt>
          <dd>
            {column.distinctExact ? '' : '≈ '}
            {formatCount(column.distinct)}
          </dd>
        </div>
        {column.mean !== null && column.mean !== undefined && !isDate && (
          <div>
            <dt>Mean ± sd</dt>
            <dd>
              {formatNumber(column.mean)} ± {formatNumber(column.standardDeviation)}
            </dd>
          </div>
        )}
      </dl>
      {column.histogram && (
        <Histogram
          edges={column.histogram.edges}
          counts={column.histogram.counts}
          label={`Histogram of ${column.name}`}
          format={isDate ? (value) => formatDate(value * 1000) : formatNumber}
          onBin={(bin) => onFilter(binFilter(column.name, column.histogram?.edges ?? [], bin))}
        />
      )}
      {isNumeric && column.quantiles ? (
        <dl className="quantiles">
          {[
            ['min', show(column.minimum)],
            ['25 %', formatNumber(column.quantiles['0.25'])],
            ['median', formatNumber(column.quantiles['0.5'])],
            ['75 %', formatNumber(column.quantiles['0.75'])],
            ['max', show(column.maximum)],
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <TopValues column={column} rows={rows} onFilter={onFilter} />
      )}
    </Card>
  );
}

function TopValues({
  column,
  rows,
  onFilter,
}: {
  column: ColumnProfile;
  rows: number;
  onFilter: (filter: RowFilter) => void;
}) {
  const values = column.topValues ?? [];
  if (values.length === 0) return <p className="muted">No values.</p>;
  const most = values[0]?.count ?? 1;
  return (
    <ul className="top-values" aria-label={`Most frequent values of ${column.name}`}>
      {values.slice(0, 6).map(({ value, count }) => (
        <li key={value}>
          <span className="top-bar" style={{ width: `${(count / most) * 100}%` }} />
          <button
            type="button"
            className="ellipsis top-word"
            title={`Show the rows with “${value}”`}
            onClick={() => onFilter({ column: column.name, equals: value })}
          >
            {value === '' ? '(empty text)' : value}
          </button>
          <span className="tabular muted">
            {formatCount(count)} · {formatPercent(rows > 0 ? count / rows : 0)}
          </span>
        </li>
      ))}
      {column.distinct > 6 && (
        <li className="muted small top-rest">
          {formatCount(column.distinct - Math.min(6, values.length))} more values
        </li>
      )}
    </ul>
  );
}
