import type { MetricValue } from '@/shared/api/types';

/** What a chart asks for. */
export interface ChartQuery {
  runIds: string[];
  keys?: string[];
  x?: 'step' | 'epoch' | 'relative' | 'wall' | 'metric';
  xKey?: string;
  from?: number;
  to?: number;
  width?: number;
  smoothing?: { kind: 'off' | 'twema' | 'gaussian' | 'running_mean'; amount?: number };
  clip?: boolean;
  groups?: { name: string; runIds: string[] }[];
  aggregate?: { centre?: 'mean' | 'median'; band?: 'none' | 'std' | 'stderr' | 'min_max' | 'ci95' };
  baselineRunId?: string;
}

export interface ChartSeries {
  runId: string;
  runName: string;
  key: string;
  attempt: number;
  points: number;
  bucketed: boolean;
  xSource: string;
  x: number[] | null;
  step: number[];
  time: number[];
  min: MetricValue[] | null;
  max: MetricValue[] | null;
  last: MetricValue[];
  smoothed: (number | null)[] | null;
  nonFinite: {
    nan: number;
    positive: number;
    negative: number;
    at: { step: number; time: number; x: MetricValue; value: MetricValue }[];
  };
}

export interface ChartGroup {
  name: string;
  key: string;
  runs: string[];
  x: number[];
  n: number[];
  centre: number[];
  low: number[] | null;
  high: number[] | null;
  points: number;
}

export interface Chart {
  x: string;
  points: number;
  runsShown: number;
  runsTotal: number;
  keysTotal: number;
  series: ChartSeries[];
  groups: ChartGroup[];
  absent: { runId: string; reason: 'not_found' | 'not_logged' | 'expired'; name: string | null; keys: string[] }[];
  clip: { low: number; high: number; below: number; above: number } | null;
}

export interface MetricKey {
  key: string;
  points: number;
}
