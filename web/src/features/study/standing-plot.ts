import { colourOf } from '@/shared/chart/palette';
import { plainAxis } from './axis';
import { Marks } from './marks';
import { boxIn, drawAxes, drawShapes, padded, stateMarks } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { bestTrials } from './ranks';
import { toldAt } from './series-index';
import type { TrialSeries } from './study-api';
import { type TrialStore, trialStates } from './trial-store';

const ROOM = { left: 64, right: 20, top: 26, bottom: 44 };
const FADED = 0.14;
const MOST_TICKS = 20;
const TICKS_OF_A_SET = 100;

/** At so many moments of each instance a trial tells what its set comes to; the same as in the service that solves it. */
export const ticksOf = (instances: number): number =>
  Math.max(1, Math.min(MOST_TICKS, Math.floor(TICKS_OF_A_SET / Math.max(1, instances))));

interface StandingView {
  store: TrialStore;
  /** The trials that are drawn. */
  numbers: ArrayLike<number>;
  series: ReadonlyMap<string, TrialSeries>;
  metric: string;
  instances: number;
  chosen: number | undefined;
  /** What is picked out: the others step back. */
  mask: () => Uint8Array | undefined;
}

function extentOf(all: readonly TrialSeries[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { value } of all) {
    for (const one of value) {
      if (!Number.isFinite(one)) continue;
      if (one < low) low = one;
      if (one > high) high = one;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A line for each trial: what its set came to, instance by instance. It ends with the mark of its state where the trial did. */
export function standingPlot(view: StandingView): Draw {
  const { store, series, metric, instances, chosen } = view;
  const ticks = ticksOf(instances);
  const drawn = Array.from(view.numbers).flatMap((number) => {
    const own = series.get(store.runIdOf(number) ?? '');
    return own && own.step.length > 0 ? [{ number, own }] : [];
  });
  const y = padded(plainAxis(metric, ...extentOf(drawn.map(({ own }) => own)), false));
  return (pen, size, clipped) => {
    const box = boxIn(size, ROOM);
    const x = plainAxis('instances', 0, Math.max(1, instances), true);
    const { across, up } = drawAxes(pen, box, x, y);
    const marks = new Marks(drawn.length);
    const mask = view.mask();
    const [best] = bestTrials(store, 0);
    const ends = trialStates.map(() => ({ near: [] as number[], far: [] as number[] }));
    clipped(box, () => {
      for (const { number, own } of drawn) {
        const state = store.stateOf(number) ?? 'running';
        const isFar = mask !== undefined && mask[number] !== 1;
        const isShown = number === best || number === chosen;
        const colour = colourOf(number === chosen ? 'text' : number === best ? 'chart-2' : stateMarks[state].token);
        const style = { colour, width: isShown ? 2 : 1, alpha: isShown ? 1 : isFar ? FADED : 0.55 };
        pen.line(style, (path) => {
          own.step.forEach((step, at) => {
            const place = [across(step / ticks), up(own.value[at] ?? Number.NaN)] as const;
            if (at === 0) path.moveTo(...place);
            else path.lineTo(...place);
          });
        });
        const left = across((own.step.at(-1) ?? 0) / ticks);
        const down = up(own.value.at(-1) ?? Number.NaN);
        const end = ends[trialStates.indexOf(state)];
        (isFar ? end?.far : end?.near)?.push(left, down);
        marks.add(number, left, down);
      }
      ends.forEach(({ near, far }, at) => {
        const { token, shape } = stateMarks[trialStates[at] ?? 'running'];
        drawShapes(pen, { shape, colour: colourOf(token), radius: 3, alpha: FADED }, far);
        drawShapes(pen, { shape, colour: colourOf(token), radius: 3 }, near);
      });
    });
    return { marks };
  };
}

/** What each trial's set came to after each of its instances; an empty cell is one that it did not reach. */
export function standingRows({ store, numbers, series, instances }: Omit<StandingView, 'mask' | 'chosen'>): PlotRows {
  const ticks = ticksOf(instances);
  const places = Array.from({ length: instances }, (_, at) => at + 1);
  return {
    columns: ['trial', 'state', ...places.map((place) => `after ${place}`)],
    rows: Array.from(numbers).map((number) => {
      const own = series.get(store.runIdOf(number) ?? '');
      return [number, store.stateOf(number) ?? '', ...places.map((place) => toldAt(own, place * ticks) ?? null)];
    }),
  };
}
