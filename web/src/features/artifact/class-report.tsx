import { formatCount, formatNumber, NOTHING } from '@/shared/format/format';
import { TableFrame } from '@/shared/ui/table-frame';

interface Scores {
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

export interface ClassReportShape {
  classes: (Scores & { class: string; support: number; predicted: number })[];
  macro: Scores;
  weighted: Scores;
}

const shown = (value: number | null) => (value === null ? NOTHING : formatNumber(value));

/** Precision, recall and F1 of each class. */
export function ClassReport({ data }: { data: ClassReportShape }) {
  const rows = data.classes.reduce((sum, one) => sum + one.support, 0);
  return (
    <TableFrame label="Scores of each class">
      <table className="table" aria-label="Scores of each class">
        <thead>
          <tr>
            <th>Class</th>
            <th className="number">Precision</th>
            <th className="number">Recall</th>
            <th className="number">F1</th>
            <th className="number">Rows</th>
            <th className="number">Predicted</th>
          </tr>
        </thead>
        <tbody>
          {data.classes.map((one) => (
            <tr key={one.class}>
              <td>{one.class}</td>
              <td className="number">{shown(one.precision)}</td>
              <td className="number">{shown(one.recall)}</td>
              <td className="number">{shown(one.f1)}</td>
              <td className="number">{formatCount(one.support)}</td>
              <td className="number">{formatCount(one.predicted)}</td>
            </tr>
          ))}
          {(
            [
              ['Mean of the classes', data.macro],
              ['Weighted by rows', data.weighted],
            ] as const
          ).map(([name, scores]) => (
            <tr key={name} className="muted">
              <td>{name}</td>
              <td className="number">{shown(scores.precision)}</td>
              <td className="number">{shown(scores.recall)}</td>
              <td className="number">{shown(scores.f1)}</td>
              <td className="number">{formatCount(rows)}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
