import type { Problem } from './types';

/** Every failed call ends as one of these: the server's problem, or one that names why there is none. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/**
 * The request never got an answer: nothing is known about what the server did with it.
 *
 * @param traceId of the request, when it had one: the server's logs tell more
 */
export function networkProblem(traceId = ''): Problem {
  return {
    type: 'about:blank',
    title: 'No answer from the server',
    status: 0,
    code: 'network',
    detail: 'The request did not reach the server, or its answer was lost on the way.',
    traceId,
    retryable: true,
  };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;
}

/** Something between us and the backend answered (a proxy, a wrong path): say so, and invent no cause. */
export function problemFrom(status: number, body: unknown): Problem {
  if (isProblem(body)) return body;
  return {
    type: 'about:blank',
    title: `The server answered ${status}`,
    status,
    code: `http.${status}`,
    detail: `The answer (status ${status}) was not in a form that this page understands.`,
    traceId: '',
    retryable: status >= 500 || status === 429,
  };
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return problemFrom(response.status, JSON.parse(text));
  } catch {
    return problemFrom(response.status, undefined);
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return networkProblem();
  return {
    ...networkProblem(),
    title: 'This page met an error',
    code: 'client',
    detail: error instanceof Error ? error.message : String(error),
    retryable: false,
  };
}

/**
 * The messages of a problem by the field that each belongs to; '' holds what belongs to no field.
 * A single-field problem and one with a list of faults come out the same.
 */
export function fieldMessages(problem: Problem): Map<string, string> {
  const messages = new Map<string, string>();
  for (const fault of problem.errors ?? []) {
    if (fault.field && !messages.has(fault.field)) messages.set(fault.field, fault.detail);
  }
  if (problem.field && !messages.has(problem.field)) {
    messages.set(problem.field, withoutField(problem.detail, problem.field));
  }
  if (messages.size === 0) messages.set('', problem.detail);
  return messages;
}

/** Catalogue texts start with the field's path ("parameters.depth: must be ..."); next to the field it is noise. */
function withoutField(detail: string, field: string): string {
  const prefix = `${field}: `;
  if (!detail.startsWith(prefix)) return detail;
  const rest = detail.slice(prefix.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** `rows[0].age` and `rows[0]["a b"]` name the input `age` and `a b`. */
export function columnOfRowField(field: string): string | undefined {
  const dotted = /^rows\[\d+\]\.(.+)$/.exec(field);
  if (dotted) return dotted[1];
  return /^rows\[\d+\]\["?(.+?)"?\]$/.exec(field)?.[1];
}
