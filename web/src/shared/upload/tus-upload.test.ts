import { describe, expect, it } from 'vitest';
import { ApiError, networkProblem, problemFrom } from '@/shared/api/problem';
import { base64, type TusAnswer, type TusRequest, type TusTransport, TusUpload } from './tus-upload';

/** Small stands for large: a piece is eight of these. */
const UNIT = 4;
const UPLOAD = '01a00000-0000-7000-8000-000000000000';

/** A server that keeps bytes, and breaks as it is told. */
class ScriptedServer implements TusTransport {
  there = 0;
  readonly requests: TusRequest[] = [];
  readonly pauses: number[] = [];
  /** What happens to the next pieces, in order; then all goes well. */
  faults: ('cut' | 'checksum' | 'busy' | 'gone' | 'full' | 'elsewhere')[] = [];

  async send(request: TusRequest, sent?: (bytes: number) => void): Promise<TusAnswer> {
    this.requests.push(request);
    if (request.signal.aborted) throw new ApiError({ ...networkProblem(), code: 'stopped' });
    if (request.method === 'POST') return answer(201, { Location: `/api/v1/uploads/${UPLOAD}` });
    if (request.method === 'HEAD') return answer(200, { 'Upload-Offset': String(this.there) });
    const size = request.body?.size ?? 0;
    const fault = this.faults.shift();
    if (fault === 'cut') {
      this.there += Math.floor(size / 2);
      throw new ApiError(networkProblem());
    }
    if (fault === 'checksum') return answer(460);
    if (fault === 'busy') return answer(423);
    if (fault === 'gone') return answer(404);
    if (fault === 'full') return answer(413);
    if (fault === 'elsewhere') return answer(421);
    if (Number(request.headers['Upload-Offset']) !== this.there) return answer(409);
    sent?.(size);
    this.there += size;
    return answer(204, { 'Upload-Offset': String(this.there) });
  }

  async sha256(bytes: Blob): Promise<string | undefined> {
    return `sum-of-${bytes.size}`;
  }

  async pause(millis: number): Promise<void> {
    this.pauses.push(millis);
  }

  pieces(): TusRequest[] {
    return this.requests.filter((request) => request.method === 'PATCH');
  }
}

function answer(status: number, headers: Record<string, string> = {}): TusAnswer {
  return {
    status,
    header: (name) => headers[name] ?? null,
    problem: () => problemFrom(status, undefined),
  };
}

const file = (bytes: number) => new Blob([new Uint8Array(bytes)]);

describe('TusUpload', () => {
  it('sends a file in pieces, each with its checksum', async () => {
    const server = new ScriptedServer();
    const tus = new TusUpload(server, file(20 * UNIT), undefined, 8 * UNIT);
    expect(await tus.create('/projects/p/uploads', { filename: 'Größe.csv' })).toBe(UPLOAD);
    const seen: number[] = [];
    await tus.send((sent) => seen.push(sent));

    expect(server.requests[0]?.path).toBe('/projects/p/uploads');
    expect(server.requests[0]?.headers).toMatchObject({
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(20 * UNIT),
      'Upload-Metadata': `filename ${base64('Größe.csv')}`,
    });
    expect(server.pieces().map((piece) => Number(piece.headers['Upload-Offset']))).toEqual([0, 8 * UNIT, 16 * UNIT]);
    expect(server.pieces()[2]?.headers['Upload-Checksum']).toBe(`sha256 sum-of-${4 * UNIT}`);
    expect(seen.at(-1)).toBe(20 * UNIT);
    expect(server.there).toBe(20 * UNIT);
  });

  it('goes on where the server says it has got to', async () => {
    const server = new ScriptedServer();
    server.there = 12 * UNIT;
    await new TusUpload(server, file(20 * UNIT), UPLOAD, 8 * UNIT).send(() => {});

    expect(server.pieces().map((piece) => Number(piece.headers['Upload-Offset']))).toEqual([12 * UNIT]);
    expect(server.pieces().reduce((sum, piece) => sum + (piece.body?.size ?? 0), 0)).toBe(8 * UNIT);
  });

  it('sends no byte twice after a cut that the server noticed', async () => {
    const server = new ScriptedServer();
    server.faults = ['cut', 'busy', 'checksum'];
    await new TusUpload(server, file(16 * UNIT), UPLOAD, 8 * UNIT).send(() => {});

    expect(server.there).toBe(16 * UNIT);
    expect(server.pieces().map((piece) => Number(piece.headers['Upload-Offset']))).toEqual([
      0,
      4 * UNIT,
      4 * UNIT,
      4 * UNIT,
      12 * UNIT,
    ]);
    expect(server.pauses.every((pause) => pause >= 250 && pause <= 20_000)).toBe(true);
  });

  it('gives up at once on what no second try can mend', async () => {
    for (const fault of ['gone', 'full', 'elsewhere'] as const) {
      const server = new ScriptedServer();
      server.faults = [fault];
      await expect(new TusUpload(server, file(UNIT), UPLOAD, 8 * UNIT).send(() => {})).rejects.toBeInstanceOf(ApiError);
      expect(server.pieces()).toHaveLength(1);
    }
  });

  it('gives up after many tries in a row that brought nothing', async () => {
    const server = new ScriptedServer();
    server.faults = Array.from({ length: 50 }, () => 'busy' as const);
    await expect(new TusUpload(server, file(UNIT), UPLOAD, 8 * UNIT).send(() => {})).rejects.toBeInstanceOf(ApiError);
    expect(server.pieces()).toHaveLength(8);
  });

  it('stops when it is told to', async () => {
    const server = new ScriptedServer();
    const tus = new TusUpload(server, file(20 * UNIT), UPLOAD, 8 * UNIT);
    const sending = tus.send((sent) => {
      if (sent >= 8 * UNIT) tus.stop();
    });
    await expect(sending).rejects.toBeInstanceOf(ApiError);
    expect(server.there).toBeLessThan(20 * UNIT);
  });
});
