import { randomUUID } from 'node:crypto';
import { tokenize, unquoted } from '../src/features/run/filter-language.ts';
import type { Run } from '../src/shared/api/types';

/** The runs table of the fake backend: a small reading of the filter language, columns, groups, views and acts on many runs. */

type Json = Record<string, unknown>;
type Value = string | number | boolean | undefined;
export type Refuse = (status: number, code: string, detail: string, more?: Json) => Error;

export interface FakeRuns {
  all(): Run[];
  change(id: string, next: Partial<Run>): void;
  cancel(id: string): void;
  retry(id: string): Run;
  remove(id: string): void;
}

const attributes: Record<string, (run: Run) => Value | string[]> = {
  status: (run) => run.status,
  kind: (run) => run.kind,
  outcome: (run) => run.outcome ?? undefined,
  name: (run) => run.name,
  id: (run) => run.id,
  tag: (run) => run.tags,
  dataset: (run) => run.datasetName ?? undefined,
  algorithm: (run) => run.spec.algorithm ?? undefined,
  owner: (run) => run.createdBy.name,
  created: (run) => run.createdAt,
  started: (run) => run.startedAt ?? undefined,
  ended: (run) => run.endedAt ?? undefined,
  duration: (run) =>
    run.startedAt
      ? (Date.parse(run.endedAt ?? new Date().toISOString()) - Date.parse(run.startedAt)) / 1000
      : undefined,
  attempt: (run) => run.attempt,
  priority: () => 0,
  warnings: (run) => run.logWarnings ?? 0,
  errors: (run) => run.logErrors ?? 0,
  archived: () => 'no',
};
const nameOf = (field: string, prefix: string) => unquoted(field.slice(prefix.length));

const numeric = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function metric(run: Run, key: string) {
  const last = run.summary[key === 'incumbent' ? 'objective' : key];
  if (last === undefined) return undefined;
  const spread = numeric(last) ? Math.abs(last) * 0.04 : 0;
  const at = (delta: number) => (numeric(last) ? last + delta : null);
  return { last, min: at(-spread), max: at(spread / 2), mean: at(-spread / 3), lastStep: 60, points: 30 };
}

function fieldOf(run: Run, field: string): Value | string[] {
  if (field.startsWith('metric.')) {
    const [, key = '', aggregate = 'last'] = /^(.*?)(?:\.(last|min|max|mean))?$/.exec(field.slice(7)) ?? [];
    const found = metric(run, unquoted(key));
    const value = found?.[aggregate as 'last'];
    return numeric(value) ? value : undefined;
  }
  if (field.startsWith('param.')) return run.spec.parameters?.[nameOf(field, 'param.')] as Value;
  return attributes[field]?.(run);
}

const known = (field: string) =>
  field.startsWith('metric.') || field.startsWith('param.') || field in attributes || field === 'has';

function compare(run: Run, field: string, operator: string, text: string, me: string): boolean {
  if (operator === '!=') return !compare(run, field, ':', text, me);
  if (field === 'has') {
    const value = fieldOf(run, text);
    return value !== undefined && (!Array.isArray(value) || value.length > 0);
  }
  const wanted = unquoted(text);
  if (field === 'archived') return true;
  if (field === 'owner' && wanted === 'me') return run.createdBy.name === me;
  const value = fieldOf(run, field);
  if (Array.isArray(value)) return value.some((one) => (operator === '~' ? one.includes(wanted) : one === wanted));
  if (value === undefined) return false;
  if (operator === '~') return String(value).toLowerCase().includes(wanted.toLowerCase());
  if (['created', 'started', 'ended'].includes(field)) {
    const relative = /^-(\d+)([smhdw])$/.exec(wanted);
    const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[relative?.[2] ?? 's'] ?? 1;
    const at = relative ? Date.now() - Number(relative[1]) * unit * 1000 : Date.parse(wanted);
    if (operator === ':') return String(value).startsWith(wanted);
    return order(Date.parse(String(value)) - at, operator);
  }
  if (numeric(value)) return order(value - Number(wanted.replace(/s$/, '')), operator);
  return operator === ':' ? String(value) === wanted : false;
}

function order(difference: number, operator: string): boolean {
  if (operator === ':') return difference === 0;
  if (operator === '>') return difference > 0;
  if (operator === '>=') return difference >= 0;
  return operator === '<' ? difference < 0 : difference <= 0;
}

