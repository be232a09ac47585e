import { describe, expect, it } from 'vitest';
import { movedPlace } from './use-trial-moves';

const { NEGATIVE_INFINITY: HOME, POSITIVE_INFINITY: END } = Number;

describe('a step in a table of trials', () => {
  it('leads to the next row, and never beyond the ends', () => {
    expect([movedPlace(3, 1, 5), movedPlace(3, -1, 5)]).toEqual([4, 2]);
    expect([movedPlace(4, 1, 5), movedPlace(0, -1, 5)]).toEqual([4, 0]);
    expect([movedPlace(2, HOME, 5), movedPlace(2, END, 5)]).toEqual([0, 4]);
  });

  it('begins at the ends when nothing is chosen', () => {
    expect([movedPlace(-1, 1, 5), movedPlace(-1, -1, 5)]).toEqual([0, 4]);
    expect([movedPlace(-1, HOME, 5), movedPlace(-1, END, 5)]).toEqual([0, 4]);
  });

  it('leads nowhere in an empty table', () => {
    expect([movedPlace(-1, 1, 0), movedPlace(-1, HOME, 0)]).toEqual([-1, -1]);
  });
});
