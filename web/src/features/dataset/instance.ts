import type { Dataset, InstanceModel } from '@/shared/api/types';
import { formatCount, NOTHING, plural } from '@/shared/format/format';

/** Instances of optimisation problems: datasets that hold a model instead of a table. */

const words = { mps: 'MPS', lp: 'LP', cpsat: 'CP-SAT' } as const;
type InstanceFormat = keyof typeof words;

/** `knapsack.mps.gz` is MPS: the name of a file decides. Undefined for a table. */
export function instanceFormatOf(fileName: string): InstanceFormat | undefined {
  const name = fileName.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.mps')) return 'mps';
  if (name.endsWith('.lp')) return 'lp';
  return name.endsWith('.cpsat.json') || name.endsWith('.cpsat.pb') ? 'cpsat' : undefined;
}

export const isInstance = ({ format }: Pick<Dataset, 'format'>): boolean => format in words;

/** How the bytes are stored, as a person calls it. */
export function formatWord(format: Dataset['format']): string {
  return { csv: 'CSV', parquet: 'Parquet', ...words }[format];
}

/** All variables of a model; undefined while one kind of them cannot be told. */
export function variablesOf(model: InstanceModel): number | undefined {
  const { continuous = null, integer = null, binary = null } = model.variables ?? {};
  return continuous === null || integer === null || binary === null ? undefined : continuous + integer + binary;
}

export const countWords = (count: number | null | undefined) =>
  count === null || count === undefined ? NOTHING : formatCount(count);

/** `548 variables, 176 constraints`; what cannot be told before a solve is left out. */
export function modelWords(model: InstanceModel | null | undefined): string {
  if (!model) return 'not read yet';
  const variables = variablesOf(model);
  const parts = [
    variables === undefined ? '' : plural(variables, 'variable'),
    model.constraints === null ? '' : plural(model.constraints, 'constraint'),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'counted by the solver';
}
