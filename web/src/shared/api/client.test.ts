import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, unwrap } from './client';
import { ApiError } from './problem';
import { closeSession, openSession } from './session';

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/;

describe('the client', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    closeSession();
  });

  function answer(status: number, body: unknown = {}): Request[] {
    const seen: Request[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      seen.push(request);
      return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
    });
    openSession('token', 900);
    return seen;
  }

  it('gives each click a trace of its own, and reading none', async () => {
    const seen = answer(200);
    await api.POST('/tokens', { body: { name: 'a', expiresInDays: 1 } });
    await api.POST('/tokens', { body: { name: 'b', expiresInDays: 1 } });
    await api.GET('/me');
    const traces = seen.map((request) => request.headers.get('traceparent'));
    expect(traces[0]).toMatch(TRACEPARENT);
    expect(traces[1]).toMatch(TRACEPARENT);
    expect(traces[0]).not.toBe(traces[1]);
    expect(traces[2]).toBeNull();
  });

  it('names the trace of a click that nobody answered', async () => {
    let sent = '';
    vi.stubGlobal('fetch', async (request: Request) => {
      sent = request.headers.get('traceparent') ?? '';
      throw new TypeError('Failed to fetch');
    });
    openSession('token', 900);
    const error = await unwrap(api.POST('/tokens', { body: { name: 'a', expiresInDays: 1 } })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).problem.code).toBe('network');
    expect((error as ApiError).problem.traceId).toBe(TRACEPARENT.exec(sent)?.[1]);
  });
});
