import { colourOf } from '@/shared/chart/palette';
import { type Axis, valueAt } from './axis';
import { heatMapOf } from './heat-map';
import { Marks } from './marks';
import { boxIn, drawAxes, drawShades, drawShapes, padded, rectangle, SHADES, shadeColour, shadeOf } from './plot-axes';
import type { Draw } from './plot-canvas';
import { rankPlaces } from './ranks';
import type { TrialStore } from './trial-store';

const ROOM = { left: 72, right: 20, top: 36, bottom: 44 };
const RADIUS = 4;
const SMALL = 2;

interface PairView {
  store: TrialStore;
  objective: number;
  x: Axis;
  y: Axis;
  as: 'rank' | 'contour';
  mask: () => Uint8Array | undefined;
}

/** Two fields over each other: each trial in the colour of its rank, or the ranks as a map with the trials on it. */
export function pairPlot({ store, objective, x, y, as, mask }: PairView): Draw {
  return (pen, size, clipped) => {
    const box = boxIn(size, ROOM);
    const [xAxis, yAxis] = [padded(x), padded(y)];
    const { across, up } = drawAxes(pen, box, xAxis, yAxis);
    const ranks = rankPlaces(store, objective);
    const picked = mask();
    const marks = new Marks(store.length);
    const shades = Array.from({ length: SHADES }, () => [] as number[]);
    const others: number[] = [];
    const numbers: number[] = [];
    for (let number = 0; number < store.length; number++) {
      const [left, top] = [across(x.column[number] ?? Number.NaN), up(y.column[number] ?? Number.NaN)];
      if (store.stateOf(number) === undefined || Number.isNaN(left) || Number.isNaN(top)) continue;
      const rank = ranks[number] ?? Number.NaN;
      if (picked && picked[number] !== 1) {
        others.push(left, top);
        continue;
      }
      if (Number.isNaN(rank)) others.push(left, top);
      else {
        numbers.push(number);
        shades[shadeOf(rank)]?.push(left, top);
      }
      marks.add(number, left, top);
    }
    clipped(box, () => {
      if (as === 'contour') {
        const map = heatMapOf(x, y, ranks, numbers);
        const cells = Array.from({ length: SHADES }, () => [] as number[]);
        map.value.forEach((value, at) => {
          if (!Number.isNaN(value)) cells[shadeOf(value)]?.push(at);
        });
        // From the ends of the axes, without the room around them; a choice has its own place in the middle of its cell.
        const edge = (axis: Axis, place: number, count: number) =>
          axis.kind === 'choices' ? place - 0.5 : valueAt(axis, place / count);
        cells.forEach((places, shade) => {
          pen.area({ colour: shadeColour(shade), alpha: 0.9 }, (path) => {
            for (const at of places) {
              const [column, row] = [at % map.columns, Math.floor(at / map.columns)];
              const left = across(edge(x, column, map.columns));
              const top = up(edge(y, row + 1, map.rows));
              const right = across(edge(x, column + 1, map.columns));
              rectangle(path, left, top, right - left + 0.5, up(edge(y, row, map.rows)) - top + 0.5);
            }
          });
        });
        const dots = shades.flat();
        drawShapes(pen, { shape: 'disc', colour: colourOf('surface'), radius: SMALL + 1, alpha: 0.8 }, dots);
        drawShapes(pen, { shape: 'disc', colour: colourOf('text'), radius: SMALL }, dots);
        return;
      }
      drawShapes(pen, { shape: 'diamond', colour: colourOf('text-muted'), radius: SMALL, alpha: 0.3 }, others);
      shades.forEach((places, shade) => {
        drawShapes(pen, { shape: 'disc', colour: shadeColour(shade), radius: RADIUS }, places);
      });
    });
    drawShades(pen, box.left + box.width, 12, 'worst', 'best');
    return { marks };
  };
}
