import { formatCount, formatNumber, plural } from '@/shared/format/format';
import type { FormField } from './schema-form';
import { isRecord } from './schema-form-reader';
import { canSearch, countOf, type RangeDraft, readRange, type SearchRange } from './search-range';

/** The parameters of a study that are searched, out of the settings of its method. No React here. */

/** What was entered, by the path of the parameter. */
export type Ranges = Readonly<Record<string, RangeDraft>>;

export interface SearchedParameter {
  field: FormField;
  draft: RangeDraft;
  /** Undefined while something is wrong with it. */
  range: SearchRange | undefined;
}

export interface SearchSpace {
  /** In the order in which they were chosen: that in which a sampler is asked, so that the same study finds the same trials. */
  parameters: readonly SearchedParameter[];
  /** By the path that the server uses too: `search.num_leaves.low`. */
  errors: ReadonlyMap<string, string>;
  /** What was to be searched, but the settings do not have it, or not with these values of the others. */
  strangers: readonly string[];
}

/** The fields that can be searched, by path; those in groups too. */
export function searchableOf(fields: readonly FormField[]): Map<string, FormField> {
  const found = new Map<string, FormField>();
  const collect = (some: readonly FormField[]) => {
    for (const field of some) {
      if (field.kind === 'group') collect(field.fields);
      else if (canSearch(field)) found.set(field.path, field);
    }
  };
  collect(fields);
  return found;
}

export function spaceOf(fields: readonly FormField[], ranges: Ranges): SearchSpace {
  const searchable = searchableOf(fields);
  const parameters: SearchedParameter[] = [];
  const errors = new Map<string, string>();
  const strangers: string[] = [];
  for (const [path, draft] of Object.entries(ranges)) {
    if (!draft.on) continue;
    const field = searchable.get(path);
    if (!field) {
      strangers.push(path);
      continue;
    }
    const { range, errors: faults } = readRange(field, draft);
    parameters.push({ field, draft, range });
    for (const [part, fault] of faults) errors.set(`search.${path}.${part}`, fault);
  }
  return { parameters, errors, strangers };
}

/** Values without those at some paths. */
export function withoutPaths(
  values: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): Record<string, unknown> {
  return paths.reduce((left, path) => withoutPath(left, path.split('.')), { ...values });
}

function withoutPath(
  values: Record<string, unknown>,
  [name = '', ...inner]: readonly string[],
): Record<string, unknown> {
  if (!Object.hasOwn(values, name)) return values;
  const { [name]: known, ...others } = values;
  if (inner.length === 0) return others;
  return isRecord(known) ? { ...values, [name]: withoutPath(known, inner) } : values;
}

/** From here on nobody counts. */
const MANY = 10_000;
const TOO_MANY_TO_WRITE = 1e12;

/** `3 parameters; about 12,288 combinations`, `2 parameters, 1 of them continuous`. */
export function sizeWords({ parameters }: Pick<SearchSpace, 'parameters'>): string {
  if (parameters.length === 0) return 'nothing yet';
  const words = plural(parameters.length, 'parameter');
  if (parameters.some(({ range }) => range === undefined)) return words;
  const counts = parameters.map(({ range }) => range && countOf(range));
  const continuous = counts.filter((count) => count === undefined).length;
  if (continuous === counts.length) return `${words}, continuous`;
  if (continuous > 0) return `${words}, ${continuous} of them continuous`;
  const total = counts.reduce<number>((product, count) => product * (count ?? 1), 1);
  if (total < MANY) return `${words}; ${plural(total, 'combination')}`;
  return `${words}; about ${total < TOO_MANY_TO_WRITE ? formatCount(total) : formatNumber(total)} combinations`;
}
