import { useState } from 'react';
import { formatCount, formatNumber } from '@/shared/format/format';
import { SelectField } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';

type Slice = { label?: string; rows: number } & Partial<
  Record<'accuracy' | 'log_loss' | 'mae' | 'rmse' | 'bias', number>
>;

export interface SlicesShape {
  task: 'classification' | 'regression';
  complete: boolean;
  overall: Slice;
  features: { name: string; kind: 'range' | 'category'; slices: Slice[] }[];
}

const scoresOf = {
  classification: [
    ['accuracy', 'Accuracy'],
    ['log_loss', 'Log loss'],
  ],
  regression: [
    ['mae', 'MAE'],
    ['rmse', 'RMSE'],
    ['bias', 'Bias'],
  ],
} as const;

/** How good the model is on parts of the rows: each category of a column, or each range of its values. */
export function Slices({ data }: { data: SlicesShape }) {
  const [name, setName] = useState(data.features[0]?.name ?? '');
  const feature = data.features.find((one) => one.name === name);
  if (!feature) return <p className="muted">No column parts the held-out rows.</p>;
  const scores = scoresOf[data.task];
  const [main] = scores[0];
  const most = Math.max(1e-12, ...feature.slices.map((slice) => Math.abs(slice[main] ?? 0)));
  return (
    <div className="stack">
      <SelectField
        label="Column"
        value={name}
        options={data.features.map((one) => ({ value: one.name, label: one.name }))}
        onChange={setName}
        help={feature.kind === 'range' ? 'Ranges that hold about as many rows each.' : 'The most frequent categories.'}
      />
      <TableFrame label={`Scores by ${name}`}>
        <table className="table" aria-label={`Scores by ${name}`}>
          <thead>
            <tr>
              <th>{name}</th>
              <th className="number">Rows</th>
              {scores.map(([key, title]) => (
                <th key={key} className="number">
                  {title}
                </th>
              ))}
              <th>
                <span className="visually-hidden">{scores[0][1]} as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {feature.slices.map((slice) => (
              <tr key={slice.label}>
                <td>{slice.label}</td>
                <td className="number">{formatCount(slice.rows)}</td>
                {scores.map(([key]) => (
                  <td key={key} className="number">
                    {formatNumber(slice[key])}
                  </td>
                ))}
                <td className="slice-bar" aria-hidden="true">
                  <i style={{ width: `${(Math.abs(slice[main] ?? 0) / most) * 100}%` }} />
                </td>
              </tr>
            ))}
            <tr className="muted">
              <td>All held-out rows</td>
              <td className="number">{formatCount(data.overall.rows)}</td>
              {scores.map(([key]) => (
                <td key={key} className="number">
                  {formatNumber(data.overall[key])}
                </td>
              ))}
              <td />
            </tr>
          </tbody>
        </table>
      </TableFrame>
      {!data.complete && <p className="muted small">The first {data.features.length} columns of the model.</p>}
    </div>
  );
}
