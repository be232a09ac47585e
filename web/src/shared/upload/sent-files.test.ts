import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, networkProblem, problemFrom } from '@/shared/api/problem';
import type { StoredUpload } from '@/shared/api/types';
import { SentFiles } from './sent-files';
import { fingerprintOf, leftOf, type TusAnswer, type TusRequest, type TusTransport } from './tus-upload';

const NEW = '01a00000-0000-7000-8000-000000000001';
const KNOWN = '01a00000-0000-7000-8000-000000000002';
const SIZE = 12;

/** A server that keeps what it is sent, and may hold the next piece back or refuse it. */
class Server implements TusTransport {
  there = 0;
  holds = false;
  refuses = false;
  readonly asked: string[] = [];

  async send({ method, path, headers, body, signal }: TusRequest): Promise<TusAnswer> {
    this.asked.push(`${method} ${path}`);
    if (signal.aborted) throw stopped();
    if (method === 'POST') return answer(201, { Location: `/api/v1/uploads/${NEW}` });
    if (method === 'DELETE') return answer(204);
    if (method === 'HEAD') return answer(200, { 'Upload-Offset': String(this.there) });
    if (this.refuses) return answer(413);
    if (this.holds) {
      await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(stopped())));
    }
    this.there = Number(headers['Upload-Offset']) + (body?.size ?? 0);
    return answer(204, { 'Upload-Offset': String(this.there) });
  }

  async sha256(): Promise<string | undefined> {
    return undefined;
  }

  async pause(): Promise<void> {}
}

const stopped = () => new ApiError({ ...networkProblem(), code: 'stopped' });

function answer(status: number, headers: Record<string, string> = {}): TusAnswer {
  return { status, header: (name) => headers[name] ?? null, problem: () => problemFrom(status, undefined) };
}

interface Purpose {
  folder: string;
}

function scene(stored: readonly StoredUpload[] = []) {
  const server = new Server();
  const changed: string[] = [];
  const received: string[] = [];
  const files = new SentFiles<Purpose>(
    {
      path: ({ folder }) => `/${folder}/uploads`,
      stored: async () => stored,
      of: () => ({ folder: 'earlier' }),
      changed: ({ folder }) => changed.push(folder),
      received: async ({ uploadId = '' }) => {
        received.push(uploadId);
      },
    },
    server,
  );
  const only = () => {
    const [first] = files.all();
    if (!first) throw new Error('there is no file');
    return first;
  };
  const reaches = (state: string) => vi.waitFor(() => expect(only().state).toBe(state));
  return { server, files, changed, received, only, reaches };
}

const file = (name = 'a.csv') => new File(['x'.repeat(SIZE)], name, { lastModified: 1 });

const earlier = async (of: File, bytesThere: number): Promise<StoredUpload> => ({
  id: KNOWN,
  projectId: null,
  fileName: of.name,
  fingerprint: await fingerprintOf(of),
  sizeBytes: of.size,
  bytesThere,
  refusal: null,
  datasetId: null,
  createdAt: '2026-11-30T12:00:00Z',
  expiresAt: '2026-12-01T12:00:00Z',
});

// A page that came over plain http: files are known again without a digest.
beforeEach(() => vi.stubGlobal('crypto', {}));

describe('files on their way', () => {
  it('are announced where they belong, sent, and handed on', async () => {
    const { server, files, changed, received, only, reaches } = scene();
    let told = 0;
    const stop = files.watch(() => told++);
    files.start(file(), { folder: 'mine' });
    expect(only()).toMatchObject({ state: 'preparing', folder: 'mine', sent: 0 });
    await reaches('received');
    expect(only()).toMatchObject({ uploadId: NEW, sent: SIZE, resumedAt: 0, speed: 0 });
    expect(server.asked[0]).toBe('POST /mine/uploads');
    await vi.waitFor(() => expect(changed).toEqual(['mine']));
    expect(received).toEqual([NEW]);
    expect(told).toBeGreaterThan(2);
    stop();
  });

  it('go on with what the server has of the same file', async () => {
    const same = file();
    const { server, files, only, reaches } = scene([await earlier(same, 8)]);
    server.there = 8;
    files.start(same, { folder: 'mine' });
    await reaches('received');
    expect(only()).toMatchObject({ uploadId: KNOWN, resumedAt: 8 });
    expect(server.asked).not.toContain('POST /mine/uploads');
  });

  it('stand still when they are paused, and go on from there', async () => {
    const { server, files, received, only, reaches } = scene();
    server.holds = true;
    const id = files.start(file(), { folder: 'mine' });
    await reaches('sending');
    files.pause(id);
    expect(only().state).toBe('paused');
    server.holds = false;
    files.resume(id);
    await reaches('received');
    expect(received).toEqual([NEW]);
    expect(server.asked.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it('say why they are refused', async () => {
    const { server, files, received, only, reaches } = scene();
    server.refuses = true;
    files.start(file(), { folder: 'mine' });
    await reaches('failed');
    expect(only().problem?.status).toBe(413);
    expect(received).toEqual([]);
  });

  it('are forgotten here and there when they are cancelled', async () => {
    const { server, files, changed, reaches } = scene();
    server.holds = true;
    const id = files.start(file(), { folder: 'mine' });
    await reaches('sending');
    files.cancel(id);
    expect(files.all()).toEqual([]);
    await vi.waitFor(() => expect(server.asked).toContain(`DELETE /uploads/${NEW}`));
    await vi.waitFor(() => expect(changed).toEqual(['mine', 'mine']));
  });

  it('of an earlier page are taken up with the same file only', async () => {
    const same = file();
    const stored = await earlier(same, 8);
    const { files, only, reaches } = scene([stored]);
    expect(await files.resumeStored(stored, file('b.csv'))).toContain('a.csv');
    expect(files.all()).toEqual([]);
    expect(await files.resumeStored(stored, same)).toBeUndefined();
    expect(only().folder).toBe('earlier');
    await reaches('received');
    expect(only().uploadId).toBe(KNOWN);
    expect(leftOf([stored], files.all())).toEqual([]);
    expect(leftOf([stored], [])).toEqual([stored]);
  });
});
