/**
 * How far a run is, whether it is still heard of, how it is stopped, and where its time went. Runs are real or seeded; where a moment must
 * be looked at that is over too soon, or would take a broken machine, the live stream of the page is scripted.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { ScriptedStream } from "../src/scripted-stream.ts";
import { seed } from "../src/seeding.ts";
import { titanic } from "../src/tables.ts";

/** Contact counts as lost after so long without a heartbeat. */
const LEASE_SECONDS = 30;
const CANCEL = "**/runs/*/cancel";

interface KnownRun extends Run {
  projectId: string;
  revision: number;
  attempt: number;
  lastContactAt: string;
  stop: object | null;
}

let browser: BrowserContext;
let page: Page;
/** With a dataset to train on. */
let project = "";
let dataset = "";
/** With runs in every state, which nobody executes. */
let seeded = "";

const address = (run: KnownRun, more = "") => `/projects/${run.projectId}/runs/${run.id}${more}`;
const read = (run: Run) => expectCall<KnownRun>(200, "GET", `/runs/${run.id}`);
const iso = (millis: number) => new Date(millis).toISOString();
const stateOn = (shown: Page, word: string) =>
  shown.locator(".run-header .state", { hasText: new RegExp(`^${word}$`) });

before(async () => {
  seeded = (await seed(`run progress ${Date.now()}`, ["F-runs=1000"], ["--metrics", "4"])).project;
  project = await newProject("run progress");
  dataset = (await upload<Dataset>(project, "titanic.csv", longTable())).body.id;
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page);
});

after(async () => {
  await browser?.close();
  const { items } = await expectCall<{ items: Run[] }>(200, "GET", `/projects/${project}/runs?status=running&limit=50`);
  for (const run of items) await expectCall(202, "POST", `/runs/${run.id}/cancel`, { mode: "kill" });
});

/** So many rows that no machine has learned them before somebody has pressed a button. */
function longTable(): string {
  const [head = "", ...rows] = titanic().trim().split(/\r?\n/);
  const all = Array.from({ length: 8 }, () => rows).flat();
  return `${[head, ...all].join("\n")}\n`;
}

/** A training that goes on for a while; it runs when this answers. */
async function longTraining(): Promise<KnownRun> {
  const started = await startTraining();
  return until(
    "the training runs",
    () => read(started),
    (run) => run.status === "running",
    60_000,
  );
}

function startTraining(): Promise<KnownRun> {
  return expectCall<KnownRun>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
    parameters: { n_estimators: 10_000, learning_rate: 0.001, early_stopping_rounds: 0 },
  });
}

async function seededRun(filter: string, good: (run: KnownRun) => boolean = () => true): Promise<KnownRun> {
  const path = `/projects/${seeded}/runs?limit=200&filter=${encodeURIComponent(filter)}`;
  const { items } = await expectCall<{ items: KnownRun[] }>(200, "GET", path);
  const found = items.find(good);
  assert.ok(found, `a run with ${filter}`);
  return read(found);
}

/** A tab of its own, whose live stream says what the test says. */
async function withScript(path: string, look: (shown: Page, stream: ScriptedStream) => Promise<void>): Promise<void> {
  const shown = await browser.newPage();
  const stream = await ScriptedStream.on(shown);
  try {
    await shown.goto(path);
    await look(shown, stream);
  } finally {
    stream.close();
    await shown.close();
  }
}

/** The same run as it goes on; each state is newer than the one before. */
function statesOf(run: KnownRun): (more: object) => { type: "run"; run: object } {
  let revision = run.revision;
  return (more) => ({ type: "run", run: { ...run, revision: ++revision, ...more } });
}

/** So many of 200 steps in 30 s. */
const progressed = (done: number) => ({
  status: "running",
  startedAt: iso(Date.now() - 30_000),
  lastContactAt: iso(Date.now()),
  progress: {
    fraction: done / 200,
    done,
    total: 200,
    unit: "iteration",
    phase: "training",
    updatedAt: iso(Date.now()),
  },
});

