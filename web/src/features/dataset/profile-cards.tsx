import { useQuery } from '@tanstack/react-query';
import type { ColumnProfile } from '@/shared/api/types';
import { formatCount, formatDate, formatNumber, formatPercent } from '@/shared/format/format';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { Histogram } from './histogram';
import { profileQuery } from './queries';

const typeNames = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  datetime: 'date and time',
  string: 'text',
} as const;

export function ProfileCards({ datasetId }: { datasetId: string }) {
  const profile = useQuery(profileQuery(datasetId));
  if (profile.isPending) return <Skeleton rows={4} height={160} />;
  if (profile.isError) return <ProblemView error={profile.error} onRetry={() => void profile.refetch()} />;
  const { rows, sampledRows, columns } = profile.data;
  return (
    <div className="stack">
      {sampledRows < rows && (
        <p className="muted small">
          Quantiles and histograms come from a sample of {formatCount(sampledRows)} of {formatCount(rows)} rows.
        </p>
      )}
      <div className="grid-cards">
        {columns.map((column) => (
          <ColumnCard key={column.name} column={column} rows={rows} />
        ))}
      </div>
    </div>
  );
}

function ColumnCard({ column, rows }: { column: ColumnProfile; rows: number }) {
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
            {column.missing === 0 ? 'none' : formatPercent(missing, missing < 0.1 ? 1 : 0)}
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
        <TopValues column={column} rows={rows} />
      )}
    </Card>
  );
}

function TopValues({ column, rows }: { column: ColumnProfile; rows: number }) {
  const values = column.topValues ?? [];
  if (values.length === 0) return <p className="muted">No values.</p>;
  const most = values[0]?.count ?? 1;
  return (
    <ul className="top-values" aria-label={`Most frequent values of ${column.name}`}>
      {values.slice(0, 6).map(({ value, count }) => (
        <li key={value}>
          <span className="top-bar" style={{ width: `${(count / most) * 100}%` }} />
          <span className="ellipsis top-word" title={value}>
            {value === '' ? '(empty text)' : value}
          </span>
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
