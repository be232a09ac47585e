/** Rows of studies with all their trials and their logs, as the product leaves them: database/metadata/V11__study.sql, V16__deletion_and_study_event.sql. */
import { insert, iso, storeRuns } from "./runs.mjs";

const BATCH = 2_000;
const LANES = 8;
/** Of the front of several objectives, the store keeps so many. */
const MOST_OF_A_FRONT = 400;
const FAILURE = { kind: "PROGRAM", code: "algorithm.diverged", message: "The loss is not a number any more.", phase: "training" };

const ranges = {
  n_estimators: { type: "integer", low: 50, high: 2_000, step: 1, log: true },
  learning_rate: { type: "float", low: 0.0001, high: 0.3, log: true },
  num_leaves: { type: "integer", low: 4, high: 256, step: 1, log: true },
  max_depth: { type: "integer", low: 2, high: 16, step: 1, log: false },
  min_child_samples: { type: "integer", low: 1, high: 200, step: 1, log: true },
  subsample: { type: "float", low: 0.5, high: 1, log: false },
  colsample_bytree: { type: "float", low: 0.3, high: 1, log: false },
  reg_alpha: { type: "float", low: 0, high: 10, log: false },
  reg_lambda: { type: "float", low: 1e-6, high: 100, log: true },
  class_weight: { type: "categorical", choices: ["none", "balanced"] },
};
const FIXED = { early_stopping_rounds: 50, max_categories: 100 };
/** Where trials are best. */
const OPTIMUM = {
  n_estimators: 700,
  learning_rate: 0.03,
  num_leaves: 24,
  max_depth: 7,
  min_child_samples: 15,
  subsample: 0.8,
  colsample_bytree: 0.6,
  reg_alpha: 1,
  reg_lambda: 0.1,
  class_weight: "none",
};
const ROC_AUC = { metric: "roc_auc", direction: "MAXIMIZE" };
const SECONDS = { metric: "fit_seconds", direction: "MINIMIZE" };
const BYTES = { metric: "model_bytes", direction: "MINIMIZE" };
/** Of three objectives nearly every trial is on the front. */
const FEWER = 5;

/**
 * Studies of so many trials over ten parameters: one that goes on, with one objective and a pruner, whose last trials run; one that has ended,
 * with two objectives; and a smaller one with three.
 *
 * @returns {Promise<{one: string, two: string, three: string, trials: number, running: number}>} the ids of the studies
 */
export async function storeStudies(metadata, place, random, until, trials) {
  const one = await storeStudy(metadata, place, random, {
    name: "credit-study",
    until,
    trials,
    objectives: [ROC_AUC],
    pruner: { name: "median", parameters: { n_startup_trials: 5, n_warmup_steps: 0, interval_steps: 1, n_min_trials: 1 } },
    outcomes: { completed: 71, pruned: 24, failed: 4, cancelled: 1 },
    running: Math.min(LANES, trials),
  });
  const two = await storeStudy(metadata, place, random, {
    name: "credit-front",
    until: until - 3_600_000,
    trials,
    objectives: [ROC_AUC, SECONDS],
    pruner: null,
    outcomes: { completed: 96, failed: 4 },
    running: 0,
  });
  const three = await storeStudy(metadata, place, random, {
    name: "credit-three",
    until: until - 7_200_000,
    trials: Math.ceil(trials / FEWER),
    objectives: [ROC_AUC, SECONDS, BYTES],
    pruner: null,
    outcomes: { completed: 96, failed: 4 },
    running: 0,
  });
  return { one, two, three, trials, running: Math.min(LANES, trials) };
}