test("27: percent, done and total are told at once, the time that is left not before ten steps", async () => {
  const run = await seededRun("status:running");
  await withScript(address(run), async (shown, stream) => {
    const next = statesOf(run);
    const words = shown.locator(".run-progress > span");
    await stream.tell(`run:${run.id}`, next(progressed(9)));
    await until(
      "nine steps are told without a remaining time",
      () => words.textContent(),
      (text) => text === "4 % · 9 of 200 iterations · training",
    );
    await stream.tell(`run:${run.id}`, next(progressed(10)));
    await until(
      "ten steps are told with one",
      () => words.textContent(),
      (text) => /^5 % · 10 of 200 iterations · training · [\d.]+ iterations\/s · \d+m \d\ds left$/.test(text ?? ""),
    );
    const bar = shown.locator(".run-header").getByRole("progressbar");
    assert.equal(await bar.getAttribute("aria-valuenow"), "5");
    await picture(shown, "run-progress-remaining");
  });
});

test("27: the runs table keeps to it as well", async () => {
  const run = await seededRun("status:running");
  const search = `?q=${encodeURIComponent(`name:"${run.name}"`)}`;
  await withScript(`/projects/${seeded}/runs${search}`, async (shown, stream) => {
    const next = statesOf(run);
    const words = shown.locator(".runs-body .cell-progress .progress-words");
    await words.waitFor();
    await stream.tell(`project:${seeded}:runs`, next(progressed(9)));
    await until(
      "nine steps are told without a remaining time",
      () => words.textContent(),
      (text) => text === "4 %",
    );
    await stream.tell(`project:${seeded}:runs`, next(progressed(10)));
    await until(
      "ten steps are told with one",
      () => words.textContent(),
      (text) => /^5 % · \d+m \d\ds left$/.test(text ?? ""),
    );
  });
});

test("27: a training tells its progress by itself, and no remaining time before its tenth step", async () => {
  const run = await startTraining();
  await page.goto(address(run));
  await page.locator(".run-header").waitFor();
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { progressWords: seen });
    const look = () => {
      const text = document.querySelector(".run-progress > span")?.textContent;
      if (text && text !== seen.at(-1)) seen.push(text);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });
  await page.locator(".run-progress > span", { hasText: / left$/ }).waitFor({ timeout: 90_000 });
  const seen = await page.evaluate(() => (window as unknown as { progressWords: string[] }).progressWords);
  await expectCall(202, "POST", `/runs/${run.id}/cancel`, { mode: "kill" });
  assert.match(seen.at(-1) ?? "", /^\d+ % · [\d,]+ of 10,000 iterations · training · .+ iterations\/s · .+ left$/);
  for (const words of seen) {
    const done = Number((/ · ([\d,]+) of /.exec(words)?.[1] ?? "0").replaceAll(",", ""));
    assert.ok(done >= 10 || !words.endsWith(" left"), words);
  }
  await ended(run.id);
});

/** `1m 05s`, `45 s`, `2h 15m` in seconds. */
function secondsOf(words: string | null): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };
  const parts = [...(words ?? "").matchAll(/(\d+(?:\.\d+)?) ?([smhd])(?![a-z])/g)];
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (units[unit ?? "s"] ?? 0), 0);
}

test("28: a run without a heartbeat is «Stalled», with the age of the last one", async () => {
  const run = await seededRun("status:lost_contact");
  const age = () => (Date.now() - Date.parse(run.lastContactAt)) / 1000 + LEASE_SECONDS;
  const before = age();
  await page.goto(address(run));
  await stateOn(page, "Stalled").waitFor();
  const words = page.locator(".run-header").getByText(/^no heartbeat for /);
  const shown = secondsOf(await words.textContent());
  const after = age();
  assert.ok(shown >= before - 1 && shown <= after + 1, `${shown} s, between ${before} and ${after}`);
  await until(
    "the age grows",
    async () => secondsOf(await words.textContent()),
    (next) => next > shown,
  );
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "run-progress-stalled");

  await page.goto(`/projects/${seeded}/runs?q=${encodeURIComponent(`name:"${run.name}"`)}`);
  const row = page.locator(".runs-body .run-row", { hasText: run.name });
  await row.locator(".cell-status").getByText("Stalled").waitFor();
  await row.locator(".progress-words", { hasText: / · silent \d/ }).waitFor();
});

