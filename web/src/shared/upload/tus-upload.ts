import { ApiError, networkProblem, problemFrom, toProblem } from '@/shared/api/problem';
import type { Problem, StoredUpload } from '@/shared/api/types';

/**
 * Sends one file by the tus protocol 1.0: in pieces, each with its SHA-256, from wherever the server says it has got to. A broken
 * connection is tried again with growing pauses; what the server has is never sent twice.
 */
export interface TusTransport {
  /** Sends a request; `sent` hears how much of the body has left. Rejects with an ApiError when there is no answer. */
  send(request: TusRequest, sent?: (bytes: number) => void): Promise<TusAnswer>;
  /** Base64 of a digest; undefined where the browser has none (a page that came over plain http). */
  sha256(bytes: Blob): Promise<string | undefined>;
  /** Resolves after a pause, or at once when it is cut short. */
  pause(millis: number, signal: AbortSignal): Promise<void>;
}

export interface TusRequest {
  method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body?: Blob;
  signal: AbortSignal;
}

export interface TusAnswer {
  status: number;
  header(name: string): string | null;
  problem(): Problem;
}

const VERSION = { 'Tus-Resumable': '1.0.0' };
const PIECE_BYTES = 8 * 1024 * 1024;
const TRIES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** Worth another try: no answer, a busy or restarting server, a piece that was spoilt or cut on the way, an offset to ask for again. */
const AGAIN = new Set([0, 400, 409, 423, 429, 460, 500, 502, 503, 504]);

export class TusUpload {
  /** The server's id, once it has given one. */
  id: string | undefined;
  private readonly transport: TusTransport;
  private readonly file: Blob;
  private readonly pieceBytes: number;
  private readonly aborter = new AbortController();

  constructor(transport: TusTransport, file: Blob, id?: string, pieceBytes = PIECE_BYTES) {
    this.transport = transport;
    this.file = file;
    this.pieceBytes = pieceBytes;
    this.id = id;
  }

  /**
   * Announces the file; does nothing when the server knows it already.
   *
   * @param path where files of its kind are announced
   */
  async create(path: string, metadata: Record<string, string>): Promise<string> {
    if (this.id) return this.id;
    const answer = await this.transport.send({
      method: 'POST',
      path,
      headers: {
        ...VERSION,
        'Upload-Length': String(this.file.size),
        'Upload-Metadata': Object.entries(metadata)
          .map(([key, value]) => `${key} ${base64(value)}`)
          .join(','),
      },
      signal: this.aborter.signal,
    });
    const id = /([0-9a-f-]{36})$/.exec(answer.header('Location') ?? '')?.[1];
    if (answer.status !== 201 || !id) throw new ApiError(answer.problem());
    this.id = id;
    return id;
  }

  /** Sends what the server does not have. Rejects when it was stopped, refused, or too many tries in a row brought nothing. */
  async send(progress: (sent: number) => void): Promise<void> {
    let offset = await this.persist(() => this.offset());
    progress(offset);
    let failures = 0;
    while (offset < this.file.size) {
      try {
        offset = await this.piece(offset, progress);
        failures = 0;
      } catch (error) {
        const problem = toProblem(error);
        failures++;
        if (this.aborter.signal.aborted || !AGAIN.has(problem.status) || failures >= TRIES) throw error;
        await this.transport.pause(pauseAfter(failures), this.aborter.signal);
        const there = await this.persist(() => this.offset());
        if (there > offset) failures = 0;
        offset = there;
      }
      progress(offset);
    }
  }

  /** Cuts the connection; the server keeps what it has. */
  stop(): void {
    this.aborter.abort();
  }