async function storeStudy(metadata, place, random, wanted) {
  const trials = inventTrials(random, wanted);
  const begun = trials[0].begun;
  const ended = wanted.running > 0 ? null : Math.max(...trials.map((trial) => trial.ended)) + 5;
  const [best, improvements] = bestOf(trials, wanted.objectives);
  const count = (state) => trials.filter((trial) => trial.state === state).length;
  const over = trials.length - count("running");
  const study = runRow(random, place, {
    id: random.uuid(begun - 400),
    kind: "study",
    name: wanted.name,
    status: ended ? "succeeded" : "running",
    spec: { kind: "STUDY" },
    parameters: FIXED,
    created: begun - 400,
    started: begun - 5,
    ended,
    until: wanted.until,
    service: "tuning",
    summary: ended && wanted.objectives.length === 1 && best[0] ? { [wanted.objectives[0].metric]: best[0].values[0] } : {},
    progress: { fraction: over / trials.length, done: over, total: trials.length, unit: "trial", phase: "searching", updatedAt: iso(ended ?? wanted.until) },
  });
  const runs = trials.map((trial) => trialRun(random, place, study, trial, wanted));
  await storeRuns(metadata, place.project, [study, ...runs]);
  await insert(metadata, "study", [
    {
      run_id: study.id,
      definition: {
        parameters: Object.entries(ranges).map(([name, range]) => ({ name, low: null, high: null, step: null, log: null, choices: null, ...range })),
        objectives: wanted.objectives,
        constraints: [],
        sampler: { name: "tpe", parameters: { multivariate: true, group: false, constant_liar: true, n_startup_trials: 10, n_ei_candidates: 24 } },
        pruner: wanted.pruner,
        prunerMetric: wanted.pruner && "valid/roc_auc",
        seed: 42,
      },
      time_budget_seconds: null,
      start_from: [],
      trials: trials.length,
      parallelism: LANES,
      paused: false,
      stopping: false,
      enqueued: [],
      pruned_numbers: [],
      plan_revision: 0,
      begun_trials: trials.length,
      begun_by_hand: 0,
      completed_trials: count("completed"),
      pruned_trials: count("pruned"),
      failed_trials: count("failed"),
      cancelled_trials: count("cancelled"),
      best: best.map(({ number, values }) => ({ number, runId: runs[number].id, values })),
      improvements,
      trouble: null,
      told_revision: 0,
      told_at: iso(ended ?? wanted.until),
      revision: trials.length,
    },
  ]);
  // The last change of each, in the order of the changes.
  const order = trials.toSorted((a, b) => (a.ended ?? a.begun) - (b.ended ?? b.begun) || a.number - b.number);
  const revision = new Map(order.map((trial, at) => [trial.number, at + 1]));
  const rows = trials.map((trial) => ({
    study_id: study.id,
    number: trial.number,
    run_id: runs[trial.number].id,
    parameters: trial.parameters,
    proposed: true,
    state: trial.state,
    objective_values: trial.values.length > 0 ? trial.values : null,
    constraint_values: null,
    last_step: trial.lastStep,
    message: null,
    begun_at: iso(trial.begun),
    ended_at: trial.ended && iso(trial.ended),
    revision: revision.get(trial.number),
  }));
  for (let from = 0; from < rows.length; from += BATCH) await insert(metadata, "trial", rows.slice(from, from + BATCH));
  const events = logOf(study, trials, wanted);
  for (let from = 0; from < events.length; from += BATCH) await insert(metadata, "study_event", events.slice(from, from + BATCH));
  return study.id;
}

