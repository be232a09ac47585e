import { describe, expect, it } from 'vitest';
import { misfitsOf } from './column-fit';

const inputs = [
  { name: 'age', type: 'number' as const, required: true },
  { name: 'sex', type: 'string' as const, required: true },
  { name: 'note', type: 'string' as const, required: false },
];

describe('misfitsOf', () => {
  it('names what is missing or of the wrong type', () => {
    expect(misfitsOf(inputs, [{ name: 'age', type: 'string' }], {}).map((one) => [one.input.name, one.actual])).toEqual(
      [
        ['age', 'string'],
        ['sex', undefined],
      ],
    );
  });

  it('reads a column under the name that it was given', () => {
    const columns = [
      { name: 'years', type: 'integer' as const },
      { name: 'sex', type: 'string' as const },
    ];
    expect(misfitsOf(inputs, columns, {})).toHaveLength(1);
    expect(misfitsOf(inputs, columns, { age: 'years' })).toEqual([]);
  });
});
