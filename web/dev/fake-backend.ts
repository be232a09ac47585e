import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type {
  Artifact,
  ChartQuery,
  Dataset,
  MetricSeries,
  ModelVersion,
  NewRun,
  Run,
  RunEvent,
} from '../src/shared/api/types';
import { chartOf, type FakeRun, keysOf } from './fake-charts.ts';
import * as data from './fake-data.ts';
import { type FakeAttempt, FakeLog } from './fake-log.ts';
import { FakeNotifications } from './fake-notification.ts';
import { FakeRunList } from './fake-run-list.ts';
import * as solving from './fake-solve.ts';
import { FakeStorage } from './fake-storage.ts';
import { FakeStudies } from './fake-study.ts';
import * as system from './fake-system.ts';
import { FakeTransfers } from './fake-transfer.ts';

/**
 * A stand-in for the backend that speaks `contracts/openapi.yaml` and `contracts/stream.md` from memory: for looking at every
 * screen without the other parts (`npm run dev:fake`). Never part of the built dashboard. The password is `signalbox`.
 */

type Json = Record<string, unknown>;
const TICK_MS = 250;
const user = { id: randomUUID(), name: 'Ada Byron', email: 'admin@signalbox.local' };
const me = { ...user, administrator: true, createdAt: new Date().toISOString() };
const by = { id: user.id, name: user.name };
const project = {
  id: data.PROJECT_ID,
  name: 'Passengers',
  description: 'Who survives, and what it depends on',
  role: 'admin',
  maxRunning: 4,
  weight: 2,
  logRetentionDays: 90,
  metricRetentionDays: 90,
  createdAt: new Date().toISOString(),
};

class Fault extends Error {
  readonly status: number;
  readonly problem: Json;
  constructor(status: number, code: string, detail: string, more: Json = {}) {
    super(detail);
    this.status = status;
    this.problem = {
      type: `urn:signalbox:error:${code}`,
      title: data.titleOf(status),
      status,
      code,
      detail,
      traceId: randomUUID().replaceAll('-', ''),
      retryable: status >= 500,
      ...more,
    };
  }
}

interface LiveRun {
  run: Run;
  events: RunEvent[];
  artifacts: Artifact[];
  points: { key: string; role: string; step: number; time: number; value: number }[];
  steps: number;
  /** Of a solve: when it last reported, in seconds after its start, and how many solutions it had. */
  reported: { at: number; found: number; step: number };
}

const datasets: Dataset[] = [...data.datasets(by), ...solving.instances(data.PROJECT_ID, by)];
const runs: LiveRun[] = [];
/** The first run that succeeded. */
let baselineId: string | null = null;
const models = new Map<string, { id: string; name: string; versions: ModelVersion[] }>();
const sockets = new Set<{ socket: WebSocket; topics: Map<string, number> }>();
/** Logs by the id of their run or source. */
const logs = new Map<string, FakeLog>();
const LOG_TICK_MS = 50;
const LOG_LINES_PER_SECOND = Number(process.env.FAKE_LOG_RATE ?? 120);
const sources = data.logSources;
/** Every change in order: the cursor of each topic is an index into it. */
const journal: { topic: string; item: Json }[] = [];

const storage = new FakeStorage(by, project);
const transfers = new FakeTransfers(project.id);
const notifications = new FakeNotifications({ project, by, runs: () => runs.map((one) => one.run), publish });

function publish(topic: string, item: Json): void {
  journal.push({ topic, item });
  for (const client of sockets) push(client, topic);
}

function push(client: { socket: WebSocket; topics: Map<string, number> }, topic: string): void {
  const from = client.topics.get(topic);
  if (from === undefined) return;
  const log = logOf(topic);
  if (log) {
    const { items, to } = log.columnsAfter(from);
    if (items.length === 0) return;
    client.topics.set(topic, to);
    client.socket.send(JSON.stringify({ type: 'batch', topic, from: String(from), to: String(to), items }));
    return;
  }
  const items = journal.slice(from).flatMap((entry) => (entry.topic === topic ? [entry.item] : []));
  if (items.length === 0) return;
  client.topics.set(topic, journal.length);
  client.socket.send(JSON.stringify({ type: 'batch', topic, from: String(from), to: String(journal.length), items }));
}

const logOf = (topic: string) => (topic.endsWith(':log') ? logs.get(topic.split(':')[1] ?? '') : undefined);

