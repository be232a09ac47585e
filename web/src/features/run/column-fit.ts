import type { Column, ModelSignature } from '@/shared/api/types';

type Input = ModelSignature['inputs'][number];

/** A column of the model that the dataset cannot give as it is. */
interface Misfit {
  input: Input;
  /** Undefined when there is no such column. */
  actual: Column['type'] | undefined;
}

/** The server's rule: whole numbers and fractions stand for each other, everything has a text form. */
export function accepts(expected: Input['type'], actual: Column['type']): boolean {
  switch (expected) {
    case 'integer':
    case 'number':
      return actual === 'integer' || actual === 'number';
    case 'string':
      return true;
    default:
      return actual === expected;
  }
}

/** What keeps a dataset from being predicted, in the order of the model's columns. */
export function misfitsOf(
  inputs: readonly Input[],
  columns: readonly Column[],
  mapping: Readonly<Record<string, string>>,
): Misfit[] {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  return inputs.flatMap((input): Misfit[] => {
    const actual = types.get(mapping[input.name] ?? input.name);
    if (actual === undefined) return input.required ? [{ input, actual }] : [];
    return accepts(input.type, actual) ? [] : [{ input, actual }];
  });
}
