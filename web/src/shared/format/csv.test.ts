import { describe, expect, it } from 'vitest';
import { csvField } from './csv';

describe('csvField', () => {
  it.each([
    ['a name', 'a name'],
    ['x, "y"', '"x, ""y"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['-x, y', '"\'-x, y"'],
    ['\tx', "'\tx"],
  ])('%j is %j', (text, field) => expect(csvField(text)).toBe(field));
});