function logRoute(log: FakeLog, part: string | undefined, rest: string[], query: URLSearchParams): unknown {
  if (!part) return log.page(query);
  if (part === 'summary') return log.summary();
  if (part === 'search') return searchLog(log, query);
  if (part === 'volume') return log.volume(query);
  return find(log.oneLine(rest[0], rest[1]), 'line', rest[1]);
}

function searchLog(log: FakeLog, query: URLSearchParams): unknown {
  try {
    return log.search(query);
  } catch (error) {
    throw new Fault(422, 'log.bad_pattern', `The pattern cannot be used: ${(error as Error).message}.`);
  }
}

function change(live: LiveRun, next: Partial<Run>, event?: string, detail: Json = {}): void {
  live.run = { ...live.run, ...next, revision: live.run.revision + 1, lastContactAt: new Date().toISOString() };
  if (event) {
    const entry = {
      revision: live.run.revision,
      time: new Date().toISOString(),
      attempt: live.run.attempt,
      type: event,
      detail,
    };
    live.events.push(entry);
    publish(`run:${live.run.id}`, { type: 'event', event: entry });
  }
  publish(`run:${live.run.id}`, { type: 'run', run: live.run });
  publish(`project:${live.run.projectId}:runs`, { type: 'run', run: live.run });
}

function runOf(spec: NewRun, createdAt: string): Run {
  const dataset = datasets.find((one) => one.id === spec.datasetId);
  return {
    id: randomUUID(),
    projectId: project.id,
    kind: spec.kind,
    name: spec.name ?? `${spec.algorithm ?? 'prediction'} on ${dataset?.name ?? 'data'}`,
    status: 'created',
    revision: 1,
    attempt: 0,
    maxAttempts: 3,
    spec,
    datasetName: dataset?.name ?? null,
    summary: {},
    tags: spec.tags ?? [],
    createdAt,
    createdBy: by,
    startedAt: null,
    endedAt: null,
    traceId: randomUUID().replaceAll('-', ''),
    waitReason: null,
    stop: null,
    staleEvents: 0,
    studyId: null,
    trialNumber: null,
    trialState: null,
  };
}

function accept(spec: NewRun, createdAt = new Date().toISOString()): LiveRun {
  const live: LiveRun = {
    run: runOf(spec, createdAt),
    events: [],
    artifacts: [],
    points: [],
    steps: Number(spec.parameters?.n_estimators ?? 60),
    reported: { at: Number.NEGATIVE_INFINITY, found: 0, step: 0 },
  };
  runs.unshift(live);
  change(live, {}, 'created');
  return live;
}

const ahead = { kind: 'ahead' as const, service: 'tabular', ahead: 1, until: null, sentence: '1 ahead of it' };

const studies = new FakeStudies({ runOf, publish, clock: () => journal.length, datasetId: () => datasets[0]?.id });

function advance(live: LiveRun): void {
  const { run } = live;
  const now = new Date().toISOString();
  if (run.status === 'created')
    change(live, { status: 'queued', waitReason: ahead }, 'queued', { partition: 3, offset: 41 });
  else if (run.status === 'queued') {
    const where =
      run.kind === 'solve'
        ? { service: 'solving', instance: '127.0.0.1:50053' }
        : { service: 'tabular', instance: '127.0.0.1:50051' };
    change(live, { status: 'starting', waitReason: null, attempt: 1, ...where }, 'starting', where);
  } else if (run.status === 'starting') change(live, { status: 'running', startedAt: now }, 'running');
  else if (run.status === 'cancelling' && run.kind === 'solve' && run.stop?.mode === 'graceful') {
    const stop = { ...run.stop, savedAt: now, savedArtifact: 'solution.json', endedAt: now };
    endSolve(live, 'stopped', secondsOf(live), { stoppedEarly: true, stop });
  } else if (run.status === 'cancelling')
    change(live, { status: 'cancelled', endedAt: now, stop: run.stop && { ...run.stop, endedAt: now } }, 'cancelled', {
      killed: false,
    });
  else if (run.status === 'running' && run.kind === 'solve') solve(live);
  else if (run.status === 'running') learn(live, now);
}

const secondsOf = ({ run }: LiveRun) => (Date.now() - Date.parse(run.startedAt ?? run.createdAt)) / 1000;
const seedOf = ({ run }: LiveRun) => Number(run.spec.parameters?.seed ?? 0);

