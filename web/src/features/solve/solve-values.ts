import type { Run } from '@/shared/api/types';
import { numberOf } from '@/shared/chart/metric-number';
import { formatNumber } from '@/shared/format/format';
import { primalIntegral } from './solve-math';
import { endOf, type Trace } from './trace';

const grouped = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 9 });

/** The value of an objective: nine digits, since solutions often differ in the last ones only. */
export function formatObjective(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  if (size >= 1e12 || (size > 0 && size < 1e-4)) return formatNumber(value);
  return grouped.format(value).replace('-', '−');
}

/** What is known of a solve at the moment, or for good. */
export interface SolveValues {
  objective: number | undefined;
  bound: number | undefined;
  gap: number | undefined;
  /** Seconds after the start. */
  firstAt: number | undefined;
  bestAt: number | undefined;
  solutions: number;
  primalIntegral: number | undefined;
  seconds: number | undefined;
}

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

/** The run's summary says it for good; until then its course tells. */
export function valuesOf(run: Pick<Run, 'summary'>, trace: Trace | undefined): SolveValues {
  const final = (key: string) => known(numberOf(run.summary[key]));
  const end = trace && endOf(trace);
  const live = (value: number | undefined) => (value === undefined ? undefined : known(value));
  return {
    objective: final('objective') ?? live(trace?.incumbent.last),
    bound: final('bound') ?? live(trace?.bound.last),
    gap: final('gap') ?? live(trace?.gap.last),
    firstAt: live(trace?.incumbent.start),
    bestAt: live(trace?.incumbent.changedAt),
    solutions: trace?.incumbent.length ?? 0,
    primalIntegral:
      final('primal_integral') ?? (trace && end !== undefined ? primalIntegral(trace.incumbent, end) : undefined),
    seconds: final('seconds') ?? end,
  };
}
