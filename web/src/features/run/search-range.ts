import { type FormField, parse } from './schema-form';
import { isMultiple } from './schema-form-reader';

/** What a person enters for a parameter that a study searches, and the range that it comes to. No React here. */

export type ParamValue = string | number | boolean | null;

interface NumberRange {
  type: 'float' | 'integer';
  low: number;
  high: number;
  step?: number | null;
  log?: boolean | null;
}

interface ChoiceRange {
  type: 'categorical';
  choices: readonly ParamValue[];
}

/** As the server reads and writes it. */
export type SearchRange = NumberRange | ChoiceRange;

/** What was entered for one parameter. It is kept while the parameter is fixed: who searches it again finds it as it was. */
export interface RangeDraft {
  /** It is searched. */
  on: boolean;
  /** Of a number: some values instead of all between two ends. */
  listed: boolean;
  low: string;
  high: string;
  step: string;
  log: boolean;
  /** The listed values of a number, with commas between them. */
  values: string;
  /** The chosen values of an enum or a switch, each as JSON, in the order in which they were chosen. */
  choices: readonly string[];
}

export type RangePart = 'low' | 'high' | 'step' | 'log' | 'choices';

export const blankRange: RangeDraft = {
  on: true,
  listed: false,
  low: '',
  high: '',
  step: '',
  log: false,
  values: '',
  choices: [],
};

export const isNumeric = ({ kind }: FormField): boolean => kind === 'number' || kind === 'integer';

/** What an enum or a switch can be. */
export function choicesOf({ kind, nullable, choices }: FormField): ParamValue[] {
  if (kind === 'boolean') return [true, false];
  if (kind !== 'choice') return [];
  return nullable ? [null, ...choices] : [...choices];
}

export const valueWord = (value: ParamValue): string => (value === null ? 'none' : String(value));

/** Numbers, enums and switches can be searched; not what stands in a list, which has no path that a study could name it by. */
export function canSearch(field: FormField): boolean {
  const hasPath = field.keys.every((key) => typeof key === 'string' && key !== '' && !key.includes('.'));
  return hasPath && (isNumeric(field) || choicesOf(field).length > 0);
}

/** What the schema suggests: its bounds, its scale, all choices. */
export function firstRange(field: FormField): RangeDraft {
  const isWhole = field.kind === 'integer';
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field;
  const least = minimum ?? (isWhole && exclusiveMinimum !== undefined ? Math.floor(exclusiveMinimum) + 1 : undefined);
  const most = maximum ?? (isWhole && exclusiveMaximum !== undefined ? Math.ceil(exclusiveMaximum) - 1 : undefined);
  const wide = field.log ? 100 : 10;
  const low = firstEnd(field, least, 1 / wide);
  const high = firstEnd(field, most, wide);
  return {
    ...blankRange,
    low: low === undefined ? '' : String(low),
    high: high === undefined ? '' : String(high),
    step: isSparse(field) ? String(field.multipleOf) : '',
    log: field.log && !isSparse(field) && low !== undefined && low > 0,
    values: typeof field.default === 'number' ? String(field.default) : '',
    choices: choicesOf(field).map((choice) => JSON.stringify(choice)),
  };
}

/** The bound of the schema where it is a value that a range can have, else one so many times the default. */
function firstEnd(field: FormField, bound: number | undefined, times: number): number | undefined {
  const given = field.default;
  if (bound !== undefined && !(field.log && bound <= 0)) return bound;
  if (typeof given !== 'number' || given <= 0) return bound;
  const far = given * times;
  const end = field.kind === 'integer' ? Math.max(1, Math.round(far)) : Number(far.toPrecision(2));
  return parse(field, String(end)).ok ? end : given;
}

/** Not every number between two values is a value. */
const isSparse = ({ kind, multipleOf }: FormField): boolean =>
  multipleOf !== undefined && !(kind === 'integer' && isMultiple(1, multipleOf));

/** What was entered when it became this range. */
export function draftOfRange(range: SearchRange): RangeDraft {
  if (range.type === 'categorical') {
    return {
      ...blankRange,
      listed: true,
      values: range.choices.map(String).join(', '),
      choices: range.choices.map((choice) => JSON.stringify(choice)),
    };
  }
  const { type, low, high, step, log } = range;
  const hasStep = step !== undefined && step !== null && !(type === 'integer' && step === 1);
  return { ...blankRange, low: String(low), high: String(high), step: hasStep ? String(step) : '', log: log === true };
}

