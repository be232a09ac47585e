import { useSyncExternalStore } from 'react';
import { toProblem } from '@/shared/api/problem';
import { accessToken } from '@/shared/api/session';
import type { Problem, StoredUpload } from '@/shared/api/types';
import { SpeedMeter } from './speed-meter';
import {
  browserTransport,
  fingerprintOf,
  forgetStored,
  otherThan,
  type TusTransport,
  TusUpload,
  uploadOf,
} from './tus-upload';

/** A file that this page sends. `S` is what it can be besides, once its bytes are there. */
export interface SentFile<S extends string = never> {
  /** Of this page; the server's is `uploadId`. */
  id: string;
  uploadId?: string;
  file: File;
  state: 'preparing' | 'sending' | 'paused' | 'received' | 'failed' | S;
  sent: number;
  /** What was there before this page began to send. */
  resumedAt: number;
  /** Bytes a second, over the last moments. */
  speed: number;
  problem?: Problem;
}

/** Where files of one kind go, and what becomes of them. */
interface Destination<More, S extends string> {
  /** Where they are announced. */
  path(file: More): string;
  /** What the server has of such files, whichever page has begun to send them. */
  stored(file: More): Promise<readonly StoredUpload[]>;
  /** What is to become of one that an earlier page has begun to send. */
  of(stored: StoredUpload): More;
  /** What the server has of them is not what it was. */
  changed(file: More): void;
  /** The bytes are there. Never rejects. */
  received?(file: SentFile<S> & More): Promise<void>;
}

/** What a person can do with files on their way. */
export interface FileControls {
  /** What the server has stays there. */
  pause(id: string): void;
  /** Goes on where the server has got to. */
  resume(id: string): void;
  /** Stops an upload and lets the server forget it. */
  cancel(id: string): void;
  /** Goes on with an upload of an earlier page. Answers why the file is not the one. */
  resumeStored(stored: StoredUpload, file: File): Promise<string | undefined>;
  /** Lets the server forget an upload of an earlier page. */
  forget(stored: StoredUpload): Promise<void>;
}

/**
 * Files on their way to the server. They live outside the pages, so that they go on while one looks at something else. Those of an earlier
 * page are known from the server; choosing the same file again goes on where they ended.
 *
 * `More` is what is to become of a file.
 */
export class SentFiles<More extends object, S extends string = never> implements FileControls {
  private readonly destination: Destination<More, S>;
  private readonly transport: TusTransport;
  private readonly running = new Map<string, TusUpload>();
  private readonly listeners = new Set<() => void>();
  private files: readonly (SentFile<S> & More)[] = [];

  constructor(destination: Destination<More, S>, transport: TusTransport = browserTransport(accessToken)) {
    this.destination = destination;
    this.transport = transport;
    if (typeof window === 'undefined') return;
    window.addEventListener('beforeunload', (event) => {
      // Leaving the page now would break something off.
      if (this.files.some(({ state }) => state === 'preparing' || state === 'sending')) event.preventDefault();
    });
  }

  all = (): readonly (SentFile<S> & More)[] => this.files;

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begins to send a file, or goes on with it when the server has a part of it already. */
  start(file: File, more: More): string {
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const begun: SentFile<S> = { id, file, state: 'preparing', sent: 0, resumedAt: 0, speed: 0 };
    this.put([...this.files, { ...more, ...begun }]);
    void this.run(id);
    return id;
  }

  async resumeStored(stored: StoredUpload, file: File): Promise<string | undefined> {
    const wrong = await otherThan(stored, file);
    if (wrong === undefined) this.start(file, this.destination.of(stored));
    return wrong;
  }

  pause(id: string): void {
    this.change(id, { state: 'paused', speed: 0 });
    this.running.get(id)?.stop();
  }

  resume(id: string): void {
    this.change(id, { state: 'preparing', problem: undefined });
    void this.run(id);
  }

  cancel(id: string): void {
    const file = this.find(id);
    this.dismiss(id);
    this.running.get(id)?.stop();
    this.running.delete(id);
    if (file?.uploadId) void this.drop(file.uploadId, file);
  }

  forget(stored: StoredUpload): Promise<void> {
    return this.drop(stored.id, this.destination.of(stored));
  }

  /** Takes an entry off the list; the server keeps what it has. */
  dismiss(id: string): void {
    this.put(this.files.filter((file) => file.id !== id));
  }

  /** What has become of a file. */
  change(id: string, change: Partial<SentFile<S>> | Partial<SentFile<S> & More>): void {
    this.put(this.files.map((file) => (file.id === id ? { ...file, ...change } : file)));
  }

  private find(id: string): (SentFile<S> & More) | undefined {
    return this.files.find((file) => file.id === id);
  }

  private put(files: readonly (SentFile<S> & More)[]): void {
    this.files = files;
    for (const listener of this.listeners) listener();
  }

  private async drop(uploadId: string, more: More): Promise<void> {
    await forgetStored(this.transport, uploadId);
    this.destination.changed(more);
  }

  private async run(id: string): Promise<void> {
    const begun = this.find(id);
    if (!begun) return;
    const { file } = begun;
    const tus = new TusUpload(this.transport, file, begun.uploadId);
    this.running.set(id, tus);
    /** Undefined once somebody else sends it, or nobody wants it any more. */
    const now = () => (this.running.get(id) === tus ? this.find(id) : undefined);
    try {
      const fingerprint = await fingerprintOf(file);
      tus.id ??= uploadOf(await this.destination.stored(begun), fingerprint, file.size, this.files);
      const metadata = { filename: file.name, filetype: file.type, fingerprint };
      const uploadId = await tus.create(this.destination.path(begun), metadata);
      if (!now()) return;
      this.change(id, { uploadId });
      if (now()?.state === 'paused') return;
      this.change(id, { state: 'sending' });
      await this.send(tus, id, file.size, () => now()?.state === 'sending');
      if (!now()) return;
      this.change(id, { state: 'received', sent: file.size, speed: 0 });
      const received = now();
      if (received) await this.destination.received?.(received);
    } catch (error) {
      const state = now()?.state;
      if (state && state !== 'paused') this.change(id, { state: 'failed', problem: toProblem(error), speed: 0 });
    } finally {
      if (this.running.get(id) === tus) this.running.delete(id);
      this.destination.changed(begun);
    }
  }

  private async send(tus: TusUpload, id: string, size: number, isSending: () => boolean): Promise<void> {
    let meter: SpeedMeter | undefined;
    await tus.send((sent) => {
      if (!isSending()) return;
      if (meter) {
        this.change(id, { sent: Math.min(sent, size), speed: meter.at(Date.now(), sent) });
      } else {
        meter = new SpeedMeter(Date.now(), sent);
        this.change(id, { sent, resumedAt: sent });
      }
    });
  }
}

/** The files, for a screen that shows them. */
export function useSentFiles<More extends object, S extends string>(
  files: SentFiles<More, S>,
): readonly (SentFile<S> & More)[] {
  return useSyncExternalStore(files.watch, files.all);
}
