import type { Draft } from './draft';
import { settingAt } from './launch-errors';
import { fieldTitle, settingTitle } from './launch-titles';
import type { StudyModel } from './study-model';

/** What the fields of a study are called in the list of what is to be corrected, and which setting a fault leads to. */

const RANGE = /^search\.(.+?)(?:\.(low|high|step|log|type|choices)(?:\[\d+\])?)?$/;

const partWords: Record<string, string> = {
  low: 'Low',
  high: 'High',
  step: 'Step',
  log: 'Log scale',
  type: 'Type',
  choices: 'Values',
};

const titles: Record<string, string> = {
  datasetIds: 'Instances',
  search: 'Search',
  objectives: 'Objectives',
  constraints: 'Constraints',
  sampler: 'Sampler',
  'sampler.name': 'Sampler',
  'sampler.parameters': 'Sampler options',
  pruner: 'Pruner',
  'pruner.name': 'Pruner',
  'pruner.metric': 'Pruner › Looks at',
  'pruner.parameters': 'Pruner options',
  seed: 'Seed of the sampler',
  trials: 'Trials',
  parallelism: 'At the same time',
  timeBudgetSeconds: 'Time budget',
  'limits.timeSeconds': 'Time limit of a trial',
  'limits.maxAttempts': 'Attempts of a trial',
  enqueue: 'Known configurations',
  startFrom: 'Earlier studies',
};

const listWords: Record<string, string> = {
  datasetIds: 'Instance',
  objectives: 'Objective',
  constraints: 'Constraint',
  enqueue: 'Configuration',
  startFrom: 'Earlier study',
};

const SAMPLER = 'sampler.parameters.';
const PRUNER = 'pruner.parameters.';

export const samplerAt = (path: string): string | undefined => settingAt(path, SAMPLER);
export const prunerAt = (path: string): string | undefined => settingAt(path, PRUNER);

/** The setting of the method whose value, or whose range, is at a path. */
export const searchedAt = (path: string): string | undefined => settingAt(path) ?? RANGE.exec(path)?.[1];

export function studyTitle(path: string, draft: Draft, { settings, sampler, pruner }: StudyModel): string {
  const known = titles[path];
  if (known !== undefined) return known;
  const [, searched, part] = RANGE.exec(path) ?? [];
  if (searched !== undefined) {
    const title = settingTitle(searched, settings.fields);
    return part === undefined ? title : `${title} › ${partWords[part] ?? part}`;
  }
  const [, list = '', at, inner = ''] = /^(\w+)\[(\d+)\](?:\.(.+))?$/.exec(path) ?? [];
  const word = listWords[list];
  if (word !== undefined) {
    const place = `${word} ${Number(at) + 1}`;
    if (list === 'enqueue' && inner !== '') return `${place} › ${settingTitle(inner, settings.fields)}`;
    return inner === '' || inner === 'metric' ? place : `${place} › ${inner}`;
  }
  const option = samplerAt(path);
  if (option !== undefined) return `Sampler › ${settingTitle(option, sampler.options.fields)}`;
  const prunerOption = prunerAt(path);
  if (prunerOption !== undefined) return `Pruner › ${settingTitle(prunerOption, pruner.options.fields)}`;
  return fieldTitle(path, draft, settings);
}
