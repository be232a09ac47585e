import createClient from 'openapi-fetch';
import { ApiError, networkProblem, problemFrom, problemOf } from './problem';
import type { paths } from './schema';
import { accessToken, refreshSession } from './session';
import { newTraceparent, traceIdOf } from './trace';

/** Sends a request with the session's token; a token that ended meanwhile is renewed once. */
async function authorizedFetch(request: Request): Promise<Response> {
  // What is only read would drown the traces of what somebody did.
  if (request.method !== 'GET') request.headers.set('traceparent', newTraceparent());
  const isAuth = new URL(request.url).pathname.startsWith('/api/v1/auth/');
  const again = isAuth ? undefined : request.clone();
  const first = await send(request, isAuth);
  if (first.status !== 401 || !again) return first;
  const renewed = await refreshSession();
  return renewed.ok ? send(again, false) : first;
}

async function send(request: Request, anonymous: boolean): Promise<Response> {
  if (!anonymous) {
    const token = await accessToken();
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
  }
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(networkProblem(traceIdOf(request.headers.get('traceparent'))));
  }
}

export const api = createClient<paths>({
  baseUrl: `${globalThis.location?.origin ?? 'http://localhost'}/api/v1`,
  fetch: authorizedFetch,
});

type Result<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer; a problem is thrown as an ApiError. */
export async function unwrap<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiError(problemFrom(response.status, error));
  return data as T;
}

/** The bytes behind a path of the API, for previews and downloads. */
export async function fetchContent(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await authorizedFetch(new Request(new URL(`/api/v1${path}`, location.origin), { signal }));
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

/** Lets the browser save the bytes behind a path under a name. */
export async function download(path: string, fileName: string): Promise<void> {
  const response = await fetchContent(path);
  saveBlob(await response.blob(), fileName);
}

export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