/** What the log of the study would say, in the order of its times. */
function logOf(study, trials, { objectives, pruner }) {
  const words = (trial) => Object.entries(trial.parameters).map(([name, value]) => `${name} = ${value}`).join(", ");
  const worth = (trial) => objectives.map(({ metric }, at) => `${metric} = ${trial.values[at]}`).join(", ");
  const line = (time, type, trial, text, by = null) => ({ time, type, trial, text, by_user: by });
  const ends = {
    completed: (trial) => line(trial.ended, "trial_completed", trial.number, `Trial ${trial.number} completed: ${worth(trial)}.`),
    pruned: (trial) =>
      line(
        trial.ended,
        "trial_pruned",
        trial.number,
        `Trial ${trial.number} was pruned by the ${pruner?.name} pruner at step ${trial.lastStep}, where valid/roc_auc was ${trial.values[0]}.`,
      ),
    failed: (trial) => line(trial.ended, "trial_failed", trial.number, `Trial ${trial.number} failed: ${FAILURE.message}`),
    cancelled: (trial) => line(trial.ended, "trial_cancelled", trial.number, `Trial ${trial.number} was cancelled.`),
  };
  const lines = [
    line(study.times.created, "created", null, `Asked for: ${trials.length} trials, ${LANES} at the same time; sampler tpe; seed 42.`, study.created_by),
    line(study.times.started, "searching", null, "The search begins on tuning at 10.0.0.1:9090."),
    ...trials.flatMap((trial) => {
      const begun = line(trial.begun, "trial_begun", trial.number, `Trial ${trial.number} begins, proposed by tpe: ${words(trial)}.`);
      return trial.ended === null ? [begun] : [begun, ends[trial.state](trial)];
    }),
    ...(study.times.ended ? [line(study.times.ended, "succeeded", null, `All ${trials.length} trials are done.`)] : []),
  ];
  return lines
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, ...rest }, ordinal) => ({ study_id: study.id, revision: 0, ordinal, time: iso(time), ...rest }));
}

/** Trials that a sampler could have proposed, in some lanes; times count back from `until`. */
function inventTrials(random, { until, trials: count, objectives, outcomes, running }) {
  const free = Array.from({ length: LANES }, () => 0);
  const trials = [];
  for (let number = 0; number < count; number++) {
    // The longer it searches, the nearer it looks.
    const near = random.chance(0.1 + (0.7 * number) / count);
    const parameters = Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, near ? nearby(random, name, range) : anywhere(random, range)]));
    const state = number >= count - running ? "running" : random.weighed(outcomes);
    const seconds = 2 + (parameters.n_estimators * parameters.num_leaves) / 4_000 + random.next();
    const auc = qualityOf(parameters) + 0.004 * random.normal();
    const lane = free.indexOf(Math.min(...free));
    const length = 1000 * seconds * (state === "completed" ? 1 : random.between(0.1, 0.5));
    const begun = free[lane];
    free[lane] = state === "running" ? Number.POSITIVE_INFINITY : begun + length + random.between(20, 80);
    const isWorth = state === "completed" || state === "pruned";
    const bytes = Math.round(parameters.n_estimators * (parameters.num_leaves + 2 * parameters.max_depth) * random.between(30, 50));
    const worth = { roc_auc: auc, fit_seconds: seconds, model_bytes: bytes };
    trials.push({
      number,
      parameters,
      state,
      begun,
      ended: state === "running" ? null : begun + length,
      attempt: random.chance(0.02) ? 2 : 1,
      lastStep: state === "pruned" ? 1 + random.below(50) : -1,
      values: isWorth ? objectives.map(({ metric }) => worth[metric]) : [],
    });
  }
  const shift = until - 4_000 - Math.max(...trials.map((trial) => trial.ended ?? trial.begun));
  for (const trial of trials) {
    trial.begun += shift;
    if (trial.ended !== null) trial.ended += shift;
  }
  return trials;
}

function anywhere(random, { type, low, high, log, choices }) {
  if (choices) return random.pick(choices);
  const value = log ? Math.exp(random.between(Math.log(low), Math.log(high))) : random.between(low, high);
  return type === "integer" ? Math.round(value) : value;
}

function nearby(random, name, range) {
  const { type, low, high, log, choices } = range;
  if (choices) return random.chance(0.9) ? OPTIMUM[name] : random.pick(choices);
  const away = 0.12 * random.normal();
  const value = log ? OPTIMUM[name] * Math.exp(away * Math.log(high / low)) : OPTIMUM[name] + away * (high - low);
  const within = Math.min(high, Math.max(low, value));
  return type === "integer" ? Math.round(within) : within;
}

