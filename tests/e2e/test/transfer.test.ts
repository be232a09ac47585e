/** Projects as files: what was exported comes back the same, damage is named, and a person can do both in the browser. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import {
  accessToken,
  call,
  type Dataset,
  download,
  ended,
  expectCall,
  newProject,
  type Problem,
  type Run,
  until,
  upload,
  url,
} from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { type Entry, entriesOf, importFile, linesOf, sendFile, sha256, verified } from "../src/project-file.ts";
import { endedStudy, startStudy } from "../src/studies.ts";
import { tips } from "../src/tables.ts";

interface Listed {
  items: { id: string; name: string; kind: string; createdAt: string }[];
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const folder = mkdtempSync(join(tmpdir(), "signalbox-transfer-"));
let light: BrowserContext;
let dark: BrowserContext;
let project = "";
let table = "";
let study = "";
/** The project as it was when everything in it had ended. */
let file: Buffer;
let entries: Entry[];

async function bytes(path: string): Promise<Buffer> {
  const answer = await download(path);
  assert.equal(answer.status, 200, `${path} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

const exported = (id: string): Promise<Buffer> => bytes(`/projects/${id}/export`);

/** A study may have no log of its own. */
async function sealed({ id, kind }: { id: string; kind: string }): Promise<void> {
  await until(
    `the log of ${id} is sealed`,
    () => expectCall<{ attempts: { seal: string }[] }>(200, "GET", `/runs/${id}/log/summary`),
    ({ attempts }) => (kind === "study" || attempts.length > 0) && attempts.every(({ seal }) => seal === "complete"),
    60_000,
  );
}

async function started(body: object): Promise<string> {
  const answer = await until(
    "the services are there",
    () => call<Run>("POST", `/projects/${project}/runs`, body),
    ({ status }) => status === 201,
    60_000,
  );
  return answer.body.id;
}

async function succeeded(id: string): Promise<Run> {
  const run = await ended(id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  return run;
}

async function runsOf(id: string): Promise<Listed["items"]> {
  const all = await expectCall<Listed>(200, "GET", `/projects/${id}/runs?limit=200`);
  const runs = [...all.items];
  for (const one of all.items.filter(({ kind }) => kind === "study")) {
    const filter = encodeURIComponent(`study:${one.id}`);
    runs.push(...(await expectCall<Listed>(200, "GET", `/projects/${id}/runs?limit=200&filter=${filter}`)).items);
  }
  return runs.sort((one, other) => (one.createdAt + one.name < other.createdAt + other.name ? -1 : 1));
}

async function pointsOf(run: string): Promise<string> {
  const { items } = await expectCall<{ items: { key: string }[] }>(200, "GET", `/runs/${run}/metrics/keys`);
  if (items.length === 0) return "";
  const answer = await fetch(`${url}/api/v1/charts/csv`, {
    method: "POST",
    headers: { authorization: `Bearer ${await accessToken()}`, "content-type": "application/json" },
    body: JSON.stringify({ runIds: [run], keys: items.map(({ key }) => key) }),
  });
  assert.equal(answer.status, 200);
  return answer.text();
}

/** All that a run is, but for what the import itself has added. */
async function lookAtRun(id: string): Promise<unknown> {
  const { revision: _, ...run } = await expectCall<Record<string, unknown>>(200, "GET", `/runs/${id}`);
  const events = await expectCall<{ items: { type: string }[] }>(200, "GET", `/runs/${id}/events?limit=200`);
  const log = await expectCall<{ attempts: unknown }>(200, "GET", `/runs/${id}/log/summary`);
  const artifacts = await expectCall<{ items: { name: string; sha256: string }[] }>(
    200,
    "GET",
    `/runs/${id}/artifacts`,
  );
  for (const { name, sha256: sum } of artifacts.items) {
    assert.equal(sha256(await bytes(`/runs/${id}/artifacts/${encodeURIComponent(name)}`)), sum, `${id}: ${name}`);
  }
  return {
    run,
    events: events.items.filter(({ type }) => type !== "imported"),
    attempts: log.attempts,
    log: sha256(await bytes(`/runs/${id}/log/download?format=jsonl`)),
    notes: await expectCall(200, "GET", `/runs/${id}/notes`),
    metrics: await expectCall(200, "GET", `/runs/${id}/metrics/keys`),
    points: await pointsOf(id),
    artifacts,
  };
}

/**
 * All that a project is. Ids stand as numbers in the order in which they appear: two projects look the same when everything in them
 * refers to the same things.
 */
async function lookAt(id: string): Promise<unknown> {
  const seen: Record<string, unknown> = {};
  const { name: _, ...settings } = await expectCall<Record<string, unknown>>(200, "GET", `/projects/${id}`);
  seen.settings = settings;
  const datasets = await expectCall<{ items: Dataset[] }>(200, "GET", `/projects/${id}/datasets?limit=100`);
  for (const dataset of datasets.items) {
    assert.equal(sha256(await bytes(`/datasets/${dataset.id}/content`)), dataset.sha256);
    seen[`profile of ${dataset.name}`] = await expectCall(200, "GET", `/datasets/${dataset.id}/profile`);
  }
  seen.datasets = datasets;
  for (const run of await runsOf(id)) seen[`run ${run.name}`] = await lookAtRun(run.id);
  for (const { id: one, kind } of await runsOf(id)) {
    if (kind !== "study") continue;
    const { revision: _, ...trials } = await expectCall<Record<string, unknown>>(200, "GET", `/studies/${one}/trials`);
    const { run, ...definition } = await expectCall<Record<string, unknown>>(200, "GET", `/studies/${one}`);
    assert.ok(run);
    const log = await expectCall<{ items: unknown[] }>(200, "GET", `/studies/${one}/events?limit=1000`);
    assert.ok(log.items.length > 0);
    seen[`study ${one}`] = { trials, definition, log: log.items };
  }
  const models = await expectCall<{ items: { id: string }[] }>(200, "GET", `/projects/${id}/models`);
  seen.models = models;
  for (const model of models.items) {
    seen[`versions of ${model.id}`] = await expectCall(200, "GET", `/models/${model.id}/versions`);
  }
  for (const list of ["baseline", "views", "run-templates", "alert-rules"]) {
    seen[list] = await expectCall(200, "GET", `/projects/${id}/${list}`);
  }
  const ids = new Map<string, string>();
  return JSON.parse(
    JSON.stringify(seen).replaceAll(UUID, (one) => {
      if (!ids.has(one)) ids.set(one, `#${ids.size}`);
      return ids.get(one) ?? "";
    }),
  );
}

