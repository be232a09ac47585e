/** How many rows of a class and of the others lie above each cut: see contracts/evaluation.schema.json. */
export interface ThresholdShape {
  steps: number;
  classes: ClassCuts[];
}

interface ClassCuts {
  class: string;
  positives: number;
  negatives: number;
  tp: number[];
  fp: number[];
}

interface Cut {
  threshold: number;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  /** Undefined where nothing was taken for the class. */
  precision: number | undefined;
  recall: number;
  f1: number;
  falsePositiveRate: number;
}

/** What the model says when a row is taken for the class above step `at`. */
export function cutAt(cuts: ClassCuts, steps: number, at: number): Cut {
  const tp = cuts.tp[at] ?? 0;
  const fp = cuts.fp[at] ?? 0;
  const fn = cuts.positives - tp;
  const tn = cuts.negatives - fp;
  return {
    threshold: at / steps,
    tp,
    fp,
    fn,
    tn,
    precision: tp + fp > 0 ? tp / (tp + fp) : undefined,
    recall: cuts.positives > 0 ? tp / cuts.positives : 0,
    f1: 2 * tp + fp + fn > 0 ? (2 * tp) / (2 * tp + fp + fn) : 0,
    falsePositiveRate: cuts.negatives > 0 ? fp / cuts.negatives : 0,
  };
}

export interface Costs {
  falsePositive: number;
  falseNegative: number;
}

export const costOf = (cut: Cut, costs: Costs) => cut.fp * costs.falsePositive + cut.fn * costs.falseNegative;

/** The step with the lowest cost; of equal ones the nearest to one half, which is what the model itself says. */
export function cheapest(cuts: ClassCuts, steps: number, costs: Costs): number {
  let best = Math.round(steps / 2);
  let least = costOf(cutAt(cuts, steps, best), costs);
  for (let away = 1; away <= steps; away++) {
    for (const at of [Math.round(steps / 2) - away, Math.round(steps / 2) + away]) {
      if (at < 0 || at > steps) continue;
      const cost = costOf(cutAt(cuts, steps, at), costs);
      if (cost < least) {
        least = cost;
        best = at;
      }
    }
  }
  return best;
}
