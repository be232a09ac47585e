import type { ReactNode } from 'react';
import { ConfusionMatrices, EvaluationCurves } from '@/features/artifact';
import { EmptyState } from '@/shared/ui/feedback';
import { MOST_BESIDE } from './compare-search';
import { RunName, slotColour, slotDash } from './run-name';
import type { TabProps } from './tab-props';

const MOST_CURVES = 20;

/** ROC and precision-recall curves over each other, confusion matrices side by side. */
export function CurvesTab({ runs }: TabProps): ReactNode {
  const shown = runs.filter((run) => run.visible && run.run.kind === 'training');
  if (shown.length === 0) {
    return (
      <EmptyState icon="chart" title="No evaluation">
        Only trainings have curves of their held-out rows, and none of the shown runs is one.
      </EmptyState>
    );
  }
  const drawn = shown.slice(0, MOST_CURVES).map((run) => ({
    id: run.id,
    name: run.name,
    colour: slotColour(run.slot),
    dash: slotDash(run.slot),
    heavy: run.baseline,
  }));
  const beside = shown.slice(0, MOST_BESIDE);
  return (
    <div className="stack">
      {shown.length > MOST_CURVES && (
        <p className="muted">
          Curves of the first {MOST_CURVES} of {shown.length} runs.
        </p>
      )}
      <EvaluationCurves runs={drawn} />
      <h2>Confusion matrices</h2>
      {shown.length > MOST_BESIDE && (
        <p className="muted">
          The first {MOST_BESIDE} of {shown.length} runs; pin others to the front.
        </p>
      )}
      <ConfusionMatrices runs={beside.map((run) => ({ id: run.id, title: <RunName run={run} />, name: run.name }))} />
    </div>
  );
}