/** Falls with the distance from the best place; some parameters matter more than others. */
function qualityOf(parameters) {
  const weights = { learning_rate: 0.6, num_leaves: 0.15, min_child_samples: 0.05, n_estimators: 0.1, reg_lambda: 0.02, max_depth: 0.02, subsample: 0.01, colsample_bytree: 0.01 };
  let quality = parameters.class_weight === "none" ? 0.885 : 0.879;
  for (const [name, weight] of Object.entries(weights)) {
    const { low, high, log } = ranges[name];
    const away = log ? Math.log(parameters[name] / OPTIMUM[name]) / Math.log(high / low) : (parameters[name] - OPTIMUM[name]) / (high - low);
    quality -= weight * away * away;
  }
  return Math.max(0.5, quality);
}

/** @returns what study.best and study.improvements hold: trials, and pairs of number and value */
function bestOf(trials, objectives) {
  const completed = trials.filter((trial) => trial.state === "completed");
  const loss = (trial, at) => (objectives[at].direction === "MAXIMIZE" ? -trial.values[at] : trial.values[at]);
  if (objectives.length === 1) {
    const improving = [];
    for (const trial of completed) if (improving.length === 0 || loss(trial, 0) < loss(improving.at(-1), 0)) improving.push(trial);
    return [improving.slice(-1), improving.map((trial) => [trial.number, trial.values[0]])];
  }
  const dominates = (one, other) =>
    objectives.every((_, at) => loss(one, at) <= loss(other, at)) && objectives.some((_, at) => loss(one, at) < loss(other, at));
  const front = completed.filter((trial) => !completed.some((other) => dominates(other, trial)));
  return [front.slice(0, MOST_OF_A_FRONT), []];
}

const STATUS = { running: "running", completed: "succeeded", pruned: "cancelled", failed: "failed", cancelled: "cancelled" };

function trialRun(random, place, study, trial, { until, objectives }) {
  const merged = { ...FIXED, ...trial.parameters };
  const summary = Object.fromEntries(objectives.map(({ metric }, at) => [metric, trial.values[at]]));
  return runRow(random, place, {
    id: random.uuid(trial.begun),
    kind: "trial",
    name: `${study.name} #${trial.number}`,
    status: STATUS[trial.state],
    spec: { kind: "TRIAL", studyId: study.id, trialNumber: trial.number },
    parameters: merged,
    created: trial.begun,
    started: trial.begun + 120,
    ended: trial.ended,
    until,
    service: "tabular",
    attempt: trial.attempt,
    summary: trial.state === "completed" ? summary : {},
    failure: trial.state === "failed" ? { ...FAILURE, exceptionType: "FloatingPointError", stackTrace: null } : null,
  });
}

/** A row of metadata.run, with what `storeRuns` reads beside it. */
function runRow(random, { project, users, datasets }, run) {
  const { id, kind, name, status, spec, parameters, created, started, ended, until, service, attempt = 1, summary, failure = null, progress = null } = run;
  const [dataset] = datasets;
  return {
    id,
    project_id: project,
    kind,
    name,
    status,
    status_reason: null,
    spec: {
      datasetId: dataset.id,
      algorithm: "lightgbm",
      target: dataset.target,
      task: "CLASSIFICATION",
      excludedColumns: [],
      validation: { method: "HOLDOUT", testFraction: 0.25, folds: 5, seed: 0 },
      parameters,
      modelId: null,
      modelVersion: null,
      outputFormat: null,
      timeSeconds: null,
      work: "TRAINING",
      ...spec,
    },
    algorithm: "lightgbm",
    dataset_id: dataset.id,
    tags: [],
    priority: 0,
    max_attempts: 100,
    attempt,
    service,
    instance: `10.0.0.${1 + random.below(LANES)}:9090`,
    progress,
    summary,
    failure,
    stopped_early: false,
    status_sequence: ended ? 4 : 3,
    created_at: iso(created),
    created_by: users[0],
    started_at: iso(started),
    ended_at: ended && iso(ended),
    last_contact_at: iso(ended ?? until),
    wait_reason: null,
    stale_events: 0,
    times: { created, started, ended },
  };
}
