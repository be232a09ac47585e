import { describe, expect, it } from 'vitest';
import { axisOf, type Span } from './timeline';

const span = (word: string, from: number, to: number, tone: Span['tone'] = 'info'): Span => ({
  word,
  from,
  to,
  tone,
  state: 'succeeded',
});

describe('axisOf', () => {
  const spans = [span('On its way', 0, 20, 'muted'), span('Waiting', 20, 900, 'muted'), span('Running', 900, 1000)];

  it('cuts idle stretches of more than a tenth and no other', () => {
    const { place, cut } = axisOf(spans, true);
    expect(cut.map((one) => one.word)).toEqual(['Waiting']);
    expect(place(0)).toBe(0);
    expect(place(1000)).toBeCloseTo(1);
    expect(place(900) - place(20)).toBeLessThan(0.05);
    expect(place(1000) - place(900)).toBeGreaterThan(0.75);
  });

  it('keeps every stretch in proportion when nothing is to be cut', () => {
    const { place, cut } = axisOf(spans, false);
    expect(cut).toEqual([]);
    expect(place(900)).toBeCloseTo(0.9);
  });

  it('begins with the first stretch, so that one attempt fills the axis', () => {
    const { place } = axisOf([span('Running', 5000, 6000)], true);
    expect(place(5000)).toBe(0);
    expect(place(6000)).toBe(1);
  });
});
