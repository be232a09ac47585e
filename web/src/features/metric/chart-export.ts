import { shortNumber, shortSpan } from '@/shared/chart/axis-words';
import { colourOf } from '@/shared/chart/palette';
import { CanvasPen, FONT, type Pen, SvgPen } from '@/shared/chart/pen';
import { type Mapping, pixelsOf, ticksOf } from '@/shared/chart/scale';
import { csvField } from '@/shared/format/csv';
import type { Range, XAxis, YScale } from './chart-settings';
import type { Line } from './line';
import { drawLines } from './plot';

export interface Picture {
  title: string;
  lines: readonly Line[];
  x: XAxis;
  y: YScale;
  xRange: Range;
  yRange: Range;
  linearBelow: number;
  smoothing: boolean;
  /** What is under the chart. */
  note: string;
}

const WIDTH = 960;
const HEIGHT = 480;
const LEGEND_ROW = 18;
const LEGEND_COLUMN = 300;
const MOST_LEGEND = 24;
const MARGIN = { left: 64, right: 24, top: 44, bottom: 40 };

/** The numbers as they are drawn, a line for each entry. */
export function csvOf(lines: readonly Line[]): Blob {
  const rows = ['run_id,run,metric,x,step,time,value,min,max,smoothed'];
  for (const { runId, runName, key, buffer } of lines) {
    const head = [runId ?? '', runName, key].map(csvField).join(',');
    for (let at = 0; at < buffer.length; at++) {
      const cells = (['x', 'step', 'time', 'last', 'min', 'max', 'smoothed'] as const).map((name) => {
        const value = buffer.at(name, at);
        // A value that is no number is one that was logged so; elsewhere it means "none".
        return Number.isNaN(value) && name !== 'last' ? '' : String(value);
      });
      rows.push(`${head},${cells.join(',')}`);
    }
  }
  return new Blob([`${rows.join('\n')}\n`], { type: 'text/csv;charset=utf-8' });
}

export function svgOf(picture: Picture): Blob {
  const pen = new SvgPen();
  const height = heightOf(picture);
  draw(pen, picture, (box, work) => pen.clipped(box, work), 1);
  return new Blob([pen.picture(WIDTH, height, colourOf('surface'))], { type: 'image/svg+xml' });
}

export async function pngOf(picture: Picture): Promise<Blob> {
  const ratio = 2;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * ratio;
  canvas.height = heightOf(picture) * ratio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw the picture.');
  context.fillStyle = colourOf('surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = `12px ${FONT}`;
  const clip = (box: Mapping['box'], work: () => void) => {
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    work();
    context.restore();
  };
  draw(new CanvasPen(context, ratio), picture, clip, ratio);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png');
  });
}

function heightOf(picture: Picture): number {
  const count = Math.min(picture.lines.length, MOST_LEGEND);
  return HEIGHT + Math.ceil(count / Math.floor(WIDTH / LEGEND_COLUMN)) * LEGEND_ROW + 12;
}

function draw(
  pen: Pen,
  picture: Picture,
  clipped: (box: Mapping['box'], work: () => void) => void,
  ratio: number,
): void {
  const { lines, xRange, yRange, y: scale, x: axis } = picture;
  const box = {
    left: MARGIN.left * ratio,
    top: MARGIN.top * ratio,
    width: (WIDTH - MARGIN.left - MARGIN.right) * ratio,
    height: (HEIGHT - MARGIN.top - MARGIN.bottom) * ratio,
  };
  const mapping: Mapping = { box, xRange, yRange, scale, linearBelow: picture.linearBelow, ratio };
  const { x, y } = pixelsOf(mapping);
  const muted = colourOf('text-muted');
  pen.text({ colour: colourOf('text'), size: 16 }, 16 * ratio, 22 * ratio, picture.title);
  for (const tick of ticksOf(yRange, scale, picture.linearBelow)) {
    pen.line({ colour: colourOf('border'), width: 1 }, (path) => {
      path.moveTo(box.left, y(tick));
      path.lineTo(box.left + box.width, y(tick));
    });
    pen.text({ colour: muted, size: 11, align: 'end' }, box.left - 6 * ratio, y(tick), shortNumber(tick));
  }
  for (const tick of ticksOf(xRange, 'linear', 1)) {
    const words =
      axis === 'wall'
        ? new Date(tick * 1000).toISOString().slice(5, 19).replace('T', ' ')
        : axis === 'relative'
          ? shortSpan(tick)
          : shortNumber(tick);
    pen.text({ colour: muted, size: 11, align: 'middle' }, x(tick), box.top + box.height + 14 * ratio, words);
  }
  clipped(box, () =>
    drawLines(pen, lines, mapping, { colour: colourOf, highlight: undefined, smoothing: picture.smoothing }),
  );
  const columns = Math.floor(WIDTH / LEGEND_COLUMN);
  lines.slice(0, MOST_LEGEND).forEach((line, at) => {
    const left = (16 + (at % columns) * LEGEND_COLUMN) * ratio;
    const top = (HEIGHT + Math.floor(at / columns) * LEGEND_ROW) * ratio;
    pen.line({ colour: colourOf(line.stroke.token), width: 2, dash: line.stroke.dash }, (path) => {
      path.moveTo(left, top);
      path.lineTo(left + 18 * ratio, top);
    });
    pen.text({ colour: colourOf('text'), size: 12 }, left + 24 * ratio, top, line.label.slice(0, 44));
  });
  const more = lines.length > MOST_LEGEND ? ` · ${lines.length - MOST_LEGEND} more lines` : '';
  pen.text({ colour: muted, size: 11 }, 16 * ratio, (HEIGHT - 16) * ratio, picture.note + more);
}
