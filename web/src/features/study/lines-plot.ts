import { colourOf } from '@/shared/chart/palette';
import type { LineStyle, Pen } from '@/shared/chart/pen';
import { axisOf, objectiveField, tickWord } from './axis';
import { frontOf } from './front';
import { type LineAxis, LineMarks, lineAxes, topOf } from './front-lines';
import { AXIS_TEXT, boxIn, padded, ticksWithin } from './plot-axes';
import type { Box, Draw } from './plot-canvas';
import type { TrialStore } from './trial-store';

const ROOM = { left: 64, right: 40, top: 34, bottom: 16 };
const REACH = 18;

interface LinesScene {
  store: TrialStore;
  chosen: number | undefined;
  mask: () => Uint8Array | undefined;
}

/** The front as a line for each trial over all objectives, the better end of each axis above. */
export function linesPlot({ store, chosen, mask }: LinesScene): Draw {
  return (pen, size) => {
    const box = boxIn(size, ROOM);
    const axes = lineAxes(
      store.objectives.flatMap(({ metric, maximize }) => {
        const axis = axisOf(store, objectiveField(metric));
        return axis ? [{ axis: padded(axis), maximize }] : [];
      }),
      box,
    );
    const { best } = frontOf(store);
    const lines = new LineMarks(axes, box, best);
    const picked = mask();
    const trace = (isDrawn: (number: number) => boolean, style: LineStyle) =>
      pen.line(style, (path) => {
        best.forEach((number, at) => {
          if (!isDrawn(number)) return;
          lines.line(at).forEach(({ x, y }, axis) => {
            if (axis === 0) path.moveTo(x, y);
            else path.lineTo(x, y);
          });
        });
      });
    const isFar = (number: number) => picked !== undefined && picked[number] !== 1;
    trace(isFar, { colour: colourOf('text-muted'), width: 1, alpha: 0.15 });
    trace((number) => !isFar(number) && number !== chosen, { colour: colourOf('chart-2'), width: 1.25, alpha: 0.7 });
    trace((number) => number === chosen, { colour: colourOf('text'), width: 2.5 });
    drawScales(pen, axes, box);
    return { marks: lines.marks, find: (x, y) => lines.find(x, y, REACH) };
  };
}

function drawScales(pen: Pen, axes: readonly LineAxis[], box: Box): void {
  const apart = axes.length > 1 ? box.width / (axes.length - 1) : box.width;
  const most = Math.max(3, Math.floor(apart / (AXIS_TEXT * 0.6)));
  for (const one of axes) {
    const { axis, left } = one;
    pen.line({ colour: colourOf('text-muted'), width: 1 }, (path) => {
      path.moveTo(left, box.top);
      path.lineTo(left, box.top + box.height);
    });
    for (const tick of ticksWithin(axis)) {
      const text = { colour: colourOf('text-muted'), size: AXIS_TEXT, align: 'end' } as const;
      pen.text(text, left - 5, topOf(one, box, tick), tickWord(axis, tick));
    }
    const title = axis.label.length > most ? `${axis.label.slice(0, most - 1)}…` : axis.label;
    pen.text({ colour: colourOf('text'), size: AXIS_TEXT, align: 'middle' }, left, box.top - 18, title);
  }
}
