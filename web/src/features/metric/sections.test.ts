import { describe, expect, it } from 'vitest';
import { isSystem, matcherOf, moveTo, ordered, sectionsOf } from './sections';

describe('sectionsOf', () => {
  it('makes a section for each prefix, that of the machine last', () => {
    const sections = sectionsOf(['sys/cpu', 'val/auc', 'train/layer_10/loss', 'train/layer_2/loss', 'loss']);
    expect(sections.map((section) => [section.name, section.charts.map((chart) => chart.title)])).toEqual([
      ['metrics', ['loss']],
      ['train', ['layer_2/loss', 'layer_10/loss']],
      ['val', ['auc']],
      ['sys', ['cpu']],
    ]);
    expect(isSystem('sys/cpu')).toBe(true);
    expect(isSystem('system_load')).toBe(false);
  });
});

describe('matcherOf', () => {
  it('46: finds by a regular expression, whatever the case', () => {
    expect(['val/auc', 'train/auc'].filter(matcherOf('^VAL/').matches)).toEqual(['val/auc']);
  });

  it('takes what is no regular expression as it is', () => {
    const { matches, isPattern } = matcherOf('loss(');
    expect(isPattern).toBe(false);
    expect(matches('train/loss(x)')).toBe(true);
  });
});

describe('the order of charts', () => {
  const charts = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id, keys: [id] }));
  const idsAfter = (order: string[] | undefined) => ordered(charts, order).map((chart) => chart.id);

  it('is changed by moving one, and again', () => {
    const once = moveTo(charts, undefined, 'd', 0);
    expect(idsAfter(once)).toEqual(['d', 'a', 'b', 'c']);
    const twice = moveTo(charts, once, 'a', 3);
    expect(idsAfter(twice)).toEqual(['d', 'b', 'c', 'a']);
    expect(twice).toHaveLength(2);
  });

  it('stays within the section, and is not harmed by an address that means nothing', () => {
    expect(idsAfter(moveTo(charts, undefined, 'a', -1))).toEqual(['a', 'b', 'c', 'd']);
    expect(idsAfter(moveTo(charts, undefined, 'a', 9))).toEqual(['b', 'c', 'd', 'a']);
    expect(idsAfter(['x@1', 'a', '@2', 'b@-1'])).toEqual(['a', 'b', 'c', 'd']);
  });
});
