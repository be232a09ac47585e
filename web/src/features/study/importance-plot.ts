import { colourOf } from '@/shared/chart/palette';
import { formatPercent } from '@/shared/format/format';
import { Marks } from './marks';
import type { Importance } from './ped-anova';
import { rectangle } from './plot-axes';
import type { Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';

const ROW = 26;
const ROOM = { top: 6, right: 56, bottom: 6 };
const MOST_ROWS = 20;
const LETTER = 6.4;

export const importanceHeight = (count: number): number => ROOM.top + ROOM.bottom + Math.min(MOST_ROWS, count) * ROW;

/** A bar for each parameter, the most important first. */
export function importancePlot(importance: readonly Importance[]): Draw {
  return (pen, { width }) => {
    const shown = importance.slice(0, MOST_ROWS);
    const longest = Math.max(0, ...shown.map(({ name }) => name.length));
    const left = Math.min(width * 0.45, longest * LETTER + 14);
    const most = Math.floor((left - 14) / LETTER);
    const room = Math.max(20, width - left - ROOM.right);
    const top = shown[0]?.share ?? 1;
    shown.forEach(({ name, share }, at) => {
      const middle = ROOM.top + at * ROW + ROW / 2;
      const word = name.length > most ? `${name.slice(0, Math.max(1, most - 1))}…` : name;
      const long = Math.max(1, (share / (top || 1)) * room);
      pen.text({ colour: colourOf('text'), size: 12, align: 'end' }, left - 8, middle, word);
      pen.area({ colour: colourOf('chart-1'), alpha: 0.85 }, (path) => rectangle(path, left, middle - 8, long, 16));
      pen.text({ colour: colourOf('text-muted'), size: 12 }, left + long + 6, middle, formatPercent(share, 1));
    });
    return { marks: new Marks(0) };
  };
}

export const importanceRows = (importance: readonly Importance[]): PlotRows => ({
  columns: ['parameter', 'importance'],
  rows: importance.map(({ name, share }) => [name, share]),
});
