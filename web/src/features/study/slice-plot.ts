import { colourOf } from '@/shared/chart/palette';
import { axisOf, fieldsOf, objectiveField } from './axis';
import { Marks } from './marks';
import { drawAxes, drawShapes, padded, SHADES, shadeColour, shadeOf } from './plot-axes';
import type { Box, Draw, Size } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { rankPlaces } from './ranks';
import { COMPLETED, type TrialStore } from './trial-store';

const CELL = { width: 250, height: 200 };
const ROOM = { left: 52, right: 12, top: 26, bottom: 40 };
/** More parameters than this make no plot that anybody reads. */
const MOST_CELLS = 24;
/** More trials than this lie over each other in a small plot: then every so many are drawn. */
const MOST_IN_CELL = 3000;
const RADIUS = 2.5;

const cellCount = ({ space }: Pick<TrialStore, 'space'>) => Math.min(MOST_CELLS, space.length);
const besideOf = (width: number, cells: number) => Math.max(1, Math.min(cells, Math.floor(width / CELL.width)));

/** How high the plots of all parameters are together. */
export function sliceHeight(store: Pick<TrialStore, 'space'>, width: number): number {
  const cells = cellCount(store);
  return Math.max(1, Math.ceil(cells / besideOf(width, cells))) * CELL.height;
}

/** The objective over each parameter alone; the colour says when the trial was made. */
export function slicePlot(store: TrialStore, objective: number, mask: () => Uint8Array | undefined): Draw {
  return (pen, size, clipped) => {
    const picked = mask();
    const numbers: number[] = [];
    for (let number = 0; number < store.length; number++) {
      if (store.state[number] === COMPLETED && (!picked || picked[number] === 1)) numbers.push(number);
    }
    const each = Math.max(1, Math.ceil(numbers.length / MOST_IN_CELL));
    const shown = numbers.filter((_, at) => at % each === 0);
    const cells = cellCount(store);
    const marks = new Marks(shown.length * cells);
    const values = axisOf(store, objectiveField(store.objectives[objective]?.metric ?? ''));
    if (!values) return { marks };
    const y = padded(values, 0.06);
    fieldsOf(store)
      .slice(0, cells)
      .forEach((field, cell) => {
        const axis = axisOf(store, field);
        if (!axis) return;
        const box = boxOf(cell, cells, size);
        const { across, up } = drawAxes(pen, box, padded(axis), y);
        const shades = Array.from({ length: SHADES }, () => [] as number[]);
        for (const number of shown) {
          const [left, top] = [across(axis.column[number] ?? Number.NaN), up(values.column[number] ?? Number.NaN)];
          if (Number.isNaN(left) || Number.isNaN(top)) continue;
          shades[shadeOf(number / Math.max(1, store.length))]?.push(left, top);
          marks.add(number, left, top);
        }
        clipped(box, () => {
          shades.forEach((places, shade) => {
            drawShapes(pen, { shape: 'disc', colour: shadeColour(shade), radius: RADIUS, alpha: 0.85 }, places);
          });
        });
        pen.line({ colour: colourOf('border-control'), width: 1 }, (path) => {
          path.moveTo(box.left, box.top);
          path.lineTo(box.left, box.top + box.height);
          path.lineTo(box.left + box.width, box.top + box.height);
        });
      });
    return { marks };
  };
}

function boxOf(cell: number, cells: number, { width }: Size): Box {
  const beside = besideOf(width, cells);
  const own = width / beside;
  return {
    left: (cell % beside) * own + ROOM.left,
    top: Math.floor(cell / beside) * CELL.height + ROOM.top,
    width: Math.max(40, own - ROOM.left - ROOM.right),
    height: CELL.height - ROOM.top - ROOM.bottom,
  };
}

/** What is not drawn, in words; empty when everything is. */
export function sliceNote(store: TrialStore, count: number): string {
  const each = Math.max(1, Math.ceil(count / MOST_IN_CELL));
  return [
    each > 1 ? `every ${each}th of ${count} trials` : '',
    store.space.length > MOST_CELLS ? `the first ${MOST_CELLS} of ${store.space.length} parameters` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Every parameter and the objective of each completed trial. */
export function trialRows(store: TrialStore, mask: Uint8Array | undefined): PlotRows {
  const places = store.objectives.map((_, objective) => rankPlaces(store, objective));
  const rows: PlotRows['rows'][number][] = [];
  for (let number = 0; number < store.length; number++) {
    const state = store.stateOf(number);
    if (state === undefined || (mask && mask[number] !== 1)) continue;
    const parameters = store.space.map((_, at) => {
      const value = store.parameterOf(number, at);
      return typeof value === 'boolean' || value === null ? String(value) : (value ?? null);
    });
    const values = store.values.map((column) => column[number] ?? Number.NaN);
    rows.push([number, state, ...values, ...places.map((place) => place[number] ?? Number.NaN), ...parameters]);
  }
  const ranks = store.objectives.map(({ metric }) => `rank of ${metric}, 1 is best`);
  const columns = ['trial', 'state', ...store.objectives.map(({ metric }) => metric), ...ranks];
  return { columns: [...columns, ...store.space.map(({ name }) => name)], rows };
}
