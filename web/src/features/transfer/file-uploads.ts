import { useSyncExternalStore } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { queryClient } from '@/shared/api/query-client';
import { accessToken } from '@/shared/api/session';
import type { Problem, StoredUpload } from '@/shared/api/types';
import { SpeedMeter } from '@/shared/upload/speed-meter';
import {
  browserTransport,
  fingerprintOf,
  forgetStored,
  otherThan,
  TusUpload,
  uploadOf,
} from '@/shared/upload/tus-upload';
import { fileUploadsQuery, importsQuery } from './queries';

/**
 * Files of projects on their way to the server. They live outside the page, as uploads of data do; when the bytes are there the
 * import begins by itself.
 */
export interface FileUpload {
  /** Of this page; the server's is `uploadId`. */
  id: string;
  uploadId?: string;
  file: File;
  /** Of the new project; empty for the one in the file. */
  name: string;
  state: 'preparing' | 'sending' | 'paused' | 'starting' | 'received' | 'failed';
  sent: number;
  /** What was there before this page began to send. */
  resumedAt: number;
  /** Bytes a second, over the last moments. */
  speed: number;
  problem?: Problem;
}

let uploads: readonly FileUpload[] = [];
const running = new Map<string, TusUpload>();
const listeners = new Set<() => void>();
const transport = browserTransport(accessToken);

function put(next: readonly FileUpload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function patch(id: string, change: Partial<FileUpload>): void {
  put(uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useFileUploads(): readonly FileUpload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if (uploads.some((one) => one.state === 'preparing' || one.state === 'sending')) event.preventDefault();
  });
}

/** Begins to send a file, or goes on with it when the server has a part of it already. */
export function sendFile(file: File, name: string): void {
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  put([...uploads, { id, file, name, state: 'preparing', sent: 0, resumedAt: 0, speed: 0 }]);
  void run(id);
}

/** Goes on with an upload of an earlier page. Answers why the file is not the one. */
export async function resumeFile(known: StoredUpload, file: File): Promise<string | undefined> {
  const wrong = await otherThan(known, file);
  if (wrong === undefined) sendFile(file, '');
  return wrong;
}

export function pauseFile(id: string): void {
  patch(id, { state: 'paused', speed: 0 });
  running.get(id)?.stop();
}

export function continueFile(id: string): void {
  patch(id, { state: 'preparing', problem: undefined });
  void run(id);
}

/** Stops an upload and lets the server forget it. */
export function cancelFile(id: string): void {
  const upload = uploads.find((one) => one.id === id);
  dismissFile(id);
  running.get(id)?.stop();
  running.delete(id);
  if (upload?.uploadId) void forgetFile(upload.uploadId);
}

/** Takes an entry off the list; the server keeps what it has. */
export function dismissFile(id: string): void {
  put(uploads.filter((upload) => upload.id !== id));
}

export async function forgetFile(uploadId: string): Promise<void> {
  await forgetStored(transport, uploadId);
  await queryClient.invalidateQueries({ queryKey: fileUploadsQuery.queryKey });
}

/** Begins the import of a file that is there. */
export async function startImport(uploadId: string, name: string): Promise<void> {
  await unwrap(api.POST('/imports', { body: { uploadId, name: name.trim() === '' ? null : name.trim() } }));
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: importsQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: fileUploadsQuery.queryKey }),
  ]);
}

async function run(id: string): Promise<void> {
  const upload = uploads.find((one) => one.id === id);
  if (!upload) return;
  const { file, name } = upload;
  const tus = new TusUpload(transport, file, upload.uploadId);
  running.set(id, tus);
  const now = () => (running.get(id) === tus ? uploads.find((one) => one.id === id) : undefined);
  try {
    const fingerprint = await fingerprintOf(file);
    if (!tus.id) tus.id = await unfinished(fingerprint, file.size);
    const uploadId = await tus.create('/uploads', { filename: file.name, filetype: file.type, fingerprint });
    if (!now()) return;
    patch(id, { uploadId });
    if (now()?.state === 'paused') return;
    patch(id, { state: 'sending' });
    await send(tus, id, () => now()?.state === 'sending');
    if (!now()) return;
    patch(id, { state: 'starting', sent: file.size, speed: 0 });
    await start(id, uploadId, name);
  } catch (error) {
    const state = now()?.state;
    if (state && state !== 'paused') patch(id, { state: 'failed', problem: toProblem(error), speed: 0 });
  } finally {
    if (running.get(id) === tus) running.delete(id);
    void queryClient.invalidateQueries({ queryKey: fileUploadsQuery.queryKey });
  }
}

async function send(tus: TusUpload, id: string, sending: () => boolean): Promise<void> {
  let meter: SpeedMeter | undefined;
  await tus.send((sent) => {
    if (!sending()) return;
    if (meter) {
      patch(id, { sent, speed: meter.at(Date.now(), sent) });
    } else {
      meter = new SpeedMeter(Date.now(), sent);
      patch(id, { sent, resumedAt: sent });
    }
  });
}

/** What is refused now, such as a name that is taken, may be tried again: the bytes are there. */
async function start(id: string, uploadId: string, name: string): Promise<void> {
  try {
    await startImport(uploadId, name);
    dismissFile(id);
  } catch (error) {
    patch(id, { state: 'received', problem: toProblem(error) });
  }
}

/** The server's id of an upload of the same file that nobody on this page is sending. */
async function unfinished(fingerprint: string, size: number): Promise<string | undefined> {
  const { items } = await unwrap(api.GET('/uploads'));
  return uploadOf(items, fingerprint, size, uploads);
}