/** Tells what a solver would: at every change, and at least once a second. */
function solve(live: LiveRun): void {
  const seconds = secondsOf(live);
  report(live, seconds, true);
  if (solving.reportAt(seedOf(live), seconds).isProven) endSolve(live, 'optimal', seconds);
}

function report(live: LiveRun, seconds: number, isLive: boolean): void {
  const now = solving.reportAt(seedOf(live), seconds);
  const { at, found, step } = live.reported;
  const { spec } = live.run;
  if (step === 0) addArtifact(live, 'instance-statistics.json', JSON.stringify(solving.statisticsOf(spec)), 'other');
  if (now.found === found && !now.isProven && seconds - at < 1) return;
  const fresh = solving.pointsOf(now, step + 1, Date.parse(live.run.startedAt ?? '') / 1000 + seconds);
  live.points.push(...fresh);
  live.reported = { at: seconds, found: now.found, step: step + 1 };
  if (now.found > found && now.incumbent !== undefined) {
    const name = `incumbent-${String(now.found).padStart(6, '0')}.json`;
    addArtifact(live, name, JSON.stringify(solving.solutionOf(spec, now.incumbent, now.found)), 'solution');
  }
  if (!isLive) return;
  for (const point of fresh) {
    publish(`run:${live.run.id}:metrics`, {
      attempt: 1,
      key: point.key,
      role: point.role,
      step: [point.step],
      time: [point.time],
      value: [point.value],
    });
  }
}

function endSolve(live: LiveRun, outcome: NonNullable<Run['outcome']>, seconds: number, more: Partial<Run> = {}): void {
  const { spec } = live.run;
  const last = outcome === 'infeasible' ? undefined : solving.reportAt(seedOf(live), seconds);
  if (last?.incumbent !== undefined) {
    const solution = solving.solutionOf(spec, last.incumbent, last.found);
    addArtifact(live, 'solution.json', JSON.stringify(solution), 'solution');
  }
  addArtifact(live, 'solve.json', JSON.stringify(solving.solveReport(outcome, last, seconds, spec)), 'solve');
  const endedAt = new Date(Date.parse(live.run.startedAt ?? live.run.createdAt) + seconds * 1000).toISOString();
  const summary = solving.solveSummary(last, seconds);
  change(live, { status: 'succeeded', outcome, endedAt, summary, ...more }, 'succeeded');
}

function learn(live: LiveRun, now: string): void {
  const done = (live.run.progress?.done ?? 0) + 2;
  if (done > live.steps) {
    finish(live, now);
    return;
  }
  const fresh = data.learningPoints(done);
  live.points.push(...fresh);
  for (const point of fresh) {
    publish(`run:${live.run.id}:metrics`, {
      attempt: 1,
      key: point.key,
      role: point.role,
      step: [point.step],
      time: [point.time],
      value: [point.value],
    });
  }
  const progress = {
    fraction: done / live.steps,
    done,
    total: live.steps,
    unit: 'iteration',
    phase: 'training',
    updatedAt: now,
  };
  change(live, { progress });
}

function finish(live: LiveRun, now: string): void {
  const { run } = live;
  const regression = run.spec.target === 'fare';
  for (const [name, body] of Object.entries(data.evaluation(regression)))
    addArtifact(live, name, JSON.stringify(body), 'evaluation');
  addArtifact(live, 'held-out-predictions.csv', data.heldOut(), 'evaluation');
  addArtifact(live, 'model.zip', 'PK'.repeat(20_000), 'model');
  const known = [...models.values()].find((one) => one.name === run.name);
  const model = known ?? { id: randomUUID(), name: run.name, versions: [] };
  models.set(model.id, model);
  const version = model.versions.length + 1;
  const summary = data.summary(regression, run.name);
  model.versions.unshift({
    modelId: model.id,
    version,
    runId: run.id,
    algorithm: run.spec.algorithm ?? '',
    task: regression ? 'regression' : 'classification',
    target: run.spec.target ?? '',
    signature: data.signature(run.spec.target ?? '', regression, run.spec.excludedColumns ?? []),
    summary,
    sizeBytes: 40_000,
    sha256: createHash('sha256').update(run.id).digest('hex'),
    createdAt: now,
  });
  change(live, { status: 'succeeded', endedAt: now, summary, model: { modelId: model.id, version } }, 'succeeded');
}

