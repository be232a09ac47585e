import { type ReactNode, useMemo } from 'react';
import { type ComparedSolve, ComparedSolves } from '@/features/solve';
import { RunName } from './run-name';
import type { TabProps } from './tab-props';

/** The picked runs as solves: their courses over each other, and what each came to. */
export function SolvesTab({
  projectId,
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
        run: one.run,
      })),
    [runs],
  );
  return <ComparedSolves projectId={projectId} solves={solves} search={search} change={set} onChanged={onChanged} />;
}