/** OR binds weakest, NOT strongest; what stands side by side must all hold. */
function predicate(filter: string, me: string, refuse: Refuse): (run: Run) => boolean {
  const tokens = tokenize(filter).filter((token) => token.kind !== 'space');
  let at = 0;
  const word = (index = at) => {
    const token = tokens[index];
    return token ? filter.slice(token.from, token.to) : '';
  };
  const fail = (detail: string, expected: string[]) => {
    const token = tokens[at] ?? { from: filter.length, to: filter.length + 1 };
    const place = { offset: token.from, length: token.to - token.from, expected, suggestions: suggest(word()) };
    return refuse(422, 'run.bad_filter', detail, { field: 'filter', errors: [{ field: 'filter', detail, place }] });
  };
  const any = (): ((run: Run) => boolean) => {
    const parts = [all()];
    while (word() === 'OR') {
      at++;
      parts.push(all());
    }
    return (run) => parts.some((part) => part(run));
  };
  const all = (): ((run: Run) => boolean) => {
    const parts: ((run: Run) => boolean)[] = [];
    while (at < tokens.length && word() !== ')' && word() !== 'OR') {
      if (word() === 'AND') at++;
      else parts.push(one());
    }
    if (parts.length === 0) throw fail('A condition is missing here.', ['a field', '(', 'NOT']);
    return (run) => parts.every((part) => part(run));
  };
  const one = (): ((run: Run) => boolean) => {
    if (word() === 'NOT') {
      at++;
      const inner = one();
      return (run) => !inner(run);
    }
    if (word() === '(') {
      at++;
      const inner = any();
      if (word() !== ')') throw fail('A bracket is not closed.', [')']);
      at++;
      return inner;
    }
    if (tokens[at]?.kind === 'word') {
      const text = unquoted(word()).toLowerCase();
      at++;
      return (run) => run.name.toLowerCase().includes(text);
    }
    const field = word();
    if (tokens[at]?.kind !== 'field' || !known(field)) throw fail(`There is no field “${field}”.`, ['a field']);
    const operator = word(at + 1);
    if (tokens[at + 2]?.kind !== 'value') {
      at++;
      throw fail(`A value is missing after “${operator}”.`, ['a value']);
    }
    const value = word(at + 2);
    at += 3;
    return (run) => compare(run, field, operator, value, me);
  };
  if (tokens.length === 0) return () => true;
  const whole = any();
  if (at < tokens.length) throw fail(`“${word()}” does not belong here.`, ['AND', 'OR', 'NOT', 'a field']);
  return whole;
}

const suggest = (word: string) => Object.keys(attributes).filter((name) => name.startsWith(word.slice(0, 3)));

export class FakeRunList {
  private readonly runs: FakeRuns;
  private readonly me: string;
  private readonly refuse: Refuse;
  private readonly views: Json[] = [];
  private readonly links = new Map<string, string>();
  private readonly archived = new Set<string>();
  private baseline: string | null = null;

  constructor(runs: FakeRuns, me: string, refuse: Refuse) {
    this.runs = runs;
    this.me = me;
    this.refuse = refuse;
  }

  private matching(filter: string): Run[] {
    const matches = predicate(filter, this.me, this.refuse);
    return this.runs.all().filter((run) => !this.archived.has(run.id) && matches(run));
  }

  private sorted(runs: Run[], sort: string): Run[] {
    const descending = sort.startsWith('-');
    const field = descending ? sort.slice(1) : sort;
    const sign = descending ? -1 : 1;
    return [...runs].sort((a, b) => {
      const [x, y] = [fieldOf(a, field), fieldOf(b, field)];
      if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
      return sign * (numeric(x) && numeric(y) ? x - y : String(x).localeCompare(String(y)));
    });
  }

  list(query: URLSearchParams): Json {
    const status = query.getAll('status');
    const found = this.matching(query.get('filter') ?? '')
      .filter((run) => status.length === 0 || status.includes(run.status))
      .filter((run) => !query.get('kind') || run.kind === query.get('kind'))
      .filter((run) => run.name.toLowerCase().includes((query.get('q') ?? '').toLowerCase()));
    const from = Number(query.get('position') ?? query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? 50);
    const columns = query.getAll('column');
    const items = this.sorted(found, query.get('sort') ?? '-created').slice(from, to);
    return {
      items: columns.length === 0 ? items : items.map((run) => rowOf(run, columns)),
      nextCursor: to < found.length ? String(to) : null,
      total: found.length,
      position: from,
      baselineRunId: this.baseline,
    };
  }

  private fields(): { field: string; kind: 'metric' | 'param'; key: string }[] {
    const keyOf = (key: string) => (key === 'objective' ? 'incumbent' : key);
    const metrics = new Set(this.runs.all().flatMap((run) => Object.keys(run.summary).map(keyOf)));
    const params = new Set(this.runs.all().flatMap((run) => Object.keys(run.spec.parameters ?? {})));
    return [
      ...[...metrics].sort().map((key) => ({ field: `metric.${key}`, kind: 'metric' as const, key })),
      ...[...params].sort().map((key) => ({ field: `param.${key}`, kind: 'param' as const, key })),
    ];
  }

