import { fetchContent } from '@/shared/api/client';

export interface ExportQuery {
  filter?: string;
  sort?: string;
  columns: readonly string[];
  /** Only these; else all that match. */
  runIds?: readonly string[];
}

/** So many ids fit into an address; more are asked for in parts. */
const IDS_PER_REQUEST = 100;

function address(projectId: string, format: string, query: ExportQuery, ids: readonly string[] | undefined): string {
  const search = new URLSearchParams({ format });
  if (query.filter) search.set('filter', query.filter);
  if (query.sort) search.set('sort', query.sort);
  for (const column of query.columns) search.append('column', column);
  for (const id of ids ?? []) search.append('run', id);
  return `/projects/${projectId}/runs/export?${search}`;
}

/** Puts parts of one export together: CSV has its header once, JSON is one list. */
export function joinExports(format: 'csv' | 'json', parts: readonly string[]): string {
  if (format === 'json')
    return JSON.stringify(
      parts.flatMap((part) => JSON.parse(part) as unknown[]),
      null,
      2,
    );
  return parts.map((part, at) => (at === 0 ? part : part.slice(part.indexOf('\n') + 1))).join('');
}

export async function exportRuns(projectId: string, format: 'csv' | 'json', query: ExportQuery): Promise<Blob> {
  const { runIds } = query;
  if (!runIds || runIds.length <= IDS_PER_REQUEST) {
    return (await fetchContent(address(projectId, format, query, runIds))).blob();
  }
  const parts: string[] = [];
  for (let at = 0; at < runIds.length; at += IDS_PER_REQUEST) {
    const answer = await fetchContent(address(projectId, format, query, runIds.slice(at, at + IDS_PER_REQUEST)));
    parts.push(await answer.text());
  }
  return new Blob([joinExports(format, parts)]);
}
