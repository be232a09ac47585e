import { randomUUID } from 'node:crypto';
import type { NewRun, Run, Study, TrialState } from '../src/shared/api/types';

/** Studies for the fake backend: one that has ended, with two objectives and many trials, and one that goes on. */

type Json = Record<string, unknown>;

interface FakeTrial {
  number: number;
  runId: string;
  state: TrialState;
  values: number[] | null;
  lastStep: number;
  begunAt: number;
  endedAt: number | null;
  failure: string | null;
  parameters: Record<string, string | number>;
  revision: number;
}

interface FakeStudy {
  study: Study;
  trials: FakeTrial[];
  objectives: number;
}

interface FakeStudyEnvironment {
  runOf(spec: NewRun, createdAt: string): Run;
  publish(topic: string, item: Json): void;
  /** Grows with everything that is published: the revision. */
  clock(): number;
  datasetId(): string | undefined;
}

const TRIALS = Number(process.env.FAKE_STUDY_TRIALS ?? 2000);
const PARALLELISM = 4;
const STATES: readonly TrialState[] = ['completed', 'completed', 'completed', 'pruned', 'completed'];
const BOOSTINGS = ['gbdt', 'dart', 'goss'];

const search = {
  learning_rate: { type: 'float', low: 0.001, high: 0.3, log: true },
  num_leaves: { type: 'integer', low: 8, high: 256, log: true },
  max_depth: { type: 'integer', low: 2, high: 12 },
  min_child_samples: { type: 'integer', low: 5, high: 100, step: 5 },
  feature_fraction: { type: 'float', low: 0.4, high: 1 },
  bagging_fraction: { type: 'float', low: 0.4, high: 1 },
  lambda_l1: { type: 'float', low: 1e-8, high: 10, log: true },
  lambda_l2: { type: 'float', low: 1e-8, high: 10, log: true },
  boosting: { type: 'categorical', choices: BOOSTINGS },
  extra_trees: { type: 'categorical', choices: ['no', 'yes'] },
};

