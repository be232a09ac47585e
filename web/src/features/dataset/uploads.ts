import { useSyncExternalStore } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { queryClient } from '@/shared/api/query-client';
import { accessToken } from '@/shared/api/session';
import type { Dataset, Problem, StoredUpload } from '@/shared/api/types';
import { SpeedMeter } from '@/shared/upload/speed-meter';
import {
  browserTransport,
  fingerprintOf,
  forgetStored,
  otherThan,
  TusUpload,
  uploadOf,
} from '@/shared/upload/tus-upload';

/**
 * Uploads live outside the pages, so that they go on while one looks at something else. Those of an earlier page are known from the
 * server; choosing the same file again goes on where they ended.
 */
export interface Upload {
  /** Of this page; the server's is `uploadId`. */
  id: string;
  uploadId?: string;
  projectId: string;
  file: File;
  /** A dataset whose next version it becomes. */
  versionOf?: string;
  state: 'preparing' | 'sending' | 'paused' | 'received' | 'failed' | 'done';
  sent: number;
  /** What was there before this page began to send. */
  resumedAt: number;
  /** Bytes a second, over the last moments. */
  speed: number;
  problem?: Problem;
  dataset?: Dataset;
}

let uploads: readonly Upload[] = [];
const running = new Map<string, TusUpload>();
const listeners = new Set<() => void>();
const transport = browserTransport(accessToken);

function put(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function patch(id: string, change: Partial<Upload>): void {
  put(uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

const active = (upload: Upload) => upload.state === 'preparing' || upload.state === 'sending';

/** Leaving the page now would break something off. */
function busyUploads(): number {
  return uploads.filter(active).length;
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if (busyUploads() > 0) event.preventDefault();
  });
}

/** Begins to send a file, or goes on with it when the server has a part of it already. */
export function startUpload(projectId: string, file: File, versionOf?: string): string {
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  put([...uploads, { id, projectId, file, versionOf, state: 'preparing', sent: 0, resumedAt: 0, speed: 0 }]);
  void run(id);
  return id;
}

/** Goes on with an upload of an earlier page. Answers why the file is not the one. */
export async function resumeUpload(projectId: string, known: StoredUpload, file: File): Promise<string | undefined> {
  const wrong = await otherThan(known, file);
  if (wrong === undefined) startUpload(projectId, file);
  return wrong;
}

export function pauseUpload(id: string): void {
  patch(id, { state: 'paused', speed: 0 });
  running.get(id)?.stop();
}

export function continueUpload(id: string): void {
  patch(id, { state: 'preparing', problem: undefined });
  void run(id);
}

/** Stops an upload and lets the server forget it. */
export function cancelUpload(id: string): void {
  const upload = uploads.find((one) => one.id === id);
  dismissUpload(id);
  running.get(id)?.stop();
  running.delete(id);
  if (upload?.uploadId) void forgetUpload(upload.projectId, upload.uploadId);
}

export async function forgetUpload(projectId: string, uploadId: string): Promise<void> {
  await forgetStored(transport, uploadId);
  await queryClient.invalidateQueries({ queryKey: ['uploads', projectId] });
}

/** Takes an entry off the list; the server keeps what it has. */
export function dismissUpload(id: string): void {
  put(uploads.filter((upload) => upload.id !== id));
}

/** A dataset was made of it. */
export function finishUpload(uploadId: string, dataset: Dataset): void {
  put(
    uploads.map((upload) =>
      upload.uploadId === uploadId ? { ...upload, state: 'done' as const, dataset, problem: undefined } : upload,
    ),
  );
  void queryClient.invalidateQueries({ queryKey: ['datasets', dataset.projectId] });
  void queryClient.invalidateQueries({ queryKey: ['uploads', dataset.projectId] });
  void queryClient.invalidateQueries({ queryKey: ['dataset'] });
}

async function run(id: string): Promise<void> {
  const upload = uploads.find((one) => one.id === id);
  if (!upload) return;
  const { projectId, file } = upload;
  const tus = new TusUpload(transport, file, upload.uploadId);
  running.set(id, tus);
  const isCurrent = () => running.get(id) === tus && uploads.some((one) => one.id === id);
  try {
    const fingerprint = await fingerprintOf(file);
    if (!tus.id) tus.id = await unfinished(projectId, fingerprint, file.size);
    const metadata = { filename: file.name, filetype: file.type, fingerprint };
    const uploadId = await tus.create(`/projects/${projectId}/uploads`, metadata);
    if (!isCurrent()) return;
    if (uploads.find((one) => one.id === id)?.state === 'paused') {
      patch(id, { uploadId });
      return;
    }
    patch(id, { uploadId, state: 'sending' });
    let meter: SpeedMeter | undefined;
    await tus.send((sent) => {
      if (!isCurrent() || uploads.find((one) => one.id === id)?.state !== 'sending') return;
      if (!meter) {
        meter = new SpeedMeter(Date.now(), sent);
        patch(id, { sent, resumedAt: sent });
      } else {
        patch(id, { sent: Math.min(sent, file.size), speed: meter.at(Date.now(), sent) });
      }
    });
    if (isCurrent()) patch(id, { state: 'received', sent: file.size, speed: 0 });
  } catch (error) {
    if (isCurrent() && uploads.find((one) => one.id === id)?.state !== 'paused') {
      patch(id, { state: 'failed', problem: toProblem(error), speed: 0 });
    }
  } finally {
    if (running.get(id) === tus) running.delete(id);
    void queryClient.invalidateQueries({ queryKey: ['uploads', projectId] });
  }
}

/** The server's id of an upload of the same file that nobody on this page is sending. */
async function unfinished(projectId: string, fingerprint: string, size: number): Promise<string | undefined> {
  const { items } = await unwrap(api.GET('/projects/{projectId}/uploads', { params: { path: { projectId } } }));
  return uploadOf(items, fingerprint, size, uploads);
}
