import { colourOf } from '@/shared/chart/palette';
import type { Path, Pen } from '@/shared/chart/pen';
import { type Axis, axisOf, objectiveField, placeOn, tickWord } from './axis';
import { frontOf } from './front';
import { Marks } from './marks';
import { AXIS_TEXT, drawShapes, padded, ticksWithin } from './plot-axes';
import type { Draw, Size } from './plot-canvas';
import { eyeOf, farCorner, type Point, type SpaceView } from './space-view';
import { COMPLETED, type TrialStore } from './trial-store';
import { directionWord } from './trial-words';

/** Half the cube, however it is turned: along the diagonal of its floor, and of itself. */
const WIDEST = Math.SQRT2;
const HIGHEST = Math.sqrt(3);
/** Pixels beside and above the cube for its words. */
const ROOM = { across: 84, up: 36 };
const MOST_TICKS = 5;
/** An edge that is seen from its end has no room for words. */
const LEAST_EDGE = 36;
/** A line to the floor says where a trial is; of too many nobody could follow one. */
const MOST_STEMS = 300;
const FADED = 0.25;

interface SpaceScene {
  store: TrialStore;
  view: SpaceView;
  mask: () => Uint8Array | undefined;
}

type Screen = (point: Point) => { left: number; top: number; near: number };

/** Three objectives as a cube that can be turned: the front stands out and on stems, what is beaten steps back, what breaks a constraint is a cross. */
export function spacePlot({ store, view, mask }: SpaceScene): Draw {
  return (pen, size) => {
    const marks = new Marks(store.length);
    const [x, y, z] = spaceAxes(store);
    if (!x || !y || !z) return { marks };
    const screen = screenOf(view, size);
    drawCube(pen, size, [x, y, z], view, screen);
    const best = new Set(frontOf(store).best);
    const picked = mask();
    const places = { beaten: [] as number[], broken: [] as number[], far: [] as number[] };
    const front: { left: number; top: number; near: number; point: Point }[] = [];
    for (let number = 0; number < store.length; number++) {
      if (store.state[number] !== COMPLETED) continue;
      const point: Point = [within(x, number), within(y, number), within(z, number)];
      if (!point.every(Number.isFinite)) continue;
      const { left, top, near } = screen(point);
      marks.add(number, left, top);
      if (picked && picked[number] !== 1) places.far.push(left, top);
      else if (!store.isFeasible(number)) places.broken.push(left, top);
      else if (best.has(number)) front.push({ left, top, near, point });
      else places.beaten.push(left, top);
    }
    drawShapes(pen, { shape: 'disc', colour: colourOf('text-muted'), radius: 2, alpha: 0.12 }, places.far);
    drawShapes(pen, { shape: 'disc', colour: colourOf('chart-1'), radius: 3, alpha: FADED }, places.beaten);
    drawShapes(pen, { shape: 'cross', colour: colourOf('error'), radius: 3, alpha: 0.6 }, places.broken);
    // What is nearer lies above, and is a little larger.
    front.sort((one, other) => one.near - other.near);
    const colour = colourOf('chart-2');
    if (front.length <= MOST_STEMS) {
      pen.line({ colour, width: 1, alpha: 0.35 }, (path) => {
        for (const { left, top, point } of front) segment(path, { left, top }, screen([point[0], point[1], -1]));
      });
    }
    for (const { left, top, near } of front) pen.dot({ colour, radius: 4.5 + 0.8 * near }, left, top);
    return { marks };
  };
}

interface SpaceAxis {
  axis: Axis;
  title: string;
  /** From -1 to 1. */
  ticks: { word: string; place: number }[];
}

function spaceAxes(store: TrialStore): SpaceAxis[] {
  return store.objectives.flatMap((objective) => {
    const found = axisOf(store, objectiveField(objective.metric));
    if (!found) return [];
    const axis = padded(found);
    const all = ticksWithin(axis);
    const each = Math.max(1, Math.ceil(all.length / MOST_TICKS));
    const ticks = all
      .filter((_, at) => at % each === 0)
      .map((tick) => ({ word: tickWord(axis, tick), place: 2 * placeOn(axis, tick) - 1 }));
    return [{ axis, title: `${axis.label} (${directionWord(objective)})`, ticks }];
  });
}