before(async () => {
  // What an earlier try of these tests has left stands above all that they look for.
  const { items } = await expectCall<{ items: { id: string }[] }>(200, "GET", "/uploads");
  for (const { id } of items) {
    await call("DELETE", `/uploads/${id}`, undefined, { "tus-resumable": "1.0.0" });
  }
  light = await launch("light");
  dark = await launch("dark");
  for (const context of [light, dark]) {
    const page = await context.newPage();
    await signIn(page);
    await page.close();
  }
  project = await newProject("transfer");
  table = (await upload<Dataset>(project, "tips.csv", tips())).body.id;
  const training = await succeeded(
    await started({
      kind: "training",
      name: "a training",
      algorithm: "lightgbm",
      datasetId: table,
      target: "tip",
      parameters: { n_estimators: 40 },
      tags: ["größe", "second"],
    }),
  );
  const prediction = await succeeded(
    await started({
      kind: "prediction",
      name: "a prediction",
      datasetId: table,
      modelId: training.model?.modelId,
      modelVersion: training.model?.version,
    }),
  );
  const begun = await startStudy(project, {
    name: "a study",
    algorithm: "ridge",
    datasetId: table,
    target: "tip",
    search: { alpha: { type: "float", low: 0.001, high: 1000, log: true } },
    objectives: [{ metric: "rmse" }],
    sampler: { name: "random" },
    seed: 7,
    parallelism: 2,
    trials: 4,
  });
  study = begun.run.id;
  await endedStudy(study);
  await expectCall(200, "PATCH", `/runs/${training.id}`, { notes: "**good** enough" });
  await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: training.id });
  await expectCall(201, "POST", `/projects/${project}/views`, { name: "mine", state: { sort: "-created" } });
  await expectCall(201, "POST", `/projects/${project}/alert-rules`, {
    name: "failed ones",
    trigger: { statuses: ["failed"] },
  });
  for (const run of await runsOf(project)) await sealed(run);
  assert.ok(prediction.endedAt);
  file = await exported(project);
  entries = entriesOf(file);
});

