import { colourOf } from '@/shared/chart/palette';
import { axisOf, objectiveField } from './axis';
import { frontOf } from './front';
import { Marks } from './marks';
import { paretoFront } from './pareto';
import { boxIn, drawAxes, drawShapes, padded } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { lossOf } from './study-space';
import { COMPLETED, type TrialStore } from './trial-store';

const ROOM = { left: 72, right: 20, top: 26, bottom: 44 };
const FADED = 0.25;

interface FrontView {
  store: TrialStore;
  /** The places of the objectives along both axes. */
  x: number;
  y: number;
  mask: () => Uint8Array | undefined;
}

/** Two objectives over each other: what no trial beats stands out, what is beaten steps back, what breaks a constraint is a cross. */
export function paretoPlot({ store, x, y, mask }: FrontView): Draw {
  return (pen, size, clipped) => {
    const marks = new Marks(store.length);
    const xAxis = axisOf(store, objectiveField(store.objectives[x]?.metric ?? ''));
    const yAxis = axisOf(store, objectiveField(store.objectives[y]?.metric ?? ''));
    if (!xAxis || !yAxis) return { marks };
    const box = boxIn(size, ROOM);
    const { across, up } = drawAxes(pen, box, padded(xAxis), padded(yAxis));
    const best = new Set(frontOf(store).best);
    const picked = mask();
    const places = { front: [] as number[], beaten: [] as number[], broken: [] as number[], far: [] as number[] };
    for (let number = 0; number < store.length; number++) {
      if (store.state[number] !== COMPLETED) continue;
      const [left, top] = [across(xAxis.column[number] ?? Number.NaN), up(yAxis.column[number] ?? Number.NaN)];
      if (Number.isNaN(left) || Number.isNaN(top)) continue;
      const isFar = picked !== undefined && picked[number] !== 1;
      const group = isFar ? 'far' : !store.isFeasible(number) ? 'broken' : best.has(number) ? 'front' : 'beaten';
      places[group].push(left, top);
      marks.add(number, left, top);
    }
    clipped(box, () => {
      drawShapes(pen, { shape: 'disc', colour: colourOf('text-muted'), radius: 2, alpha: 0.12 }, places.far);
      drawShapes(pen, { shape: 'disc', colour: colourOf('chart-1'), radius: 3, alpha: FADED }, places.beaten);
      drawShapes(pen, { shape: 'cross', colour: colourOf('error'), radius: 3, alpha: 0.6 }, places.broken);
      const line = frontLine(store, [...best], x, y);
      pen.line({ colour: colourOf('chart-2'), width: 1.5 }, (path) => {
        line.forEach((number, at) => {
          const [left, top] = [across(xAxis.column[number] ?? 0), up(yAxis.column[number] ?? 0)];
          if (at === 0) path.moveTo(left, top);
          else path.lineTo(left, top);
        });
      });
      drawShapes(pen, { shape: 'disc', colour: colourOf('chart-2'), radius: 4.5 }, places.front);
    });
    return { marks };
  };
}

/** Of the front, what is best in these two objectives alone, from one end to the other. */
function frontLine(store: TrialStore, best: readonly number[], x: number, y: number): number[] {
  const loss = (objective: number, number: number) => {
    const definition = store.objectives[objective];
    return definition ? lossOf(store.values[objective]?.[number] ?? Number.NaN, definition) : Number.NaN;
  };
  return paretoFront(best.map((number) => [loss(x, number), loss(y, number)]))
    .map((at) => best[at] ?? 0)
    .sort((a, b) => loss(x, a) - loss(x, b));
}

export function frontRows(store: TrialStore): PlotRows {
  const { numbers, best } = frontOf(store);
  const isBest = new Set(best);
  return {
    columns: ['trial', 'on the front', ...store.objectives.map(({ metric }) => metric)],
    rows: numbers.map((number) => [
      number,
      isBest.has(number) ? 'yes' : 'no',
      ...store.values.map((column) => column[number] ?? Number.NaN),
    ]),
  };
}
