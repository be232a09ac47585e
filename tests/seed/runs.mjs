/** Rows of runs: varied, plausible, and the same for the same seed. */
import { Random } from "./random.mjs";

export const DAY = 86_400_000;
const LONGEST = 6 * 3_600_000;
const BATCH = 2_000;
const LIVE = new Set(["running", "queued", "lost_contact"]);
const FAR = "2999-01-01T00:00:00Z";

const ALGORITHMS = {
  lightgbm: { title: "credit-gbm", unit: "iteration" },
  mlp: { title: "churn-mlp", unit: "epoch" },
  linear: { title: "price-linear", unit: "iteration" },
};
const STATUSES = { succeeded: 78, failed: 10, cancelled: 5, timed_out: 2, running: 3, queued: 1, lost_contact: 1 };
const FAILURES = [
  ["algorithm.diverged", "The loss is not a number any more.", "training", "FloatingPointError"],
  ["data.missing_column", "The column age is missing.", "loading", "KeyError"],
  ["program.error", "CUDA out of memory.", "training", "RuntimeError"],
];
const TAGS = ["baseline", "nightly", "gpu", "sweep", "team:vision", "team:risk", "paper", "debug"];
const NOTES = [null, null, "the usual", "larger batches", "after the data fix"];

/**
 * What a project needs before runs can be in it.
 *
 * @returns {Promise<{project: string, users: string[], datasets: {id: string, target: string}[]}>}
 */
export async function prepareProject(instance, random, name) {
  const found = (await instance.call("GET", "/projects?limit=200")).items.find((each) => each.name === name);
  const project = found?.id ?? (await instance.call("POST", "/projects", { name })).id;
  const users = [(await instance.call("GET", "/me")).id];
  const known = (await instance.call("GET", "/users?limit=200")).items;
  for (const person of ["ada", "grace", "linus"]) {
    const email = `${person}@seed.example`;
    const user =
      known.find((each) => each.email === email) ??
      (await instance.call("POST", "/users", { email, name: person, password: `seeded-${person}-password` }));
    await instance.call("PUT", `/projects/${project}/members/${user.id}`, { role: "editor" });
    users.push(user.id);
  }
  const existing = (await instance.call("GET", `/projects/${project}/datasets?limit=200`)).items;
  const datasets = [];
  for (const table of ["adult", "credit", "housing"]) {
    const dataset = existing.find((each) => each.name === `${table}.csv`) ?? (await upload(instance, random, project, table));
    datasets.push({ id: dataset.id, target: "label" });
  }
  return { project, users, datasets };
}

async function upload(instance, random, project, table) {
  const rows = Array.from({ length: 60 }, () => `${random.below(80)},${random.between(0, 9).toFixed(2)},${random.pick(["yes", "no"])}`);
  const form = new FormData();
  form.set("file", new Blob([`age,income,label\n${rows.join("\n")}\n`]), `${table}.csv`);
  return instance.call("POST", `/projects/${project}/datasets`, form);
}

/**
 * Invents runs, the oldest first, spread over the 60 days before `until`.
 *
 * @returns {object[]} rows of metadata.run, with `quality`, `note` and `times` for what is made of them
 */
