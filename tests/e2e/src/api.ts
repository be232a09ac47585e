/** A client of the REST interface, as small as the tests need it. */

const base = required("SIGNALBOX_URL");

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the tests with run.sh`);
  return value;
}

export const url = base;
export const email = "admin@signalbox.local";
export const password = required("SIGNALBOX_ADMIN_PASSWORD");

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Problem {
  code: string;
  detail: string;
  field?: string;
  traceId: string;
  errors?: { field?: string; line?: number; column?: number; text?: string; detail: string }[];
}

/** The access token of a person. */
export async function tokenOf(person: { email: string; password: string }): Promise<string> {
  const answer = await fetch(`${base}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

let token: string | undefined;

export async function accessToken(): Promise<string> {
  token ??= await tokenOf({ email, password });
  return token;
}

/** Sends JSON and reads JSON; never throws for a status. */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await accessToken()}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T, headers: answer.headers };
}

/** Sends JSON and insists on the status. */
export async function expectCall<T>(status: number, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await call<T>(method, path, body);
  if (answer.status !== status) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

export async function download(path: string): Promise<Response> {
  return fetch(`${base}/api/v1${path}`, { headers: { authorization: `Bearer ${await accessToken()}` } });
}

export async function upload<T>(
  projectId: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const form = new FormData();
  form.set("file", new Blob([content]), name);
  const answer = await fetch(`${base}/api/v1/projects/${projectId}/datasets`, {
    method: "POST",
    headers: { authorization: `Bearer ${await accessToken()}`, ...headers },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as T, headers: answer.headers };
}

export interface Dataset {
  id: string;
  name: string;
  rows: number;
  sha256: string;
  columns: { name: string; type: string }[];
}

export interface Run {
  id: string;
  name: string;
  status: string;
  summary: Record<string, number>;
  failure: { kind: string; code: string; message: string } | null;
  model: { modelId: string; version: number } | null;
  progress: { fraction: number } | null;
  startedAt: string | null;
  endedAt: string | null;
  traceId: string | null;
}

const ENDED = new Set(["succeeded", "failed", "cancelled", "timed_out"]);

/** Asks until the run has ended. */
export async function ended(runId: string, withinMillis = 120_000): Promise<Run> {
  return until(
    `run ${runId} ended`,
    () => expectCall<Run>(200, "GET", `/runs/${runId}`),
    (run) => ENDED.has(run.status),
    withinMillis,
  );
}

/** Asks again until the answer is good; fails with the last answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  withinMillis = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMillis;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`not within ${withinMillis} ms: ${what}; last ${JSON.stringify(answer)}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

let counter = 0;

/** A project of its own for each test. */
export async function newProject(word: string): Promise<string> {
  const name = `${word} ${Date.now().toString(36)}${counter++}`;
  return (await expectCall<{ id: string }>(201, "POST", "/projects", { name })).id;
}
