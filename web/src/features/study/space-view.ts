/** From where three objectives are looked at: a cube from -1 to 1, the first objective to the right, the second away from the eye, the third up. */

/** In degrees: how far the cube is turned about its upright axis, and how far above its floor the eye is. */
export interface SpaceView {
  turn: number;
  tilt: number;
}

export type Point = readonly [x: number, y: number, z: number];

/** A point as the eye sees it; parallel lines stay parallel, so that what is far away is no smaller. */
interface Seen {
  across: number;
  up: number;
  /** Larger is nearer to the eye. */
  near: number;
}

/** Every axis can be told from the others. */
export const firstView: SpaceView = { turn: 35, tilt: 25 };
/** The floor is always seen from above: flatter, its grid would be a line. */
const LOWEST = 5;
const HIGHEST = 90;

/** Round and round, but never below the floor or over the top. */
export function turned({ turn, tilt }: SpaceView, across: number, higher: number): SpaceView {
  const round = (((turn + across) % 360) + 360) % 360;
  return { turn: round > 180 ? round - 360 : round, tilt: Math.min(HIGHEST, Math.max(LOWEST, tilt + higher)) };
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

export function eyeOf({ turn, tilt }: SpaceView): (point: Point) => Seen {
  const [sinTurn, cosTurn] = [Math.sin(radians(turn)), Math.cos(radians(turn))];
  const [sinTilt, cosTilt] = [Math.sin(radians(tilt)), Math.cos(radians(tilt))];
  return ([x, y, z]) => {
    const away = x * sinTurn + y * cosTurn;
    return {
      across: x * cosTurn - y * sinTurn,
      up: z * cosTilt + away * sinTilt,
      near: z * sinTilt - away * cosTilt,
    };
  };
}

/** The corner of the floor that is farthest away: the floor and the two walls that meet there hide nothing. */
export function farCorner(view: SpaceView): Point {
  const eye = eyeOf(view);
  const behind = (one: Point, other: Point) => (eye(one).near <= eye(other).near ? -1 : 1);
  return [behind([-1, 0, 0], [1, 0, 0]), behind([0, -1, 0], [0, 1, 0]), -1];
}
