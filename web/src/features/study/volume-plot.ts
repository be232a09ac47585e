import { colourOf } from '@/shared/chart/palette';
import { plainAxis } from './axis';
import { Marks } from './marks';
import { boxIn, drawAxes } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';

const ROOM = { left: 64, right: 16, top: 26, bottom: 44 };

/** The hypervolume after each trial that counts. */
export interface VolumeHistory {
  numbers: readonly number[];
  volume: Float64Array;
}

export function volumePlot({ numbers, volume }: VolumeHistory): Draw {
  return (pen, size, clipped) => {
    const box = boxIn(size, ROOM);
    const last = Math.max(1, numbers.at(-1) ?? 1);
    const { across, up } = drawAxes(pen, box, plainAxis('trial', 0, last, true), plainAxis('hypervolume', 0, 1, false));
    clipped(box, () => {
      pen.line({ colour: colourOf('chart-1'), width: 1.5 }, (path) => {
        numbers.forEach((number, at) => {
          if (at === 0) path.moveTo(across(number), up(volume[0] ?? 0));
          else path.lineTo(across(number), up(volume[at - 1] ?? 0));
          path.lineTo(across(number), up(volume[at] ?? 0));
        });
      });
    });
    return { marks: new Marks(0) };
  };
}

export function volumeRows({ numbers, volume }: VolumeHistory): PlotRows {
  return {
    columns: ['trial', 'hypervolume'],
    rows: numbers.map((number, at) => [number, volume[at] ?? Number.NaN]),
  };
}
