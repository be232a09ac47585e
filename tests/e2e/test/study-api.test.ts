/** Studies through REST and the live stream, against the whole system: tuning service, orchestrator, trials that really train. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import { call, type Dataset, ended, expectCall, newProject, type Problem, until, upload } from "../src/api.ts";
import { LiveStream } from "../src/live-stream.ts";
import {
  begunTrials,
  changeStudy,
  endedStudy,
  eventPage,
  frontOf,
  logOf,
  type Study,
  type StudyRun,
  startStudy,
  steer,
  studyOf,
  type Trial,
  type TrialColumns,
  trialOf,
  trialPage,
  trialsIn,
  trialsOf,
  untilStudy,
} from "../src/studies.ts";
import { tips, titanic } from "../src/tables.ts";

interface RunPage {
  items: StudyRun[];
  total: number;
}

interface Bulk {
  succeeded: string[];
  failed: { runId: string; code: string }[];
}

let project = "";
let bills = "";
let passengers = "";
/** The study of twelve trials that most of the questions are about. */
let twelve: Study;
let trials: Trial[] = [];

/** Trials that are over in a moment. */
const quick = (more: object) => ({
  algorithm: "ridge",
  datasetId: bills,
  target: "tip",
  search: { alpha: { type: "float", low: 0.001, high: 1000, log: true } },
  objectives: [{ metric: "rmse" }],
  sampler: { name: "random" },
  seed: 7,
  parallelism: 2,
  trials: 12,
  ...more,
});

/** Trials that go on until they are stopped. */
const endless = (more: object) => ({
  algorithm: "lightgbm",
  datasetId: passengers,
  target: "survived",
  excludedColumns: ["alive"],
  // Deep trees on every row: slow ones.
  parameters: { n_estimators: 10_000, early_stopping_rounds: 0, num_leaves: 1024, min_child_samples: 1 },
  search: { learning_rate: { type: "float", low: 0.0001, high: 0.001, log: true } },
  objectives: [{ metric: "roc_auc" }],
  sampler: { name: "random" },
  parallelism: 1,
  trials: 2,
  ...more,
});

const list = (query: string) => expectCall<RunPage>(200, "GET", `/projects/${project}/runs?limit=200&${query}`);
const filtered = (filter: string) => list(`filter=${encodeURIComponent(filter)}`);
const cancel = (run: string) => expectCall(202, "POST", `/runs/${run}/cancel`, { mode: "kill" });
const executing = async (study: string, number: number) =>
  until(
    `trial ${number} executes`,
    async () => (await trialsOf(study)).find((trial) => trial.number === number),
    (trial) => trial?.runStatus === "running",
    60_000,
  );

before(async () => {
  project = await newProject("study api");
  bills = (await upload<Dataset>(project, "tips.csv", tips())).body.id;
  passengers = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
});

