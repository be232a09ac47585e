/** The table of runs over REST: 10,000 seeded runs, judged by looking at every one of them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { call, download, expectCall, newProject, type Problem, tokenOf, url } from "../src/api.ts";
import { atMost } from "../src/budget.ts";

const RUNS = 10_000;
const data = process.env.SIGNALBOX_E2E_DATA ?? "";

interface Summary {
  last: number | string;
  min: number | null;
  max: number | null;
  mean: number | null;
}

interface Row {
  id: string;
  name: string;
  status: string;
  datasetName: string;
  tags: string[];
  summary: Record<string, number>;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  archivedAt: string | null;
  notesUpdatedAt: string | null;
  revision: number;
  logWarnings?: number;
  logErrors?: number;
  metrics?: Record<string, Summary>;
  params?: Record<string, number | string | boolean>;
}

interface Page {
  items: Row[];
  nextCursor: string | null;
  total: number;
  position: number | null;
  baselineRunId: string | null;
}

interface BadFilter extends Problem {
  errors: { detail: string; place: { offset: number; length: number; expected: string[]; suggestions: string[] } }[];
}

let project = "";
let all: Row[] = [];

function query(parameters: Record<string, string | number | string[]>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.toString();
}

function page(parameters: Record<string, string | number | string[]>): Promise<Page> {
  return expectCall<Page>(200, "GET", `/projects/${project}/runs?${query(parameters)}`);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  const result = await work();
  return [result, performance.now() - begin];
}

const auc = (run: Row) => run.metrics?.["val/auc"]?.last as number | undefined;

before(async () => {
  const script = fileURLToPath(new URL("../../seed/run.sh", import.meta.url));
  const made = execFileSync(
    script,
    ["--data", data, "--metrics", "20", "--project", `runs ${Date.now()}`, `F-runs=${RUNS}`],
    {
      encoding: "utf8",
      maxBuffer: 1 << 24,
    },
  );
  project = (JSON.parse(made.slice(made.indexOf("{"))) as { project: string }).project;
  const file = await download(
    `/projects/${project}/runs/export?${query({ format: "jsonl", column: ["metric.val/auc", "metric.val/loss", "param.learning_rate", "param.max_depth", "param.boosting"] })}`,
  );
  assert.equal(file.status, 200);
  all = (await file.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
});

test("16: the table has an exact total and opens at its last row as fast as at its first", async () => {
  assert.equal(all.length, RUNS);
  const first = await page({ limit: 50 });
  assert.equal(first.total, RUNS);
  assert.equal(first.position, 0);
  const sorted = [...all].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  assert.deepEqual(
    first.items.map((run) => run.id),
    sorted.slice(0, 50).map((run) => run.id),
  );
  for (const sort of ["-created", "name", "-metric.val/auc", "metric.val/loss.min", "param.learning_rate"]) {
    const [last, millis] = await timed(() => page({ sort, position: RUNS - 20, limit: 50 }));
    assert.equal(last.items.length, 20, sort);
    assert.equal(last.nextCursor, null);
    assert.ok(millis < atMost(1_500), `${sort} took ${millis} ms`);
  }
});

test("16: cursors walk over every row once", async () => {
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const part: Page = await page({ sort: "-metric.val/auc", limit: 200, ...(cursor ? { cursor } : {}) });
    for (const run of part.items) seen.add(run.id);
    cursor = part.nextCursor;
  } while (cursor);
  assert.equal(seen.size, RUNS);
});

test("17: the filter finds the right runs", async () => {
  const judged: Record<string, (run: Row) => boolean> = {
    "metric.val/auc>0.9 (tag:baseline OR param.learning_rate<=1e-3) NOT status:failed": (run) =>
      (auc(run) ?? 0) > 0.9 &&
      (run.tags.includes("baseline") || Number(run.params?.learning_rate ?? 1) <= 1e-3) &&
      run.status !== "failed",
    'dataset:"adult.csv" name~GBM': (run) => run.datasetName === "adult.csv" && run.name.includes("gbm"),
    "status!=succeeded tag!=gpu": (run) => run.status !== "succeeded" && !run.tags.includes("gpu"),
    "NOT has:param.max_depth": (run) => run.params?.max_depth === undefined,
    "param.boosting:dart param.max_depth>=8": (run) =>
      run.params?.boosting === "dart" && Number(run.params?.max_depth ?? 0) >= 8,
    "metric.val/auc.max<0.9 duration>1h": (run) =>
      (run.metrics?.["val/auc"]?.max ?? 1) < 0.9 &&
      run.startedAt !== null &&
      (run.endedAt ? Date.parse(run.endedAt) : Date.now()) - Date.parse(run.startedAt) > 3_600_000,
    "created>-7d": (run) => Date.parse(run.createdAt) > Date.now() - 7 * 86_400_000,
  };
  for (const [filter, holds] of Object.entries(judged)) {
    const expected = all.filter(holds);
    assert.ok(expected.length > 0 && expected.length < RUNS, filter);
    const found = await page({ filter, limit: 200 });
    assert.equal(found.total, expected.length, filter);
    const ids = new Set(expected.map((run) => run.id));
    assert.ok(
      found.items.every((run) => ids.has(run.id)),
      filter,
    );
  }
  const own = await page({ filter: "owner:me" });
  const named = await page({ filter: "owner:ada OR owner:grace OR owner:linus" });
  assert.equal(own.total + named.total, RUNS);
});

test("17: a filter that cannot be read tells where, what was expected and what may have been meant", async () => {
  const wrong = async (filter: string) => {
    const answer = await call<BadFilter>("GET", `/projects/${project}/runs?${query({ filter })}`);
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, "run.bad_filter");
    assert.equal(answer.body.field, "filter");
    return answer.body.errors[0]?.place;
  };
  assert.deepEqual(await wrong("tag:gpu statsu:failed"), {
    offset: 8,
    length: 6,
    expected: (await wrong("statsu:failed"))?.expected,
    suggestions: ["status"],
  });
  assert.equal((await wrong("metric.val/auc>high"))?.offset, 15);
  assert.deepEqual((await wrong("(tag:gpu"))?.expected, [")"]);
  const sort = await call<BadFilter>("GET", `/projects/${project}/runs?sort=-nmae`);
  assert.equal(sort.status, 422);
  assert.equal(sort.body.field, "sort");
});

test("17: names and values are completed where the caret is", async () => {
  const words = async (filter: string, caret = filter.length) =>
    expectCall<{ from: number; to: number; expects: string; items: { text: string; count: number | null }[] }>(
      200,
      "GET",
      `/projects/${project}/runs/filter-words?${query({ filter, caret })}`,
    );
  const status = await words("tag:gpu status:");
  assert.equal(status.expects, "value");
  assert.equal(status.from, 15);
  const failed = status.items.find((item) => item.text === "failed");
  assert.equal(failed?.count, all.filter((run) => run.status === "failed").length);
  assert.ok((await words("metric.val/a")).items.some((item) => item.text === "metric.val/auc>"));
  assert.ok((await words("param.learn")).items.some((item) => item.text === "param.learning_rate:"));
  const middle = await words("sta tag:gpu", 3);
  assert.deepEqual([middle.from, middle.to], [0, 3]);
  assert.ok(middle.items.some((item) => item.text === "status:"));
  assert.ok((await words("tag:")).items.some((item) => item.text === "baseline"));
});

test("19: the columns of a project are found by a part of their name", async () => {
  const found = await expectCall<{ items: { field: string; kind: string; key: string }[]; total: number }>(
    200,
    "GET",
    `/projects/${project}/runs/columns?${query({ q: "LEARN" })}`,
  );
  assert.deepEqual(found.items, [{ field: "param.learning_rate", kind: "param", key: "learning_rate" }]);
  const metrics = await expectCall<{ total: number }>(200, "GET", `/projects/${project}/runs/columns?kind=metric`);
  assert.equal(metrics.total, 20);
});

test("20: a metric can be shown and sorted by its last, min, max and mean", async () => {
  for (const aggregate of ["last", "min", "max", "mean"] as const) {
    const value = (run: Row) => run.metrics?.["val/auc"]?.[aggregate] as number | undefined;
    const best = await page({ sort: `-metric.val/auc.${aggregate}`, column: ["metric.val/auc"], limit: 100 });
    const expected = all
      .map(value)
      .filter((each) => each !== undefined)
      .sort((a, b) => b - a);
    assert.deepEqual(best.items.map(value), expected.slice(0, 100), aggregate);
    assert.deepEqual(best.items[0]?.summary, {});
  }
  const last = await page({ sort: "-metric.val/auc", column: ["metric.val/auc"], position: RUNS - 5 });
  assert.ok(
    last.items.every((run) => run.metrics?.["val/auc"] === undefined),
    "runs without the metric come last",
  );
});

test("21: groups show n, mean, std, min and max, and runs without the parameter are one group", async () => {
  const grouped = await expectCall<{
    items: {
      value: number | null;
      label: string;
      filter: string;
      n: number;
      metrics: Record<string, { n: number; mean: number; std: number; min: number; max: number }>;
    }[];
  }>(200, "GET", `/projects/${project}/runs/groups?${query({ by: "param.max_depth", metric: "metric.val/auc" })}`);
  const unset = grouped.items.at(-1);
  assert.equal(unset?.label, "not set");
  assert.equal(unset?.value, null);
  assert.equal(unset?.n, all.filter((run) => run.params?.max_depth === undefined).length);
  for (const group of grouped.items) {
    const runs = all.filter((run) => (run.params?.max_depth ?? null) === group.value);
    const values = runs.map(auc).filter((value) => value !== undefined);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    const told = group.metrics["metric.val/auc"];
    assert.equal(group.n, runs.length, group.label);
    assert.equal(told?.n, values.length);
    assert.ok(Math.abs((told?.mean ?? 0) - mean) < 1e-9);
    assert.ok(Math.abs((told?.std ?? 0) - Math.sqrt(variance)) < 1e-9);
    assert.equal(told?.min, Math.min(...values));
    assert.equal(told?.max, Math.max(...values));
    assert.equal((await page({ filter: group.filter, limit: 1 })).total, group.n, group.filter);
  }
  const tags = await expectCall<{ items: { label: string; filter: string; n: number }[] }>(
    200,
    "GET",
    `/projects/${project}/runs/groups?by=tag`,
  );
  for (const group of tags.items) {
    assert.equal((await page({ filter: group.filter, limit: 1 })).total, group.n, group.filter);
  }
});

test("22: a table learns which changed runs its filter lets through", async () => {
  const some = all.slice(0, 300);
  const answer = await expectCall<{ matching: string[] }>(200, "POST", `/projects/${project}/runs/matches`, {
    filter: "status:failed",
    runIds: some.map((run) => run.id),
  });
  assert.deepEqual(
    new Set(answer.matching),
    new Set(some.filter((run) => run.status === "failed").map((run) => run.id)),
  );
});

test("23: a saved view of the team is a teammate's too, one's own is not", async () => {
  const views = `/projects/${project}/views`;
  const state = { filter: "status:failed", sort: "-metric.val/auc", columns: ["metric.val/auc"] };
  const team = await expectCall<{ id: string }>(201, "POST", views, {
    name: "Failed",
    scope: "team",
    state,
    default: true,
  });
  const own = await expectCall<{ id: string }>(201, "POST", views, { name: "Mine", state });
  const teammate = await tokenOf({ email: "ada@seed.example", password: "seeded-ada-password" });
  const seen = await as<{ items: { id: string; state: unknown; default: boolean }[] }>(teammate, "GET", views);
  assert.deepEqual(
    seen.body.items.map((view) => view.id),
    [team.id],
  );
  assert.deepEqual(seen.body.items[0]?.state, state);
  assert.equal((await as(teammate, "GET", `${views}/${own.id}`)).status, 404);
  const taken = await call<Problem>("POST", views, { name: "FAILED", scope: "team", state });
  assert.equal(taken.body.code, "view.name_taken");
  const next = await expectCall<{ id: string; default: boolean }>(201, "POST", views, {
    name: "Best",
    scope: "team",
    state,
    default: true,
  });
  assert.equal(next.default, true);
  assert.equal((await expectCall<{ default: boolean }>(200, "GET", `${views}/${team.id}`)).default, false);
  const changed = await as<{ name: string }>(teammate, "PATCH", `${views}/${team.id}`, { name: "Broken" });
  assert.equal(changed.body.name, "Broken");
  const large = await call<Problem>("POST", views, { name: "Large", state: { x: "x".repeat(17_000) } });
  assert.equal(large.body.field, "state");
  await expectCall(204, "DELETE", `${views}/${own.id}`);
});

async function as<T>(
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

test("24: five hundred runs are tagged in one request, which tells successes and failures apart", async () => {
  const chosen = all.slice(-500).map((run) => run.id);
  const stranger = "0195a3f0-0000-7000-8000-000000000000";
  const result = await expectCall<{
    asked: number;
    succeeded: string[];
    failed: { runId: string; code: string; detail: string }[];
  }>(200, "POST", `/projects/${project}/runs/bulk`, {
    action: "tag",
    runIds: [...chosen, stranger],
    tags: ["reviewed"],
  });
  assert.equal(result.asked, 501);
  assert.equal(result.succeeded.length, 500);
  assert.deepEqual(
    result.failed.map((failed) => [failed.runId, failed.code]),
    [[stranger, "run.not_found"]],
  );
  assert.equal((await page({ filter: "tag:reviewed", limit: 1 })).total, 500);
  const archived = await expectCall<{ succeeded: string[] }>(200, "POST", `/projects/${project}/runs/bulk`, {
    action: "archive",
    filter: "tag:reviewed status:failed",
  });
  assert.ok(archived.succeeded.length > 0);
  assert.equal((await page({ limit: 1 })).total, RUNS - archived.succeeded.length);
  assert.equal((await page({ filter: "archived:yes", limit: 1 })).total, archived.succeeded.length);
  await expectCall(200, "POST", `/projects/${project}/runs/bulk`, { action: "restore", filter: "archived:yes" });
  assert.equal((await page({ limit: 1 })).total, RUNS);
  const many = await call<Problem>("POST", `/projects/${project}/runs/bulk`, {
    action: "untag",
    runIds: Array(1001)
      .fill(0)
      .map((_, i) => all[i]?.id),
    tags: ["x"],
  });
  assert.equal(many.body.field, "runIds");
});

test("24: ended runs are deleted with what they stored, others are not", async () => {
  // Not one of the first, which other tests look at.
  const ended = all.slice(20).find((run) => run.status === "cancelled");
  const running = all.find((run) => run.status === "running");
  assert.ok(ended && running);
  const result = await expectCall<{ succeeded: string[]; failed: { runId: string; code: string }[] }>(
    200,
    "POST",
    `/projects/${project}/runs/bulk`,
    { action: "delete", runIds: [ended.id, running.id] },
  );
  assert.deepEqual(result.succeeded, [ended.id]);
  assert.deepEqual(
    result.failed.map((failed) => failed.code),
    ["run.illegal_state"],
  );
  assert.equal((await call("GET", `/runs/${ended.id}`)).status, 404);
});

test("25: runs are found and sorted by the errors in their log", async () => {
  assert.equal((await page({ filter: "errors>0", limit: 1 })).total, 0);
  assert.equal((await page({ filter: "errors:0", limit: 1 })).total, (await page({ limit: 1 })).total);
  await page({ sort: "-errors", limit: 5 });
});

test("26: the baseline of a project is told with every page", async () => {
  const chosen = all[7]?.id;
  await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: chosen });
  assert.equal((await page({ limit: 1 })).baselineRunId, chosen);
  const compared = await expectCall<{
    runs: Row[];
    params: { path: string; differs: boolean; values: unknown[] }[];
    metrics: { key: string; differs: boolean; values: (Summary | null)[] }[];
  }>(200, "POST", `/projects/${project}/runs/compare`, { runIds: [chosen, all[8]?.id] });
  assert.deepEqual(
    compared.runs.map((run) => run.id),
    [chosen, all[8]?.id],
  );
  const line = compared.metrics.find((metric) => metric.key === "val/auc");
  assert.deepEqual(
    line?.values.map((value) => value?.last),
    [all[7], all[8]].map((run) => run && auc(run)),
  );
  assert.ok(compared.params.length > 0);
  const other = await newProject("other");
  const strange = await call<Problem>("PUT", `/projects/${other}/baseline`, { runId: chosen });
  assert.equal(strange.body.code, "run.not_found");
  await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: null });
  assert.equal((await page({ limit: 1 })).baselineRunId, null);
});

test("3: a short link leads back to its path, and nowhere else", async () => {
  const path = `/projects/${project}/runs?filter=${encodeURIComponent("status:failed")}&sort=-name`;
  const link = await expectCall<{ id: string; path: string }>(201, "POST", "/links", { path });
  assert.equal((await expectCall<{ path: string }>(200, "GET", `/links/${link.id}`)).path, path);
  assert.equal((await expectCall<{ id: string }>(201, "POST", "/links", { path })).id, link.id);
  for (const bad of ["https://example.org/", "//example.org", "/\\example.org", "runs", `/${"x".repeat(8_000)}`]) {
    const answer = await call<Problem>("POST", "/links", { path: bad });
    assert.equal(answer.status, 422, bad);
    assert.equal(answer.body.field, "path");
  }
  assert.equal((await call<Problem>("GET", "/links/nowhere")).body.code, "link.not_found");
});

test("a run is renamed and written on, and its revision tells viewers", async () => {
  const id = all[11]?.id;
  const old = await expectCall<Row>(200, "GET", `/runs/${id}`);
  const renamed = await expectCall<Row>(200, "PATCH", `/runs/${id}`, {
    name: " better ",
    tags: ["a", "a", "b"],
    notes: "# Why\n*because*",
  });
  assert.equal(renamed.name, "better");
  assert.deepEqual(renamed.tags, ["a", "b"]);
  assert.equal(renamed.revision, old.revision + 1);
  assert.ok(renamed.notesUpdatedAt);
  const notes = await expectCall<{ text: string; updatedBy: { name: string } }>(200, "GET", `/runs/${id}/notes`);
  assert.equal(notes.text, "# Why\n*because*");
  const cleared = await expectCall<Row>(200, "PATCH", `/runs/${id}`, { notes: "" });
  assert.equal(cleared.notesUpdatedAt, null);
  assert.equal((await call<Problem>("PATCH", `/runs/${id}`, { notes: "ä".repeat(40_000) })).body.field, "notes");
  assert.equal((await call<Problem>("PATCH", `/runs/${id}`, { name: " " })).body.field, "name");
});

test("the table is exported as CSV, in its order and with its columns", async () => {
  const answer = await download(
    `/projects/${project}/runs/export?${query({ filter: "tag:baseline", sort: "-metric.val/auc", column: ["metric.val/auc.max", "param.learning_rate"] })}`,
  );
  assert.equal(answer.headers.get("content-type"), "text/csv");
  assert.match(answer.headers.get("content-disposition") ?? "", /attachment.*runs\.csv/);
  const lines = (await answer.text()).trim().split("\r\n");
  assert.ok(lines[0]?.endsWith("log_errors,outcome,study,trial,trial_state,metric.val/auc.max,param.learning_rate"));
  const expected = await page({ filter: "tag:baseline", sort: "-metric.val/auc", limit: 1 });
  assert.equal(lines.length - 1, expected.total);
  assert.ok(lines[1]?.startsWith(expected.items[0]?.id ?? "?"));
});