after(async () => {
  await light?.close();
  await dark?.close();
});

test("the preview counts what is in the file, and guesses its size", async () => {
  const preview = await expectCall<{ fileName: string; content: Record<string, number>; approximateBytes: number }>(
    200,
    "GET",
    `/projects/${project}/export/preview`,
  );
  assert.match(preview.fileName, /^transfer-.*-\d{4}-\d\d-\d\d\.signalbox\.tar$/);
  const { objectBytes, ...counts } = preview.content;
  const { objectBytes: written, ...found } = verified(entries).counts;
  assert.deepEqual(counts, found);
  // Samples of tables have no size of their own in the rows.
  assert.ok(Number(objectBytes) > 0 && Number(objectBytes) <= Number(written));
  assert.equal(preview.content.runs, 2 + 1 + 4);
  assert.equal(preview.content.studies, 1);
  assert.ok(preview.approximateBytes > file.length / 5 && preview.approximateBytes < file.length * 5);
});

test("others can read the file: every entry has its checksum, and rows are plain JSON", () => {
  const manifest = verified(entries);
  assert.equal(manifest.missing, 0);
  const head = JSON.parse(entries[0]?.content.toString() ?? "");
  assert.deepEqual([head.format, head.version, head.project.id], ["signalbox-project", 1, project]);
  const tables = new Map<string, number>();
  for (const entry of entries) {
    const name = /^rows\/\d{6}-([a-z_]+)\.jsonl\.gz$/.exec(entry.name)?.[1];
    if (name) tables.set(name, (tables.get(name) ?? 0) + linesOf(entry).length);
  }
  assert.equal(tables.get("run"), manifest.counts.runs);
  assert.equal(tables.get("dataset"), manifest.counts.datasets);
  const points = entries.filter(({ name }) => name.startsWith("points/")).flatMap(linesOf);
  assert.equal(
    points.reduce((sum, event) => sum + (event.points as unknown[]).length, 0),
    manifest.counts.points,
  );
  const lines = entries.filter(({ name }) => name.startsWith("logs/")).flatMap(linesOf);
  assert.equal(lines.filter(({ line }) => line !== null).length, manifest.counts.lines);
  const announced = new Map(
    entries
      .filter(({ name }) => name.startsWith("lists/"))
      .flatMap(linesOf)
      .map((one) => [one.name, one.sha256] as const),
  );
  const objects = entries.filter(({ name }) => name.startsWith("objects/"));
  assert.equal(objects.length, manifest.counts.objects);
  for (const { name, content } of objects) {
    assert.ok(announced.has(name));
    if (announced.get(name)) assert.equal(sha256(content), announced.get(name), name);
  }
});

test("the file holds no secret and nobody's id", async () => {
  const { id } = await expectCall<{ id: string }>(200, "GET", "/me");
  const texts = entries.filter(({ name }) => name.startsWith("rows/")).map((entry) => JSON.stringify(linesOf(entry)));
  assert.ok(texts.length > 0);
  for (const text of texts) {
    assert.ok(!text.includes(id), "the id of a user");
    assert.doesNotMatch(text, /password|token_hash|"secret"/);
  }
});

