import { colourOf } from '@/shared/chart/palette';
import type { Axis } from './axis';
import { Marks } from './marks';
import { boxIn, drawAxes, drawShapes, padded, stateMarks } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { bestSoFar } from './ranks';
import { COMPLETED, type TrialStore, trialStates } from './trial-store';

const ROOM = { left: 64, right: 16, top: 26, bottom: 54 };
/** Below the plot lie the trials that have no value. */
const STRIP = 14;
const RADIUS = 3;
const FADED = 0.16;

interface HistoryView {
  store: TrialStore;
  objective: number;
  /** Trial numbers from and to. */
  span: readonly [number, number] | undefined;
  isLog: boolean;
  /** What is picked out: the others step back. */
  mask: () => Uint8Array | undefined;
}

const numbersAxis = (from: number, to: number): Axis => ({
  field: 'number',
  label: 'trial',
  kind: 'linear',
  from,
  to: Math.max(to, from + 1),
  isWhole: true,
  words: [],
  column: new Float64Array(0),
});

/** From the completed trials in sight; a pruned one that was far away would press all others flat. */
function valueAxis({ store, objective, isLog }: HistoryView, from: number, to: number): Axis {
  const column = store.values[objective] ?? new Float64Array(0);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let number = Math.max(0, Math.ceil(from)); number <= to && number < store.length; number++) {
    const value = column[number] ?? Number.NaN;
    if (store.state[number] !== COMPLETED || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  const kind = isLog && low > 0 ? 'log' : 'linear';
  const label = store.objectives[objective]?.metric ?? '';
  return padded({ field: '', label, kind, from: low, to: high, isWhole: false, words: [], column }, 0.06);
}

/** The objective of every trial, with the best so far; each state has its own mark. */
export function historyPlot(view: HistoryView): Draw {
  const { store, objective, span } = view;
  return (pen, size, clipped) => {
    const box = boxIn(size, ROOM);
    const [from, to] = span ?? [-0.5, Math.max(0.5, store.length - 0.5)];
    const x = numbersAxis(from, to);
    const y = valueAxis(view, from, to);
    const { across, up } = drawAxes(pen, box, x, y, STRIP);
    const marks = new Marks(store.length);
    const mask = view.mask();
    const bottom = box.top + box.height;
    const column = store.values[objective];
    const best = bestSoFar(store, objective);
    const groups = trialStates.map(() => ({ near: [] as number[], far: [] as number[] }));
    for (let number = Math.max(0, Math.ceil(from)); number <= to && number < store.length; number++) {
      const group = groups[store.state[number] ?? 0];
      if (!group || store.stateOf(number) === undefined) continue;
      const value = column?.[number] ?? Number.NaN;
      const place = Number.isFinite(value) && (y.kind !== 'log' || value > 0) ? up(value) : Number.NaN;
      const down = Number.isNaN(place) ? bottom + STRIP / 2 : Math.min(bottom, Math.max(box.top, place));
      const left = across(number);
      (mask && mask[number] !== 1 ? group.far : group.near).push(left, down);
      marks.add(number, left, down);
    }
    clipped({ ...box, height: box.height + STRIP }, () => {
      groups.forEach(({ near, far }, at) => {
        const { token, shape } = stateMarks[trialStates[at] ?? 'running'];
        drawShapes(pen, { shape, colour: colourOf(token), radius: RADIUS, alpha: FADED }, far);
        drawShapes(pen, { shape, colour: colourOf(token), radius: RADIUS }, near);
      });
      pen.line({ colour: colourOf('chart-2'), width: 2 }, (path) => {
        let before = Number.NaN;
        for (let number = Math.max(0, Math.floor(from)); number <= to + 1 && number < best.length; number++) {
          const value = best[number] ?? Number.NaN;
          if (Number.isNaN(value) || (y.kind === 'log' && value <= 0)) continue;
          if (Number.isNaN(before)) path.moveTo(across(number), up(value));
          else {
            path.lineTo(across(number), up(before));
            path.lineTo(across(number), up(value));
          }
          before = value;
        }
        if (!Number.isNaN(before)) path.lineTo(across(Math.min(to, store.length - 0.5)), up(before));
      });
    });
    return {
      marks,
      span: {
        left: box.left,
        right: box.left + box.width,
        valueAt: (place) => from + ((place - box.left) / box.width) * (to - from),
      },
    };
  };
}

export function historyRows(store: TrialStore, objective: number): PlotRows {
  const best = bestSoFar(store, objective);
  const metric = store.objectives[objective]?.metric ?? '';
  const rows: PlotRows['rows'][number][] = [];
  for (let number = 0; number < store.length; number++) {
    const state = store.stateOf(number);
    if (state === undefined) continue;
    rows.push([number, state, store.values[objective]?.[number] ?? Number.NaN, best[number] ?? Number.NaN]);
  }
  return { columns: ['trial', 'state', metric, `best ${metric} so far`], rows };
}
