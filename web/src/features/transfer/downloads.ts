import { useSyncExternalStore } from 'react';
import { fetchContent, saveBlob } from '@/shared/api/client';
import { ApiError, networkProblem } from '@/shared/api/problem';
import type { Problem } from '@/shared/api/types';
import { SpeedMeter } from '@/shared/upload/speed-meter';

/** Downloads of projects live outside the pages, so that they go on while one looks at something else. One of a project at a time. */
export interface ProjectDownload {
  projectId: string;
  fileName: string;
  /** About so many bytes will come: nobody knows before they are written. */
  expected: number;
  state: 'running' | 'done' | 'failed';
  received: number;
  /** Bytes a second, over the last moments. */
  speed: number;
  problem?: Problem;
}

/** Where the bytes of a download go. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The file is whole. */
  close(): Promise<void>;
  /** It is not whole, and is thrown away. */
  abort(): Promise<void>;
}

/** What the browser does for a download. */
export interface DownloadTools {
  open(path: string, signal: AbortSignal): Promise<Response>;
  /** Undefined when its user has changed his mind. */
  sink(fileName: string, expected: number): Promise<Sink | undefined>;
}

const TAR = 'application/x-tar';
/** From here on the file goes straight to the disk, where the browser can. */
export const LARGE_BYTES = 500_000_000;
const GATHERED_BYTES = 16_000_000;
const SHOWN_EVERY_MS = 200;

let downloads: readonly ProjectDownload[] = [];
const running = new Map<string, AbortController>();
const listeners = new Set<() => void>();

function put(next: readonly ProjectDownload[]): void {
  downloads = next;
  for (const listener of listeners) listener();
}

function patch(projectId: string, change: Partial<ProjectDownload>): void {
  put(downloads.map((one) => (one.projectId === projectId ? { ...one, ...change } : one)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDownload(projectId: string): ProjectDownload | undefined {
  return useSyncExternalStore(subscribe, () => downloads).find((one) => one.projectId === projectId);
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if (running.size > 0) event.preventDefault();
  });
}

type Wanted = Pick<ProjectDownload, 'projectId' | 'fileName' | 'expected'>;

/** Asks where to, where that is asked, and downloads. Answers when it has ended, however. */
export async function startDownload(wanted: Wanted, tools: DownloadTools = browserTools): Promise<void> {
  const { projectId, fileName, expected } = wanted;
  if (running.has(projectId)) return;
  const aborter = new AbortController();
  running.set(projectId, aborter);
  forgetDownload(projectId);
  put([...downloads, { ...wanted, state: 'running', received: 0, speed: 0 }]);
  let sink: Sink | undefined;
  try {
    sink = await tools.sink(fileName, expected);
    if (!sink) {
      forgetDownload(projectId);
      return;
    }
    const response = await tools.open(`/projects/${projectId}/export`, aborter.signal);
    const received = await receive(response, sink, (bytes, speed) => patch(projectId, { received: bytes, speed }));
    await sink.close();
    patch(projectId, { state: 'done', received, speed: 0 });
  } catch (error) {
    await sink?.abort().catch(() => undefined);
    if (aborter.signal.aborted) forgetDownload(projectId);
    else patch(projectId, { state: 'failed', speed: 0, problem: problemOf(error) });
  } finally {
    running.delete(projectId);
  }
}

export function stopDownload(projectId: string): void {
  running.get(projectId)?.abort();
}

/** Takes it off the screen. */
export function forgetDownload(projectId: string): void {
  put(downloads.filter((one) => one.projectId !== projectId));
}

async function receive(
  response: Response,
  sink: Sink,
  progress: (received: number, speed: number) => void,
): Promise<number> {
  const reader = response.body?.getReader();
  if (!reader) throw new ApiError(networkProblem());
  const meter = new SpeedMeter(Date.now());
  let received = 0;
  let shownAt = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return received;
    await sink.write(value);
    received += value.length;
    const now = Date.now();
    if (now - shownAt >= SHOWN_EVERY_MS) {
      shownAt = now;
      progress(received, meter.at(now, received));
    }
  }
}

/** A refusal says why; what broke off midway is no file of a project. */
function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    ...networkProblem(),
    title: 'The download broke off',
    detail: 'What has come is not the whole file, and was thrown away. Start it again.',
  };
}

type Picker = (options: {
  suggestedName: string;
  types: { description: string; accept: Record<string, string[]> }[];
}) => Promise<{ createWritable(): Promise<Sink> }>;

const picker = (): Picker | undefined => (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;

/** Whether a large file would have to fit into the browser's memory. */
export const savesThroughMemory = () => picker() === undefined;

const browserTools: DownloadTools = {
  open: fetchContent,
  async sink(fileName, expected) {
    const pick = picker();
    if (!pick || expected < LARGE_BYTES) return memorySink(fileName);
    try {
      const types = [{ description: 'File of a project', accept: { [TAR]: ['.tar'] } }];
      const handle = await pick({ suggestedName: fileName, types });
      return await handle.createWritable();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      throw error;
    }
  },
};

/** The browser keeps large blobs on its disk: few large pieces are better for it than many small ones. */
function memorySink(fileName: string): Sink {
  let blob = new Blob([], { type: TAR });
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let gathered = 0;
  const gather = () => {
    blob = new Blob([blob, ...pieces], { type: TAR });
    pieces = [];
    gathered = 0;
  };
  return {
    async write(bytes) {
      pieces.push(bytes);
      gathered += bytes.length;
      if (gathered >= GATHERED_BYTES) gather();
    },
    async close() {
      gather();
      saveBlob(blob, fileName);
    },
    async abort() {
      pieces = [];
      blob = new Blob();
    },
  };
}