export function inventRuns(random, { project, users, datasets }, count, until, statuses = STATUSES) {
  const runs = [];
  for (let index = 0; index < count; index++) {
    // So early that each has ended.
    const created = until - 60 * DAY + ((index + random.next()) / count) * (60 * DAY - LONGEST - 100_000);
    const status = random.weighed(statuses);
    const algorithm = random.weighed({ lightgbm: 6, mlp: 3, linear: 1 });
    const dataset = random.pick(datasets);
    const started = created + random.between(200, 90_000);
    const length = Math.exp(random.between(Math.log(4_000), Math.log(LONGEST)));
    const waiting = status === "queued";
    const live = LIVE.has(status);
    const ended = live ? null : started + length;
    const attempt = waiting ? 0 : random.chance(0.06) ? 2 : 1;
    const quality = Math.min(0.995, Math.max(0.5, 0.86 + 0.05 * random.normal()));
    const parameters = parametersOf(random, algorithm);
    const tags = TAGS.filter((tag) => random.chance(tag === "baseline" ? 0.02 : 0.12));
    const [code, message, phase, exceptionType] = random.pick(FAILURES);
    runs.push({
      id: random.uuid(created),
      project_id: project,
      kind: "training",
      name: `${ALGORITHMS[algorithm].title}-${String(index + 1).padStart(String(count).length, "0")}`,
      status,
      status_reason: status === "cancelled" ? "Stopped by its owner" : null,
      spec: {
        kind: "TRAINING",
        datasetId: dataset.id,
        algorithm,
        target: dataset.target,
        task: "CLASSIFICATION",
        excludedColumns: [],
        validation: { method: "HOLDOUT", testFraction: 0.25, folds: 5, seed: random.below(1000) },
        parameters,
        modelId: null,
        modelVersion: null,
        outputFormat: null,
        timeSeconds: null,
      },
      algorithm,
      dataset_id: dataset.id,
      tags,
      priority: random.chance(0.05) ? 10 : 0,
      max_attempts: 3,
      attempt,
      service: waiting ? null : "tabular",
      instance: waiting ? null : `10.0.0.${1 + random.below(8)}:9090`,
      progress: live && !waiting ? progress(random, ALGORITHMS[algorithm].unit, until) : null,
      summary:
        status === "succeeded" ? { accuracy: quality, roc_auc: (1 + quality) / 2, log_loss: -Math.log(quality) } : {},
      failure:
        status === "failed"
          ? { kind: "PROGRAM", code, message, phase, exceptionType, stackTrace: `Traceback (most recent call last):\n${exceptionType}: ${message}` }
          : null,
      stopped_early: status === "succeeded" && random.chance(0.15),
      status_sequence: waiting ? 1 : live ? 3 : 4,
      created_at: iso(created),
      created_by: random.pick(users),
      started_at: waiting ? null : iso(started),
      ended_at: ended && iso(ended),
      // Nobody executes it: the reconciler must not think that it has gone quiet.
      last_contact_at: iso(ended ?? until),
      wait_reason: waiting ? { kind: "SLOTS", service: "tabular", ahead: random.below(9), until: null, text: "" } : null,
      stale_events: 0,
      quality,
      note: random.pick(NOTES),
      times: { created, started, ended },
    });
  }
  return runs;
}

/** Some runs lack a parameter on purpose: they are the group «not set». */
function parametersOf(random, algorithm) {
  const logUniform = (low, high) => Number(Math.exp(random.between(Math.log(low), Math.log(high))).toPrecision(4));
  const parameters = { seed: random.below(10) };
  if (algorithm === "lightgbm") {
    Object.assign(parameters, { learning_rate: logUniform(1e-3, 0.3), num_leaves: 2 ** (3 + random.below(6)), boosting: random.pick(["gbdt", "dart"]) });
    if (random.chance(0.5)) parameters.max_depth = 3 + random.below(8);
  } else if (algorithm === "mlp") {
    Object.assign(parameters, { learning_rate: logUniform(1e-4, 1e-2), optimizer: random.pick(["adam", "sgd"]), hidden: random.pick([32, 64, 128]) });
    if (random.chance(0.7)) parameters.dropout = random.pick([0, 0.1, 0.3, 0.5]);
  } else {
    Object.assign(parameters, { penalty: random.pick(["l1", "l2"]), c: logUniform(1e-2, 100) });
  }
  return parameters;
}

function progress(random, unit, time) {
  const total = 100 * (1 + random.below(20));
  const done = random.below(total);
  return { fraction: done / total, done, total, unit, phase: "training", updatedAt: iso(time) };
}

/** Writes the runs with their timelines; their revisions follow those that the project has had. */
export async function storeRuns(metadata, project, runs) {
  for (let from = 0; from < runs.length; from += BATCH) {
    const batch = runs.slice(from, from + BATCH);
    await metadata.query("begin");
    const revision = Number(
      (
        await metadata.query("update project set run_revision = run_revision + $2 where id = $1 returning run_revision", [project, batch.length])
      ).rows[0].run_revision,
    );
    const events = batch.map(timeline);
    const rows = batch.map(({ quality: _, note: __, times: ___, ...run }, index) => ({
      ...run,
      project_revision: revision - batch.length + 1 + index,
      revision: events[index].at(-1).revision,
      first_event_at: run.started_at,
      last_event_at: run.ended_at ?? run.started_at,
    }));
    await insert(metadata, "run", rows);
    await insert(metadata, "run_event", events.flat());
    const live = batch.filter((run) => LIVE.has(run.status));
    await insert(
      metadata,
      "run_watch",
      live.map((run) => ({ run_id: run.id, republished: 0, next_at: FAR })),
    );
    await metadata.query("commit");
  }
}