const contents = new Map<string, string>();

function addArtifact(live: LiveRun, name: string, body: string, role: Artifact['role']): void {
  contents.set(`${live.run.id}/${name}`, body);
  const artifact: Artifact = {
    name,
    contentType: name.endsWith('.json') ? 'application/json' : name.endsWith('.csv') ? 'text/csv' : 'application/zip',
    sizeBytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    role,
    attempt: 1,
    createdAt: new Date().toISOString(),
  };
  live.artifacts.push(artifact);
  publish(`run:${live.run.id}`, { type: 'artifact', artifact });
}

function seriesOf(live: LiveRun, wanted: string[]): MetricSeries[] {
  const keys = [...new Set(live.points.map((point) => point.key))];
  return keys
    .filter((key) => wanted.length === 0 || wanted.includes(key))
    .map((key) => {
      const points = live.points.filter((point) => point.key === key);
      const values = points.map((point) => (Number.isFinite(point.value) ? point.value : ('NaN' as const)));
      return {
        key,
        role: key.endsWith('loss') ? 'loss' : 'score',
        attempt: 1,
        points: points.length,
        bucketed: false,
        step: points.map((point) => point.step),
        time: points.map((point) => point.time),
        min: values,
        max: values,
        last: values,
      };
    });
}

const charted = (live: LiveRun): FakeRun => ({ id: live.run.id, name: live.run.name, points: live.points });

function chartRoute(sub: string | undefined, query: ChartQuery): unknown {
  const asked = query.runIds.map((id) => charted(live(id)));
  if (sub === 'query') return chartOf(query, asked);
  if (sub === 'keys') {
    const logged = asked.map((run) => keysOf(run.points).map((one) => one.key));
    const keys = [...new Set(logged.flat())].sort();
    return page(keys.map((key) => ({ key, role: 'other', runs: logged.filter((own) => own.includes(key)).length })));
  }
  const rows = asked.flatMap((run) =>
    run.points.map((point) => [run.id, point.key, point.step, point.time, point.value].join()),
  );
  return ['run,key,step,time,value', ...rows].join('\n');
}

const list = new FakeRunList(
  {
    all: () => runs.map((one) => one.run),
    change: (id, next) => change(live(id), next),
    cancel: (id) => change(live(id), { status: 'cancelling' }),
    retry: (id) => accept(live(id).run.spec).run,
    remove: (id) => {
      const gone = live(id);
      runs.splice(runs.indexOf(gone), 1);
      publish(`project:${gone.run.projectId}:runs`, { type: 'deleted', runIds: [id] });
    },
  },
  user.name,
  (...fault) => new Fault(...fault),
);
const live = (id: string) =>
  find(
    runs.find((one) => one.run.id === id),
    'run',
    id,
  );

/** The runs of a project beyond one by one. */
function runsRoute(
  method: string,
  what: string | undefined,
  id: string | undefined,
  query: URLSearchParams,
  json: () => Json,
): [number, unknown] | undefined {
  if (what === 'views') return list.view(method, id, json);
  if (what === 'baseline') return [200, list.baselineRun(method, json)];
  if (what !== 'runs') return undefined;
  if (id === 'columns') return [200, list.columns(query)];
  if (id === 'filter-words') return [200, list.words(query)];
  if (id === 'groups') return [200, list.groups(query)];
  if (id === 'matches') return [200, list.matches(json())];
  if (id === 'compare') return [200, list.comparison(json())];
  if (id === 'bulk') return [200, list.bulk(json())];
  if (id === 'export') return [200, list.exported(query)];
  return method === 'GET' ? [200, list.list(query)] : undefined;
}

const page = <T>(items: T[]) => ({ items, nextCursor: null, total: items.length });

function find<T>(found: T | undefined, what: string, id: string | undefined): T {
  if (found === undefined) throw new Fault(404, `${what}.not_found`, `There is no ${what} ${id}.`);
  return found;
}

const members: Json[] = [
  { userId: user.id, email: user.email, name: user.name, role: 'admin' },
  { userId: randomUUID(), email: 'grace@signalbox.local', name: 'Grace Hopper', role: 'editor' },
];

