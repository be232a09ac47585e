import { type Draft, workOf } from './draft';
import { trailOf } from './schema-form';
import { fieldAt, type ParameterForm } from './schema-form-fields';

/** What the fields of the launch form are called in the list of what is to be corrected. */

const titles: Record<string, string> = {
  datasetId: 'Dataset',
  target: 'Target',
  excludedColumns: 'Columns to leave out',
  algorithm: 'Method',
  modelId: 'Model',
  modelVersion: 'Version',
  warmStartRunId: 'Warm start',
  name: 'Name',
  tags: 'Tags',
  repeats: 'Repeats',
  columnMapping: 'Columns',
  parameters: 'Settings',
  'validation.testFraction': 'Held-out share',
  'validation.folds': 'Folds',
  'validation.seed': 'Seed',
};

const solveTitles: Record<string, string> = { datasetId: 'Instance', algorithm: 'Solver', repeats: 'Seeds' };

const PARAMETERS = 'parameters.';

export function fieldTitle(path: string, draft: Draft, { fields }: ParameterForm): string {
  if (path.startsWith(PARAMETERS)) return settingTitle(path.slice(PARAMETERS.length), fields);
  const work = workOf(draft);
  if (work === 'solve' && path === 'algorithm' && draft.input === 'template') return 'Template';
  const known = work === 'solve' ? { ...titles, ...solveTitles } : titles;
  return known[path] ?? known[path.replace(/\[.*$/, '')] ?? path.replaceAll('_', ' ');
}

export function settingTitle(path: string, fields: ParameterForm['fields']): string {
  const field = fieldAt(fields, path);
  return field ? trailOf(field) : path.replaceAll('_', ' ');
}
