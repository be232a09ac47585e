import { describe, expect, it } from 'vitest';
import { Crosshair, Highlight } from './crosshair';

function world() {
  const works = new Set<() => void>();
  const crosshair = new Crosshair({ next: (work) => works.add(work) });
  const frame = () => {
    const now = [...works];
    works.clear();
    for (const work of now) work();
    return now.length;
  };
  const chart = (axis: string) => {
    const seen: (readonly [number | undefined, boolean])[] = [];
    const follower = { showAt: (x: number | undefined, own: boolean) => seen.push([x, own] as const) };
    return { follower, seen, leave: crosshair.join(follower, axis) };
  };
  return { crosshair, frame, chart };
}

describe('Crosshair', () => {
  it('35: moves every chart of the same axis in one frame, to the newest place', () => {
    const { crosshair, frame, chart } = world();
    const [a, b, other] = [chart('step'), chart('step'), chart('wall')];
    crosshair.move(a.follower, 1);
    crosshair.move(a.follower, 7);
    expect(frame()).toBe(1);
    expect(a.seen).toEqual([[7, true]]);
    expect(b.seen).toEqual([[7, false]]);
    expect(other.seen).toEqual([[undefined, false]]);
  });

  it('is taken away by the chart that has it, not by one that the pointer left before', () => {
    const { crosshair, frame, chart } = world();
    const [a, b] = [chart('step'), chart('step')];
    crosshair.move(a.follower, 1);
    crosshair.move(b.follower, 2);
    crosshair.move(a.follower, undefined);
    frame();
    expect(b.seen).toEqual([[2, true]]);
    crosshair.move(b.follower, undefined);
    frame();
    expect(a.seen.at(-1)).toEqual([undefined, false]);
  });

  it('knows nothing of a chart that is gone', () => {
    const { crosshair, frame, chart } = world();
    const [a, b] = [chart('step'), chart('step')];
    b.leave();
    crosshair.move(a.follower, 1);
    frame();
    expect(b.seen).toEqual([]);
  });
});

describe('Highlight', () => {
  it('47: tells every chart once which run stands out', () => {
    const highlight = new Highlight();
    const heard: (string | undefined)[] = [];
    highlight.watch((run) => heard.push(run));
    highlight.set('a');
    highlight.set('a');
    highlight.set(undefined);
    expect(heard).toEqual(['a', undefined]);
  });
});
