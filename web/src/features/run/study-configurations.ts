import { isMultiple } from './schema-form-reader';
import { isNumeric, numberOf, type ParamValue } from './search-range';
import type { SearchedParameter, SearchSpace } from './search-space';
import type { Configuration } from './study-draft';

/** Configurations that somebody knows: they become the first trials. No React here. */

/** The configurations that are meant; what is wrong by the path that the server uses too: `enqueue[2].learning_rate`. */
export function readConfigurations(
  { parameters }: Pick<SearchSpace, 'parameters'>,
  rows: readonly Configuration[],
): { configurations: Record<string, ParamValue>[]; errors: Map<string, string> } {
  const errors = new Map<string, string>();
  const configurations = rows.map((row, at) => {
    const values: Record<string, ParamValue> = {};
    for (const parameter of parameters) {
      const { path } = parameter.field;
      const value = cellOf(parameter, row[path] ?? '', (fault) => errors.set(`enqueue[${at}].${path}`, fault));
      if (value !== undefined) values[path] = value;
    }
    return values;
  });
  return { configurations, errors };
}

function cellOf(
  { field, range }: SearchedParameter,
  text: string,
  onFault: (fault: string) => void,
): ParamValue | undefined {
  if (range?.type === 'categorical') {
    if (text === '') onFault('Choose one.');
    const found = range.choices.find((choice) => JSON.stringify(choice) === text);
    if (text !== '' && found === undefined) onFault('It is none of the values that are searched.');
    return found;
  }
  // An enum without a range: what is wrong is told there.
  if (!isNumeric(field)) return undefined;
  const value = numberOf(field, text, onFault);
  if (value === undefined || range === undefined) return value;
  const { low, high, step } = range;
  if (value < low || value > high) {
    onFault(`It must be from ${low} to ${high}.`);
    return undefined;
  }
  if (step !== undefined && step !== null && !isMultiple(value - low, step)) {
    onFault(`It must be ${low} and some steps of ${step}.`);
    return undefined;
  }
  return value;
}

/** The defaults of the searched parameters, as texts of a row; empty where a parameter has none. */
export function defaultsOf({ parameters }: Pick<SearchSpace, 'parameters'>): Configuration {
  return Object.fromEntries(
    parameters.map(({ field, range }) => {
      const value = field.hasDefault ? (field.default as ParamValue) : undefined;
      if (value === undefined || (value === null && range?.type !== 'categorical')) return [field.path, ''];
      return [field.path, range?.type === 'categorical' ? JSON.stringify(value) : String(value)];
    }),
  );
}