test("28: contact that is lost and comes back is told without a reload, and nothing is foretold between", async () => {
  const run = await seededRun("status:running");
  await withScript(address(run), async (shown, stream) => {
    const next = statesOf(run);
    const words = shown.locator(".run-progress > span");
    await stream.tell(`run:${run.id}`, next(progressed(50)));
    await words.filter({ hasText: / left$/ }).waitFor();
    const silent = { ...progressed(50), status: "lost_contact", statusReason: "tabular has said nothing for 30 s." };
    await stream.tell(`run:${run.id}`, next(silent));
    await stateOn(shown, "Stalled").waitFor();
    await shown
      .locator(".run-header")
      .getByText(/^no heartbeat for [345]\d s$/)
      .waitFor();
    assert.doesNotMatch((await words.textContent()) ?? "", / left$/);
    await stream.tell(`run:${run.id}`, next({ ...progressed(51), statusReason: null }));
    await stateOn(shown, "Running").waitFor();
    await words.filter({ hasText: / left$/ }).waitFor();
    assert.equal(await shown.getByText(/^no heartbeat for /).count(), 0);
  });
});

test("30: «Stop» offers a graceful stop and a kill, and takes «Stopping…» back with the reason of a refusal", async () => {
  const run = await longTraining();
  await page.goto(address(run));
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(CANCEL, async (route) => {
    await answered;
    const problem = {
      type: "about:blank",
      title: "A store does not answer",
      status: 503,
      code: "store.unavailable",
      detail: "The database does not answer.",
      traceId: "0123456789abcdef0123456789abcdef",
      retryable: true,
    };
    await route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  const stop = page.getByRole("button", { name: "Stop", exact: true });
  await stop.click();
  await page.getByRole("menuitem", { name: /^Kill/ }).waitFor();
  await picture(page, "run-progress-stop-menu");
  await page.getByRole("menuitem", { name: /^Stop gracefully/ }).click();
  // Nobody has answered yet.
  await page.getByRole("button", { name: "Stopping…" }).waitFor();
  answer();
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText("The run was not stopped. The database does not answer.").waitFor();
  await stop.waitFor();
  assert.equal((await read(run)).stop, null, "nothing was asked of the run");
  await page.unroute(CANCEL);

  await stop.click();
  await page.getByRole("menuitem", { name: /^Stop gracefully/ }).click();
  await page.getByRole("region", { name: "Stop, step by step" }).getByText("Stop requested").waitFor();
  const over = await ended(run.id);
  assert.ok(["cancelled", "succeeded"].includes(over.status), over.status);
  await stop.waitFor({ state: "detached" });
});

test("30: a stop that comes too late is refused by the server, and the page shows how the run has ended", async () => {
  const run = await longTraining();
  // Its stream tells nothing, so that the page cannot know of the end.
  await withScript(address(run), async (shown) => {
    await stateOn(shown, "Running").waitFor();
    await expectCall(202, "POST", `/runs/${run.id}/cancel`, { mode: "kill" });
    await ended(run.id);
    const stop = shown.getByRole("button", { name: "Stop", exact: true });
    await stop.click();
    await shown.getByRole("menuitem", { name: /^Kill/ }).click();
    await shown.getByText(/^The run was not stopped\. /).waitFor();
    await stateOn(shown, "Cancelled").waitFor();
    assert.equal(await stop.count(), 0);
  });
});

test("32: on a retried run the choice of an attempt scales the timeline to it", async () => {
  const run = await seededRun("status:succeeded", (one) => one.attempt === 2);
  await page.goto(address(run, "?tab=timeline"));
  const spans = page.getByRole("region", { name: "Where the time went" });
  const span = (name: string) => spans.locator(".span-row").filter({ has: page.getByText(name, { exact: true }) });
  /** How much of the axis a stretch takes. */
  const share = async (name: string) => {
    const bar = await span(name).locator(".span-track i").boundingBox();
    const track = await span(name).locator(".span-track").boundingBox();
    assert.ok(bar && track);
    return bar.width / track.width;
  };
  await span("Starting 1").waitFor();
  assert.ok((await share("Starting 1")) < 0.1, "beside the whole life it is short");
  const choice = page.getByRole("combobox", { name: "Attempt" });
  await choice.selectOption("1");
  await until(
    "the first attempt fills the axis",
    () => share("Starting 1"),
    (part) => part > 0.95,
  );
  const attempts = page.getByRole("table", { name: "Timeline" }).locator("tbody tr td:nth-child(4)");
  assert.deepEqual([...new Set(await attempts.allTextContents())], ["1"]);
  await picture(page, "run-progress-attempt");
  await page.reload();
  await span("Starting 1").waitFor();
  assert.equal(await choice.inputValue(), "1");
  await choice.selectOption("2");
  await span("Running 2").waitFor();
  assert.equal(await span("Starting 1").count(), 0);
  assert.deepEqual([...new Set(await attempts.allTextContents())], ["2"]);
  assert.deepEqual(await seriousFindings(page), []);
});

interface Step {
  step: string;
  at: string;
  millisSincePrevious: number;
  attempt?: number;
  detail?: string;
}

/** What happened, and in which words where the words matter. */
type Told = string | readonly [step: string, detail: string];

/** 200 steps, a second apart; the last is now. */
function timelineOf(story: readonly Told[]): { traceId: string; steps: Step[] } {
  const steps = story.map((told, at): Step => {
    const [step, detail]: readonly [string, string?] = typeof told === "string" ? [told] : told;
    const time = iso(Date.now() - (story.length - at) * 1000);
    const attempt = ["accepted", "queued"].includes(step) ? undefined : 1;
    return { step, at: time, millisSincePrevious: 1000, attempt, detail };
  });
  assert.equal(steps.length, 200);
  return { traceId: "0123456789abcdef0123456789abcdef", steps };
}

const many = (times: number, ...words: string[]) => Array.from({ length: times }, () => words).flat();
const life = ["accepted", "queued", "starting", "running"];
const troubled = many(48, "checkpoint_saved", "checkpoint_saved", "lost_contact", "regained");

interface Hiding {
  status: string;
  story: readonly Told[];
  /** The steps that are left. */
  rows: readonly string[];
  /** The stretches that are left, each with its state. */
  spans: readonly string[];
}

const hidings: readonly Hiding[] = [
  {
    status: "failed",
    story: [...life, ...troubled, "last_event", ["finished", "The loss is not a number."], "stored", "pushed"],
    rows: [...many(48, "Lost contact"), "Finished"],
    spans: [...many(48, "Lost contact failed"), "Running failed"],
  },
  {
    status: "running",
    story: [...life, ...troubled, ...many(4, "checkpoint_saved")],
    rows: [...many(48, "Lost contact"), "Checkpoint saved"],
    spans: [...many(48, "Lost contact failed"), "Running running"],
  },
  { status: "queued", story: ["accepted", ...many(199, "queued")], rows: ["Queued"], spans: ["Waiting running"] },
];

for (const { status, story, rows, spans } of hidings) {
  test(`33: of 200 steps «Hide succeeded» leaves what waits, runs or failed: a run that is ${status}`, async () => {
    const run = await seededRun(`status:${status}`);
    const timeline = timelineOf(story);
    const pattern = `**/api/v1/runs/${run.id}/timeline`;
    await page.route(pattern, (route) => route.fulfill({ json: timeline }));
    await page.goto(address(run, "?tab=timeline"));
    const steps = page.getByRole("table", { name: "Timeline" }).locator("tbody tr td:nth-child(3)");
    const stretches = page.locator(".span-row");
    await until(
      "all steps are there",
      () => steps.count(),
      (count) => count === 200,
    );
    const all = await stretches.count();
    await page.getByLabel("Hide succeeded").click();
    await until(
      "the others are left",
      () => steps.count(),
      (count) => count === rows.length,
    );
    const left = async () => ({
      rows: (await steps.allTextContents()).toSorted(),
      spans: await stretches.evaluateAll((found) =>
        found
          .map((one) => `${one.querySelector(".span-name")?.textContent} ${one.getAttribute("data-state")}`)
          .toSorted(),
      ),
    });
    const expected = { rows: rows.toSorted(), spans: spans.toSorted() };
    assert.deepEqual(await left(), expected);
    await picture(page, `run-progress-hidden-${status}`);
    await page.reload();
    await steps.first().waitFor();
    assert.deepEqual(await left(), expected, "it stands in the address");
    await page.getByLabel("Hide succeeded").click();
    await until(
      "all steps are back",
      () => steps.count(),
      (count) => count === 200,
    );
    assert.equal(await stretches.count(), all);
    await page.unroute(pattern);
  });
}
