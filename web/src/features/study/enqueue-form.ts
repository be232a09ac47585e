import { type ParamValue, rangeWords, type SearchedParameter, valueWord } from './study-space';

/** What is typed for each searched parameter; of choices the place of the chosen one. */
type Typed = Readonly<Record<string, string>>;

/** The texts that stand for some values. */
export function typedOf(space: readonly SearchedParameter[], values: Readonly<Record<string, ParamValue>>): Typed {
  return Object.fromEntries(
    space.map(({ name, kind, choices }) => {
      const value = values[name];
      if (kind === 'categorical') return [name, value === undefined ? '' : String(choices.indexOf(value))];
      return [name, value === undefined ? '' : valueWord(value)];
    }),
  );
}

/** The configuration that is meant, or what is wrong with it, by parameter. */
export function configurationOf(
  space: readonly SearchedParameter[],
  typed: Typed,
): { values: Record<string, ParamValue>; errors: Map<string, string> } {
  const values: Record<string, ParamValue> = {};
  const errors = new Map<string, string>();
  for (const parameter of space) {
    const text = (typed[parameter.name] ?? '').trim();
    const found = parameter.kind === 'categorical' ? choiceOf(parameter, text) : numberOf(parameter, text);
    if ('error' in found) errors.set(parameter.name, found.error);
    else values[parameter.name] = found.value;
  }
  return { values, errors };
}

type Found = { value: ParamValue } | { error: string };

function choiceOf({ choices }: SearchedParameter, text: string): Found {
  const value = text === '' ? undefined : choices[Number(text)];
  return value === undefined ? { error: 'Choose one.' } : { value };
}

function numberOf(parameter: SearchedParameter, text: string): Found {
  const { kind, low, high, step } = parameter;
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return { error: 'It must be a number.' };
  if (kind === 'integer' && !Number.isInteger(value)) return { error: 'It must be a whole number.' };
  if (value < low || value > high) return { error: `It must be within ${rangeWords({ ...parameter, log: false })}.` };
  if (step !== undefined) {
    const steps = (value - low) / step;
    if (Math.abs(steps - Math.round(steps)) > 1e-6) return { error: `It must be ${low} and some steps of ${step}.` };
  }
  return { value };
}
