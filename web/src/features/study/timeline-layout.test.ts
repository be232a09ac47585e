import { describe, expect, it } from 'vitest';
import { placeAt, spanAround, timelineOf, wholeSpan } from './timeline-layout';
import { storeOf } from './trial-fixture';

const store = storeOf([
  { number: 0, begun: 0, ended: 10 },
  { number: 1, begun: 1, ended: 3 },
  { number: 2, begun: 3, ended: 5 },
  { number: 3, begun: 4, state: 'running' },
  { number: 4, begun: 20, ended: 21 },
]);

describe('67: the timeline', () => {
  it('has every trial once, those that run too, each in the first lane that is free', () => {
    const layout = timelineOf(store);
    expect([...layout.number]).toEqual([0, 1, 2, 3, 4]);
    expect([...layout.lane]).toEqual([0, 1, 1, 2, 0]);
    expect(layout.lanes).toBe(3);
    expect(layout.to[3]).toBeNaN();
  });

  it('has all of 2,000 trials, in as many lanes as ran at once', () => {
    const many = storeOf(
      Array.from({ length: 2000 }, (_, number) => ({
        number,
        begun: Math.floor(number / 4),
        ended: Math.floor(number / 4) + 1,
        state: number > 1995 ? ('running' as const) : ('completed' as const),
      })),
    );
    const layout = timelineOf(many);
    expect(layout.number).toHaveLength(2000);
    expect(layout.lanes).toBe(4);
    const byTime = new Set([...layout.number].map((_, at) => `${layout.lane[at]} ${layout.from[at]}`));
    expect(byTime.size).toBe(2000);
  });

  it('goes on to now while something runs', () => {
    const layout = timelineOf(store);
    expect(wholeSpan(layout, 60_000)).toEqual([0, 60_000]);
    expect(wholeSpan(timelineOf(storeOf([{ number: 0, begun: 5, ended: 5 }])), 60_000)).toEqual([5000, 6000]);
    expect(wholeSpan(timelineOf(storeOf([])), 60_000)).toEqual([60_000, 61_000]);
  });

  it('finds a trial by its number, and what lies under a place', () => {
    const layout = timelineOf(store);
    expect(spanAround(layout, 1, 60_000)).toEqual([-10_000, 14_000]);
    expect(spanAround(layout, 99, 60_000)).toBeUndefined();
    expect(layout.number[placeAt(layout, 1, 4500, 0, 60_000)]).toBe(2);
    expect(layout.number[placeAt(layout, 2, 50_000, 0, 60_000)]).toBe(3);
    expect(placeAt(layout, 0, 15_000, 1000, 60_000)).toBe(-1);
    expect(layout.number[placeAt(layout, 0, 19_500, 1000, 60_000)]).toBe(4);
  });
});