  columns(query: URLSearchParams): Json {
    const found = this.fields()
      .filter((one) => !query.get('kind') || one.kind === query.get('kind'))
      .filter((one) => one.key.toLowerCase().includes((query.get('q') ?? '').toLowerCase()));
    return { items: found.slice(0, Number(query.get('limit') ?? 200)), total: found.length };
  }

  words(query: URLSearchParams): Json {
    const filter = query.get('filter') ?? '';
    const caret = Number(query.get('caret') ?? filter.length);
    const token = tokenize(filter).find((one) => one.from < caret && caret <= one.to);
    const before = tokenize(filter).filter((one) => one.to <= caret && one.kind !== 'space');
    if (token && (token.kind === 'value' || token.kind === 'operator')) {
      const field = before.findLast((one) => one.kind === 'field');
      const name = field ? filter.slice(field.from, field.to) : '';
      const from = token.kind === 'value' ? token.from : token.to;
      const counts = new Map<string, number>();
      for (const run of this.runs.all()) {
        const value = fieldOf(run, name);
        for (const one of Array.isArray(value) ? value : value === undefined ? [] : [String(value)])
          counts.set(one, (counts.get(one) ?? 0) + 1);
      }
      const written = filter.slice(from, caret);
      const items = [...counts]
        .filter(([value]) => value.startsWith(unquoted(written)))
        .sort((a, b) => b[1] - a[1])
        .map(([value, count]) => ({ text: value, label: value, kind: 'value', count }));
      return { from, to: token.to, expects: 'value', items: items.slice(0, 12) };
    }
    const from = token && token.kind !== 'space' && token.kind !== 'paren' ? token.from : caret;
    const prefix = filter.slice(from, caret);
    const names = [
      ...Object.keys(attributes).map((name) => ({ text: `${name}:`, label: name, kind: 'attribute', count: null })),
      ...this.fields().map((one) => ({ text: one.field, label: one.field, kind: one.kind, count: null })),
    ].filter((one) => one.label.includes(prefix));
    return { from, to: caret, expects: 'field', items: names.slice(0, 12) };
  }

  groups(query: URLSearchParams): Json {
    const by = query.get('by') ?? 'status';
    const groups = new Map<string | null, Run[]>();
    for (const run of this.matching(query.get('filter') ?? '')) {
      const value = fieldOf(run, by);
      const keys = Array.isArray(value)
        ? value.length > 0
          ? value
          : [null]
        : [value === undefined ? null : String(value)];
      for (const key of keys) groups.set(key, [...(groups.get(key) ?? []), run]);
    }
    const items = [...groups].map(([value, runs]) => ({
      value,
      label: value ?? 'not set',
      filter: value === null ? `NOT has:${by}` : `${by}:${/^[\w.-]+$/.test(value) ? value : `"${value}"`}`,
      n: runs.length,
      metrics: Object.fromEntries(query.getAll('metric').map((field) => [field, statistics(runs, field)])),
    }));
    items.sort((a, b) => (a.value === null ? 1 : b.value === null ? -1 : b.n - a.n));
    return { items, nextCursor: null, total: items.length };
  }

  matches(body: Json): Json {
    const ids = body.runIds as string[];
    return {
      matching: this.matching(String(body.filter ?? '')).flatMap((run) => (ids.includes(run.id) ? [run.id] : [])),
    };
  }