type Errors = Map<RangePart, string>;

/** The range, or what is wrong with its parts. */
export function readRange(
  field: FormField,
  draft: RangeDraft,
): { range: SearchRange | undefined; errors: ReadonlyMap<RangePart, string> } {
  const errors: Errors = new Map();
  const read = isNumeric(field) ? (draft.listed ? readValues : readNumbers) : readChoices;
  const range = read(field, draft, errors);
  return { range: errors.size === 0 ? range : undefined, errors };
}

function readNumbers(field: FormField, draft: RangeDraft, errors: Errors): SearchRange | undefined {
  const low = numberOf(field, draft.low, (fault) => errors.set('low', fault));
  const high = numberOf(field, draft.high, (fault) => errors.set('high', fault));
  if (low !== undefined && high !== undefined && low > high) {
    errors.set('low', 'It must not be more than the high end.');
  } else if (draft.log && low !== undefined && low <= 0) {
    errors.set('low', 'A log scale begins above 0.');
  }
  const hasStep = !draft.log && draft.step.trim() !== '';
  const step = hasStep ? numberOf(stepOf(field), draft.step, (fault) => errors.set('step', fault)) : undefined;
  if (isSparse(field)) {
    if (draft.log) errors.set('log', `Not every value on a log scale is a multiple of ${field.multipleOf}.`);
    else if (!hasStep) errors.set('step', `It must be a multiple of ${field.multipleOf}.`);
  }
  if (low === undefined || high === undefined) return undefined;
  const type = field.kind === 'integer' ? 'integer' : 'float';
  return { type, low, high, ...(step === undefined ? {} : { step }), ...(draft.log ? { log: true } : {}) };
}

/** Of the bounds, a step has its own. */
const stepOf = (field: FormField): FormField => ({
  ...field,
  minimum: undefined,
  maximum: undefined,
  exclusiveMinimum: 0,
  exclusiveMaximum: undefined,
});

/** A number that the field can have; words that it takes besides numbers are none. */
export function numberOf(field: FormField, text: string, onFault: (fault: string) => void): number | undefined {
  const parsed = parse({ ...field, nullable: false, hasDefault: true, choices: [] }, text);
  if (parsed.ok) return parsed.value as number;
  onFault(parsed.error);
  return undefined;
}

function readValues(field: FormField, { values }: RangeDraft, errors: Errors): SearchRange {
  const texts = values.split(/[,\s]+/).filter(Boolean);
  if (texts.length === 0) errors.set('choices', 'Give at least one value.');
  const choices: ParamValue[] = [];
  for (const text of texts) {
    const parsed = parse(field, text);
    if (!parsed.ok) {
      errors.set('choices', parsed.error.startsWith('“') ? parsed.error : `${text}: ${parsed.error}`);
      continue;
    }
    const value = parsed.value as ParamValue;
    if (choices.includes(value)) errors.set('choices', `${text} stands here twice.`);
    choices.push(value);
  }
  return { type: 'categorical', choices };
}

function readChoices(field: FormField, { choices }: RangeDraft, errors: Errors): SearchRange {
  const possible = choicesOf(field).map((choice) => JSON.stringify(choice));
  const chosen = choices.filter((choice) => possible.includes(choice));
  if (chosen.length === 0) errors.set('choices', 'Choose at least one value.');
  return { type: 'categorical', choices: chosen.map((choice) => JSON.parse(choice) as ParamValue) };
}

/** A step that rounding has moved a little is a whole one. */
const TOLERANCE = 1e-9;

/** How many values a range has; undefined: every number between its ends is one. */
export function countOf(range: SearchRange): number | undefined {
  if (range.type === 'categorical') return range.choices.length;
  const { type, low, high } = range;
  if (low === high) return 1;
  const step = range.step ?? (type === 'integer' ? 1 : undefined);
  return step === undefined ? undefined : Math.floor((high - low) / step + TOLERANCE) + 1;
}
