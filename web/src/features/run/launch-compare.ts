import type { NewRun } from '@/shared/api/types';
import type { StudyRequest } from './study-request';

/** What of a wanted run, or study, makes it what it is: what a clone is compared by. */

export function comparable({
  name: _,
  tags: __,
  limits: ___,
  priority: ____,
  task: _____,
  validation,
  ...run
}: NewRun) {
  return { ...run, validation: validation && usedOf(validation) };
}

export function comparableStudy({ name: _, tags: __, limits: ___, ...study }: StudyRequest) {
  return study;
}

/** A hold-out knows no folds, and the other way round: what the method does not use makes no difference. */
function usedOf({ method, testFraction, folds, seed }: NonNullable<NewRun['validation']>) {
  return method === 'kfold' ? { method, folds, seed } : { method, testFraction, seed };
}
