import { type ReactNode, useMemo } from 'react';
import { type ComparedSolve, ComparedSolves } from '@/features/solve';
import type { RunComparison } from './comparison';
import { RunName } from './run-name';
import type { TabProps } from './tab-props';

/** What a run came to, by metric: a comparison tells it beside its runs and not in them. */
function finalValues(comparison: RunComparison, at: number): ComparedSolve['run']['summary'] {
  return Object.fromEntries(
    comparison.metrics.flatMap(({ key, values }) => {
      const last = values[at]?.last;
      return last === undefined || last === null ? [] : [[key, last]];
    }),
  );
}

/** The picked runs as solves: their courses over each other, and what each came to. */
export function SolvesTab({
  projectId,
  comparison,
  runs,
  search,
  set,
  onChanged,
}: TabProps & {
  /** A solve has begun or ended: what is known of it is to be read again. */
  onChanged: () => void;
}): ReactNode {
  const solves = useMemo<ComparedSolve[]>(
    () =>
      runs.map((one) => ({
        id: one.id,
        name: one.name,
        title: <RunName run={one} />,
        slot: one.slot,
        visible: one.visible,
        run: { ...one.run, summary: finalValues(comparison, one.at) },
      })),
    [comparison, runs],
  );
  return <ComparedSolves projectId={projectId} solves={solves} search={search} change={set} onChanged={onChanged} />;
}
