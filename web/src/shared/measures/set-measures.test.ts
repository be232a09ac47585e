import { describe, expect, it } from 'vitest';
import { chosenMeasure, instanceMetric, measureOf, metricLabel, setMeasures } from './set-measures';

describe('the measures of a set', () => {
  it('are told of the set and of each instance', () => {
    expect(measureOf('set/par10')?.title).toBe('PAR10');
    expect(measureOf('instance/par10')?.title).toBe('PAR10');
    expect(['gap', 'set/', 'set/unknown', 'instance-3/gap', undefined].map(measureOf)).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('are chosen by name, else by the objective of a study', () => {
    expect(chosenMeasure('gap', 'set/par10').name).toBe('gap');
    expect(chosenMeasure('auc', 'set/par10').name).toBe('par10');
    expect(chosenMeasure(undefined, 'auc').name).toBe('gap_integral');
  });

  it('have names that a person reads', () => {
    expect(metricLabel('set/gap_integral')).toBe('set/gap_integral · mean gap integral');
    expect(metricLabel('instance/gap_integral')).toBe('instance/gap_integral · of each instance');
    expect(metricLabel('auc')).toBe('auc');
  });

  it('have numbers of their own kind', () => {
    const words = setMeasures.map(({ name, format }) => `${name} ${format(0.25)}`);
    expect(words.slice(0, 4)).toEqual(['gap_integral 25 %', 'seconds 0.25 s', 'par10 0.25 s', 'gap 25 %']);
    expect(setMeasures.at(-1)?.format(12)).toBe('12');
    expect(setMeasures.map(instanceMetric)[0]).toBe('instance/gap_integral');
  });
});
