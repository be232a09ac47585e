import type { TrialState } from '@/shared/api/types';
import { shortSpan } from '@/shared/chart/axis-words';
import { colourOf } from '@/shared/chart/palette';
import type { Pen } from '@/shared/chart/pen';
import { ticksOf } from '@/shared/chart/scale';
import { Marks } from './marks';
import { boxIn, drawShapes, rectangle, stateMarks } from './plot-axes';
import type { Box, Draw } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { placeAt, timelineOf, wholeSpan } from './timeline-layout';
import { type TrialStore, trialStates } from './trial-store';

const ROOM = { left: 44, right: 16, top: 14, bottom: 40 };
const LANE = { most: 26, least: 4 };
/** A bar is at least so wide that it can be seen. */
const LEAST_BAR = 1.5;
/** On a bar of this width there is room for the mark of its state. */
const WIDE_BAR = 14;
const FADED = 0.2;
/** So far beside a narrow bar the pointer still means it. */
const REACH = 6;

interface TimelineView {
  store: TrialStore;
  /** Milliseconds; undefined: all of it. */
  span: readonly [number, number] | undefined;
  now: () => number;
  mask: () => Uint8Array | undefined;
}

/** How high a timeline of so many lanes is. */
export const timelineHeight = (lanes: number): number =>
  Math.min(520, Math.max(160, ROOM.top + ROOM.bottom + lanes * LANE.most));

/** Every trial as a bar in a lane, as long as it took; the colour and the mark at its end say how it ended. */
export function timelinePlot({ store, span, now, mask }: TimelineView): Draw {
  return (pen, size, clipped) => {
    const layout = timelineOf(store);
    const moment = now();
    const [from, to] = span ?? wholeSpan(layout, moment);
    const box = boxIn(size, ROOM);
    const lane = Math.min(LANE.most, Math.max(LANE.least, box.height / Math.max(1, layout.lanes)));
    const across = (time: number) => box.left + ((time - from) / (to - from)) * box.width;
    drawTimes(pen, box, layout.from[0] ?? from, [from, to], across);
    const marks = new Marks(store.length);
    const picked = mask();
    const bars = trialStates.map(() => ({ near: [] as number[], far: [] as number[], ends: [] as number[] }));
    for (let at = 0; at < layout.number.length; at++) {
      const number = layout.number[at] ?? 0;
      const own = layout.to[at] ?? Number.NaN;
      const [begin, end] = [layout.from[at] ?? 0, Number.isNaN(own) ? moment : own];
      if (end < from || begin > to) continue;
      const left = Math.max(box.left - 2, across(begin));
      const wide = Math.max(LEAST_BAR, Math.min(box.left + box.width + 2, across(end)) - left);
      const top = box.top + (layout.lane[at] ?? 0) * lane;
      const group = bars[store.state[number] ?? 0];
      (picked && picked[number] !== 1 ? group?.far : group?.near)?.push(left, top, wide);
      const middle = top + lane / 2;
      if (wide >= WIDE_BAR && lane >= 10) group?.ends.push(left + wide - 7, middle);
      marks.add(number, left + wide / 2, middle);
    }
    const thick = Math.max(2, lane - 3);
    clipped(box, () => {
      bars.forEach(({ near, far, ends }, at) => {
        const { token, shape } = stateMarks[trialStates[at] ?? 'running'];
        const colour = colourOf(token);
        drawBars(pen, near, thick, colour, 0.75);
        drawBars(pen, far, thick, colour, FADED);
        drawShapes(pen, { shape, colour: colourOf('surface'), radius: 3 }, ends);
      });
    });
    const timeAt = (place: number) => from + ((place - box.left) / box.width) * (to - from);
    return {
      marks,
      find: (x, y) => {
        const reach = (REACH / box.width) * (to - from);
        const at = placeAt(layout, Math.floor((y - box.top) / lane), timeAt(x), reach, moment);
        return at < 0 ? -1 : marks.placeOf(layout.number[at]);
      },
      span: { left: box.left, right: box.left + box.width, valueAt: timeAt },
    };
  };
}

function drawBars(pen: Pen, bars: readonly number[], thick: number, colour: string, alpha: number): void {
  if (bars.length === 0) return;
  pen.area({ colour, alpha }, (path) => {
    for (let at = 0; at + 2 < bars.length; at += 3) {
      rectangle(path, bars[at] ?? 0, bars[at + 1] ?? 0, bars[at + 2] ?? 0, thick);
    }
  });
}

function drawTimes(
  pen: Pen,
  box: Box,
  start: number,
  [from, to]: readonly [number, number],
  across: (time: number) => number,
): void {
  const grid = { colour: colourOf('border'), width: 1 };
  const text = { colour: colourOf('text-muted'), size: 11 };
  const bottom = box.top + box.height;
  for (const tick of ticksOf([(from - start) / 1000, (to - start) / 1000], 'linear', 1)) {
    const left = across(start + tick * 1000);
    pen.line(grid, (path) => {
      path.moveTo(left, box.top);
      path.lineTo(left, bottom);
    });
    pen.text({ ...text, align: 'middle' }, left, bottom + 12, shortSpan(tick));
  }
  pen.text(
    { ...text, colour: colourOf('text'), align: 'end' },
    box.left + box.width,
    bottom + 27,
    'since the first trial',
  );
}

export function timelineRows(store: TrialStore, now: number): PlotRows {
  const layout = timelineOf(store);
  const start = layout.from[0] ?? 0;
  const rows = [...layout.number].map((number, at): PlotRows['rows'][number] => {
    const own = layout.to[at] ?? Number.NaN;
    const from = layout.from[at] ?? 0;
    const state: TrialState = store.stateOf(number) ?? 'running';
    const seconds = ((Number.isNaN(own) ? now : own) - from) / 1000;
    return [number, state, (layout.lane[at] ?? 0) + 1, (from - start) / 1000, seconds];
  });
  return { columns: ['trial', 'state', 'lane', 'seconds after the first trial', 'seconds'], rows };
}