function timeline(run) {
  const events = [];
  const { created, started, ended } = run.times;
  const add = (type, time, detail = {}, attempt = Math.max(1, run.attempt)) =>
    events.push({ run_id: run.id, revision: events.length + 1, ordinal: 0, time: iso(time), attempt, type, detail });
  add("created", created, {}, 0);
  add("queued", created + 20, { sequence: 1 });
  if (run.status === "queued") return events;
  if (run.attempt > 1) {
    add("starting", created + 60, { sequence: 1 }, 1);
    add("retrying", created + 150, { sequence: 2, reason: "The instance did not answer" }, 1);
  }
  add("starting", started - 50, { sequence: 2 });
  add("running", started, { sequence: 3 });
  if (run.status === "lost_contact") add("lost_contact", started + 60_000, {});
  if (ended) add(run.status, ended, { sequence: 4, ...(run.failure && { code: run.failure.code, message: run.failure.message }) });
  return events;
}

/** Rows as one statement; the columns are those of the first row. */
export async function insert(database, table, rows) {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]);
  const types = await typesOf(database, table);
  await database.query(
    `insert into ${table} (${names.join(", ")}) select ${names.join(", ")}
     from jsonb_to_recordset($1::jsonb) as r (${names.map((name) => `${name} ${types.get(name)}`).join(", ")})`,
    [JSON.stringify(rows)],
  );
}

async function typesOf(database, table) {
  const { rows } = await database.query(
    `select attname, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return new Map(rows.map((row) => [row.attname, row.type]));
}

export async function exists(database, table) {
  return (await database.query("select to_regclass($1) is not null as there", [table])).rows[0].there;
}

/**
 * The summaries of many metrics for each run, made by the server itself: millions of rows would be slow to send.
 *
 * @param {number} keys how many metrics a run has: val/auc, val/loss and so on, then layer/…
 */
export async function storeSummaries(metadata, project, runs, keys, seed) {
  const names = keyNames(keys);
  await metadata.query("insert into metric_key (project_id, key) select $1, unnest($2::text[]) on conflict do nothing", [project, names]);
  const withPoints = runs.filter((run) => run.attempt > 0);
  for (let from = 0; from < withPoints.length; from += BATCH) {
    const batch = withPoints.slice(from, from + BATCH);
    await metadata.query(
      `insert into run_metric (run_id, key_id, attempt, points, finite, last, min, max, mean, last_step)
       select r.id, k.id, r.attempt, 1000, 1000, v.last, v.last - 0.1, v.last + 0.1 * u.noise, v.last - 0.02, 999
       from jsonb_to_recordset($1::jsonb) as r (id uuid, attempt integer, quality double precision)
       cross join (select id, key from metric_key where project_id = $2 and key = any ($3::text[])) k
       cross join lateral (select (hashtextextended(r.id::text || k.key, $4) & 1048575)::double precision / 1048576 as noise) u
       cross join lateral (select case k.key when 'val/auc' then r.quality when 'val/loss' then -ln(r.quality)
                                             else u.noise end as last) v
       on conflict do nothing`,
      [JSON.stringify(batch.map(({ id, attempt, quality }) => ({ id, attempt, quality }))), project, names, seed],
    );
  }
}

/** The first are those that people look for. */
export function keyNames(count) {
  const names = ["val/auc", "val/loss", "val/accuracy", "train/loss", "train/accuracy", "epoch", "sys/cpu_percent", "sys/memory_bytes"];
  for (let index = 0; names.length < count; index++) names.push(`layer/${String(index >> 2).padStart(2, "0")}/${["weight", "grad", "bias", "act"][index & 3]}_norm`);
  return names.slice(0, count);
}

export function iso(milliseconds) {
  return new Date(milliseconds).toISOString();
}
