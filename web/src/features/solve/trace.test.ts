import { describe, expect, it } from 'vitest';
import type { Chart } from '@/shared/api/types';
import { LivePoints } from '@/shared/chart/live-points';
import { endOf, TraceSet } from './trace';

const START = 1_700_000_000;

const series = (runId: string, key: string, points: [seconds: number, step: number, value: number | string][]) => ({
  runId,
  key,
  x: points.map(([seconds]) => seconds),
  time: points.map(([seconds]) => START + seconds),
  step: points.map(([, step]) => step),
  last: points.map(([, , value]) => value),
});

const chart = (...all: ReturnType<typeof series>[]) =>
  ({ points: 9, bucketed: false, series: all }) as unknown as Chart;

type Handler = Parameters<ConstructorParameters<typeof LivePoints>[0]>[1];

function liveWorld(prefix = '') {
  let handler: Handler | undefined;
  const live = new LivePoints((_topic, one) => {
    handler = one;
    return () => undefined;
  });
  live.setRuns(['a']);
  for (const key of ['incumbent', 'bound', 'gap']) live.watch('a', prefix + key, () => undefined);
  const say = (key: string, step: number, seconds: number, value: number) =>
    handler?.onBatch([{ attempt: 1, key, role: key, step: [step], time: [START + seconds], value: [value] }]);
  return { live, say };
}

describe('TraceSet', () => {
  it('has the values of the server, to the last digit, by seconds after the start', () => {
    const set = new TraceSet(
      chart(
        series('a', 'incumbent', [
          [2.5, 3, 568.1007],
          [3.5, 4, 568.1007],
        ]),
        series('a', 'bound', [[0.25, 1, -464.7531428571429]]),
        series('a', 'nodes', [[0.25, 1, 7]]),
        series('other', 'gap', [[1, 1, 0.5]]),
      ),
      ['a', 'b'],
    );
    const [a, b] = set.traces;
    expect([...(a?.incumbent.value ?? [])]).toEqual([568.1007]);
    expect(a?.incumbent.start).toBe(2.5);
    expect(a?.bound.last).toBe(-464.7531428571429);
    expect(a?.gap.length).toBe(0);
    expect(a && endOf(a)).toBe(3.5);
    expect(b && endOf(b)).toBeUndefined();
  });

  it('grows with live points after the last of the server, on the same clock', () => {
    const { live, say } = liveWorld();
    say('incumbent', 3, 2.5, 12);
    say('incumbent', 5, 6, 10);
    say('gap', 5, 6, 0.1);
    const set = new TraceSet(chart(series('a', 'incumbent', [[2.5, 3, 12]])), ['a']);
    expect(set.catchUp(live)).toBe(true);
    const [a] = set.traces;
    expect([...(a?.incumbent.x ?? [])]).toEqual([2.5, 6]);
    expect([...(a?.gap.x ?? [])]).toEqual([6]);
    say('incumbent', 6, 7.5, 9);
    set.catchUp(live);
    set.catchUp(live);
    expect([...(a?.incumbent.value ?? [])]).toEqual([12, 10, 9]);
  });

  it('begins with the first live point when the server had nothing', () => {
    const { live, say } = liveWorld();
    const set = new TraceSet(undefined, ['a']);
    say('bound', 1, 4, 1);
    say('incumbent', 2, 5, 3);
    set.catchUp(live);
    const [a] = set.traces;
    expect([a?.bound.start, a?.incumbent.start]).toEqual([0, 1]);
    expect(a && endOf(a)).toBe(1);
  });

  it('has the curves of one instance of a set from when that began', () => {
    const answer = chart(
      series('a', 'instance-2/incumbent', [[12.5, 1, 40]]),
      series('a', 'instance-2/bound', [[12, 1, 30]]),
      series('a', 'instance-20/bound', [[90, 1, 7]]),
    );
    const [known] = new TraceSet(answer, ['a'], 'instance-2/', START + 10).traces;
    expect([known?.bound.start, known?.incumbent.start]).toEqual([2, 2.5]);
    expect(known?.bound.last).toBe(30);
    // Until somebody says when it began, its first point does.
    const [early] = new TraceSet(answer, ['a'], 'instance-2/').traces;
    expect([early?.bound.start, early?.incumbent.start]).toEqual([0, 0.5]);
  });

  it('hears of one instance of a set alone', () => {
    const { live, say } = liveWorld('instance-2/');
    const set = new TraceSet(undefined, ['a'], 'instance-2/', START + 10);
    say('instance-2/bound', 1, 14, 1);
    say('instance-1/bound', 1, 15, 9);
    set.catchUp(live);
    const [a] = set.traces;
    expect([...(a?.bound.x ?? [])]).toEqual([4]);
    expect(a?.bound.last).toBe(1);
  });

  it('says when points in between are lost', () => {
    const { live, say } = liveWorld();
    for (let step = 1; step <= 5000; step++) say('bound', step, step, step);
    expect(new TraceSet(undefined, ['a']).catchUp(live)).toBe(false);
  });
});