test("a study of twelve trials has twelve, each number once, and knows the best of them", async () => {
  const key = { "idempotency-key": randomUUID() };
  const body = quick({ name: "twelve" });
  const started = await call<Study>("POST", `/projects/${project}/studies`, body, key);
  assert.equal(started.status, 201, JSON.stringify(started.body));
  const { id } = started.body.run;
  const stream = await LiveStream.follow(`study:${id}`, "0");
  try {
    const again = await call<Study>("POST", `/projects/${project}/studies`, body, key);
    assert.equal(again.body.run.id, id);

    twelve = await endedStudy(id);
    trials = await trialsOf(id);
    assert.equal(twelve.run.status, "succeeded", JSON.stringify(twelve.run.failure));
    assert.equal(twelve.run.stoppedEarly, false);
    assert.deepEqual(twelve.counts, { running: 0, completed: 12, pruned: 0, failed: 0, cancelled: 0 });
    assert.deepEqual(
      trials.map((trial) => trial.number),
      Array.from({ length: 12 }, (_, at) => at),
    );
    assert.equal(new Set(trials.map((trial) => trial.runId)).size, 12);
    assert.ok(
      trials.every((trial) => trial.state === "completed" && trial.runStatus === "succeeded" && trial.proposed),
    );
    for (const { parameters } of trials) {
      assert.ok(Number(parameters.alpha) >= 0.001 && Number(parameters.alpha) <= 1000, JSON.stringify(parameters));
    }

    const values = trials.map((trial) => trial.values[0] ?? Number.NaN);
    const least = Math.min(...values);
    assert.deepEqual(twelve.best, [
      {
        number: values.indexOf(least),
        runId: trials[values.indexOf(least)]?.runId,
        values: [least],
        parameters: trials[values.indexOf(least)]?.parameters,
      },
    ]);
    assert.equal(twelve.run.summary.rmse, least);
    assert.deepEqual(
      twelve.improvements,
      values.flatMap((value, number) =>
        value < Math.min(Number.POSITIVE_INFINITY, ...values.slice(0, number)) ? [[number, value]] : [],
      ),
    );

    // The stream told the same, in one piece.
    const settled = await until(
      "the stream tells of the end",
      async () => stream.items() as ({ type: string } & Partial<{ study: Study }>)[],
      (items) => items.some(({ study }) => study?.run.status === "succeeded" && study.counts.running === 0),
    );
    const heard = new Map<number, Trial>();
    for (const item of settled) {
      if (item.type !== "trials") continue;
      for (const trial of trialsIn(item as unknown as TrialColumns)) heard.set(trial.number, trial);
    }
    assert.deepEqual(
      [...heard.values()].sort((a, b) => a.number - b.number),
      trials,
    );
    stream.frames.forEach((frame, at) => {
      assert.equal(frame.type, "batch", JSON.stringify(frame).slice(0, 200));
      assert.equal(frame.from, stream.frames[at - 1]?.to ?? "0");
    });
  } finally {
    stream.close();
  }
});

test("trials come page by page in the order of their changes, and nothing comes after the last", async () => {
  const seen: number[] = [];
  let after = "0";
  for (let page = await trialPage(twelve.run.id, after, 5); ; page = await trialPage(twelve.run.id, after, 5)) {
    assert.equal(page.total, 12);
    assert.ok(page.number.length <= 5);
    seen.push(...page.number);
    after = page.revision;
    if (!page.more) break;
  }
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    Array.from({ length: 12 }, (_, at) => at),
  );
  assert.deepEqual((await trialPage(twelve.run.id, after, 5)).number, []);
  const wide = await call<Problem>("GET", `/studies/${twelve.run.id}/trials?limit=5001`);
  assert.equal(wide.status, 422);
  assert.equal(wide.body.field, "limit");
});

test("the log of a study tells once what became of each trial, page by page", async () => {
  const { id } = twelve.run;
  const log = await logOf(id, 7);
  assert.equal(new Set(log.map((line) => line.id)).size, log.length, "no line twice");
  assert.equal((await eventPage(id, "limit=1")).total, log.length);
  const [first] = log;
  assert.equal(first?.type, "created");
  assert.ok(first?.by?.name, "somebody asked for it");
  assert.equal(log.at(-1)?.type, "succeeded", JSON.stringify(log.at(-1)));
  assert.ok(log.at(-1)?.text.startsWith("All 12 trials are done. The best rmse is "), log.at(-1)?.text);
  for (const { number, parameters, values } of trials) {
    const ofTrial = (await eventPage(id, `trial=${number}`)).items;
    const text = (type: string) => ofTrial.filter((line) => line.type === type).map((line) => line.text);
    assert.deepEqual(text("trial_begun"), [`Trial ${number} begins, proposed by random: alpha = ${parameters.alpha}.`]);
    assert.equal(text("trial_completed").length, 1);
    assert.ok(text("trial_completed")[0]?.startsWith(`Trial ${number} completed: rmse = ${values[0]}`));
  }
  const best = (await eventPage(id, `q=${encodeURIComponent("the BEST so far")}`)).items;
  assert.equal(best.at(-1)?.trial, twelve.best[0]?.number);
  assert.equal((await eventPage(id, "type=trial_begun&type=created")).total, 13);
  const last = await eventPage(id, "limit=1");
  assert.deepEqual((await eventPage(id, `after=${last.after}`)).items, []);
  const refused = await call<Problem>("GET", `/studies/${id}/events?after=1.0&before=2.0`);
  assert.deepEqual([refused.status, refused.body.field], [422, "before"]);
});