function memberRoute(method: string, userId: string | undefined, json: () => Json): [number, unknown] {
  if (method === 'GET') return [200, page(members)];
  const at = members.findIndex((one) => one.userId === userId);
  if (method === 'DELETE') {
    members.splice(at, at < 0 ? 0 : 1);
    return [204, null];
  }
  const member = { ...(members[at] ?? { userId, email: 'new@signalbox.local', name: 'New Member' }), ...json() };
  if (at < 0) members.push(member);
  else members[at] = member;
  return [200, member];
}

const tokens: Json[] = [];

function tokenRoute(method: string, id: string | undefined, json: () => Json): [number, unknown] {
  if (method === 'GET') return [200, page(tokens)];
  if (method === 'DELETE') {
    tokens.splice(
      tokens.findIndex((one) => one.id === id),
      1,
    );
    return [204, null];
  }
  const now = Date.now();
  const token = {
    id: randomUUID(),
    name: json().name,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 90 * 86_400_000).toISOString(),
    lastUsedAt: null,
  };
  tokens.push(token);
  return [201, { token, secret: `sbx_${randomUUID().replaceAll('-', '')}` }];
}

function search(text: string): Json[] {
  const fits = (one: { id: string; name: string }) =>
    one.name.toLowerCase().includes(text.toLowerCase()) || one.id.startsWith(text);
  const found = (kind: string, note: string, one: { id: string; name: string; createdAt?: string }) => ({
    kind,
    note,
    id: one.id,
    name: one.name,
    projectId: project.id,
    createdAt: one.createdAt ?? new Date().toISOString(),
  });
  return [
    ...datasets.filter(fits).map((one) => found('dataset', one.format, one)),
    ...[...models.values()].filter(fits).map((one) => found('model', String(one.versions.length), one)),
    ...runs.filter(({ run }) => fits(run)).map(({ run }) => found('run', run.status, run)),
  ].slice(0, 20);
}

