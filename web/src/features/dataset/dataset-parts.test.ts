import { describe, expect, it } from 'vitest';
import { heatColour } from '@/shared/chart/heat';
import { datasetSearch, datasetsSearch } from './dataset-search';
import { dialectWords, textToTokens, tokensToText } from './dialect-words';
import { formatWord, instanceFormatOf, isInstance, modelWords, variablesOf } from './instance';
import { binFilter, filterWords, hasFilter, rowFilter } from './row-filter';
import { nextSort, orderRows, parseSort } from './row-order';
import { customersCsv, depotsMps, housesCsv, messyBytes } from './sample-files';

describe('the address of a dataset', () => {
  it('gives back its state', () => {
    const state = {
      tab: 'preview' as const,
      q: 'x',
      column: 'age',
      atLeast: 1,
      below: 2.5,
      sort: '-age',
      pin: ['name'],
      target: 'y',
    };
    expect(datasetSearch(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it('leaves out what means nothing', () => {
    expect(datasetSearch({ tab: 'other', atLeast: 3, column: 'a', pin: 'b', q: '' })).toEqual({
      column: 'a',
      atLeast: 3,
    });
    expect(datasetSearch({ atLeast: 3 })).toEqual({});
    expect(datasetSearch({ column: 'a' })).toEqual({});
    expect(datasetSearch({ column: 2024, equals: 7 })).toEqual({ column: '2024', equals: '7' });
    expect(datasetsSearch({ task: 'nonsense', q: 7, upload: 'u' })).toEqual({ q: '7', upload: 'u' });
  });
});

describe('row filters', () => {
  it('make a bin of its edges, the last one with its upper edge', () => {
    expect(binFilter('age', [0, 10, 20], 0)).toEqual({ column: 'age', atLeast: 0, below: 10 });
    expect(binFilter('age', [0, 10, 20], 1)).toEqual({ column: 'age', atLeast: 10, atMost: 20 });
  });

  it('say what they show', () => {
    expect(filterWords({ column: 'age', missing: true }, 'number')).toBe('age is missing');
    expect(filterWords({ column: 'kind', equals: 'a' }, 'string')).toBe('kind is “a”');
    expect(filterWords({ column: 'age', atLeast: 1, below: 2 }, 'number')).toBe('age from 1 to below 2');
    expect(filterWords({ q: 'x' }, undefined)).toBeUndefined();
    expect(hasFilter(rowFilter({ q: 'x' }))).toBe(true);
    expect(hasFilter({})).toBe(false);
  });
});

describe('row order', () => {
  const columns = [
    { name: 'n', type: 'integer' as const },
    { name: 't', type: 'string' as const },
  ];
  const rows = [
    { number: 0, values: ['10', 'b'] },
    { number: 1, values: [null, 'B'] },
    { number: 2, values: ['9', null] },
    { number: 3, values: ['9', 'a'] },
  ];
  const numbers = (sort: string) =>
    orderRows(rows, columns, parseSort(sort) ?? { column: '', descending: false }).map((row) => row.number);

  it('is that of the values, with what is missing last', () => {
    expect(numbers('n')).toEqual([2, 3, 0, 1]);
    expect(numbers('-n')).toEqual([0, 2, 3, 1]);
    expect(numbers('t')).toEqual([3, 0, 1, 2]);
    expect(numbers('gone')).toEqual([0, 1, 2, 3]);
  });

  it('goes round from none over ascending and descending', () => {
    expect(nextSort('a', undefined)).toBe('a');
    expect(nextSort('a', parseSort('a'))).toBe('-a');
    expect(nextSort('a', parseSort('-a'))).toBeUndefined();
    expect(nextSort('a', parseSort('-b'))).toBe('a');
  });
});

describe('dialect words', () => {
  it('survive being typed', () => {
    expect(textToTokens(' NA,, - ,NA')).toEqual(['NA', '-']);
    expect(textToTokens(tokensToText(['NA', 'k.A.']))).toEqual(['NA', 'k.A.']);
  });

  it('name what is unusual', () => {
    expect(
      dialectWords({
        format: 'csv',
        delimiter: ';',
        encoding: 'windows-1252',
        decimal: ',',
        header: false,
        missing: [],
      }),
    ).toBe('CSV, delimiter semicolon ;, Windows-1252, decimal comma, no header');
  });
});

describe('sample files', () => {
  it('are the same every time, and whole', () => {
    expect(customersCsv()).toBe(customersCsv());
    for (const text of [customersCsv(), housesCsv()]) {
      const lines = text.trimEnd().split('\n');
      const width = lines[0]?.split(',').length;
      expect(lines.every((line) => line.split(',').length === width)).toBe(true);
    }
    expect(customersCsv()).toMatch(/,yes\n/);
    expect(customersCsv()).toMatch(/,no\n/);
  });

  it('have a model whose towns are all near two depots', () => {
    const lines = depotsMps().split('\n');
    const columns = lines.slice(lines.indexOf('COLUMNS') + 1, lines.indexOf('RHS'));
    for (let town = 1; town <= 20; town++) {
      const name = `town_${String(town).padStart(2, '0')}`;
      expect(columns.filter((line) => line.includes(name)).length).toBeGreaterThanOrEqual(2);
    }
    // Fixed MPS: the fields of a line begin at the columns 5, 15 and 25.
    const isFixed = (line: string) => /^ {4}\S+ *$/.test(line.slice(0, 14)) && /^\S+ *$/.test(line.slice(14, 24));
    expect(columns.every(isFixed)).toBe(true);
    expect(lines.filter((line) => line.startsWith(' BV'))).toHaveLength(24);
  });

  it('have one that needs a look: not UTF-8, with two rows that are broken', () => {
    const bytes = messyBytes();
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
    const lines = new TextDecoder('windows-1252').decode(bytes).trimEnd().split('\r\n');
    expect(lines.filter((line) => line.split(';').length !== 4)).toHaveLength(2);
  });
});

describe('instances', () => {
  const model = {
    name: 'p',
    sense: 'minimize' as const,
    variables: { continuous: 2, integer: 0, binary: 3 },
    constraints: 4,
    nonzeros: 9,
  };

  it('are known by the name of their file, packed or not', () => {
    expect(['a.mps', 'B.MPS.gz', 'c.lp', 'd.cpsat.json', 'e.cpsat.pb.gz'].map(instanceFormatOf)).toEqual([
      'mps',
      'mps',
      'lp',
      'cpsat',
      'cpsat',
    ]);
    expect(['a.csv', 'b.json', 'c.csv.gz', 'mps', 'help'].map(instanceFormatOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are told from tables, with their format in words', () => {
    expect([isInstance({ format: 'lp' }), isInstance({ format: 'parquet' })]).toEqual([true, false]);
    expect([formatWord('cpsat'), formatWord('csv')]).toEqual(['CP-SAT', 'CSV']);
  });

  it('say what they hold, and leave out what only the solver can tell', () => {
    expect(modelWords(model)).toBe('5 variables, 4 constraints');
    const unknown = { ...model, variables: { ...model.variables, integer: null }, constraints: null };
    expect(variablesOf(unknown)).toBeUndefined();
    expect(modelWords(unknown)).toBe('counted by the solver');
    expect(modelWords(null)).toBe('not read yet');
  });
});

describe('heat colours', () => {
  it('tell signs apart and leave out what has no value', () => {
    expect(heatColour(null)).toBe('transparent');
    expect(heatColour(1)).not.toBe(heatColour(-1));
    expect(heatColour(0)).toContain('0%');
  });
});
