import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

const opened: BrowserContext[] = [];

async function open(theme: Theme, path: string): Promise<Page> {
  const browser = await launch(theme);
  opened.push(browser);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, path);
  return page;
}

after(async () => {
  for (const browser of opened) await browser.close();
});

interface WatchedRun extends Run {
  waitReason: { kind: string; sentence: string } | null;
  stop: Record<string, string | null> | null;
}

interface Timeline {
  traceId: string | null;
  steps: { step: string; at: string; millisSincePrevious: number; partition?: number; instance?: string }[];
}

/** A training that goes on until it is stopped. */
async function longTraining(project: string, dataset: string): Promise<WatchedRun> {
  return expectCall<WatchedRun>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    parameters: { n_estimators: 10_000, learning_rate: 0.001, early_stopping_rounds: 0 },
  });
}

const read = (run: Run) => expectCall<WatchedRun>(200, "GET", `/runs/${run.id}`);

async function withData(word: string): Promise<{ project: string; dataset: string }> {
  const project = await newProject(word);
  const answer = await upload<Dataset>(project, "titanic.csv", titanic());
  assert.equal(answer.status, 201);
  return { project, dataset: answer.body.id };
}

test("a run that waits says why; a stop shows its steps; the timeline names every station", async () => {
  const { project, dataset } = await withData("stopping");
  await expectCall(200, "PATCH", `/projects/${project}`, { maxRunning: 1 });
  const first = await longTraining(project, dataset);
  await until(
    "the first run executes",
    () => read(first),
    (run) => run.status === "running",
    60_000,
  );
  const second = await longTraining(project, dataset);
  const waiting = await until(
    "the second run waits for the limit of the project",
    () => read(second),
    (run) => run.waitReason?.kind === "project_limit",
  );
  const page = await open("light", `/projects/${project}/runs/${second.id}`);
  await page
    .locator(".run-header")
    .getByText(waiting.waitReason?.sentence ?? "no sentence")
    .waitFor();
  await picture(page, "operations-1-waiting");

  await page.goto(`/projects/${project}/runs/${first.id}`);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("menuitem", { name: /Stop gracefully/ }).click();
  const steps = page.getByRole("region", { name: "Stop, step by step" });
  await steps.getByText("Stop requested").waitFor();
  const stopped = await ended(first.id);
  assert.ok(["cancelled", "succeeded"].includes(stopped.status), stopped.status);
  for (const step of ["Stop requested", "Delivered to the service", "Acknowledged", "Ended"]) {
    await steps.locator("li", { hasText: step }).locator("time").waitFor();
  }
  await picture(page, "operations-2-stopped");

  // The place that became free belongs to the run that waited.
  await until(
    "the second run executes",
    () => read(second),
    (run) => run.status === "running",
    60_000,
  );

  await page.getByRole("tab", { name: "Timeline" }).click();
  const table = page.getByRole("table", { name: "Timeline" });
  const stations = [
    "Accepted",
    "Command on Kafka",
    "Queued",
    "Handed to an instance",
    "Running",
    "Finished",
    "End stored",
  ];
  for (const station of stations) await table.getByText(station, { exact: true }).first().waitFor();
  await picture(page, "operations-3-timeline");
  const timeline = await expectCall<Timeline>(200, "GET", `/runs/${first.id}/timeline`);
  assert.match(timeline.traceId ?? "", /^[0-9a-f]{32}$/);
  assert.equal(timeline.traceId, (await read(first)).traceId);
  const times = timeline.steps.map((step) => Date.parse(step.at));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
    "in the order of time",
  );
  assert.ok(timeline.steps.some((step) => step.step === "published" && step.partition !== undefined));
  assert.ok(timeline.steps.some((step) => step.step === "starting" && step.instance));
  assert.deepEqual(await seriousFindings(page), []);

  await expectCall(202, "POST", `/runs/${second.id}/cancel`, { mode: "kill" });
  assert.equal((await ended(second.id)).status, "cancelled");
});

test("a run that waits is stopped at once", async () => {
  const { project, dataset } = await withData("waiting");
  await expectCall(200, "PATCH", `/projects/${project}`, { maxRunning: 1 });
  const first = await longTraining(project, dataset);
  const second = await longTraining(project, dataset);
  await until(
    "the second run waits",
    () => read(second),
    (run) => run.waitReason !== null,
    60_000,
  );
  await expectCall(202, "POST", `/runs/${second.id}/cancel`, { mode: "graceful" });
  const cancelled = await ended(second.id, 10_000);
  assert.equal(cancelled.status, "cancelled");
  await expectCall(202, "POST", `/runs/${first.id}/cancel`, { mode: "kill" });
  await ended(first.id);
});

for (const theme of ["light", "dark"] as const) {
  test(`the system page shows services, queues, backends and dead letters, ${theme}`, async () => {
    const page = await open(theme, "/system");
    await page.getByRole("heading", { name: /^tabular/ }).waitFor();
    await page.getByText("Closed").first().waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `operations-services-${theme}`);
    await page.getByRole("tab", { name: "Queues" }).click();
    await page.getByRole("heading", { name: "By project" }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `operations-queues-${theme}`);
    await page.getByRole("tab", { name: /Backends/ }).click();
    const answering = page.getByRole("row").filter({ hasText: "answers you" });
    await answering.waitFor();
    assert.equal(await answering.count(), 1);
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `operations-backends-${theme}`);
    await page.getByRole("tab", { name: "Log intake" }).click();
    await page.getByText("Lines stored").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `operations-log-intake-${theme}`);
    await page.getByRole("tab", { name: /Dead letters/ }).click();
    await page.getByText("No message was ever put aside").waitFor();
    assert.deepEqual(await seriousFindings(page), []);
  });
}

test("an admin changes the share of a project, and a wrong number is named", async () => {
  const project = await newProject("settings");
  const page = await open("dark", `/projects/${project}/settings`);
  await page.getByLabel("Runs at the same time").fill("many");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("A whole number from 0 to 10000.").waitFor();
  await page.getByLabel("Runs at the same time").fill("3");
  await page.getByLabel("Weight").fill("2");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved").waitFor();
  const stored = await expectCall<{ maxRunning: number; weight: number }>(200, "GET", `/projects/${project}`);
  assert.deepEqual({ maxRunning: stored.maxRunning, weight: stored.weight }, { maxRunning: 3, weight: 2 });
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "operations-settings");
});
