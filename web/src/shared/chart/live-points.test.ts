import { describe, expect, it } from 'vitest';
import { LivePoints, PointRing } from './live-points';

type Handler = Parameters<ConstructorParameters<typeof LivePoints>[0]>[1];

function world() {
  const topics = new Map<string, Handler>();
  const live = new LivePoints((topic, handler) => {
    topics.set(topic, handler);
    return () => topics.delete(topic);
  });
  const say = (runId: string, key: string, attempt: number, step: number[], value: (number | string)[] = step) =>
    topics.get(`run:${runId}:metrics`)?.onBatch([{ attempt, key, role: 'loss', step, time: step, value }]);
  return { topics, live, say };
}

function stepsAfter(ring: PointRing | undefined, step: number): number[] {
  const steps: number[] = [];
  ring?.after(step, (one) => steps.push(one));
  return steps;
}

describe('PointRing', () => {
  it('keeps the newest points and knows when older ones are lost', () => {
    const ring = new PointRing(4);
    for (let step = 1; step <= 6; step++) ring.push(step, step, step);
    expect(stepsAfter(ring, 4)).toEqual([5, 6]);
    expect(ring.after(2, () => undefined)).toBe(true);
    expect(ring.after(1, () => undefined)).toBe(false);
  });
});

describe('LivePoints', () => {
  it('follows the runs that it is given, and no others', () => {
    const { topics, live } = world();
    live.setRuns(['a', 'b']);
    live.setRuns(['b', 'c']);
    expect([...topics.keys()].sort()).toEqual(['run:b:metrics', 'run:c:metrics']);
    live.setRuns([]);
    expect(topics.size).toBe(0);
  });

  it('keeps the points of watched series only, and tells of new metrics', () => {
    const { live, say } = world();
    live.setRuns(['a']);
    let told = 0;
    let keys = 0;
    live.onKeys(() => keys++);
    const stop = live.watch('a', 'loss', () => told++);
    say('a', 'loss', 1, [1, 2]);
    say('a', 'acc', 1, [1]);
    say('a', 'loss', 1, [3]);
    expect(told).toBe(2);
    expect(keys).toBe(2);
    expect(stepsAfter(live.ring('a', 'loss')?.ring, 0)).toEqual([1, 2, 3]);
    expect(live.ring('a', 'acc')).toBeUndefined();
    stop();
    expect(live.ring('a', 'loss')).toBeUndefined();
  });

  it('begins anew with a newer attempt and passes over what an older one still says', () => {
    const { live, say } = world();
    live.setRuns(['a']);
    live.watch('a', 'loss', () => undefined);
    const again: string[] = [];
    live.onAgain((runId) => again.push(runId));
    say('a', 'loss', 1, [1, 2]);
    say('a', 'loss', 2, [1]);
    say('a', 'loss', 1, [3]);
    expect(stepsAfter(live.ring('a', 'loss')?.ring, 0)).toEqual([1]);
    expect(again).toEqual(['a']);
  });

  it('asks for what is stored after a snapshot and after a gap', () => {
    const { topics, live } = world();
    live.setRuns(['a']);
    const again: string[] = [];
    live.onAgain((runId) => again.push(runId));
    topics.get('run:a:metrics')?.onSnapshot?.({});
    topics.get('run:a:metrics')?.onGap?.('too old');
    expect(again).toEqual(['a', 'a']);
  });

  it('passes over what is no batch', () => {
    const { topics, live } = world();
    live.setRuns(['a']);
    expect(() => topics.get('run:a:metrics')?.onBatch([null, 1, {}, { attempt: 1, key: 'a' }])).not.toThrow();
  });
});