test("a project that is exported and imported is the same, run by run", async () => {
  const before = await lookAt(project);

  const done = await importFile(file);

  assert.equal(done.state, "done", JSON.stringify(done));
  assert.equal(done.fraction, 1);
  assert.equal(done.origin?.projectId, project);
  assert.deepEqual(done.content, verified(entries).counts);
  assert.ok(done.projectId && done.projectId !== project);
  const copy = await expectCall<{ name: string; role: string }>(200, "GET", `/projects/${done.projectId}`);
  assert.equal(copy.name, `${done.origin?.name} (imported)`);
  assert.equal(copy.role, "admin");
  assert.deepEqual(await lookAt(done.projectId), before);
  assert.deepEqual(await lookAt(project), before, "the original is as it was");

  // What came is as alive as what is made here.
  const datasets = await expectCall<{ items: Dataset[] }>(200, "GET", `/projects/${done.projectId}/datasets`);
  const again = await expectCall<Run>(201, "POST", `/projects/${done.projectId}/runs`, {
    kind: "training",
    algorithm: "ridge",
    datasetId: datasets.items[0]?.id,
    target: "tip",
  });
  await succeeded(again.id);
  const learned = (await runsOf(done.projectId)).find(({ name }) => name === "a training");
  const { model } = await expectCall<Run>(200, "GET", `/runs/${learned?.id}`);
  const row = { total_bill: 20, sex: "Male", smoker: "No", day: "Sun", time: "Dinner", size: 2 };
  await expectCall(200, "POST", `/models/${model?.modelId}/versions/${model?.version}/predict`, { rows: [row] });
});

test("an imported run says where it comes from, and is found by its id there", async () => {
  const [original] = await runsOf(project);
  assert.ok(original);
  const found = await expectCall<{ items: { id: string; projectId: string }[] }>(
    200,
    "GET",
    `/search?q=${original.id}`,
  );
  const copy = found.items.find(({ id }) => id !== original.id);
  assert.ok(copy && copy.projectId !== project, JSON.stringify(found));
  const timeline = await expectCall<{ steps: { step: string; detail?: string }[] }>(
    200,
    "GET",
    `/runs/${copy.id}/timeline`,
  );
  const last = timeline.steps.at(-1);
  assert.equal(last?.step, "imported");
  assert.ok(last?.detail?.includes(original.id));
});

test("what had not ended comes as cancelled, and never begins again", async () => {
  const open = await newProject("open");
  const data = (await upload<Dataset>(open, "tips.csv", tips())).body.id;
  const live = await expectCall<Run>(201, "POST", `/projects/${open}/runs`, {
    kind: "training",
    name: "goes on",
    algorithm: "lightgbm",
    datasetId: data,
    target: "tip",
    parameters: { n_estimators: 10_000, early_stopping_rounds: 0, num_leaves: 1024, min_child_samples: 1 },
  });
  await until(
    "it runs",
    () => expectCall<Run>(200, "GET", `/runs/${live.id}`),
    ({ status }) => status === "running",
    60_000,
  );
  const preview = await expectCall<{ content: { openRuns: number } }>(200, "GET", `/projects/${open}/export/preview`);
  assert.equal(preview.content.openRuns, 1);

  const done = await importFile(await exported(open));

  assert.equal(done.state, "done", JSON.stringify(done.refusal));
  const [copy] = await runsOf(done.projectId ?? "");
  assert.ok(copy);
  const first = await expectCall<Run>(200, "GET", `/runs/${copy.id}`);
  assert.equal(first.status, "cancelled");
  assert.ok(first.endedAt);
  const original = await expectCall<Run>(200, "GET", `/runs/${live.id}`);
  assert.equal(original.status, "running", "the original goes on");
  await expectCall(202, "POST", `/runs/${live.id}/cancel`, { mode: "kill" });
  await ended(live.id);
  // The seal of its log is the truth: nobody can say how many lines there were.
  await until(
    "its log is closed",
    () => expectCall<{ attempts: { seal: string }[] }>(200, "GET", `/runs/${copy.id}/log/summary`),
    ({ attempts }) => attempts.every(({ seal }) => seal !== "open" && seal !== "repairing"),
    120_000,
  );
  const later = await expectCall<Run & { revision: number }>(200, "GET", `/runs/${copy.id}`);
  assert.equal(later.status, "cancelled");
});