function route(method: string, url: URL, body: Buffer, request: IncomingMessage): [number, unknown] {
  const path = url.pathname.replace('/api/v1', '');
  const [, kind, id, sub, extra, action] = path.split('/').map(decodeURIComponent);
  const json = () => JSON.parse(body.toString() || '{}') as Json;
  if (path === '/auth/login') {
    const { email, password } = json();
    if (password !== 'signalbox')
      throw new Fault(401, 'auth.invalid_credentials', 'The e-mail address or the password is wrong.');
    return [200, { accessToken: `token-${String(email).length}`, expiresIn: 900 }];
  }
  if (path === '/auth/refresh') {
    if (!request.headers.cookie?.includes('signalbox_refresh=yes'))
      throw new Fault(401, 'auth.required', 'Sign in first.');
    return [200, { accessToken: 'token', expiresIn: 900 }];
  }
  if (path === '/auth/logout') return [204, null];
  const told = notifications.route(method, path, url.searchParams, json);
  if (told) return told;
  const kept = storage.route(method, path, url.searchParams);
  if (kept) return kept;
  const studied = studies.route(method, path, url.searchParams, json);
  if (studied) return studied;
  const transferred = transfers.route(method, path);
  if (transferred) return transferred;
  if (path === '/me') return [200, me];
  if (kind === 'links') return list.link(id, json);
  if (path === '/charts/sparklines') return [200, list.sparklines(json())];
  if (path === '/search') return [200, { items: search(url.searchParams.get('q') ?? '') }];
  if (path === '/users') return method === 'POST' ? [201, { ...me, ...json(), id: randomUUID() }] : [200, page([me])];
  if (kind === 'tokens') return tokenRoute(method, id, json);
  if (path === '/algorithms') return [200, page([...data.algorithms, ...solving.solvers])];
  if (path === '/system/health') return [200, system.health];
  if (path === '/system/services')
    return [200, page(system.services(runs.filter((one) => one.run.status === 'running').length))];
  if (path === '/system/log-intake') return [200, system.logIntake];
  if (path === '/system/queues') return [200, system.queues(project.id, project.name)];
  if (path === '/system/dead-letters') {
    const state = url.searchParams.get('state');
    return [200, page(system.deadLetters.filter((one) => !state || one.state === state))];
  }
  if (path.startsWith('/system/dead-letters/')) {
    const letter = find(
      system.deadLetters.find((one) => one.id === sub),
      'dead letter',
      sub,
    );
    if (extra) Object.assign(letter, { state: extra === 'replay' ? 'replayed' : 'discarded', changedBy: by });
    return [200, extra ? letter : system.deadLetter(letter)];
  }
  if (kind === 'projects' && !id) return [200, page([project])];
  if (kind === 'projects') {
    find(id === project.id ? project : undefined, 'project', id);
    if (!sub && method === 'PATCH') Object.assign(project, json());
    if (!sub) return [200, project];
    if (sub === 'baseline' && method === 'PUT') baselineId = json().runId as string | null;
    if (sub === 'baseline') return [200, { runId: baselineId }];
    if (sub === 'members') return memberRoute(method, extra, json);
    if (sub === 'datasets' && method === 'POST') return [201, upload(body)];
    if (sub === 'datasets') return [200, page(datasets)];
    if (sub === 'uploads') return [200, { items: data.uploads() }];
    if (sub === 'models') return [200, page([...models.values()].map(modelOf))];
    const found = runsRoute(method, sub, extra, url.searchParams, json);
    if (found) return found;
    if (sub === 'runs' && method === 'POST') return [201, start(json() as unknown as NewRun)];
  }
  if (kind === 'log-sources') {
    if (!id) return [200, page(sources)];
    return [200, logRoute(find(logs.get(id), 'log', id), extra, path.split('/').slice(5), url.searchParams)];
  }
  if (kind === 'uploads') {
    const known = find(
      data.uploads().find((one) => one.id === id),
      'upload',
      id,
    );
    if (sub === 'dataset' && known.fileName.endsWith('.mps')) {
      const { detail, errors } = solving.malformedModel;
      throw new Fault(422, 'dataset.malformed', detail, { errors });
    }
    return [200, sub === 'table' ? data.uploadTable() : known];
  }
  if (kind === 'datasets') {
    const dataset = find(
      datasets.find((one) => one.id === id),
      'dataset',
      id,
    );
    if (method === 'DELETE') {
      datasets.splice(datasets.indexOf(dataset), 1);
      return [204, null];
    }
    if (method === 'PATCH') Object.assign(dataset, json());
    if (sub === 'preview') return [200, data.preview(dataset)];
    if (sub === 'rows') return [200, data.rows(dataset, url.searchParams)];
    if (sub === 'skipped') return [200, { total: dataset.skippedRows, items: data.faults }];
    if (sub === 'versions') return [200, page([dataset, ...data.earlier(dataset)])];
    if (sub === 'difference') return [200, data.difference(dataset)];
    if (sub === 'lineage') return [200, lineage(dataset)];
    if (sub === 'profile') return [200, data.profile(dataset)];
    if (sub === 'target-check') return [200, data.targetCheck(dataset, url.searchParams.get('target') ?? '')];
    return [200, dataset];
  }
  if (kind === 'runs') {
    const live = find(
      runs.find((one) => one.run.id === id),
      'run',
      id,
    );
    if (sub === 'timeline') return [200, system.timeline(live.run, live.events)];
    if (sub === 'log')
      return [
        200,
        logRoute(logs.get(id ?? '') ?? new FakeLog(0, 1, []), extra, path.split('/').slice(5), url.searchParams),
      ];
    if (sub === 'events') return [200, page(live.events)];
    if (sub === 'metrics' && extra === 'keys') return [200, { ...page(keysOf(live.points)), attempt: 1 }];
    if (sub === 'metrics') return [200, { items: seriesOf(live, url.searchParams.getAll('key')) }];
    if (sub === 'artifacts' && extra) return [200, find(contents.get(`${id}/${extra}`), 'artifact', extra)];
    if (sub === 'artifacts') return [200, page(live.artifacts)];
    if (sub === 'clone') return [200, live.run.spec];
    if (sub === 'retry') return [201, accept(live.run.spec).run];
    if (sub === 'cancel') {
      if (live.run.endedAt)
        throw new Fault(409, 'run.illegal_state', `The run is ${live.run.status}; this needs an active run.`);
      const now = new Date().toISOString();
      const mode = json().mode as 'graceful' | 'kill';
      const steps = { requestedAt: now, requestedBy: by, deliveredAt: now, acknowledgedAt: now };
      const later = { savedAt: null, savedArtifact: null, endedAt: null, killAt: null };
      change(live, { status: 'cancelling', stop: { mode, ...steps, ...later } }, 'cancel_requested', { mode });
      return [202, live.run];
    }
    return [200, live.run];
  }
  if (kind === 'charts') return [200, chartRoute(id, json() as unknown as ChartQuery)];
  if (kind === 'models') {
    const model = find(models.get(id ?? ''), 'model', id);
    if (!sub) return [200, modelOf(model)];
    if (!extra) return [200, page(model.versions)];
    const version = find(
      model.versions.find((one) => String(one.version) === extra),
      'version',
      extra,
    );
    return [200, action === 'predict' ? data.predict(version, json().rows as Json[], Fault) : version];
  }
  throw new Fault(404, 'route.not_found', 'There is nothing at this path.');
}