  comparison(body: Json): Json {
    const runs = (body.runIds as string[]).flatMap((id) => this.runs.all().find((run) => run.id === id) ?? []);
    const paths = [...new Set(runs.flatMap((run) => Object.keys(run.spec.parameters ?? {})))].sort();
    const keys = [...new Set(runs.flatMap((run) => Object.keys(run.summary)))].sort();
    const differs = (values: unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size > 1;
    return {
      runs,
      params: paths.map((path) => {
        const values = runs.map((run) => run.spec.parameters?.[path] ?? null);
        return { path, values, differs: differs(values) };
      }),
      metrics: keys.map((key) => {
        const values = runs.map((run) => metric(run, key) ?? null);
        return { key, values, differs: differs(values) };
      }),
      truncated: false,
    };
  }

  bulk(body: Json): Json {
    const action = String(body.action);
    const ids = (body.runIds as string[] | undefined) ?? this.matching(String(body.filter ?? '')).map((run) => run.id);
    const succeeded: string[] = [];
    const failed: Json[] = [];
    const started: Json[] = [];
    for (const id of ids) {
      const run = this.runs.all().find((one) => one.id === id);
      if (!run) failed.push({ runId: id, code: 'run.not_found', detail: 'There is no such run.' });
      else if (action === 'cancel' && run.endedAt)
        failed.push({
          runId: id,
          code: 'run.illegal_state',
          detail: `The run has ${run.status}; this needs an active run.`,
        });
      else if (action === 'retry' && run.status === 'succeeded')
        failed.push({
          runId: id,
          code: 'run.illegal_state',
          detail: 'The run has succeeded; there is nothing to try again.',
        });
      else {
        this.act(action, run, (body.tags as string[]) ?? [], started);
        succeeded.push(id);
      }
    }
    return { asked: ids.length, succeeded, failed, started };
  }

  private act(action: string, run: Run, tags: string[], started: Json[]): void {
    if (action === 'tag') this.runs.change(run.id, { tags: [...new Set([...run.tags, ...tags])] });
    else if (action === 'untag') this.runs.change(run.id, { tags: run.tags.filter((tag) => !tags.includes(tag)) });
    else if (action === 'archive') this.archived.add(run.id);
    else if (action === 'restore') this.archived.delete(run.id);
    else if (action === 'delete') this.runs.remove(run.id);
    else if (action === 'cancel') this.runs.cancel(run.id);
    else started.push({ runId: run.id, newRunId: this.runs.retry(run.id).id });
  }

  exported(query: URLSearchParams): string {
    const only = query.getAll('run');
    const runs = this.matching(query.get('filter') ?? '').filter((run) => only.length === 0 || only.includes(run.id));
    if (query.get('format') === 'json') return JSON.stringify(runs);
    return `id,name,status\n${runs.map((run) => `${run.id},${run.name},${run.status}\n`).join('')}`;
  }

  /** `/views` and `/views/{id}` of a project. */
  view(method: string, id: string | undefined, body: () => Json): [number, unknown] {
    const at = this.views.findIndex((view) => view.id === id);
    if (!id && method === 'POST') {
      const view = { id: randomUUID(), createdBy: { id: '1', name: this.me }, default: false, ...body() };
      this.views.push(view);
      return [201, view];
    }
    if (!id) return [200, { items: this.views, nextCursor: null, total: this.views.length }];
    if (at < 0) throw this.refuse(404, 'view.not_found', 'There is no such view.');
    if (method === 'DELETE') this.views.splice(at, 1);
    else if (method === 'PATCH') Object.assign(this.views[at] ?? {}, body());
    return method === 'DELETE' ? [204, null] : [200, this.views[at]];
  }

  baselineRun(method: string, body: () => Json): Json {
    if (method === 'PUT') this.baseline = (body().runId as string | null) ?? null;
    return { runId: this.baseline };
  }

  link(id: string | undefined, body: () => Json): [number, unknown] {
    if (id) return [200, { id, path: this.links.get(id) ?? '/' }];
    const made = randomUUID().slice(0, 8);
    this.links.set(made, String(body().path));
    return [201, { id: made, path: body().path }];
  }

  sparklines(body: Json): Json {
    const series = body.series as { runId: string; key: string }[];
    const items = series.flatMap(({ runId, key }) => {
      const run = this.runs.all().find((one) => one.id === runId);
      const last = run?.summary[key];
      if (!numeric(last)) return [];
      const isLoss = /loss|rmse|mae/.test(key);
      const seed = Number.parseInt(runId.slice(-4), 16);
      const values = Array.from({ length: 30 }, (_, at) => {
        const way = Math.exp(-at / (4 + (seed % 7)));
        return last * (1 + (isLoss ? 1.5 : -0.5) * way) + Math.sin(at * 1.7 + seed) * Math.abs(last) * 0.02;
      });
      return [{ runId, key, points: 30, values, step: values.map((_, at) => at), last, min: last, max: last }];
    });
    return { items };
  }
}

function rowOf(run: Run, columns: string[]): Json {
  const metrics: Json = {};
  const params: Json = {};
  for (const column of columns) {
    if (column.startsWith('metric.')) {
      const key = nameOf(column, 'metric.');
      const found = metric(run, key);
      if (found) metrics[key] = found;
    } else {
      const path = nameOf(column, 'param.');
      const value = run.spec.parameters?.[path];
      if (value !== undefined) params[path] = value;
    }
  }
  return { ...run, summary: {}, metrics, params };
}

function statistics(runs: Run[], field: string): Json {
  const found = runs.flatMap((run) => {
    const value = fieldOf(run, field);
    return numeric(value) ? [{ value, id: run.id }] : [];
  });
  const values = found.map((one) => one.value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const min = Math.min(...values);
  const max = Math.max(...values);
  return {
    n: values.length,
    mean: values.length > 0 ? mean : null,
    std: values.length > 1 ? Math.sqrt(square / (values.length - 1)) : null,
    min: values.length > 0 ? min : null,
    max: values.length > 0 ? max : null,
    minRunId: found.find((one) => one.value === min)?.id ?? null,
    maxRunId: found.find((one) => one.value === max)?.id ?? null,
  };
}