/** The file with one bit turned in an entry. */
function damaged(kind: string): { name: string; bytes: Buffer } {
  const entry = entries.find(({ name }) => name.startsWith(kind));
  assert.ok(entry, kind);
  const turned = Buffer.from(file);
  const at = entry.at + Math.floor(entry.content.length / 2);
  turned.writeUInt8(turned.readUInt8(at) ^ 1, at);
  return { name: entry.name, bytes: turned };
}

test("a damaged copy is refused with the entry named, and leaves nothing behind", async () => {
  const count = async () => (await expectCall<{ total: number }>(200, "GET", "/projects?limit=1")).total;
  const before = await count();
  for (const kind of ["rows/", "lists/", "objects/", "points/", "logs/"]) {
    const { name, bytes: turned } = damaged(kind);
    const failed = await importFile(turned);
    assert.equal(failed.state, "failed", kind);
    assert.equal(failed.refusal?.code, "import.damaged", JSON.stringify(failed.refusal));
    assert.equal(failed.refusal?.entry, name);
    assert.ok(failed.refusal?.detail.includes(name));
    assert.equal(failed.projectId, null);
  }
  for (const [what, bytes, code] of [
    ["cut off", file.subarray(0, file.length - 4096), "import.damaged"],
    ["with something behind it", Buffer.concat([file, Buffer.alloc(512)]), "import.damaged"],
    ["a table", Buffer.from(tips()), "import.not_a_project_file"],
  ] as const) {
    const failed = await importFile(Buffer.from(bytes));
    assert.equal(failed.refusal?.code, code, what);
  }
  assert.equal(await count(), before);
  assert.deepEqual((await expectCall<{ items: unknown[] }>(200, "GET", "/uploads")).items, []);
});

test("an import is started once, under a name that is free, and forgotten when its user wants that", async () => {
  const uploadId = await sendFile(file);
  const { name: taken } = await expectCall<{ name: string }>(200, "GET", `/projects/${project}`);
  const refused = await call<Problem>("POST", "/imports", { uploadId, name: taken.toUpperCase() });
  assert.equal(refused.status, 409);
  assert.deepEqual([refused.body.code, refused.body.field], ["project.name_taken", "name"]);
  const name = `again ${Date.now()}`;
  const one = await expectCall<{ id: string }>(202, "POST", "/imports", { uploadId, name });
  const done = await until(
    "it is imported",
    () => expectCall<{ state: string; projectId: string }>(200, "GET", `/imports/${one.id}`),
    ({ state }) => state === "done",
    120_000,
  );
  assert.equal((await expectCall<{ name: string }>(200, "GET", `/projects/${done.projectId}`)).name, name);
  await expectCall(204, "DELETE", `/imports/${one.id}`);
  assert.equal((await call<Problem>("GET", `/imports/${one.id}`)).body.code, "import.not_found");
  await expectCall(200, "GET", `/projects/${done.projectId}`);
  await expectCall(204, "DELETE", `/projects/${done.projectId}?withContent=true`);
});

async function open(path: string, theme: Theme = "light"): Promise<Page> {
  const page = await (theme === "light" ? light : dark).newPage();
  page.setDefaultTimeout(30_000);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(path);
  return page;
}

