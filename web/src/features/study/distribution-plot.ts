import { colourOf } from '@/shared/chart/palette';
import type { Pen } from '@/shared/chart/pen';
import { type Axis, axisOf, objectiveField } from './axis';
import { Marks } from './marks';
import { boxIn, drawAxes, type Place, padded } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { type Distribution, distributionOf } from './ranks';
import type { TrialStore } from './trial-store';

const ROOM = { left: 64, right: 16, top: 26, bottom: 44 };

const shareAxis: Axis = {
  field: 'share',
  label: 'share of the completed trials',
  kind: 'linear',
  from: 0,
  to: 1,
  isWhole: false,
  words: [],
  column: new Float64Array(0),
};

/** Which part of the completed trials has at most a value; of those that are picked out a line of its own. */
export function distributionPlot(store: TrialStore, objective: number, mask: () => Uint8Array | undefined): Draw {
  return (pen, size, clipped) => {
    const marks = new Marks(0);
    const axis = axisOf(store, objectiveField(store.objectives[objective]?.metric ?? ''));
    if (!axis) return { marks };
    const box = boxIn(size, ROOM);
    const { across, up } = drawAxes(pen, box, padded(axis), shareAxis);
    const picked = mask();
    clipped(box, () => {
      const all = { token: 'chart-1', width: 1.5, dash: [] };
      drawClimb(pen, distributionOf(store, objective), all, across, up, box.left + box.width);
      if (!picked) return;
      const part = { token: 'chart-2', width: 2, dash: [6, 3] };
      drawClimb(pen, distributionOf(store, objective, picked), part, across, up, box.left + box.width);
    });
    return { marks };
  };
}

function drawClimb(
  pen: Pen,
  { value, share }: Distribution,
  { token, width, dash }: { token: string; width: number; dash: readonly number[] },
  across: Place,
  up: Place,
  right: number,
): void {
  if (value.length === 0) return;
  pen.line({ colour: colourOf(token), width, dash }, (path) => {
    path.moveTo(across(value[0] ?? 0), up(0));
    for (let at = 0; at < value.length; at++) {
      path.lineTo(across(value[at] ?? 0), up(at === 0 ? 0 : (share[at - 1] ?? 0)));
      path.lineTo(across(value[at] ?? 0), up(share[at] ?? 0));
    }
    path.lineTo(right, up(1));
  });
}

export function distributionRows(store: TrialStore, objective: number): PlotRows {
  const { value, share } = distributionOf(store, objective);
  return {
    columns: [store.objectives[objective]?.metric ?? '', 'share of the completed trials with at most this value'],
    rows: [...value].map((one, at) => [one, share[at] ?? Number.NaN]),
  };
}
