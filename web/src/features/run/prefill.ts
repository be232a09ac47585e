import type { NewRun, Run } from '@/shared/api/types';

/** A launch form that an address fills in: with everything of a trial, which no run has asked for by itself. */

const texts = ['name', 'algorithm', 'datasetId', 'target', 'task', 'modelId', 'warmStartRunId'] as const;
const lists = ['excludedColumns', 'tags'] as const;
const objects = ['validation', 'parameters'] as const;
const kinds: readonly unknown[] = ['training', 'prediction', 'solve'];

/** The request that the form begins with; undefined when the address has none. What is of a wrong type is left out. */
export function prefillOf(value: Readonly<Record<string, unknown>> | undefined): NewRun | undefined {
  if (!value || !kinds.includes(value.kind)) return undefined;
  const kept: Record<string, unknown> = { kind: value.kind };
  for (const name of texts) if (typeof value[name] === 'string') kept[name] = value[name];
  for (const name of lists) {
    const list: unknown = value[name];
    if (Array.isArray(list)) kept[name] = list.filter((one) => typeof one === 'string');
  }
  for (const name of objects) {
    const inner: unknown = value[name];
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) kept[name] = inner;
  }
  return kept as NewRun;
}

/** The address of a launch form that would do again, by itself, what a trial did for its study; of a set, to one instance. */
export function launchOfTrial({ spec, instances }: Pick<Run, 'spec' | 'instances'>): {
  kind: 'training' | 'solve';
  prefill: Record<string, unknown>;
} {
  const kind = spec.target ? 'training' : 'solve';
  const ofSet = instances ? true : undefined;
  return { kind, prefill: { ...spec, kind, ofSet, name: undefined, limits: undefined, priority: undefined } };
}
