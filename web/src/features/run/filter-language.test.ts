import { describe, expect, it } from 'vitest';
import { chipsOf, quoted, quotedName, tokenize, unquoted, withCondition, withoutChip } from './filter-language';

const EXAMPLE =
  'status:failed metric.val_auc>0.9 (tag:baseline OR param.lr<=1e-3) NOT dataset:"adult income" created>-7d name~gbm';

const words = (text: string) =>
  tokenize(text)
    .filter((token) => token.kind !== 'space')
    .map((token) => `${token.kind} ${text.slice(token.from, token.to)}`);
const chips = (text: string) => chipsOf(text).map((chip) => chip.text);

describe('17: tokenize', () => {
  it('tells names, operators, values, keywords and brackets apart', () => {
    expect(words('NOT metric.val_auc>=0.9 (gbm)')).toEqual([
      'keyword NOT',
      'field metric.val_auc',
      'operator >=',
      'value 0.9',
      'paren (',
      'word gbm',
      'paren )',
    ]);
  });

  it('keeps quoted names and values whole', () => {
    expect(words('metric."a b">1 dataset:"say \\"hi\\" (x)"')).toEqual([
      'field metric."a b"',
      'operator >',
      'value 1',
      'field dataset',
      'operator :',
      'value "say \\"hi\\" (x)"',
    ]);
  });

  it('loses no letter, however broken the text is', () => {
    for (const text of [EXAMPLE, '((', '>', 'a:"open', ') OR', '  x  ', ':::', '"', 'NOT', 'a>>b']) {
      const tokens = tokenize(text);
      expect(tokens.map((token) => text.slice(token.from, token.to)).join('')).toBe(text);
    }
  });
});

describe('18: chips', () => {
  it('are the conditions that all must hold', () => {
    expect(chips(EXAMPLE)).toEqual([
      'status:failed',
      'metric.val_auc>0.9',
      '(tag:baseline OR param.lr<=1e-3)',
      'NOT dataset:"adult income"',
      'created>-7d',
      'name~gbm',
    ]);
    expect(chips('a:1 AND NOT (b:2 c:3) AND word')).toEqual(['a:1', 'NOT (b:2 c:3)', 'word']);
  });

  it('keep alternatives together', () => expect(chips(' a:1 OR b:2 c:3 ')).toEqual(['a:1 OR b:2 c:3']));

  it('can be taken out one by one', () => {
    const chip = chipsOf(EXAMPLE)[2];
    expect(chip && withoutChip(EXAMPLE, chip)).toBe(
      'status:failed metric.val_auc>0.9 NOT dataset:"adult income" created>-7d name~gbm',
    );
    expect(withoutChip('a:1', { text: 'a:1', from: 0, to: 3 })).toBe('');
  });

  it('survive text that is not finished', () => {
    expect(chips('a:1 (b:2')).toEqual(['a:1', '(b:2']);
    expect(chips('NOT')).toEqual(['NOT']);
    expect(chips('')).toEqual([]);
  });
});

describe('18: withCondition', () => {
  it('adds once, and keeps what alternatives mean', () => {
    expect(withCondition('', 'tag:x')).toBe('tag:x');
    expect(withCondition('a:1', 'tag:x')).toBe('a:1 tag:x');
    expect(withCondition('a:1 tag:x', 'tag:x')).toBe('a:1 tag:x');
    expect(withCondition('a:1 OR b:2', 'NOT tag:x')).toBe('(a:1 OR b:2) NOT tag:x');
    expect(withCondition('(a:1 OR b:2)', 'c:3')).toBe('(a:1 OR b:2) c:3');
  });
});

describe('quoting', () => {
  it.each([
    ['adult', 'adult'],
    ['adult income', '"adult income"'],
    ['say "hi"\\', '"say \\"hi\\"\\\\"'],
    ['', '""'],
    ['OR', '"OR"'],
    ['-7', '-7'],
    ['a:b', '"a:b"'],
  ])('%s is written %s, and read back', (value, written) => {
    expect(quoted(value)).toBe(written);
    expect(unquoted(written)).toBe(value);
  });

  it('leaves the names of metrics readable', () => {
    expect(quotedName('val/auc')).toBe('val/auc');
    expect(quotedName('my metric')).toBe('"my metric"');
    expect(quotedName('speed.max')).toBe('"speed.max"');
  });
});