  private async persist<T>(ask: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await ask();
      } catch (error) {
        const status = toProblem(error).status;
        if (this.aborter.signal.aborted || !AGAIN.has(status) || failures >= TRIES) throw error;
        await this.transport.pause(pauseAfter(failures), this.aborter.signal);
      }
    }
  }

  private async offset(): Promise<number> {
    const answer = await this.transport.send({
      method: 'HEAD',
      path: `/uploads/${this.id}`,
      headers: VERSION,
      signal: this.aborter.signal,
    });
    if (answer.status !== 200) throw new ApiError(answer.problem());
    return Number(answer.header('Upload-Offset'));
  }

  private async piece(offset: number, progress: (sent: number) => void): Promise<number> {
    const body = this.file.slice(offset, offset + this.pieceBytes);
    const digest = await this.transport.sha256(body);
    const answer = await this.transport.send(
      {
        method: 'PATCH',
        path: `/uploads/${this.id}`,
        headers: {
          ...VERSION,
          'Content-Type': 'application/offset+octet-stream',
          'Upload-Offset': String(offset),
          ...(digest ? { 'Upload-Checksum': `sha256 ${digest}` } : {}),
        },
        body,
        signal: this.aborter.signal,
      },
      (bytes) => progress(offset + bytes),
    );
    if (answer.status !== 204) throw new ApiError(answer.problem());
    return Number(answer.header('Upload-Offset'));
  }
}

/** Doubles, with a jitter so that many pages do not come back at once. */
function pauseAfter(failures: number): number {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return most / 2 + (Math.random() * most) / 2;
}

export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

const HEAD_BYTES = 1024 * 1024;

/** Knows a file again after a reload: its name, size, time, and the digest of its beginning. */
export async function fingerprintOf(file: File): Promise<string> {
  const head = await digestOf(file.slice(0, HEAD_BYTES));
  return [file.name, file.size, file.lastModified, head ?? ''].join('|').slice(-500);
}

/** Why a file is not the one of an upload that an earlier page has begun; undefined when it is. */
export async function otherThan(known: StoredUpload, file: File): Promise<string | undefined> {
  if (file.size === known.sizeBytes && (await fingerprintOf(file)) === known.fingerprint) return undefined;
  return `This is not the file that was being uploaded: “${known.fileName}”.`;
}

/** What earlier pages have sent, or a part of it: that of which nobody on this page takes care. */
export function leftOf(stored: readonly StoredUpload[], mine: readonly { uploadId?: string }[]): StoredUpload[] {
  const own = new Set(mine.map(({ uploadId }) => uploadId));
  return stored.filter(({ id }) => !own.has(id));
}

/** The server's id of an upload of the same file, of which nobody on this page takes care. */
export function uploadOf(
  stored: readonly StoredUpload[],
  fingerprint: string,
  size: number,
  mine: readonly { uploadId?: string }[],
): string | undefined {
  return leftOf(stored, mine).find((one) => one.fingerprint === fingerprint && one.sizeBytes === size)?.id;
}

/** Lets the server forget an upload; one that it does not hear of ends by itself. */
export async function forgetStored(transport: TusTransport, uploadId: string): Promise<void> {
  await transport
    .send({
      method: 'DELETE',
      path: `/uploads/${uploadId}`,
      headers: VERSION,
      signal: new AbortController().signal,
    })
    .catch(() => undefined);
}

async function digestOf(bytes: Blob): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/** The browser's own way: XMLHttpRequest, because fetch does not tell how much of a body has left. */
export function browserTransport(token: () => Promise<string | undefined>): TusTransport {
  return {
    async send(request, sent) {
      const bearer = await token();
      return new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        const abort = () => xhr.abort();
        xhr.open(request.method, `/api/v1${request.path}`);
        if (bearer) xhr.setRequestHeader('Authorization', `Bearer ${bearer}`);
        for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
        if (sent) xhr.upload.onprogress = (event) => sent(event.loaded);
        xhr.onload = () =>
          resolve({
            status: xhr.status,
            header: (name) => xhr.getResponseHeader(name),
            problem: () => parseProblem(xhr),
          });
        xhr.onerror = () => reject(new ApiError(networkProblem()));
        xhr.onabort = () => reject(new ApiError({ ...networkProblem(), code: 'stopped' }));
        xhr.onloadend = () => request.signal.removeEventListener('abort', abort);
        if (request.signal.aborted) {
          reject(new ApiError({ ...networkProblem(), code: 'stopped' }));
          return;
        }
        request.signal.addEventListener('abort', abort);
        xhr.send(request.body);
      });
    },
    sha256: digestOf,
    pause: (millis, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, millis);
        signal.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
      }),
  };
}

function parseProblem(xhr: XMLHttpRequest): Problem {
  try {
    return problemFrom(xhr.status, JSON.parse(xhr.responseText));
  } catch {
    return problemFrom(xhr.status, undefined);
  }
}
