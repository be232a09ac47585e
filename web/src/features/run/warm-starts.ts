import type { Run } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import { formatGap, formatNumber } from '@/shared/format/format';
import { outcomeOf } from '@/shared/ui/status';
import { type Draft, isTemplateSpec } from './draft';

const WITH_SOLUTION = ['optimal', 'feasible', 'stopped'];

/** What fits a draft: the same instance, or the same template. Of another one the variables would mean something else. */
function fits(run: Run, draft: Draft): boolean {
  return draft.input === 'template' ? run.spec.algorithm === draft.algorithm : !isTemplateSpec(run.spec);
}

/** The solves that a draft can begin with: those of its own instance first, then others, each with what it came to. */
export function warmStartsOf(runs: readonly Run[], draft: Draft): { value: string; label: string }[] {
  const isOwn = (run: Run) => draft.input === 'template' || run.spec.datasetId === draft.datasetId;
  const candidates = runs.filter((run) => {
    const outcome = outcomeOf(run);
    const hasSolution = !Number.isNaN(numberOf(run.summary.objective));
    return outcome !== undefined && WITH_SOLUTION.includes(outcome) && hasSolution && fits(run, draft);
  });
  return [...candidates.filter(isOwn), ...candidates.filter((run) => !isOwn(run))].map((run) => {
    const gap = numberOf(run.summary.gap);
    const parts = [
      run.name,
      `objective ${formatNumber(numberOf(run.summary.objective))}`,
      Number.isNaN(gap) ? '' : `gap ${formatGap(gap)}`,
      isOwn(run) ? '' : `of ${run.datasetName ?? 'another instance'}`,
    ];
    return { value: run.id, label: parts.filter(Boolean).join(' · ') };
  });
}