test("a trial is a run with its study and its number; lists leave it out unless they are asked for it", async () => {
  const [first] = trials;
  assert.ok(first);
  const run = await expectCall<StudyRun>(200, "GET", `/runs/${first.runId}`);
  assert.equal(run.kind, "trial");
  assert.deepEqual([run.studyId, run.trialNumber, run.trialState], [twelve.run.id, 0, "completed"]);
  assert.equal(run.spec.parameters.alpha, first.parameters.alpha);
  assert.equal(run.summary.rmse, first.values[0]);
  assert.equal(run.model, null);

  const all = await list("");
  assert.ok(all.items.some((each) => each.id === twelve.run.id));
  assert.ok(all.items.every((each) => each.kind !== "trial"));
  assert.equal(all.total, all.items.length);
  const ids = new Set(trials.map((trial) => trial.runId));
  const ofStudy = await filtered(`study:${twelve.run.id}`);
  assert.equal(ofStudy.total, 12);
  assert.deepEqual(new Set(ofStudy.items.map((each) => each.id)), ids);
  const ofKind = await filtered("kind:trial");
  assert.ok(ofKind.total >= 12 && ofKind.items.every((each) => each.kind === "trial"));
  assert.deepEqual(
    (await filtered("kind:study name:twelve")).items.map((each) => each.id),
    [twelve.run.id],
  );
  // Trials are many; what they learned is not registered.
  assert.equal((await expectCall<{ total: number }>(200, "GET", `/projects/${project}/models`)).total, 0);
});

test("studies are listed, the newest first, and found by a part of their name", async () => {
  const other = await startStudy(project, quick({ name: "a single one", trials: 1 }));
  const studies = (query: string) =>
    expectCall<{ items: Study[]; total: number; nextCursor: string | null }>(
      200,
      "GET",
      `/projects/${project}/studies?${query}`,
    );
  const all = await studies("limit=50");
  assert.equal(all.items[0]?.run.id, other.run.id);
  assert.equal(all.total, all.items.length);
  const found = await studies("q=TWELVE");
  assert.deepEqual(
    found.items.map((study) => study.run.id),
    [twelve.run.id],
  );
  assert.deepEqual(found.items[0]?.best, twelve.best);
  const page = await studies("limit=1");
  assert.equal(page.items.length, 1);
  const next = await studies(`limit=1&cursor=${page.nextCursor}`);
  assert.equal(next.items[0]?.run.id, all.items[1]?.run.id);
  await endedStudy(other.run.id);
});

test("the same seed one trial at a time gives the same trials; another seed gives others", async () => {
  const one = (seed: number, more: object = {}) =>
    startStudy(
      project,
      quick({
        seed,
        parallelism: 1,
        trials: 5,
        sampler: { name: "tpe", parameters: { n_startup_trials: 2 } },
        ...more,
      }),
    );
  const told = async (study: Study) => {
    const over = await endedStudy(study.run.id);
    assert.equal(over.counts.completed, 5, JSON.stringify(over.run.failure));
    return (await trialsOf(study.run.id)).map(({ parameters, values }) => ({ parameters, values }));
  };
  const [first, second, third, later] = await Promise.all([
    one(11),
    one(11),
    one(12),
    one(11, { startFrom: [twelve.run.id] }),
  ]);
  const [told1, told2, told3, told4] = await Promise.all([first, second, third, later].map(told));
  assert.deepEqual(told1, told2);
  assert.notDeepEqual(told1, told3);
  // What earlier trials were worth is known from the first trial on.
  assert.deepEqual(later.startFrom, [twelve.run.id]);
  assert.notDeepEqual(told1?.[0]?.parameters, told4?.[0]?.parameters);
});

