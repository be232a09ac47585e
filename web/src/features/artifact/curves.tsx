import { formatNumber } from '@/shared/format/format';
import { Plot, pathOf } from './plot';

export interface RocShape {
  curves: { class: string; auc: number; fpr: number[]; tpr: number[]; threshold: number[] }[];
}

export interface PrShape {
  curves: { class: string; average_precision: number; precision: number[]; recall: number[]; threshold: number[] }[];
}

const UNIT = { from: 0, to: 1 };
const colour = (at: number) => `var(--chart-${(at % 8) + 1})`;

export function RocCurve({ data }: { data: RocShape }) {
  const words = data.curves.map((curve) => `${curve.class}: AUC ${formatNumber(curve.auc)}`).join('; ');
  return (
    <>
      <Plot label={`ROC curve. ${words}`} xTitle="False positive rate" yTitle="True positive rate" x={UNIT} y={UNIT}>
        {(scale) => (
          <>
            <line className="guide" x1={scale.x(0)} y1={scale.y(0)} x2={scale.x(1)} y2={scale.y(1)} />
            {data.curves.map((curve, at) => (
              <path
                key={curve.class}
                d={pathOf(curve.fpr, curve.tpr, scale)}
                fill="none"
                stroke={colour(at)}
                strokeWidth="1.5"
              />
            ))}
          </>
        )}
      </Plot>
      <Legend items={data.curves.map((curve) => [curve.class, `AUC ${formatNumber(curve.auc)}`])} />
    </>
  );
}

export function PrCurve({ data }: { data: PrShape }) {
  const words = data.curves
    .map((curve) => `${curve.class}: average precision ${formatNumber(curve.average_precision)}`)
    .join('; ');
  return (
    <>
      <Plot label={`Precision and recall. ${words}`} xTitle="Recall" yTitle="Precision" x={UNIT} y={UNIT}>
        {(scale) =>
          data.curves.map((curve, at) => (
            <path
              key={curve.class}
              d={pathOf(curve.recall, curve.precision, scale)}
              fill="none"
              stroke={colour(at)}
              strokeWidth="1.5"
            />
          ))
        }
      </Plot>
      <Legend items={data.curves.map((curve) => [curve.class, `AP ${formatNumber(curve.average_precision)}`])} />
    </>
  );
}

function Legend({ items }: { items: readonly (readonly [string, string])[] }) {
  return (
    <ul className="plot-legend">
      {items.map(([name, value], at) => (
        <li key={name}>
          <i style={{ background: colour(at) }} />
          {name} <span className="muted">{value}</span>
        </li>
      ))}
    </ul>
  );
}