/** From -1 to 1; NaN for no value. */
const within = ({ axis }: SpaceAxis, number: number): number =>
  2 * placeOn(axis, axis.column[number] ?? Number.NaN) - 1;

function screenOf(view: SpaceView, { width, height }: Size): Screen {
  const eye = eyeOf(view);
  const across = (width / 2 - Math.min(ROOM.across, width / 5)) / WIDEST;
  const scale = Math.max(20, Math.min(across, (height / 2 - ROOM.up) / HIGHEST));
  return (point) => {
    const seen = eye(point);
    return { left: width / 2 + seen.across * scale, top: height / 2 - seen.up * scale, near: seen.near };
  };
}

interface Spot {
  left: number;
  top: number;
}

function segment(path: Path, from: Spot, to: Spot): void {
  path.moveTo(from.left, from.top);
  path.lineTo(to.left, to.top);
}

/** The floor and the walls behind with their grids, and words along the three edges that nothing hides. */
function drawCube(
  pen: Pen,
  size: Size,
  [x, y, z]: readonly [SpaceAxis, SpaceAxis, SpaceAxis],
  view: SpaceView,
  screen: Screen,
): void {
  const [farX, farY] = farCorner(view);
  pen.line({ colour: colourOf('border'), width: 1 }, (path) => {
    const line = (from: Point, to: Point) => segment(path, screen(from), screen(to));
    for (const at of lines(x)) {
      line([at, -1, -1], [at, 1, -1]);
      line([at, farY, -1], [at, farY, 1]);
    }
    for (const at of lines(y)) {
      line([-1, at, -1], [1, at, -1]);
      line([farX, at, -1], [farX, at, 1]);
    }
    for (const at of lines(z)) {
      line([-1, farY, at], [1, farY, at]);
      line([farX, -1, at], [farX, 1, at]);
    }
  });
  const edge = (axis: SpaceAxis, pointAt: (place: number) => Point, isUpright = false) => {
    const [from, middle, to] = [screen(pointAt(-1)), screen(pointAt(0)), screen(pointAt(1))];
    if (Math.hypot(to.left - from.left, to.top - from.top) < LEAST_EDGE) return;
    pen.line({ colour: colourOf('text-muted'), width: 1 }, (path) => segment(path, from, to));
    const out = outOf(screen([0, 0, 0]), middle);
    for (const { word, place } of axis.ticks)
      write(pen, size, 'text-muted', word, moved(screen(pointAt(place)), out, 12), out);
    // Beside the numbers; above them where the edge is upright.
    if (isUpright) write(pen, size, 'text', axis.title, { left: to.left, top: to.top - 16 }, { left: 0, top: -1 });
    else write(pen, size, 'text', axis.title, moved(middle, out, 34), out);
  };
  edge(x, (place) => [place, -farY, -1]);
  edge(y, (place) => [-farX, place, -1]);
  const isLeft = screen([farX, -farY, 0]).left < screen([-farX, farY, 0]).left;
  edge(z, (place) => (isLeft ? [farX, -farY, place] : [-farX, farY, place]), true);
}

const lines = (axis: SpaceAxis): number[] => [-1, 1, ...axis.ticks.map(({ place }) => place)];

/** The direction away from the middle of the cube, one pixel long. */
function outOf(centre: Spot, place: Spot): Spot {
  const [across, down] = [place.left - centre.left, place.top - centre.top];
  const length = Math.max(1, Math.hypot(across, down));
  return { left: across / length, top: down / length };
}

const moved = ({ left, top }: Spot, out: Spot, by: number): Spot => ({
  left: left + out.left * by,
  top: top + out.top * by,
});

/** Words beside a place, on its outer side, and never beyond the picture. */
function write(pen: Pen, { width, height }: Size, token: string, text: string, { left, top }: Spot, out: Spot): void {
  const long = text.length * AXIS_TEXT * 0.55;
  const start = left - long * (0.5 - 0.5 * Math.max(-1, Math.min(1, out.left * 2)));
  const inside = (place: number, most: number) => Math.max(4, Math.min(most, place));
  pen.text(
    { colour: colourOf(token), size: AXIS_TEXT },
    inside(start, width - long - 4),
    inside(top, height - AXIS_TEXT),
    text,
  );
}
