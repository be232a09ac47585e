import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import type { Run } from '@/shared/api/types';
import { formatGap, formatSeconds, NOTHING } from '@/shared/format/format';
import { Defined } from './defined';
import { GAP_DEFINITION, PRIMAL_INTEGRAL_DEFINITION } from './solve-math';
import { formatObjective, valuesOf } from './solve-values';
import { useTraces } from './traces';
import './solve.css';

/** The numbers of a solve in the head of its page: live while it goes on, final when it has ended. */
export function SolveFacts({ run, live }: { run: Run; live: boolean }): ReactNode {
  const { id } = run;
  const runs = useMemo(() => [{ id, live }], [id, live]);
  const { set, feed } = useTraces(runs);
  useSyncExternalStore(feed.watch, feed.current);
  const values = valuesOf(run, set?.traces[0]);
  const isOpen = live && values.solutions === 0;
  return (
    <dl className="solve-facts">
      <Fact name="Objective" title={titleOf(values.objective)}>
        {isOpen ? 'none yet' : formatObjective(values.objective)}
      </Fact>
      <Fact name="Bound" title={titleOf(values.bound)}>
        {formatObjective(values.bound)}
      </Fact>
      <Fact name={<Defined word="Gap" definition={GAP_DEFINITION} />} title={titleOf(values.gap)}>
        {formatGap(values.gap)}
      </Fact>
      <Fact name="First solution">{secondsWords(values.firstAt)}</Fact>
      <Fact name="Best solution">{secondsWords(values.bestAt)}</Fact>
      <Fact
        name={<Defined word="Primal integral" definition={PRIMAL_INTEGRAL_DEFINITION} />}
        title={titleOf(values.primalIntegral)}
      >
        {values.primalIntegral === undefined
          ? NOTHING
          : `${formatSeconds(values.primalIntegral)}${live ? ' so far' : ''}`}
      </Fact>
      <Fact name="Solved for" title={titleOf(values.seconds)}>
        {formatSeconds(values.seconds)}
      </Fact>
    </dl>
  );
}

export const titleOf = (value: number | undefined) => (value === undefined ? undefined : String(value));

const secondsWords = (value: number | undefined) => (value === undefined ? NOTHING : `after ${formatSeconds(value)}`);

export function Fact({ name, title, children }: { name: ReactNode; title?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={title}>{children}</dd>
    </div>
  );
}