const modelOf = (model: { id: string; name: string; versions: ModelVersion[] }) => ({
  id: model.id,
  projectId: project.id,
  name: model.name,
  latestVersion: model.versions[0],
  createdAt: model.versions.at(-1)?.createdAt,
});

function start(spec: NewRun): Run {
  const rate = spec.parameters?.learning_rate as number | undefined;
  if (rate !== undefined && rate === 0.9) {
    const detail = 'parameters.learning_rate: this service refuses 0.9.';
    throw new Fault(422, 'run.invalid_parameter', detail, { field: 'parameters.learning_rate' });
  }
  return accept(spec).run;
}

function lineage(dataset: Dataset) {
  const used = [...runs].map((live) => live.run).filter((run) => run.spec.datasetId === dataset.id);
  const list = (kind: string) => {
    const items = used.filter((run) => (run.kind === 'prediction') === (kind === 'prediction'));
    return { items: items.slice(0, 100), total: items.length };
  };
  const made = [...models.values()].map(modelOf).map((model) => ({
    id: model.id,
    name: model.name,
    version: 1,
    runId: used[0]?.id ?? model.id,
    createdAt: dataset.createdAt,
  }));
  return { trainings: list('training'), models: { items: made, total: made.length }, predictions: list('prediction') };
}

function upload(body: Buffer): Dataset {
  const text = body.toString('latin1');
  const name = /filename="([^"]+)"/.exec(text)?.[1] ?? 'data.csv';
  if (text.includes('ragged'))
    throw new Fault(422, 'dataset.malformed', data.malformed.detail, { errors: data.malformed.errors });
  const dataset = {
    ...data.datasets(by)[0],
    id: randomUUID(),
    name,
    runs: 0,
    createdAt: new Date().toISOString(),
  } as Dataset;
  datasets.unshift(dataset);
  return dataset;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://fake');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    try {
      if (url.pathname.endsWith('/log/download')) {
        const log = find(logs.get(url.pathname.split('/')[4] ?? ''), 'log', url.pathname);
        const { body, lines } = log.download(url.searchParams);
        response.setHeader('Signalbox-Log-Lines', String(lines)).end(body);
        return;
      }
      const [status, value] = route(request.method ?? 'GET', url, Buffer.concat(chunks), request);
      if (url.pathname.endsWith('/login')) response.setHeader('Set-Cookie', 'signalbox_refresh=yes; Path=/; HttpOnly');
      if (url.pathname.endsWith('/logout')) response.setHeader('Set-Cookie', 'signalbox_refresh=; Path=/; Max-Age=0');
      response.statusCode = status;
      if (typeof value === 'string') response.end(value);
      else if (value === null) response.end();
      else response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault(500, 'internal', String(error));
      response.statusCode = fault.status;
      response.setHeader('Content-Type', 'application/problem+json').end(JSON.stringify(fault.problem));
    }
  });
}

function snapshotOf(topic: string): unknown {
  const [, id, part] = topic.split(':');
  const live = runs.find((one) => one.run.id === id);
  if (topic === 'me:notifications') return { unread: notifications.unread() };
  if (topic === 'system') return { services: system.services(1) };
  const study = topic.startsWith('study:') ? studies.study(id) : undefined;
  if (study) return { study };
  return live && !part ? { run: live.run, events: live.events, artifacts: live.artifacts } : {};
}

function talk(socket: WebSocket): void {
  const client = { socket, topics: new Map<string, number>() };
  sockets.add(client);
  const beat = setInterval(
    () => socket.send(JSON.stringify({ type: 'heartbeat', time: new Date().toISOString() })),
    15_000,
  );
  socket.on('message', (text) => {
    const { type, topic, after } = JSON.parse(String(text)) as { type: string; topic: string; after?: string };
    if (type === 'unsubscribe') client.topics.delete(topic);
    if (type !== 'subscribe') return;
    client.topics.set(topic, after === undefined ? Number(logOf(topic)?.position() ?? journal.length) : Number(after));
    const cursor = logOf(topic)?.position() ?? String(journal.length);
    if (after === undefined) socket.send(JSON.stringify({ type: 'snapshot', topic, cursor, state: snapshotOf(topic) }));
    else push(client, topic);
  });
  socket.on('close', () => {
    clearInterval(beat);
    sockets.delete(client);
  });
}

