import { api, fetchContent, unwrap } from '@/shared/api/client';
import type { LogLevel, LogLine, LogOutputStream, LogPage, LogSearch, LogSummary, LogVolume } from '@/shared/api/types';
import type { TopicHandler } from '@/shared/stream/stream-client';
import { followTopic } from '@/shared/stream/use-stream';

/** Which log: that of a run, or that of a sender without a run. */
export interface LogId {
  kind: 'run' | 'source';
  id: string;
}

export interface LogFilter {
  level?: LogLevel[];
  stream?: LogOutputStream[];
  phase?: string[];
  logger?: string[];
  since?: string;
  until?: string;
  q?: string;
  regex?: boolean;
  caseSensitive?: boolean;
}

export interface PagePlace {
  after?: number;
  before?: number;
  around?: number;
  time?: string;
  tail?: boolean;
  limit?: number;
  context?: number;
}

export interface Download {
  format: 'text' | 'jsonl';
  gzip: boolean;
  prefix: boolean;
}

/** What the viewer needs of the backend; tests bring their own. */
export interface LogApi {
  page(attempt: number | undefined, place: PagePlace, filter: LogFilter, signal?: AbortSignal): Promise<LogPage>;
  summary(signal?: AbortSignal): Promise<LogSummary>;
  search(
    attempt: number,
    filter: LogFilter,
    from: { start?: number; after?: number },
    signal?: AbortSignal,
  ): Promise<LogSearch>;
  volume(attempt: number, filter: LogFilter, buckets: number, signal?: AbortSignal): Promise<LogVolume>;
  line(attempt: number, seq: number, signal?: AbortSignal): Promise<LogLine>;
  download(attempt: number, filter: LogFilter, how: Download): Promise<{ blob: Blob; lines: number | undefined }>;
  /** Lines stored after the cursor, for ever. */
  follow(after: string, handler: TopicHandler): () => void;
}

const SEARCH_NUMBERS = 10_000;

export function logApi(log: LogId): LogApi {
  const isRun = log.kind === 'run';
  const path = { runId: log.id };
  const source = { sourceId: log.id };
  return {
    page: (attempt, place, filter, signal) => {
      const query = { attempt, ...place, ...filter };
      return unwrap(
        isRun
          ? api.GET('/runs/{runId}/log', { params: { path, query }, signal })
          : api.GET('/log-sources/{sourceId}/log', { params: { path: source, query }, signal }),
      );
    },
    summary: (signal) =>
      unwrap(
        isRun
          ? api.GET('/runs/{runId}/log/summary', { params: { path }, signal })
          : api.GET('/log-sources/{sourceId}/log/summary', { params: { path: source }, signal }),
      ),
    search: (attempt, filter, from, signal) => {
      const query = { attempt, ...filter, ...from, limit: SEARCH_NUMBERS };
      return unwrap(
        isRun
          ? api.GET('/runs/{runId}/log/search', { params: { path, query }, signal })
          : api.GET('/log-sources/{sourceId}/log/search', { params: { path: source, query }, signal }),
      );
    },
    volume: (attempt, { since, until }, buckets, signal) => {
      const query = { attempt, since, until, buckets };
      return unwrap(
        isRun
          ? api.GET('/runs/{runId}/log/volume', { params: { path, query }, signal })
          : api.GET('/log-sources/{sourceId}/log/volume', { params: { path: source, query }, signal }),
      );
    },
    line: (attempt, seq, signal) =>
      unwrap(
        isRun
          ? api.GET('/runs/{runId}/log/lines/{attempt}/{seq}', { params: { path: { ...path, attempt, seq } }, signal })
          : api.GET('/log-sources/{sourceId}/log/lines/{attempt}/{seq}', {
              params: { path: { ...source, attempt, seq } },
              signal,
            }),
      ) as Promise<LogLine>,
    download: async (attempt, filter, how) => {
      const query = new URLSearchParams({ attempt: String(attempt), format: how.format });
      if (how.gzip) query.set('gzip', 'true');
      if (how.prefix && how.format === 'text') query.set('prefix', 'true');
      for (const [name, value] of Object.entries(filter)) {
        for (const one of Array.isArray(value) ? value : [value]) {
          if (one !== undefined && one !== false) query.append(name, String(one));
        }
      }
      const response = await fetchContent(`/${isRun ? 'runs' : 'log-sources'}/${log.id}/log/download?${query}`);
      const lines = response.headers.get('Signalbox-Log-Lines');
      return { blob: await response.blob(), lines: lines === null ? undefined : Number(lines) };
    },
    follow: (after, handler) => followTopic(`${log.kind}:${log.id}:log`, handler, { after, visibleOnly: true }),
  };
}

/** Whether only some of the lines are asked for. */
export function isFiltering(filter: LogFilter): boolean {
  return Object.entries(filter).some(
    ([name, value]) =>
      name !== 'regex' && name !== 'caseSensitive' && (Array.isArray(value) ? value.length > 0 : value !== undefined),
  );
}
