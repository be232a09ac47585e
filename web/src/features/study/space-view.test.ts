import { describe, expect, it } from 'vitest';
import { eyeOf, farCorner, firstView, type Point, type SpaceView, turned } from './space-view';

const seen = (view: SpaceView, point: Point) => {
  const { across, up, near } = eyeOf(view)(point);
  return [across, up, near].map((value) => Number(value.toFixed(6)) + 0);
};

describe('the view of three objectives', () => {
  it('shows the first over the second from right above, and the third upright from the side', () => {
    const above = { turn: 0, tilt: 90 };
    expect(seen(above, [1, 0, 0])).toEqual([1, 0, 0]);
    expect(seen(above, [0, 1, 0])).toEqual([0, 1, 0]);
    expect(seen(above, [0, 0, 1])).toEqual([0, 0, 1]);
    const side = { turn: 0, tilt: 0 };
    expect(seen(side, [0, 0, 1])).toEqual([0, 1, 0]);
    expect(seen(side, [0, 1, 0])).toEqual([0, 0, -1]);
  });

  it('turns what is in front to the right', () => {
    const front: Point = [0, -1, 0];
    expect(seen({ turn: 0, tilt: 0 }, front)[0]).toBe(0);
    expect(seen({ turn: 30, tilt: 0 }, front)[0]).toBeCloseTo(0.5);
  });

  it('keeps every length when it turns', () => {
    for (const view of [firstView, { turn: -140, tilt: 70 }]) {
      const [across = 0, up = 0, near = 0] = seen(view, [0.3, -0.8, 0.5]);
      expect(across ** 2 + up ** 2 + near ** 2).toBeCloseTo(0.3 ** 2 + 0.8 ** 2 + 0.5 ** 2);
    }
  });

  it('goes round and round, but not below the floor or over the top', () => {
    expect(turned({ turn: 175, tilt: 25 }, 10, 0)).toEqual({ turn: -175, tilt: 25 });
    expect(turned({ turn: -175, tilt: 25 }, -10, 0)).toEqual({ turn: 175, tilt: 25 });
    expect(turned({ turn: 0, tilt: 25 }, 720, 100)).toEqual({ turn: 0, tilt: 90 });
    expect(turned({ turn: 0, tilt: 25 }, 0, -100)).toEqual({ turn: 0, tilt: 5 });
  });

  it('knows which walls are behind', () => {
    expect(farCorner({ turn: 35, tilt: 25 })).toEqual([1, 1, -1]);
    expect(farCorner({ turn: -35, tilt: 25 })).toEqual([-1, 1, -1]);
    expect(farCorner({ turn: 145, tilt: 25 })).toEqual([1, -1, -1]);
    for (const turn of [20, 110, -70, -160]) {
      const view = { turn, tilt: 40 };
      const corner = farCorner(view);
      const near = eyeOf(view)(corner).near;
      for (const x of [-1, 1]) for (const y of [-1, 1]) expect(near).toBeLessThanOrEqual(eyeOf(view)([x, y, -1]).near);
    }
  });
});
