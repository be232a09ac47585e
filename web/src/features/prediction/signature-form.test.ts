import { describe, expect, it } from 'vitest';
import { cellNote, curlOf, exampleTexts, rowOf, rowsFromJson } from './signature-form';

const inputs = [
  { name: 'age', type: 'number' as const, required: true, minimum: 0, maximum: 80, example: 22 },
  { name: 'sex', type: 'string' as const, required: true, categories: ['male', 'female'], example: 'male' },
  { name: 'alone', type: 'boolean' as const, required: true, example: false },
  { name: 'pclass', type: 'integer' as const, required: true, example: null },
];

describe('the prediction form', () => {
  it('starts with a real row, which needs no change', () => {
    const { row, errors } = rowOf(inputs, exampleTexts(inputs));
    expect(row).toEqual({ age: 22, sex: 'male', alone: false, pclass: null });
    expect(errors.size).toBe(0);
  });

  it('names each field with a value of the wrong type', () => {
    const { errors } = rowOf(inputs, { age: 'old', sex: 'x', alone: 'maybe', pclass: '1.5' });
    expect([...errors.keys()]).toEqual(['age', 'alone', 'pclass']);
  });

  it('keeps a text that looks like a number as text', () => {
    const [, sex] = inputs;
    expect(sex && rowOf([sex], { sex: '007' }).row).toEqual({ sex: '007' });
  });

  it('notes what the training has never seen', () => {
    const [age, sex] = inputs;
    expect(age && cellNote(age, '99')).toMatch(/between 0 and 80/);
    expect(age && cellNote(age, '50')).toBeUndefined();
    expect(sex && cellNote(sex, 'other')).toMatch(/do not have this value/);
  });
});

describe('rows as JSON', () => {
  it('takes one row or several', () => {
    expect(rowsFromJson('{"a":1}')).toEqual({ ok: true, rows: [{ a: 1 }] });
    expect(rowsFromJson('[{"a":1},{"a":2}]')).toMatchObject({ ok: true });
  });

  it.each(['', '[]', '[1]', '"x"', '[[1]]'])('refuses %s', (text) => expect(rowsFromJson(text).ok).toBe(false));
});

describe('curlOf', () => {
  it('quotes for the shell and holds no token', () => {
    const text = curlOf('http://127.0.0.1:8080', 'm', 2, [{ name: "O'Hara" }]);
    expect(text).toContain(`-d '{"rows":[{"name":"O'\\''Hara"}]}'`);
    expect(text).toContain('$SIGNALBOX_TOKEN');
    expect(text).toContain('/api/v1/models/m/versions/2/predict');
  });
});