test("in the browser: a preview, a download, and an import that leads to its project", async () => {
  const page = await open(`/projects/${project}/settings`);
  await page.getByRole("button", { name: "Export the project…" }).click();
  await page.getByText(/7 runs, 1 study, 1 dataset/).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "transfer-preview");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download", exact: true }).click(),
  ]);
  const path = join(folder, saved.suggestedFilename());
  await saved.saveAs(path);
  await page.getByText(/^Downloaded: /).waitFor();
  assert.match(saved.suggestedFilename(), /^transfer-.*\.signalbox\.tar$/);
  verified(entriesOf(readFileSync(path)));

  await page.getByRole("button", { name: /^Project: / }).click();
  await page.getByRole("menuitem", { name: "Import a project" }).click();
  await page.getByRole("heading", { name: "Import a project" }).waitFor();
  const name = `through the browser ${Date.now()}`;
  await page.getByLabel("Name of the new project").fill(name);
  await page.getByLabel("File of a project").setInputFiles(path);
  const item = page.getByRole("list", { name: "Imports" }).getByRole("listitem").filter({ hasText: name });
  await item.getByText(/^Imported/).waitFor({ timeout: 120_000 });
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "transfer-imported");
  await item.getByRole("link", { name: "Open" }).click();
  await page.getByRole("button", { name: `Project: ${name}` }).waitFor();
  await page.close();
});

test("in the browser: a damaged file is refused in words, in the dark as well", async () => {
  const { name, bytes } = damaged("objects/");
  const path = join(folder, "damaged.signalbox.tar");
  writeFileSync(path, bytes);
  const page = await open("/import", "dark");
  await page.getByLabel("File of a project").setInputFiles(path);
  const item = page.getByRole("list", { name: "Imports" }).getByRole("listitem").first();
  await item.getByText("Not imported").waitFor({ timeout: 60_000 });
  const words = (await item.textContent()) ?? "";
  assert.ok(words.includes(`damaged at ${name}`), words);
  assert.ok(words.includes("export the project again"), words);
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "transfer-damaged-dark");
  const rows = page.getByRole("list", { name: "Imports" }).getByRole("listitem");
  const before = await rows.count();
  await item.getByRole("button", { name: /^Dismiss/ }).click();
  await until(
    "it is dismissed",
    () => rows.count(),
    (count) => count === before - 1,
  );
  await page.close();
});

test("in the browser: an upload that breaks off goes on after a reload", async () => {
  const path = join(folder, "resumed.signalbox.tar");
  // Larger than a piece: what the tail holds does not matter to the upload, and refuses the import.
  const large = Buffer.concat([file, Buffer.alloc(20 * 1024 * 1024, 7)]);
  writeFileSync(path, large);
  const page = await open("/import");
  let pieces = 0;
  let held: () => void = () => {};
  const second = new Promise<void>((resolve) => {
    held = resolve;
  });
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    pieces++;
    if (pieces > 1) return held();
    return route.continue();
  });
  await page.getByLabel("File of a project").setInputFiles(path);
  await second;
  await page.unroute("**/api/v1/uploads/*");
  await page.reload();

  const left = page.getByRole("list", { name: "Imports" }).getByRole("listitem");
  await left.getByText(/Interrupted at \d+ %/).waitFor();
  const offsets: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
  });
  // Files of other tests were refused for the same reason.
  const refused = left.getByText(/there is something behind it/);
  const refusedBefore = await refused.count();
  await page.getByLabel("File to resume resumed.signalbox.tar with").setInputFiles(path);
  await until(
    "the file is read and refused",
    () => refused.count(),
    (count) => count > refusedBefore,
    60_000,
  );
  assert.ok(offsets.length > 0, "the rest is sent");
  assert.ok(Math.min(...offsets) >= 8 * 1024 * 1024, `sent from ${Math.min(...offsets)} on`);
  await page.close();
});
