import { formatNumber } from '@/shared/format/format';
import { Plot, pathOf, type Scale } from './plot';
import { PlotTable } from './plot-table';

export interface RocShape {
  curves: {
    class: string;
    auc: number;
    auc_interval?: number[];
    fpr: number[];
    tpr: number[];
    threshold: number[];
  }[];
}

export interface PrShape {
  curves: {
    class: string;
    average_precision: number;
    average_precision_interval?: number[];
    precision: number[];
    recall: number[];
    threshold: number[];
  }[];
}

export interface CalibrationShape {
  bins: number;
  curves: { class: string; brier: number; predicted: number[]; observed: number[]; counts: number[] }[];
}

const UNIT = { from: 0, to: 1 };
const colour = (at: number) => `var(--chart-${(at % 8) + 1})`;

/** Where the threshold of the panel lies on a curve. */
interface Mark {
  x: number;
  y: number;
  words: string;
}

function Marker({ mark, scale }: { mark: Mark | undefined; scale: Scale }) {
  if (!mark) return null;
  return (
    <circle className="plot-mark" cx={scale.x(mark.x)} cy={scale.y(mark.y)} r="5">
      <title>{mark.words}</title>
    </circle>
  );
}

/** `0.91 (0.88–0.94)` */
const withInterval = (value: number, interval: readonly number[] | undefined) =>
  interval?.length === 2
    ? `${formatNumber(value)} (${formatNumber(interval[0])}–${formatNumber(interval[1])})`
    : formatNumber(value);

export function RocCurve({ data, mark }: { data: RocShape; mark?: Mark }) {
  const words = data.curves.map((curve) => `${curve.class}: AUC ${withInterval(curve.auc, curve.auc_interval)}`);
  return (
    <>
      <Plot
        label={`ROC curve. ${words.join('; ')}`}
        xTitle="False positive rate"
        yTitle="True positive rate"
        x={UNIT}
        y={UNIT}
      >
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
            <Marker mark={mark} scale={scale} />
          </>
        )}
      </Plot>
      <Legend
        items={data.curves.map((curve) => [curve.class, `AUC ${withInterval(curve.auc, curve.auc_interval)}`])}
        interval={data.curves.some((curve) => curve.auc_interval?.length === 2)}
      />
      <PlotTable
        label="ROC curve"
        columns={['Class', 'Threshold', 'False positive rate', 'True positive rate']}
        rows={() =>
          data.curves.flatMap((curve) =>
            curve.fpr.map((fpr, at) => [curve.class, curve.threshold[at], fpr, curve.tpr[at]]),
          )
        }
      />
    </>
  );
}

export function PrCurve({ data, mark }: { data: PrShape; mark?: Mark }) {
  const words = data.curves.map(
    (curve) =>
      `${curve.class}: average precision ${withInterval(curve.average_precision, curve.average_precision_interval)}`,
  );
  return (
    <>
      <Plot label={`Precision and recall. ${words.join('; ')}`} xTitle="Recall" yTitle="Precision" x={UNIT} y={UNIT}>
        {(scale) => (
          <>
            {data.curves.map((curve, at) => (
              <path
                key={curve.class}
                d={pathOf(curve.recall, curve.precision, scale)}
                fill="none"
                stroke={colour(at)}
                strokeWidth="1.5"
              />
            ))}
            <Marker mark={mark} scale={scale} />
          </>
        )}
      </Plot>
      <Legend
        items={data.curves.map((curve) => [
          curve.class,
          `AP ${withInterval(curve.average_precision, curve.average_precision_interval)}`,
        ])}
        interval={data.curves.some((curve) => curve.average_precision_interval?.length === 2)}
      />
      <PlotTable
        label="Precision and recall"
        columns={['Class', 'Threshold', 'Recall', 'Precision']}
        rows={() =>
          data.curves.flatMap((curve) =>
            curve.recall.map((recall, at) => [curve.class, curve.threshold[at], recall, curve.precision[at]]),
          )
        }
      />
    </>
  );
}

export function CalibrationCurve({ data }: { data: CalibrationShape }) {
  const words = data.curves.map((curve) => `${curve.class}: Brier score ${formatNumber(curve.brier)}`);
  return (
    <>
      <Plot
        label={`Calibration. ${words.join('; ')}. On the diagonal, probabilities are as they say`}
        xTitle="Mean predicted probability"
        yTitle="Share that was of the class"
        x={UNIT}
        y={UNIT}
      >
        {(scale) => (
          <>
            <line className="guide" x1={scale.x(0)} y1={scale.y(0)} x2={scale.x(1)} y2={scale.y(1)} />
            {data.curves.map((curve, at) => (
              <g key={curve.class}>
                <path
                  d={pathOf(curve.predicted, curve.observed, scale)}
                  fill="none"
                  stroke={colour(at)}
                  strokeWidth="1.5"
                />
                {data.curves.length <= 3 &&
                  curve.predicted.map((predicted, bin) => (
                    <circle
                      key={predicted}
                      cx={scale.x(predicted)}
                      cy={scale.y(curve.observed[bin] ?? 0)}
                      r="3"
                      fill={colour(at)}
                    >
                      <title>{`${curve.counts[bin]} rows`}</title>
                    </circle>
                  ))}
              </g>
            ))}
          </>
        )}
      </Plot>
      <Legend items={data.curves.map((curve) => [curve.class, `Brier ${formatNumber(curve.brier)}`])} />
      <PlotTable
        label="Calibration"
        columns={['Class', 'Mean predicted', 'Observed share', 'Rows']}
        rows={() =>
          data.curves.flatMap((curve) =>
            curve.predicted.map((predicted, bin) => [curve.class, predicted, curve.observed[bin], curve.counts[bin]]),
          )
        }
      />
    </>
  );
}

function Legend({ items, interval = false }: { items: readonly (readonly [string, string])[]; interval?: boolean }) {
  return (
    <ul className="plot-legend">
      {items.map(([name, value], at) => (
        <li key={name}>
          <i style={{ background: colour(at) }} />
          {name} <span className="muted">{value}</span>
        </li>
      ))}
      {interval && <li className="muted small">In brackets: 95 % bootstrap interval</li>}
    </ul>
  );
}