function attach(server: Server | null | undefined): void {
  const stream = new WebSocketServer({ noServer: true, handleProtocols: () => 'signalbox.v1' });
  server?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.startsWith('/api/v1/stream')) stream.handleUpgrade(request, socket, head, talk);
  });
  for (const { spec, ...seed } of data.seedRuns(datasets)) {
    const live = accept(spec, new Date(Date.now() - seed.ageMillis).toISOString());
    const startedAt = live.run.createdAt;
    change(live, { attempt: 1, service: 'tabular', instance: '127.0.0.1:50051', startedAt }, 'running');
    if (seed.status === 'succeeded') {
      const began = Date.parse(startedAt) / 1000;
      for (let step = 2; step <= live.steps; step += 2)
        live.points.push(...data.learningPoints(step, runs.length % 5, began + (step / live.steps) * 40));
      baselineId ??= live.run.id;
      finish(live, new Date(Date.parse(startedAt) + 42_000).toISOString());
    } else if (seed.status === 'running') change(live, { status: 'running' });
    else
      change(
        live,
        { status: seed.status, failure: seed.failure, endedAt: seed.failure ? startedAt : null },
        seed.status,
      );
  }
  seedSolves();
  seedLogs();
  setInterval(() => {
    for (const live of runs) {
      const log = logs.get(live.run.id);
      if (live.run.endedAt || !log) continue;
      log.grow(Math.max(1, Math.round((LOG_LINES_PER_SECOND * LOG_TICK_MS) / 1000)));
      for (const client of sockets) push(client, `run:${live.run.id}:log`);
    }
  }, LOG_TICK_MS).unref();
  setInterval(() => {
    for (const live of runs) if (!live.run.endedAt) advance(live);
    studies.advance();
  }, TICK_MS).unref();
}

/** The live one begins when the backend does. */
function seedSolves(): void {
  for (const { spec, status, outcome, seconds = 0, ageMillis } of solving.seedSolves()) {
    const live = accept(spec, new Date(Date.now() - ageMillis).toISOString());
    const startedAt = live.run.createdAt;
    const where = { service: 'solving', instance: '127.0.0.1:50053' };
    change(live, { status: 'running', attempt: 1, startedAt, ...where }, 'running');
    if (status === 'running' || !outcome) continue;
    if (outcome !== 'infeasible') {
      for (let at = 0; at < seconds; at += 0.2) report(live, at, false);
      report(live, seconds, false);
    }
    endSolve(live, outcome, seconds);
  }
}

function seedLogs(): void {
  const running = runs.some((one) => one.run.status === 'running');
  for (const live of runs) {
    const made = data.logAttempts(live.run.name, live.run.status);
    if (!made || !running) continue;
    const log = new FakeLog(
      Date.parse(live.run.startedAt ?? live.run.createdAt),
      live.run.endedAt ? 1200 : LOG_LINES_PER_SECOND,
      made as FakeAttempt[],
    );
    logs.set(live.run.id, log);
    live.run = { ...live.run, ...log.counts(), ...(made.length > 1 ? { attempt: made.length } : {}) };
  }
  for (const source of sources) {
    logs.set(
      source.id,
      new FakeLog(Date.parse(source.createdAt), 2, [{ attempt: 0, highest: source.lines, seal: 'open', gaps: [] }]),
    );
  }
}

interface Middlewares {
  use(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void;
}

interface ServerLike {
  middlewares: Middlewares;
  httpServer: unknown;
}

function install({ middlewares, httpServer }: ServerLike): void {
  attach(httpServer as Server | null);
  middlewares.use('/api/v1', (request, response) => {
    request.url = `/api/v1${request.url}`;
    answer(request, response);
  });
}

/** A plugin for `vite --mode fake` and `vite preview --mode fake`. */
export function fakeBackend() {
  return { name: 'fake-backend', configureServer: install, configurePreviewServer: install };
}