test("pause, enqueue, resume and stop: named configurations come first, and trials that run finish", async () => {
  const study = await startStudy(project, quick({ trials: 200, enqueue: [{ alpha: 2 }] }));
  const { id } = study.run;
  await untilStudy("a trial has completed", id, ({ counts }) => counts.completed > 0);
  const first = await trialOf(id, 0);
  assert.deepEqual([first.parameters.alpha, first.proposed], [2, false]);

  assert.equal((await steer(id, "pause")).paused, true);
  const paused = await untilStudy("nothing runs", id, ({ counts }) => counts.running === 0);
  const begun = begunTrials(paused);
  assert.ok(begun < 200);
  const waiting = await expectCall<Study>(200, "POST", `/studies/${id}/enqueue`, {
    configurations: [{ alpha: 3 }, { alpha: 4 }],
  });
  assert.equal(waiting.enqueued, 2);
  for (const [configurations, field] of [
    [[{ alpha: 5000 }], "configurations[0].alpha"],
    [[{ alpha: 1 }, {}], "configurations[1].alpha"],
    [[{ alpha: 1, beta: 1 }], "configurations[0].beta"],
    [[], "configurations"],
  ] as const) {
    const refused = await call<Problem>("POST", `/studies/${id}/enqueue`, { configurations });
    assert.deepEqual([refused.status, refused.body.code, refused.body.field], [422, "study.invalid", field]);
  }
  for (let look = 0; look < 10; look++) assert.equal(begunTrials(await studyOf(id)), begun);

  assert.equal((await steer(id, "resume")).paused, false);
  await untilStudy("the named ones have begun", id, (one) => one.enqueued === 0);
  assert.deepEqual(
    (await trialsOf(id)).filter((trial) => !trial.proposed).map(({ number, parameters }) => [number, parameters.alpha]),
    [
      [0, 2],
      [begun, 3],
      [begun + 1, 4],
    ],
  );

  assert.equal((await steer(id, "stop")).stopping, true);
  const over = await endedStudy(id);
  assert.equal(over.run.status, "succeeded", JSON.stringify(over.run.failure));
  assert.equal(over.run.stoppedEarly, true);
  assert.ok(begunTrials(over) < 200);
  assert.deepEqual(over.counts, { running: 0, completed: begunTrials(over), pruned: 0, failed: 0, cancelled: 0 });
  for (const step of ["pause", "resume", "stop"]) {
    const late = await call<Problem>("POST", `/studies/${id}/${step}`);
    assert.deepEqual([late.status, late.body.code], [409, "study.over"], step);
  }
});

test("parallelism and budget change while it goes on; single trials are pruned and stopped; cancel ends all", async () => {
  const study = await startStudy(project, endless({ trials: 2, parallelism: 1 }));
  const { id } = study.run;
  await executing(id, 0);
  assert.equal((await studyOf(id)).counts.running, 1);
  assert.equal((await changeStudy(id, { parallelism: 2 })).parallelism, 2);
  await untilStudy("two trials run", id, ({ counts }) => counts.running === 2);
  for (const [body, field] of [
    [{ trials: 1 }, "trials"],
    [{ trials: 10_001 }, "trials"],
    [{ parallelism: 0 }, "parallelism"],
    [{ parallelism: 101 }, "parallelism"],
  ] as const) {
    const refused = await call<Problem>("PATCH", `/studies/${id}`, body);
    assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(body));
  }
  assert.equal((await changeStudy(id, { trials: 3 })).trials, 3);

  await expectCall(202, "POST", `/studies/${id}/trials/0/prune`);
  await until(
    "trial 0 is pruned",
    () => trialOf(id, 0),
    (trial) => trial.state === "pruned" && trial.runStatus === "cancelled",
  );
  assert.equal((await expectCall<StudyRun>(200, "GET", `/runs/${(await trialOf(id, 0)).runId}`)).trialState, "pruned");
  const twice = await call<Problem>("POST", `/studies/${id}/trials/0/prune`);
  assert.deepEqual([twice.status, twice.body.code], [409, "trial.ended"]);
  const absent = await call<Problem>("POST", `/studies/${id}/trials/99/prune`);
  assert.deepEqual([absent.status, absent.body.code], [404, "trial.not_found"]);

  await executing(id, 1);
  await cancel((await trialOf(id, 1)).runId);
  await until(
    "trial 1 is cancelled",
    () => trialOf(id, 1),
    (trial) => trial.state === "cancelled",
  );
  // Its place is taken by the trial that the budget has left.
  await executing(id, 2);
  const pruned = (await trialOf(id, 0)).runId;
  const removal = await expectCall<Bulk>(200, "POST", `/projects/${project}/runs/bulk`, {
    action: "delete",
    runIds: [pruned],
  });
  assert.deepEqual(
    removal.failed.map(({ runId, code }) => [runId, code]),
    [[pruned, "run.in_use"]],
  );

  await cancel(id);
  assert.equal((await ended(id)).status, "cancelled");
  const over = await endedStudy(id);
  assert.deepEqual(over.counts, { running: 0, completed: 0, pruned: 1, failed: 0, cancelled: 2 });
  const late = await call<Problem>("POST", `/studies/${id}/enqueue`, { configurations: [{ learning_rate: 0.0005 }] });
  assert.deepEqual([late.status, late.body.code], [409, "study.over"]);
  for (const again of ["clone", "retry"]) {
    const refused = await call<Problem>("POST", `/runs/${id}/${again}`);
    assert.equal(refused.body.code, "study.not_cloned", again);
  }
});

