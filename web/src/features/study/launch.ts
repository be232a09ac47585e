import type { Study } from '@/shared/api/types';
import { mergedParameters, type ParamValue } from './study-space';

/** What a trial of the study does by itself: it has a target when it learns a model. */
const trialKind = ({ run }: Pick<Study, 'run'>): 'training' | 'solve' => (run.spec.target ? 'training' : 'solve');

/** «Train with these parameters»: the address of a launch form that has everything of a trial. */
export function launchSearch(
  study: Pick<Study, 'run'>,
  parameters: Readonly<Record<string, ParamValue>>,
): { kind: 'training' | 'solve'; prefill: Record<string, unknown> } {
  const kind = trialKind(study);
  const { algorithm, datasetId, target, task, excludedColumns, validation, tags, warmStartRunId } = study.run.spec;
  const fixed = (study.run.spec.parameters ?? {}) as Record<string, unknown>;
  return {
    kind,
    prefill: {
      kind,
      algorithm,
      datasetId,
      target,
      task,
      excludedColumns,
      validation,
      warmStartRunId,
      tags,
      // By itself a solve is of one instance, which somebody chooses.
      ofSet: study.run.instances ? true : undefined,
      parameters: mergedParameters(fixed, parameters),
    },
  };
}

export const launchWords = (study: Pick<Study, 'run'>): string =>
  trialKind(study) === 'training' ? 'Train with these parameters' : 'Solve with these parameters';
