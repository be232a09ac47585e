import { describe, expect, it } from 'vitest';
import { SpeedMeter } from './speed-meter';

describe('SpeedMeter', () => {
  it('follows what the line does now, not what it did at first', () => {
    const meter = new SpeedMeter(0);
    expect(meter.at(1000, 1000)).toBe(1000);
    let speed = 0;
    for (let second = 2; second <= 12; second++) speed = meter.at(second * 1000, 1000 + (second - 1) * 5000);
    expect(speed).toBe(5000);
  });

  it('has no speed at the first moment', () => {
    expect(new SpeedMeter(5).at(5, 100)).toBe(0);
  });

  it('does not count what was there before', () => {
    expect(new SpeedMeter(0, 5000).at(1000, 6000)).toBe(1000);
  });
});