/** The same numbers each time. */
function chance(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const logBetween = (low: number, high: number, share: number) => low * (high / low) ** share;
const digits = (value: number) => Number(value.toPrecision(5));

/** Later trials lie nearer to the best place, as with a sampler that learns. */
function parametersOf(number: number, total: number): Record<string, string | number> {
  const next = chance(number + 1);
  const focus = Math.min(0.8, number / total);
  const near = (best: number) => (1 - focus) * next() + focus * Math.min(1, Math.max(0, best + (next() - 0.5) * 0.3));
  return {
    learning_rate: digits(logBetween(0.001, 0.3, near(0.7))),
    num_leaves: Math.round(logBetween(8, 256, near(0.6))),
    max_depth: 2 + Math.round(10 * near(0.5)),
    min_child_samples: 5 + 5 * Math.round(19 * near(0.2)),
    feature_fraction: digits(0.4 + 0.6 * near(0.6)),
    bagging_fraction: digits(0.4 + 0.6 * near(0.7)),
    lambda_l1: digits(logBetween(1e-8, 10, next())),
    lambda_l2: digits(logBetween(1e-8, 10, near(0.4))),
    boosting: BOOSTINGS[Math.floor(near(0.4) * 2.99)] ?? 'gbdt',
    extra_trees: next() < 0.5 ? 'no' : 'yes',
  };
}

function valuesOf(number: number, parameters: Record<string, string | number>, objectives: number): number[] {
  const rate = Math.log10(Number(parameters.learning_rate));
  const noise = (chance(number + 77)() - 0.5) * 0.02;
  const bonus = parameters.boosting === 'dart' ? 0.012 : 0;
  const leaves = Math.abs(Math.log2(Number(parameters.num_leaves)) - 6);
  const auc = digits(0.87 - 0.03 * (rate + 1.3) ** 2 - 0.006 * leaves + bonus + noise);
  return objectives === 1 ? [auc] : [auc, digits(0.4 + Number(parameters.num_leaves) / 60 + (0.02 / 10 ** rate) * 0.4)];
}

export class FakeStudies {
  private readonly env: FakeStudyEnvironment;
  private made: FakeStudy[] | undefined;

  constructor(env: FakeStudyEnvironment) {
    this.env = env;
  }

  study(id: string | undefined): Study | undefined {
    return this.all().find(({ study }) => study.run.id === id)?.study;
  }

  route(method: string, path: string, query: URLSearchParams, json: () => Json): [number, unknown] | undefined {
    const [, kind, id, sub, extra] = path.split('/');
    if (kind === 'projects' && sub === 'studies') {
      const q = query.get('q')?.toLowerCase() ?? '';
      const items = this.all().flatMap(({ study }) => (study.run.name.toLowerCase().includes(q) ? [study] : []));
      return [200, { items, nextCursor: null, total: items.length }];
    }
    const found = this.all().find(({ study }) => study.run.id === id);
    if (kind !== 'studies' || !found) return undefined;
    if (sub === 'trials' && !extra) return [200, this.page(found, query)];
    if (sub === 'events' && !extra) return [200, this.events(found, query)];
    if (method === 'PATCH') this.change(found, json() as Partial<Study>);
    if (sub === 'pause' || sub === 'resume') this.change(found, { paused: sub === 'pause' });
    if (sub === 'stop') this.change(found, { stopping: true });
    if (sub === 'enqueue') this.change(found, { enqueued: found.study.enqueued + 1 });
    const trial = sub === 'trials' ? found.trials[Number(extra)] : undefined;
    if (trial?.state === 'running') this.end(found, trial, 'pruned');
    return [200, found.study];
  }

  /** Lets the study that goes on make a step. */
  advance(): void {
    for (const one of this.all()) {
      const { study, trials } = one;
      if (study.run.endedAt) continue;
      const running = trials.filter((trial) => trial.state === 'running');
      const oldest = running[0];
      if (oldest && Date.now() - oldest.begunAt > 4000) this.end(one, oldest, stateOf(oldest.number));
      const mayBegin = !study.paused && !study.stopping && trials.length < study.trials;
      if (mayBegin && running.length < study.parallelism) this.begin(one);
      if (trials.every((trial) => trial.endedAt !== null) && !mayBegin && !study.paused) {
        const endedAt = new Date().toISOString();
        this.change(one, { run: { ...study.run, status: 'succeeded', endedAt, revision: study.run.revision + 1 } });
      }
    }
  }

  private all(): FakeStudy[] {
    this.made ??= [this.live(), this.ended()];
    return this.made;
  }

  private ended(): FakeStudy {
    const start = Date.now() - 3 * 3_600_000;
    const one = this.empty('fast and good', start, TRIALS, 2);
    for (let number = 0; number < TRIALS; number++) {
      const begunAt = start + Math.floor(number / PARALLELISM) * 4000 + (number % PARALLELISM) * 300;
      const parameters = parametersOf(number, TRIALS);
      // A study with several objectives prunes nothing.
      const state = number % 97 === 5 ? 'failed' : 'completed';
      const values = state === 'failed' ? null : valuesOf(number, parameters, 2);
      one.trials.push({
        ...trialOf(number, begunAt, parameters),
        state,
        values,
        endedAt: begunAt + 2500 + (number % 11) * 120,
        failure: state === 'failed' ? `ValueError: bin ${number} of the column fare has no rows` : null,
      });
    }
    const endedAt = new Date(start + (TRIALS / PARALLELISM) * 4000).toISOString();
    one.study = { ...one.study, run: { ...one.study.run, status: 'succeeded', endedAt } };
    this.count(one);
    return one;
  }

  private live(): FakeStudy {
    const start = Date.now() - 120_000;
    const one = this.empty('titanic', start, 120, 1);
    for (let number = 0; number < 60; number++) {
      const begunAt = start + number * 1900;
      const parameters = parametersOf(number, 120);
      const state = stateOf(number);
      one.trials.push({
        ...trialOf(number, begunAt, parameters),
        state,
        values: state === 'failed' ? null : valuesOf(number, parameters, 1),
        lastStep: state === 'pruned' ? 10 + (number % 7) : 60,
        endedAt: begunAt + (state === 'pruned' ? 1500 : 4500),
        failure: state === 'failed' ? 'The trial reported no value of auc.' : null,
      });
    }
    this.count(one);
    return one;
  }

  private empty(name: string, start: number, trials: number, objectives: number): FakeStudy {
    const spec = {
      kind: 'study',
      name,
      algorithm: 'lightgbm',
      datasetId: this.env.datasetId(),
      target: 'survived',
      validation: { method: 'kfold', folds: 5, seed: 0 },
      parameters: { n_estimators: 60 },
      tags: ['tuning'],
    } as unknown as NewRun;
    const createdAt = new Date(start - 2000).toISOString();
    const startedAt = new Date(start).toISOString();
    const run: Run = { ...this.env.runOf(spec, createdAt), status: 'running', attempt: 1, startedAt };
    const study = {
      run,
      search,
      objectives: [
        { metric: 'auc', direction: 'maximize' },
        { metric: 'fit_seconds', direction: 'minimize' },
      ].slice(0, objectives),
      constraints: [],
      sampler: { name: objectives === 1 ? 'tpe' : 'nsga_ii', parameters: {} },
      pruner: objectives === 1 ? { name: 'median', parameters: {} } : null,
      seed: 42,
      trials,
      timeBudgetSeconds: null,
      parallelism: PARALLELISM,
      paused: false,
      stopping: false,
      trouble: null,
      enqueued: 0,
      startFrom: [],
      counts: { running: 0, completed: 0, pruned: 0, failed: 0, cancelled: 0 },
      best: [],
      improvements: [],
    } as unknown as Study;
    return { study, trials: [], objectives };
  }

  private begin(one: FakeStudy): void {
    const number = one.trials.length;
    one.trials.push(trialOf(number, Date.now(), parametersOf(number, one.study.trials)));
    this.tell(one, number);
  }

  private end(one: FakeStudy, trial: FakeTrial, state: TrialState): void {
    Object.assign(trial, {
      state,
      endedAt: Date.now(),
      values: state === 'failed' ? null : valuesOf(trial.number, trial.parameters, one.objectives),
      lastStep: state === 'pruned' ? 12 : 60,
      failure: state === 'failed' ? 'The trial reported no value of auc.' : null,
    });
    this.tell(one, trial.number);
  }

  private tell(one: FakeStudy, number: number): void {
    const trial = one.trials[number];
    if (!trial) return;
    this.count(one);
    const { id } = one.study.run;
    trial.revision = this.env.clock() + 1;
    this.env.publish(`study:${id}`, { type: 'trials', ...columnsOf([trial]), revision: String(trial.revision) });
    this.env.publish(`study:${id}`, { type: 'study', study: one.study });
  }

  private change(one: FakeStudy, next: Partial<Study>): void {
    one.study = { ...one.study, ...next };
    this.count(one);
    this.env.publish(`study:${one.study.run.id}`, { type: 'study', study: one.study });
    this.env.publish(`project:${one.study.run.projectId}:runs`, { type: 'run', run: one.study.run });
  }

  /** Counts, the best, and the improvements, out of the trials. */
  private count(one: FakeStudy): void {
    const counts = { running: 0, completed: 0, pruned: 0, failed: 0, cancelled: 0 };
    const improvements: [number, number][] = [];
    for (const { state, number, values } of one.trials) {
      counts[state]++;
      const value = state === 'completed' ? values?.[0] : undefined;
      if (value !== undefined && value > (improvements.at(-1)?.[1] ?? 0)) improvements.push([number, value]);
    }
    const completed = one.trials.filter((trial) => trial.state === 'completed');
    const least = (trial: FakeTrial) => trial.values?.[1] ?? 0;
    let quickest = Number.POSITIVE_INFINITY;
    const front = [...completed]
      .sort((a, b) => (b.values?.[0] ?? 0) - (a.values?.[0] ?? 0) || least(a) - least(b))
      .filter((trial) => {
        const isBest = one.objectives > 1 ? least(trial) < quickest : quickest === Number.POSITIVE_INFINITY;
        if (isBest) quickest = one.objectives > 1 ? least(trial) : 0;
        return isBest;
      });
    const best = front
      .slice(0, 100)
      .map(({ number, runId, values, parameters }) => ({ number, runId, values: values ?? [], parameters }));
    one.study = {
      ...one.study,
      counts,
      best,
      improvements: one.objectives === 1 ? improvements : [],
    } as unknown as Study;
  }

  /** The log, always whole up to its limit: enough to look at. */
  private events({ trials }: FakeStudy, query: URLSearchParams): Json {
    const [after, q, trial] = [query.get('after'), query.get('q')?.toLowerCase() ?? '', query.get('trial')];
    const types = query.getAll('type');
    const wanted = trials
      .flatMap(linesOf)
      .filter((line) => types.length === 0 || types.includes(String(line.type)))
      .filter((line) => trial === null || String(line.trial) === trial)
      .filter((line) => String(line.text).toLowerCase().includes(q))
      .sort((a, b) => Number(a.time) - Number(b.time));
    const from = after === null ? 0 : wanted.findIndex((line) => line.id === after) + 1;
    const items = wanted.slice(from).map((line) => ({ ...line, time: timeOf(Number(line.time)) }));
    const [first, last] = [wanted[from], wanted.at(-1)];
    return {
      items,
      before: first?.id ?? null,
      after: items.length > 0 ? last?.id : null,
      more: false,
      total: wanted.length,
    };
  }

  private page({ trials }: FakeStudy, query: URLSearchParams): Json {
    const after = query.get('after');
    const limit = Number(query.get('limit') ?? 1000);
    // The first pages walk on by number, later ones by revision.
    const walked = /^p(\d+)$/.exec(after ?? '');
    const from = walked ? Number(walked[1]) : 0;
    const isWalk = after === null || walked !== null;
    const changed = isWalk ? trials.slice(from) : trials.filter((one) => one.revision > Number(after));
    const items = changed.slice(0, limit);
    const more = changed.length > limit;
    const revision = more ? `p${from + limit}` : String(this.env.clock());
    return { ...columnsOf(items), revision, more, total: trials.length, deleted: [] };
  }
}

/** What the log would say of a trial. */
function linesOf({ number, begunAt, endedAt, state, failure, parameters }: FakeTrial): Json[] {
  const words = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
  const begun = {
    type: 'trial_begun',
    time: begunAt,
    text: `Trial ${number} begins, proposed by tpe: ${words.join(', ')}.`,
  };
  const ended = {
    type: `trial_${state}`,
    time: endedAt,
    text: `Trial ${number} ${failure ? `failed: ${failure}` : `was ${state}.`}`,
  };
  return (endedAt === null ? [begun] : [begun, ended]).map((line, at) => ({
    ...line,
    trial: number,
    by: null,
    id: `${number}.${at}`,
  }));
}

const stateOf = (number: number): TrialState => (number % 23 === 7 ? 'failed' : (STATES[number % 5] ?? 'completed'));

const trialOf = (number: number, begunAt: number, parameters: FakeTrial['parameters']): FakeTrial => ({
  number,
  runId: randomUUID(),
  state: 'running',
  values: null,
  lastStep: -1,
  begunAt,
  endedAt: null,
  failure: null,
  parameters,
  revision: 0,
});

const timeOf = (millis: number | null) => (millis === null ? null : new Date(millis).toISOString());

function columnsOf(trials: readonly FakeTrial[]): Json {
  const words: Record<TrialState, string> = {
    running: 'running',
    completed: 'succeeded',
    pruned: 'cancelled',
    failed: 'failed',
    cancelled: 'cancelled',
  };
  return {
    number: trials.map((trial) => trial.number),
    runId: trials.map((trial) => trial.runId),
    state: trials.map((trial) => trial.state),
    runStatus: trials.map((trial) => words[trial.state]),
    values: trials.map((trial) => trial.values),
    constraints: trials.map(() => null),
    lastStep: trials.map((trial) => trial.lastStep),
    begunAt: trials.map((trial) => timeOf(trial.begunAt)),
    startedAt: trials.map((trial) => timeOf(trial.begunAt + 200)),
    endedAt: trials.map((trial) => timeOf(trial.endedAt)),
    attempt: trials.map(() => 1),
    instance: trials.map(() => '127.0.0.1:50051'),
    proposed: trials.map((trial) => trial.number > 1),
    failure: trials.map((trial) => trial.failure),
    parameters: Object.fromEntries(
      Object.keys(search).map((name) => [name, trials.map((trial) => trial.parameters[name] ?? null)]),
    ),
  };
}
