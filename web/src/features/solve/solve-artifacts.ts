import { useQuery } from '@tanstack/react-query';
import { artifactsQuery, jsonArtifactQuery } from '@/features/artifact';
import type { Artifact } from '@/shared/api/types';

/** `solve.json`: how a solve ended, in full. A part that the solver does not know is null or absent. */
export interface SolveReport {
  outcome?: string | null;
  /** Which limit ended it: time, gap or memory. */
  limit?: string | null;
  sense?: string | null;
  nodes?: number | null;
  lpIterations?: number | null;
  solver?: { name?: string | null; version?: string | null } | null;
  statistics?: Record<string, unknown> | null;
  conflict?: string[] | null;
}

/** A solution: its variables that are not zero, and what they mean in the words of a template. */
export interface Solution {
  objective?: number | null;
  variables?: Record<string, number> | null;
  plan?: unknown;
}

/** A stored JSON file of a run by its name; read anew when another attempt has stored it. */
export function useJsonArtifact<T>(runId: string, name: string) {
  const artifacts = useQuery(artifactsQuery(runId));
  const artifact = artifacts.data?.items.find((item) => item.name === name);
  const content = useQuery({
    ...jsonArtifactQuery<T>(runId, name, artifact?.sha256 ?? ''),
    enabled: artifact !== undefined,
  });
  return {
    artifact,
    data: content.data,
    isPending: artifacts.isPending || (artifact !== undefined && content.isPending),
    error: artifacts.error ?? content.error,
    retry: () => void (artifacts.isError ? artifacts.refetch() : content.refetch()),
  };
}

export const FINAL_SOLUTION = 'solution.json';
const INCUMBENT = /^incumbent-(\d+)\.json$/;

/** The number of an incumbent, from 1; undefined for every other file. */
export function incumbentNumber(name: string): number | undefined {
  const number = INCUMBENT.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What can be looked at as a solution: the final one first, then the incumbents, the newest first. */
export function solutionsOf(artifacts: readonly Artifact[]): Artifact[] {
  const rank = ({ name }: Artifact) => (name === FINAL_SOLUTION ? Number.POSITIVE_INFINITY : incumbentNumber(name));
  return artifacts
    .filter((artifact) => rank(artifact) !== undefined)
    .sort((a, b) => Number(rank(b)) - Number(rank(a)) || 0);
}
