const COLUMNS = 'status!p,name!p,dataset,algorithm,outcome,objective,gap,duration,progress,log,created,owner,tags';

/** The table of runs as a list of solves. */
export function solvesPath(projectId: string): string {
  return `/projects/${projectId}/runs?${new URLSearchParams({ q: 'kind:solve', cols: COLUMNS })}`;
}
