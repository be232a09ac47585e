import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError, problemFrom } from '@/shared/api/problem';
import { type DownloadTools, forgetDownload, type Sink, startDownload, stopDownload, useDownload } from './downloads';

/** Remembers what became of the bytes. */
class RememberedSink implements Sink {
  bytes = 0;
  end: 'open' | 'closed' | 'aborted' = 'open';

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.bytes += bytes.length;
  }

  async close(): Promise<void> {
    this.end = 'closed';
  }

  async abort(): Promise<void> {
    this.end = 'aborted';
  }
}

/** An answer of some pieces that then ends, breaks off, or goes on until it is stopped. */
function answer(pieces: number, end: 'whole' | 'cut' | 'never', signal?: AbortSignal): Response {
  let left = pieces;
  return new Response(
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(100));
        else if (end === 'whole') controller.close();
        else if (end === 'cut') controller.error(new TypeError('network error'));
        else signal?.addEventListener('abort', () => controller.error(new DOMException('stopped', 'AbortError')));
      },
    }),
  );
}

const wanted = (projectId: string) => ({ projectId, fileName: 'a.signalbox.tar', expected: 1000 });
const seen = (projectId: string) => renderHook(() => useDownload(projectId)).result.current;

const tools = (sink: Sink | undefined, open: DownloadTools['open']): DownloadTools => ({
  open,
  sink: async () => sink,
});

describe('startDownload', () => {
  it('saves what has come to its end', async () => {
    const sink = new RememberedSink();
    const paths: string[] = [];
    await startDownload(
      wanted('whole'),
      tools(sink, async (path) => {
        paths.push(path);
        return answer(3, 'whole');
      }),
    );

    expect(paths).toEqual(['/projects/whole/export']);
    expect(sink).toMatchObject({ bytes: 300, end: 'closed' });
    expect(seen('whole')).toMatchObject({ state: 'done', received: 300 });
    forgetDownload('whole');
    expect(seen('whole')).toBeUndefined();
  });

  it('throws away what broke off', async () => {
    const sink = new RememberedSink();
    await startDownload(
      wanted('cut'),
      tools(sink, async () => answer(2, 'cut')),
    );

    expect(sink.end).toBe('aborted');
    expect(seen('cut')).toMatchObject({ state: 'failed', problem: { title: 'The download broke off' } });
  });

  it('tells why it was refused', async () => {
    const sink = new RememberedSink();
    const refusal = problemFrom(429, undefined);
    await startDownload(
      wanted('refused'),
      tools(sink, () => Promise.reject(new ApiError(refusal))),
    );

    expect(sink.end).toBe('aborted');
    expect(seen('refused')?.problem).toEqual(refusal);
  });

  it('is over without a trace when it is stopped', async () => {
    const sink = new RememberedSink();
    const going = startDownload(
      wanted('stopped'),
      tools(sink, async (_, signal) => answer(1, 'never', signal)),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen('stopped')?.state).toBe('running');
    stopDownload('stopped');
    await going;

    expect(sink.end).toBe('aborted');
    expect(seen('stopped')).toBeUndefined();
  });

  it('does not begin when nobody says where to', async () => {
    await startDownload(
      wanted('nowhere'),
      tools(undefined, () => Promise.reject(new Error('asked'))),
    );

    expect(seen('nowhere')).toBeUndefined();
  });
});