test("several objectives give the front of the trials that no other beats", async () => {
  const study = await startStudy(
    project,
    quick({ objectives: [{ metric: "rmse" }, { metric: "mae" }], sampler: { name: "nsga_ii" }, trials: 8 }),
  );
  const over = await endedStudy(study.run.id);
  assert.equal(over.counts.completed, 8, JSON.stringify(over.run.failure));
  const all = await trialsOf(study.run.id);
  assert.ok(all.every((trial) => trial.values.length === 2));
  assert.deepEqual(
    over.best.map(({ number, values }) => [number, values]),
    frontOf(all, over.objectives).map(({ number, values }) => [number, values]),
  );
  assert.deepEqual(over.improvements, []);
  assert.deepEqual(over.run.summary, {});
});

test("a grid ends when every point has been tried, whatever its budget", async () => {
  const study = await startStudy(
    project,
    quick({
      search: { alpha: { type: "categorical", choices: [0.1, 1, 10] } },
      sampler: { name: "grid" },
      trials: 20,
    }),
  );
  const over = await endedStudy(study.run.id);
  assert.equal(over.run.status, "succeeded", JSON.stringify(over.run.failure));
  assert.equal(over.run.stoppedEarly, false);
  const tried = (await trialsOf(study.run.id)).map((trial) => Number(trial.parameters.alpha));
  assert.deepEqual(
    tried.toSorted((a, b) => a - b),
    [0.1, 1, 10],
  );
});

test("the best trial is one that keeps every constraint", async () => {
  const seen = trials.map((trial) => trial.values[0] ?? 0).toSorted((a, b) => a - b);
  const bound = seen[6] ?? 0;
  const study = await startStudy(
    project,
    quick({ constraints: [{ metric: "rmse", bound, atLeast: true }], seed: 8, trials: 10 }),
  );
  const over = await endedStudy(study.run.id);
  const all = await trialsOf(study.run.id);
  const value = (trial: Trial) => trial.values[0] ?? Number.NaN;
  for (const trial of all) {
    assert.equal((trial.constraints[0] ?? Number.NaN) <= 0, value(trial) >= bound, JSON.stringify(trial));
  }
  const kept = all.filter((trial) => value(trial) >= bound);
  assert.ok(kept.length > 0 && kept.length < all.length, `${kept.length} of ${all.length} keep it`);
  assert.equal(over.best[0]?.values[0], Math.min(...kept.map(value)));
});

test("a study of which every trial fails says so, and each trial why", async () => {
  const never = "Minimize\n cost: x + y\nSubject To\n at_most: x + y <= 1\n at_least: x + y >= 3\nEnd\n";
  const instance = await upload<Dataset>(project, "never.lp", never);
  assert.equal(instance.status, 201, JSON.stringify(instance.body));
  const study = await startStudy(project, {
    algorithm: "highs",
    datasetId: instance.body.id,
    search: { seed: { type: "integer", low: 0, high: 100 } },
    objectives: [{ metric: "objective" }],
    trials: 2,
  });
  const over = await endedStudy(study.run.id);
  assert.equal(over.run.status, "failed");
  assert.equal(over.run.failure?.code, "study.no_trial_completed");
  assert.deepEqual(over.counts, { running: 0, completed: 0, pruned: 0, failed: 2, cancelled: 0 });
  assert.deepEqual(over.best, []);
  // Each is a solve that succeeded: it has proved that there is nothing to be found.
  for (const trial of await trialsOf(study.run.id)) {
    assert.equal(trial.runStatus, "succeeded");
    assert.equal(trial.failure, "The trial reported no value of objective.");
    assert.deepEqual(trial.values, []);
  }
});

