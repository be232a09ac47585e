import { useSyncExternalStore } from 'react';
import { networkProblem, problemFrom, toProblem } from '@/shared/api/problem';
import { queryClient } from '@/shared/api/query-client';
import { accessToken } from '@/shared/api/session';
import type { Dataset, Problem } from '@/shared/api/types';

/**
 * Uploads live outside the pages, so that they go on while one looks at something else. An entry stays until it is dismissed; a
 * refused file keeps its reasons.
 */
export interface Upload {
  id: string;
  projectId: string;
  file: File;
  state: 'sending' | 'checking' | 'done' | 'failed' | 'cancelled';
  sent: number;
  total: number;
  startedAt: number;
  /** Bytes a second, over the last moments. */
  speed: number;
  problem?: Problem;
  dataset?: Dataset;
}

let uploads: readonly Upload[] = [];
const requests = new Map<string, XMLHttpRequest>();
const listeners = new Set<() => void>();

function patch(id: string, change: Partial<Upload>): void {
  uploads = uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploads(projectId: string): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads).filter((upload) => upload.projectId === projectId);
}

export function startUpload(projectId: string, file: File): void {
  const id = crypto.randomUUID();
  uploads = [
    ...uploads,
    { id, projectId, file, state: 'sending', sent: 0, total: file.size, startedAt: Date.now(), speed: 0 },
  ];
  for (const listener of listeners) listener();
  void send(id, projectId, file);
}

export function retryUpload(upload: Upload): void {
  dismissUpload(upload.id);
  startUpload(upload.projectId, upload.file);
}

export function cancelUpload(id: string): void {
  requests.get(id)?.abort();
}

export function dismissUpload(id: string): void {
  uploads = uploads.filter((upload) => upload.id !== id);
  for (const listener of listeners) listener();
}

async function send(id: string, projectId: string, file: File): Promise<void> {
  const token = await accessToken();
  const request = new XMLHttpRequest();
  requests.set(id, request);
  const meter = new SpeedMeter(Date.now());
  request.open('POST', `/api/v1/projects/${projectId}/datasets`);
  if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
  request.setRequestHeader('Idempotency-Key', id);
  request.upload.onprogress = (event) => {
    patch(id, { sent: Math.min(event.loaded, file.size), speed: meter.at(Date.now(), event.loaded) });
  };
  request.upload.onload = () => patch(id, { state: 'checking', sent: file.size });
  request.onabort = () => finish(id, { state: 'cancelled' });
  request.onerror = () => finish(id, { state: 'failed', problem: networkProblem() });
  request.onload = () => {
    if (request.status === 201) {
      finish(id, { state: 'done', dataset: JSON.parse(request.responseText) as Dataset });
      void queryClient.invalidateQueries({ queryKey: ['datasets', projectId] });
    } else {
      finish(id, { state: 'failed', problem: parseProblem(request) });
    }
  };
  const body = new FormData();
  body.append('name', file.name);
  body.append('file', file, file.name);
  request.send(body);
}

function finish(id: string, change: Partial<Upload>): void {
  requests.delete(id);
  patch(id, change);
}

function parseProblem(request: XMLHttpRequest): Problem {
  try {
    return problemFrom(request.status, JSON.parse(request.responseText));
  } catch (error) {
    return request.status === 0 ? toProblem(error) : problemFrom(request.status, undefined);
  }
}

/** Bytes a second over a sliding window, so that the remaining time follows what the line does now. */
export class SpeedMeter {
  private readonly marks: { time: number; bytes: number }[] = [];
  private static readonly WINDOW_MS = 4000;

  constructor(startedAt: number) {
    this.marks.push({ time: startedAt, bytes: 0 });
  }

  at(time: number, bytes: number): number {
    this.marks.push({ time, bytes });
    while (this.marks.length > 2 && time - (this.marks[1]?.time ?? time) > SpeedMeter.WINDOW_MS) this.marks.shift();
    const first = this.marks[0];
    if (!first || time <= first.time) return 0;
    return ((bytes - first.bytes) * 1000) / (time - first.time);
  }
}
