import { describe, expect, it } from 'vitest';
import { jsonFault, jsonPlaces, placeOf } from './json-fault';

const fault = (text: string) => {
  const found = jsonFault(text);
  return found && `${placeOf(text, found.offset)}: ${found.reason}`;
};

describe('jsonFault', () => {
  it.each([
    '{}',
    ' [1, -2.5e+3, 0, "a\\u00e9\\n", true, false, null, {"a": [] }] ',
    '"text"',
    '{"deep": [[[[{"a": {"b": 1}}]]]]}',
  ])('takes %s', (text) => {
    expect(jsonFault(text)).toBeUndefined();
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it.each([
    ['{\n  "rate": 1,\n  oops\n}', 'line 3, column 3: a name in double quotes is expected'],
    ['{"a" 1}', 'line 1, column 6: a colon is expected'],
    ['[1, 2', 'line 1, column 6: the text ends too early'],
    ['[1 2]', 'line 1, column 4: a comma or ] is expected'],
    ['[1, 2, ]', 'line 1, column 8: a comma stands before the last bracket'],
    ['{"a": 1,\n}', 'line 2, column 1: a comma stands before the last bracket'],
    ["{'a': 1}", 'line 1, column 2: a name in double quotes is expected'],
    ['{"a": \'b\'}', 'line 1, column 7: texts stand in double quotes'],
    ['{"a": 01}', 'line 1, column 8: a comma or } is expected'],
    ['{"a": .5}', 'line 1, column 7: a value is expected'],
    ['{"a": -}', 'line 1, column 7: this is not a number'],
    ['"a\nb"', 'line 1, column 3: a line break or a tab in a text is written \\n or \\t'],
    ['"\\x"', 'line 1, column 3: this cannot stand behind a backslash'],
    ['"open', 'line 1, column 6: the text ends too early'],
    ['1 2', 'line 1, column 3: only one value may stand here'],
    ['', 'line 1, column 1: the text ends too early'],
    ['NaN', 'line 1, column 1: a value is expected'],
  ])('%j is wrong at %s', (text, words) => {
    expect(fault(text)).toBe(words);
    expect(() => JSON.parse(text)).toThrow();
  });

  it('agrees with the browser on what is cut anywhere', () => {
    const text = '{"jobs": [{"machine": 0, "time": 3.5e-1}, {"name": "a\\"b"}], "ok": true}';
    for (let end = 0; end < text.length; end++) expect(jsonFault(text.slice(0, end)), text.slice(0, end)).toBeDefined();
    expect(jsonFault(text)).toBeUndefined();
  });
});

describe('jsonPlaces', () => {
  it('leads to every name and every value', () => {
    const text = '{\n  "rate": 1,\n  "optimizer": { "n\\u0061me": "sgd" },\n  "layers": [{ "size": 8 }, 16]\n}';
    const places = jsonPlaces(text);
    const words = [...places].map(([path, { key, value }]) => [path, placeOf(text, key), placeOf(text, value)]);
    expect(words).toEqual([
      ['', 'line 1, column 1', 'line 1, column 1'],
      ['rate', 'line 2, column 3', 'line 2, column 11'],
      ['optimizer', 'line 3, column 3', 'line 3, column 16'],
      ['optimizer.name', 'line 3, column 18', 'line 3, column 31'],
      ['layers', 'line 4, column 3', 'line 4, column 13'],
      ['layers[0]', 'line 4, column 14', 'line 4, column 14'],
      ['layers[0].size', 'line 4, column 16', 'line 4, column 24'],
      ['layers[1]', 'line 4, column 29', 'line 4, column 29'],
    ]);
  });

  it('takes the last of two equal names, and ends at a fault', () => {
    expect(jsonPlaces('{"a": 1, "a": 2}').get('a')).toEqual({ key: 9, value: 14 });
    expect([...jsonPlaces('{"a": 1, b}').keys()]).toEqual(['', 'a']);
  });
});