test("a trial that reached its time limit says after how long, and counts as failed", async () => {
  const study = await startStudy(project, endless({ trials: 1, limits: { timeSeconds: 2 } }));
  const over = await endedStudy(study.run.id);
  assert.deepEqual(over.counts, { running: 0, completed: 0, pruned: 0, failed: 1, cancelled: 0 });
  const trial = await trialOf(study.run.id, 0);
  assert.equal(trial.runStatus, "timed_out");
  assert.match(trial.failure ?? "", /^Timed out after \d+ s: .*time limit/);
});

test("a study that cannot work is refused with the field at fault, and nothing is stored", async () => {
  const before = (await filtered("kind:study")).total;
  const alpha = (more: object) => ({ search: { alpha: { type: "float", low: 0.001, high: 1000, ...more } } });
  const boosted = {
    algorithm: "lightgbm",
    datasetId: passengers,
    target: "survived",
    search: { learning_rate: { type: "float", low: 0.01, high: 0.1 } },
    objectives: [{ metric: "roc_auc" }],
  };
  const cases: [body: object, field: string][] = [
    [{ search: {} }, "search"],
    [alpha({ low: 10, high: 1 }), "search.alpha.low"],
    [alpha({ low: 0, log: true }), "search.alpha.low"],
    [alpha({ low: null }), "search.alpha.low"],
    [alpha({ step: 0 }), "search.alpha.step"],
    [alpha({ step: 1, log: true }), "search.alpha.step"],
    [alpha({ low: 1e-9 }), "search.alpha.low"],
    [alpha({ high: 1e9 }), "search.alpha.high"],
    [alpha({ type: "number" }), "search.alpha.type"],
    [{ search: { alpha: { type: "categorical", choices: [] } } }, "search.alpha.choices"],
    [{ search: { alpha: { type: "categorical", choices: [1, 2, 1] } } }, "search.alpha.choices[2]"],
    [{ search: { alpha: { type: "categorical", choices: [1, "much"] } } }, "search.alpha.choices[1]"],
    [{ search: { nothing: { type: "float", low: 0, high: 1 } } }, "search.nothing"],
    [{ parameters: { nothing: 1 } }, "parameters.nothing"],
    [{ objectives: [] }, "objectives"],
    [{ objectives: [{ metric: "beauty" }] }, "objectives[0].metric"],
    [{ objectives: [{ metric: "rmse" }, { metric: "rmse" }] }, "objectives[1].metric"],
    [{ constraints: [{ metric: "beauty", bound: 1 }] }, "constraints[0].metric"],
    [{ constraints: [{ metric: "rmse" }] }, "constraints[0].bound"],
    [{ sampler: { name: "oracle" } }, "sampler.name"],
    [{ sampler: { name: "tpe", parameters: { n_startup_trials: -1 } } }, "sampler.parameters.n_startup_trials"],
    [{ sampler: { name: "grid" } }, "search.alpha.step"],
    [{ sampler: { name: "cma_es" }, objectives: [{ metric: "rmse" }, { metric: "mae" }] }, "sampler.name"],
    [{ pruner: { name: "median" }, objectives: [{ metric: "rmse" }, { metric: "mae" }] }, "pruner"],
    [{ pruner: { name: "scissors", metric: "rmse" } }, "pruner.name"],
    [{ pruner: { name: "median" } }, "pruner.metric"],
    [{ ...boosted, pruner: { name: "wilcoxon" } }, "pruner.name"],
    [{ trials: 0 }, "trials"],
    [{ trials: null }, "trials"],
    [{ trials: 10_001 }, "trials"],
    [{ parallelism: 101 }, "parallelism"],
    [{ timeBudgetSeconds: 0 }, "timeBudgetSeconds"],
    [{ seed: -1 }, "seed"],
    [{ limits: { maxAttempts: 0 } }, "limits.maxAttempts"],
    [{ enqueue: [{ alpha: 1 }, { alpha: 5000 }] }, "enqueue[1].alpha"],
    [{ enqueue: [{}] }, "enqueue[0].alpha"],
    [{ enqueue: [{ alpha: 1, beta: 1 }] }, "enqueue[0].beta"],
    [{ startFrom: [randomUUID()] }, "startFrom[0]"],
    [{ startFrom: [twelve.run.id], objectives: [{ metric: "mae" }] }, "startFrom[0]"],
    [{ algorithm: null }, "algorithm"],
    [{ algorithm: "nothing" }, "algorithm"],
    [{ algorithm: "tpe" }, "algorithm"],
    [{ datasetId: null }, "datasetId"],
    [{ target: "nothing" }, "target"],
  ];
  for (const [body, field] of cases) {
    const answer = await call<Problem>("POST", `/projects/${project}/studies`, quick(body));
    const named = [answer.body?.field, ...(answer.body?.errors ?? []).map((each) => each.field)];
    const said = `${JSON.stringify(body)} was answered ${answer.status}: ${JSON.stringify(answer.body)}`;
    assert.ok([404, 422].includes(answer.status), said);
    assert.ok(named.includes(field), said);
  }
  const text = JSON.stringify(quick({})).replace('"low":0.001', '"low":NaN');
  const unreadable = await call<Problem>("POST", `/projects/${project}/studies`, text);
  assert.ok([400, 422].includes(unreadable.status), JSON.stringify(unreadable.body));
  const { algorithm, datasetId, target } = quick({});
  const asRun = await call<Problem>("POST", `/projects/${project}/runs`, {
    kind: "study",
    algorithm,
    datasetId,
    target,
  });
  assert.equal(asRun.status, 422);
  assert.equal(asRun.body.field, "kind");
  assert.equal((await filtered("kind:study")).total, before);
  const nowhere = await call<Problem>("GET", `/studies/${randomUUID()}`);
  assert.deepEqual([nowhere.status, nowhere.body.code], [404, "study.not_found"]);
});

/** The runs of a project that the stream has said are deleted, in its order. */
const deletedRuns = (stream: LiveStream) =>
  stream.items().flatMap((item) => (item as { runIds?: string[] }).runIds ?? []);

test("a trial that was deleted is told to whoever follows its study or its project, now or later", async () => {
  const { id } = twelve.run;
  const cursor = (await trialPage(id, "0", 5000)).revision;
  const gone = trials.find(({ number }) => number !== twelve.best[0]?.number);
  assert.ok(gone);
  const isTold = (stream: LiveStream) =>
    until(
      `trial ${gone.number} is told to be deleted`,
      async () => stream.items().filter((item) => (item as { type: string }).type === "deleted"),
      (items) => items.length > 0,
      5_000,
    );
  const now = await LiveStream.follow(`study:${id}`, cursor);
  const ofProject = await LiveStream.follow(`project:${project}:runs`, "0");
  try {
    const answer = await expectCall<Bulk>(200, "POST", `/projects/${project}/runs/bulk`, {
      action: "delete",
      runIds: [gone.runId],
    });
    assert.deepEqual(answer.succeeded, [gone.runId], JSON.stringify(answer.failed));
    assert.deepEqual(await isTold(now), [{ type: "deleted", number: [gone.number] }]);
    await isTold(ofProject);
    assert.deepEqual(deletedRuns(ofProject), [gone.runId]);
  } finally {
    now.close();
    ofProject.close();
  }
  const page = await trialPage(id, cursor, 10);
  assert.deepEqual([page.deleted, page.number], [[gone.number], []]);
  const later = await LiveStream.follow(`study:${id}`, cursor);
  try {
    assert.deepEqual(await isTold(later), [{ type: "deleted", number: [gone.number] }]);
  } finally {
    later.close();
  }
});

test("a deleted study takes its trials with it", async () => {
  const answer = await expectCall<Bulk>(200, "POST", `/projects/${project}/runs/bulk`, {
    action: "delete",
    runIds: [twelve.run.id],
  });
  assert.deepEqual(answer.succeeded, [twelve.run.id], JSON.stringify(answer.failed));
  assert.equal((await call<Problem>("GET", `/studies/${twelve.run.id}`)).body.code, "study.not_found");
  assert.equal((await filtered(`study:${twelve.run.id}`)).total, 0);
  for (const { runId } of trials) assert.equal((await call("GET", `/runs/${runId}`)).status, 404);
});
