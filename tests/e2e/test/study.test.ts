/**
 * Studies on the screens, against the whole system: seeded ones of up to 2,000 trials, and real ones that are watched, steered and trained
 * from. The numbers are those of the requirements; the arithmetic is tested in web/src/features/study.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, until, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { atMost } from "../src/budget.ts";
import { alongX, assertLog, drawnOn, keepTexts, numberIn, placeOfText } from "../src/drawn.ts";
import { formatted } from "../src/runs-table.ts";
import { type Seeded, seed } from "../src/seeding.ts";
import {
  endedStudy,
  eventPage,
  frontOf,
  type Study,
  startStudy,
  studyOf,
  type Trial,
  trialsOf,
} from "../src/studies.ts";
import { titanic } from "../src/tables.ts";

let browser: BrowserContext;
let page: Page;
let seeded: Seeded;
/** With one objective, going on. */
let one: Study;
let oneTrials: Trial[] = [];
/** With two objectives, ended. */
let two: Study;
/** With three objectives, ended. */
let three: Study;
let project = "";
let dataset = "";
/** Trained for real. */
let real: Study;

const training = (more: object) => ({
  algorithm: "lightgbm",
  datasetId: dataset,
  target: "survived",
  excludedColumns: ["alive"],
  validation: { method: "holdout", testFraction: 0.3, seed: 5 },
  parameters: { n_estimators: 20, early_stopping_rounds: 0 },
  search: {
    learning_rate: { type: "float", low: 0.01, high: 0.3, log: true },
    num_leaves: { type: "integer", low: 4, high: 64 },
    class_weight: { type: "categorical", choices: ["none", "balanced"] },
  },
  objectives: [{ metric: "roc_auc" }],
  seed: 3,
  parallelism: 2,
  ...more,
});

const address = (study: Study, search = "") => `/projects/${study.run.projectId}/studies/${study.run.id}${search}`;
const plot = (id: string): Locator => page.locator(`[data-plot="${id}"]`);
const drawnPlot = (id: string): Locator => page.locator(`[data-plot="${id}"][data-marks]`);
const card = (title: string): Locator =>
  page.locator("section.card").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
const tab = (name: string): Locator => page.getByRole("tablist", { name: "Study" }).getByRole("tab", { name });
const header = (): Locator => page.locator(".study-header");

async function show(study: Study, search = ""): Promise<void> {
  await page.goto("about:blank");
  await page.goto(address(study, search));
  await page.getByRole("heading", { name: study.run.name, exact: true }).waitFor();
}

before(async () => {
  seeded = await seed(`studies ${Date.now()}`, ["F-study"]);
  [one, two, three] = await Promise.all([
    studyOf(seeded["F-study"].one),
    studyOf(seeded["F-study"].two),
    studyOf(seeded["F-study"].three),
  ]);
  oneTrials = await trialsOf(one.run.id);
  project = await newProject("studies");
  dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
  const started = await startStudy(project, training({ name: "tuned", trials: 14 }));
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(20_000);
  await keepTexts(page);
  await signIn(page);
  real = await endedStudy(started.run.id);
  assert.equal(real.counts.completed, 14, JSON.stringify(real.run.failure));
});

after(() => browser?.close());

// ----------------------------------------------------------------------------------------------------------------------- the list

test("66: the list shows the best value of each study and its trials by state", async () => {
  await page.goto(`/projects/${seeded.project}/studies`);
  const row = (study: Study) =>
    page
      .getByRole("table", { name: "Studies" })
      .getByRole("row")
      .filter({ has: page.getByRole("link", { name: study.run.name, exact: true }) });
  const best = one.best[0]?.values[0] ?? Number.NaN;
  const shown = row(one).getByTitle(String(best), { exact: true });
  await shown.waitFor();
  assert.equal(await shown.textContent(), best.toPrecision(4));
  const words = (await row(one).textContent()) ?? "";
  const { running, pruned, failed, cancelled } = one.counts;
  for (const part of [
    `${formatted(2000 - running)} of 2,000`,
    `${running} running`,
    `${pruned} pruned`,
    `${failed} failed`,
    `${cancelled} cancelled`,
    "roc_auc, maximize",
    "tpe, median",
  ]) {
    assert.ok(words.includes(part), `${part} in ${words}`);
  }
  await row(one)
    .getByRole("img", { name: /improvements, from 0\.\d+ to 0\.\d+/ })
    .waitFor();
  assert.match((await row(two).textContent()) ?? "", new RegExp(`${two.best.length} trials on the front`));
  await picture(page, "study-list");

  await page.getByRole("searchbox", { name: "Filter by name" }).fill("front");
  await row(one).waitFor({ state: "detached" });
  await page.getByText("1 study match", { exact: true }).waitFor();
  await row(two).getByRole("link", { name: two.run.name }).click();
  await page.getByRole("heading", { name: two.run.name, exact: true }).waitFor();
});

test("trials are runs, too: a link leads to all of them, and the table of runs leaves them out otherwise", async () => {
  await show(one);
  await page.getByRole("link", { name: "Its trials as runs" }).click();
  await page.locator(".page-meta", { hasText: "2,000" }).waitFor();
  await page.goto(`/projects/${seeded.project}/runs`);
  await page.locator(".runs-body .cell-name a").first().waitFor();
  assert.deepEqual((await page.locator(".runs-body .cell-name a").allTextContents()).sort(), [
    two.run.name,
    one.run.name,
    three.run.name,
  ]);
});

// --------------------------------------------------------------------------------------------------------------------- the plots

test("67: the timeline shows all 2,000 trials, running ones included, and any number can be jumped to", async () => {
  await show(one, "?tab=timeline");
  await page.locator('[data-plot="timeline"][data-marks="2000"]').waitFor();
  const note = card("Timeline").locator(".study-note");
  assert.equal(await note.textContent(), "2,000 trials, at most 8 at the same time");
  const described = (await plot("timeline").getAttribute("aria-describedby")) ?? "";
  assert.match(
    (await page.locator(`[id="${described}"]`).textContent()) ?? "",
    /2,000 trials in 8 lanes .* 8 running\./,
  );
  const legend = (await card("Timeline").getByRole("list", { name: "What is drawn" }).textContent()) ?? "";
  for (const word of ["Running", "Completed", "Pruned", "Failed", "Cancelled"]) assert.ok(legend.includes(word), word);
  await picture(page, "study-timeline");

  const box = page.getByLabel("Go to trial number");
  for (const number of [0, 1234, 1999]) {
    await box.fill(String(number));
    await box.press("Enter");
    const chosen = page.getByTestId("chosen-trial");
    await chosen.getByRole("heading", { name: `Trial ${number}`, exact: true }).waitFor();
    // The ring is around a bar that is in the picture.
    await plot("timeline").locator(".study-ring-chosen:not([hidden])").waitFor({ state: "attached" });
    assert.equal(new URL(page.url()).searchParams.get("trial"), String(number));
    if (number === 1999) await chosen.getByText("Running", { exact: true }).waitFor();
  }
  await box.fill("2000");
  await box.press("Enter");
  await page.getByText("There are trials 0 to 1999.").waitFor();
  await card("Timeline").getByRole("button", { name: "→ live" }).click();
  await page.locator('[data-plot="timeline"][data-marks="2000"]').waitFor();

  await show(one, "?tab=trials");
  await page.getByTestId("trials-table").waitFor();
  await box.fill("1500");
  await box.press("Enter");
  await page.locator('tr[data-trial="1500"][data-highlighted]').waitFor();
  assert.ok((await page.locator("tr[data-trial]").count()) < 100);
});

test("68: what is sampled on a log scale has log axes in parallel coordinates, slice and contour, by itself", async () => {
  await show(one, `?tab=analysis&pairX=${encodeURIComponent("param.reg_lambda")}`);
  await page.locator('.parallel-host[data-trials="2000"]').waitFor();
  const axes = new Map<number, [number, number][]>();
  for (const { text, x, y } of await drawnOn(page, "parallel")) {
    axes.set(Math.round(x), [...(axes.get(Math.round(x)) ?? []), [numberIn(text), y]]);
  }
  // From 0.0001 to 0.3, and from 0.000001 to 100.
  const axisWith = (value: number) =>
    [...axes.values()].find((ticks) => ticks.some(([each]) => each === value) && ticks.length > 2) ?? [];
  assertLog(axisWith(0.001), "parallel, learning_rate");
  assertLog(axisWith(0.000001), "parallel, reg_lambda");
  await picture(page, "study-parallel");

  await plot("slice").scrollIntoViewIfNeeded();
  await drawnPlot("slice").waitFor();
  const sliced = await drawnOn(page, "slice");
  assertLog(alongX(sliced, "learning_rate"), "slice, learning_rate");
  assertLog(alongX(sliced, "reg_lambda"), "slice, reg_lambda");
  const linear = alongX(sliced, "subsample");
  assert.ok(linear.length >= 3);
  assert.throws(() => assertLog(linear, "subsample"));

  await page.getByRole("radio", { name: "Contour" }).check({ force: true });
  await plot("pair").scrollIntoViewIfNeeded();
  await card("Pair of parameters")
    .getByText(/^mean rank by roc_auc/)
    .waitFor();
  await page.getByLabel("Up", { exact: true }).selectOption({ label: "learning_rate" });
  const mapped = await drawnOn(page, "pair");
  assertLog(alongX(mapped, "reg_lambda"), "contour, across");
  const up = mapped.find((each) => each.text === "learning_rate");
  assertLog(
    mapped
      .filter((each) => Math.abs(each.x - (up?.x ?? 0) + 6) < 0.5)
      .map((each): [number, number] => [numberIn(each.text), each.y]),
    "contour, up",
  );
  await picture(page, "study-contour");
});

/** The range of an axis by its panel. */
async function pickOut(name: string, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^Axis ${name}(,|$)`) }).click();
  await page.getByLabel(`${name} from`, { exact: true }).fill(from);
  await page.getByLabel(`${name} to`, { exact: true }).fill(to);
  await page.getByRole("button", { name: "Pick out", exact: true }).click();
}

const pickedCount = async () => Number(await page.getByTestId("picked-count").getAttribute("data-count"));
const shownCount = async () => Number(await page.getByTestId("trials-table").getAttribute("data-shown"));

test("69: brushing two axes filters the trials table to the same trials, and says how many", async () => {
  const inside = oneTrials.filter(({ parameters }) => {
    const [rate, leaves] = [Number(parameters.learning_rate), Number(parameters.num_leaves)];
    return rate >= 0.01 && rate <= 0.1 && leaves >= 8 && leaves <= 64;
  });
  assert.ok(inside.length > 10 && inside.length < 1900, `${inside.length} trials`);
  await show(one, "?tab=analysis");
  await page.locator('.parallel-host[data-trials="2000"]').waitFor();
  await pickOut("learning_rate", "0.01", "0.1");
  await pickOut("num_leaves", "8", "64");
  await until("as many as there are", pickedCount, (count) => count === inside.length);
  const words = `${formatted(inside.length)} of 2,000 trials picked out`;
  await page.getByTestId("picked-count").filter({ hasText: words }).waitFor();
  await until("the table below has them", shownCount, (count) => count === inside.length);
  await picture(page, "study-brushed");

  await tab("Trials").click();
  const table = page.getByRole("table", { name: "Trials", exact: true });
  await table.waitFor();
  assert.equal(await shownCount(), inside.length);
  const rows = await page
    .locator("tr[data-trial]")
    .evaluateAll((all) => all.map((row) => Number(row.getAttribute("data-trial"))));
  assert.deepEqual(
    rows,
    inside.slice(0, rows.length).map(({ number }) => number),
  );
  await page.reload();
  await until("a reload shows the same", shownCount, (count) => count === inside.length);
  await page.getByText(words).first().waitFor();

  // The same with the pointer: a stroke along an axis.
  await page.getByRole("button", { name: "Pick out nothing" }).click();
  await tab("Analysis").click();
  await page.locator('.parallel-host[data-trials="2000"]').waitFor();
  await page.locator(".parallel-host").scrollIntoViewIfNeeded();
  const axis = await page.getByRole("button", { name: "Axis subsample" }).boundingBox();
  const host = await page.locator(".parallel-host").boundingBox();
  assert.ok(axis && host);
  const x = axis.x + axis.width / 2;
  await page.mouse.move(x, host.y + 20);
  await page.mouse.down();
  await page.mouse.move(x, host.y + host.height * 0.25, { steps: 4 });
  await page.mouse.move(x, host.y + host.height * 0.45, { steps: 4 });
  await page.mouse.up();
  const brushed = await until(
    "the range is in the address",
    async () => {
      const [text] = JSON.parse(new URL(page.url()).searchParams.get("brush") ?? '[""]') as string[];
      return /^param\.subsample:(.+):(.+)$/.exec(text ?? "");
    },
    (match) => match !== null,
  );
  const [from, to] = [Number(brushed?.[1]), Number(brushed?.[2])];
  const picked = oneTrials.filter(
    ({ parameters }) => Number(parameters.subsample) >= from && Number(parameters.subsample) <= to,
  );
  assert.ok(picked.length > 0 && picked.length < 2000, `${from} to ${to}`);
  await until("as many as the range has", pickedCount, (count) => count === picked.length);
  await until("the table follows", shownCount, (count) => count === picked.length);
});

/** Milliseconds from a click until something is there. */
function answered(button: Locator, selector: string, text = ""): Promise<number> {
  return button.evaluate(
    (element, [wanted, words]) =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        (element as HTMLElement).click();
        const look = () => {
          const found = Array.from(document.querySelectorAll(wanted)).some((one) => one.textContent?.includes(words));
          if (found) resolve(performance.now() - begin);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [selector, text] as const,
  );
}

test("70: importance, contour and Pareto answer within a second on 2,000 trials of ten parameters", async (t) => {
  const least = new Map<string, number>();
  const took = (name: string, millis: number) => least.set(name, Math.min(millis, least.get(name) ?? millis));
  await show(one, "?tab=analysis");
  await drawnPlot("importance").waitFor();
  for (let round = 0; round < 3; round++) {
    await tab("Timeline").click();
    await drawnPlot("timeline").waitFor();
    took("importance", await answered(tab("Analysis"), '[data-plot="importance"][data-marks]'));
    await plot("pair").scrollIntoViewIfNeeded();
    await drawnPlot("pair").waitFor();
    const radio = (name: string) => card("Pair of parameters").getByRole("radio", { name });
    took("contour", await answered(radio("Contour"), ".study-card .visually-hidden", ", as a map."));
    await radio("Ranks").check({ force: true });
  }
  const importance = (await card("Importance").locator(".study-note").textContent()) ?? "";
  assert.match(importance, /^PED-ANOVA .* completed trials$/);
  await picture(page, "study-importance");

  await show(two, "?tab=pareto");
  await drawnPlot("volume").waitFor();
  for (let round = 0; round < 3; round++) {
    await tab("Config").click();
    await page.getByRole("table", { name: "Search space" }).waitFor();
    took("Pareto front", await answered(tab("Pareto"), '[data-plot="front"][data-marks]'));
    await tab("Config").click();
    await page.getByRole("table", { name: "Search space" }).waitFor();
    took("hypervolume", await answered(tab("Pareto"), '[data-plot="volume"][data-marks]'));
  }
  for (const [name, millis] of least) {
    t.diagnostic(`${name}: ${millis.toFixed(0)} ms`);
    assert.ok(millis <= atMost(1000), `${name}: ${millis} ms`);
  }
});

test("the front has exactly the trials that no other beats, in the plot, in its table and in its words", async () => {
  const completed = (await trialsOf(two.run.id)).filter(({ state }) => state === "completed");
  const front = frontOf(completed, two.objectives);
  assert.ok(front.length > 5);
  await show(two, "?tab=pareto");
  await page.locator(`[data-plot="front"][data-marks="${completed.length}"]`).waitFor();
  const words = `${formatted(front.length)} of ${formatted(completed.length)} trials on the front of all objectives`;
  assert.equal(await card("Pareto front").locator(".study-note").textContent(), words);
  const rows = page.locator("tr[data-trial]");
  await rows.first().waitFor();
  const shown = await rows.evaluateAll((all) => all.map((row) => Number(row.getAttribute("data-trial"))));
  const numbers = new Set(front.map(({ number }) => number));
  assert.ok(shown.every((number) => numbers.has(number)));
  assert.equal(await shownCount(), front.length);
  await picture(page, "study-front");
});

test("three objectives are in space: what no other beats turns by dragging, keys and buttons, and leads to its trials", async () => {
  const completed = (await trialsOf(three.run.id)).filter(({ state }) => state === "completed");
  const front = frontOf(completed, three.objectives);
  assert.ok(front.length > 5);
  const shown = (marks: number) => page.locator(`[data-plot="front"][data-marks="${marks}"]`).waitFor();
  await show(three, "?tab=pareto");
  await shown(completed.length);
  const words = `${formatted(front.length)} of ${formatted(completed.length)} trials on the front of all objectives`;
  assert.ok((await card("Pareto front").locator(".study-note").textContent())?.startsWith(words));
  assert.equal(await shownCount(), front.length);
  const titleOf = ({ metric, direction }: Study["objectives"][number]) => `${metric} (${direction})`;
  const placeOf = (title: string) => placeOfText(page, "front", title);
  for (const objective of three.objectives) assert.ok(await placeOf(titleOf(objective)), titleOf(objective));
  await picture(page, "study-front-space");

  const [auc] = three.objectives.map(titleOf);
  assert.ok(auc);
  const start = await placeOf(auc);
  const turns = async (how: string, act: () => Promise<void>) => {
    const before = await placeOf(auc);
    await act();
    await until(
      `${how} turns it`,
      () => placeOf(auc),
      (place) => place !== undefined && place !== before,
    );
  };
  await plot("front").focus();
  await turns("a key", () => page.keyboard.press("ArrowRight"));
  await turns("another key", () => page.keyboard.press("ArrowUp"));
  await turns("a button", () => page.getByRole("button", { name: "Turn to the left" }).click());
  await turns("the pointer", async () => {
    const box = await plot("front").boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 30, { steps: 6 });
    await page.mouse.up();
  });
  assert.ok(!page.url().includes("trial="), "who drags chooses nothing");
  await picture(page, "study-front-turned");
  await page.getByRole("button", { name: "Turn back" }).click();
  await until(
    "it is back",
    () => placeOf(auc),
    (place) => place === start,
  );

  const [first, second] = completed;
  assert.ok(first && second);
  const said = (number: number) =>
    card("Pareto front")
      .locator("[aria-live=polite]")
      .filter({ hasText: new RegExp(`Trial ${number}\\b`) })
      .waitFor({ state: "attached" });
  await plot("front").focus();
  await page.keyboard.press("Home");
  await said(first.number);
  await page.keyboard.press("PageDown");
  await said(second.number);
  await page.keyboard.press("Enter");
  await page
    .getByTestId("chosen-trial")
    .getByRole("heading", { name: `Trial ${second.number}`, exact: true })
    .waitFor();

  const view = (name: string) => card("Pareto front").getByRole("radio", { name }).click({ force: true });
  await view("As lines");
  await page.waitForURL(/frontAs=lines/);
  await shown(three.objectives.length * front.length);
  await picture(page, "study-front-lines");
  await view("Two at a time");
  await shown(completed.length);
  await page.getByLabel("Up", { exact: true }).selectOption("2");
  await page.waitForURL(/frontY=2/);
  await view("In space");
  await page.getByRole("button", { name: "Look from lower" }).waitFor();
  assert.ok(!page.url().includes("frontAs"), "the first view needs no word in the address");
});

test("95: each plot has a name, a text and a table; the keyboard goes from trial to trial", async () => {
  const plots: [study: Study, search: string, titles: string[]][] = [
    [one, "", ["History", "Importance"]],
    [one, "?tab=analysis", ["Parallel coordinates", "Distribution", "Slice", "Pair of parameters"]],
    [one, "?tab=timeline", ["Timeline"]],
    [two, "?tab=pareto", ["Pareto front", "Hypervolume"]],
    [three, "?tab=pareto", ["Pareto front"]],
    [three, "?tab=pareto&frontAs=lines", ["Pareto front"]],
  ];
  for (const [study, search, titles] of plots) {
    await show(study, search);
    for (const title of titles) {
      const own = card(title);
      await own.scrollIntoViewIfNeeded();
      const named =
        title === "Parallel coordinates"
          ? own.getByRole("region", { name: "Axes and lines" })
          : own.getByRole("application", { name: title, exact: true });
      await named.waitFor();
      const said = () =>
        named.evaluate(
          (element) => document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent ?? "",
        );
      await until(`${title} is told in words`, said, (words) => words.length > 20);
      await own.getByRole("button", { name: `Show ${title} as table` }).click();
      const table = page.getByRole("table", { name: title, exact: true });
      await table.waitFor();
      assert.ok((await table.locator("tbody tr").count()) > 1, title);
      await own.getByRole("button", { name: `Show ${title} as chart` }).click();
      await named.waitFor();
    }
  }
  await show(one);
  await drawnPlot("history").waitFor();
  await plot("history").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await card("History")
    .locator("[aria-live=polite]")
    .filter({ hasText: /Trial 1\b/ })
    .waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.getByTestId("chosen-trial").getByRole("heading", { name: "Trial 1", exact: true }).waitFor();
});

test("48: a plot and the table of trials are saved with every trial", async () => {
  const saved = async (button: Locator) => {
    const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return readFileSync(await file.path());
  };
  await show(one);
  await drawnPlot("history").waitFor();
  await page.getByRole("button", { name: "More of History" }).click();
  assert.equal((await saved(page.getByRole("menuitem", { name: "Download PNG" }))).subarray(1, 4).toString(), "PNG");
  await tab("Trials").click();
  const table = (await saved(page.getByRole("button", { name: "CSV", exact: true }))).toString().trim().split(/\r?\n/);
  assert.equal(table.length, 2001);
  assert.ok(table[0]?.startsWith("trial,state,roc_auc"), table[0]);
  const [first] = oneTrials;
  assert.ok(table[1]?.startsWith(`0,${first?.state},`), table[1]);
});

// ------------------------------------------------------------------------------------------------------------------- real studies

test("71: «train with these parameters» fills the launch form, and the training is worth what the trial was", async () => {
  const [best] = real.best;
  assert.ok(best);
  await show(real);
  await page.getByTestId("best").getByRole("link", { name: "Train with these parameters" }).click();
  await page.waitForURL(/\/new\?/);
  await page.getByRole("radio", { name: "JSON", exact: true }).check();
  const filled = JSON.parse(await page.getByLabel("Parameters as JSON").inputValue()) as Record<string, unknown>;
  for (const [name, value] of Object.entries(best.parameters)) assert.equal(filled[name], value, name);
  assert.equal(filled.n_estimators, 20);
  await picture(page, "study-train");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  const run = await ended(/runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "");
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  assert.equal(run.summary.roc_auc, best.values[0]);
});

test("a study is watched live and steered from its page", async () => {
  const study = await startStudy(
    project,
    training({
      name: "steered",
      parameters: { n_estimators: 10_000, early_stopping_rounds: 0, min_child_samples: 1, num_leaves: 1024 },
      search: { learning_rate: { type: "float", low: 0.0001, high: 0.001, log: true } },
      trials: 2,
      parallelism: 1,
    }),
  );
  await show(study);
  const counts = page.getByTestId("counts");
  await counts.filter({ hasText: /0 of 2 · 1 running/ }).waitFor({ timeout: 60_000 });

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await header().getByText("paused", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();

  await page.getByRole("button", { name: "Extend…" }).click();
  const extend = page.getByRole("dialog", { name: "Extend the study" });
  await extend.getByLabel("Trials in all").fill("0");
  await extend.getByRole("button", { name: "Change" }).click();
  await extend.getByText("It must be a whole number from 1 to 10000.").waitFor();
  await extend.getByLabel("Trials in all").fill("3");
  await extend.getByLabel("At the same time").fill("2");
  await extend.getByRole("button", { name: "Change" }).click();
  await counts.filter({ hasText: /0 of 3 · 2 running/ }).waitFor({ timeout: 60_000 });

  await page.getByRole("button", { name: "Enqueue…" }).click();
  const enqueue = page.getByRole("dialog", { name: "Enqueue a configuration" });
  await enqueue.getByLabel("learning_rate").fill("0.5");
  await enqueue.getByRole("button", { name: "Enqueue", exact: true }).click();
  await enqueue.getByText(/It must be within 0\.0001 to 0\.001/).waitFor();
  await enqueue.getByLabel("learning_rate").fill("0.0005");
  await enqueue.getByRole("button", { name: "Enqueue", exact: true }).click();
  await header().getByText("1 enqueued", { exact: true }).waitFor();

  await tab("Trials").click();
  await page.getByRole("button", { name: "Actions of trial 0" }).click();
  await page.getByRole("menuitem", { name: /^Prune/ }).click();
  await page.locator('tr[data-trial="0"]').getByText("Pruned", { exact: true }).waitFor();
  // The enqueued one takes its place.
  const third = page.locator('tr[data-trial="2"]');
  await third.getByText("Running", { exact: true }).waitFor({ timeout: 60_000 });
  await third.getByTitle("0.0005", { exact: true }).waitFor();
  await picture(page, "study-steered");

  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Kill/ }).click();
  await header().getByText("Cancelled", { exact: true }).waitFor({ timeout: 30_000 });
  await counts.filter({ hasText: "3 of 3 · 1 pruned · 2 cancelled" }).waitFor();

  // Everything that was asked for above, with who did, and what became of it.
  await tab("Log").click();
  await page.getByRole("button", { name: "People", exact: true }).click();
  const lines = page.locator(".study-log-line");
  for (const words of [
    /^Asked for: maximize roc_auc/,
    /^Paused: no trial begins\./,
    /^Resumed\./,
    /^3 trials in all instead of 2\./,
    /^2 at the same time instead of 1\./,
    /^Enqueued: learning_rate = /,
    /^Trial 0 is to be pruned\./,
    /^The study is to be killed\./,
  ]) {
    const line = lines.filter({ has: page.locator(".study-log-text", { hasText: words }) });
    await line.first().waitFor();
    assert.match((await line.first().textContent()) ?? "", / · \S/, `${words}: who asked for it`);
  }
  await page.getByRole("button", { name: "People", exact: true }).click();
  await lines.filter({ hasText: /Trial 0 was pruned as a person asked/ }).waitFor();
  await lines.filter({ hasText: "The study was cancelled." }).waitFor();
  await picture(page, "study-log-steered");
});

test("the log of a study shows its end, every line on the way up, finds, filters, and is saved", async () => {
  await show(one, "?tab=log");
  const log = page.getByTestId("study-log");
  const { total } = await eventPage(one.run.id, "limit=1");
  const shown = page.getByTestId("study-log-total");
  await shown.filter({ hasText: `${formatted(total)} lines` }).waitFor();
  const read = async () => Number(await log.getAttribute("data-lines"));
  assert.ok((await read()) < total, "not all of it is read at once");
  const lines = page.locator(".study-log-line");
  await lines
    .filter({ hasText: /^.*Trial \d+ begins/ })
    .last()
    .waitFor();
  await log.focus();
  await until(
    "every line is read",
    async () => {
      await log.evaluate((frame) => frame.scrollTo({ top: 0 }));
      return read();
    },
    (known) => known === total,
  );
  await log.evaluate((frame) => frame.scrollTo({ top: 0 }));
  await lines.filter({ hasText: "Asked for: 2000 trials" }).waitFor();
  assert.ok((await lines.count()) < 100, `${await lines.count()} lines in the page`);
  await page.getByRole("button", { name: "To the end" }).click();
  await lines.filter({ hasText: "Asked for" }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Ended", exact: true }).click();
  const { completed, pruned, failed, cancelled } = one.counts;
  await shown.filter({ hasText: `${formatted(completed + pruned + failed + cancelled)} lines match` }).waitFor();
  await page.getByRole("searchbox", { name: "Find in the log" }).fill("by the MEDIAN pruner");
  await shown.filter({ hasText: `${formatted(pruned)} lines match` }).waitFor();
  await page.waitForURL(/lines=.*find=/);
  await lines
    .last()
    .getByRole("button", { name: /^Trial \d+$/ })
    .click();
  const chosen = page.getByTestId("chosen-trial");
  await chosen.getByText("Pruned", { exact: true }).waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Text" }).click()]);
  const saved = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\n");
  assert.equal(saved.length, pruned);
  assert.ok(saved.every((line) => line.includes("was pruned by the median pruner")));

  await chosen.getByRole("button", { name: /^Actions of trial/ }).click();
  await page.getByRole("menuitem", { name: "Show what the log says of it" }).click();
  await page.waitForURL(/of=\d+/);
  await page.getByRole("searchbox", { name: "Find in the log" }).fill("nothing of that kind");
  await page.getByRole("heading", { name: "No line matches" }).waitFor();
  await page.getByRole("button", { name: "Show all lines" }).click();
  await shown.filter({ hasText: `${formatted(total)} lines` }).waitFor();
  await picture(page, "study-log");
});

test("22: a trial that somebody else deleted is marked where it stands, and a press takes it out", async () => {
  const few = await endedStudy((await startStudy(project, training({ name: "thinned", trials: 4 }))).run.id);
  const gone = (await trialsOf(few.run.id))[1];
  assert.ok(gone);
  await show(few, "?tab=trials&trial=1");
  const row = (number: number) => page.locator(`tr[data-trial="${number}"]`);
  await row(3).waitFor();
  const place = await row(2).boundingBox();
  await expectCall(200, "POST", `/projects/${project}/runs/bulk`, { action: "delete", runIds: [gone.runId] });
  await row(1).getByText("deleted", { exact: true }).waitFor({ timeout: 5_000 });
  await page.getByText("Trial 1 was deleted.").waitFor();
  await page.getByRole("button", { name: "Choose no trial" }).click();
  const moved = await row(2).boundingBox();
  const above = await row(0).boundingBox();
  const apart = Math.round((moved?.y ?? 0) - (above?.y ?? 0));
  assert.equal(apart, Math.round(2 * (place?.height ?? 0)), "the row below stays where it was");
  await picture(page, "study-deleted-trial");
  await page.getByRole("button", { name: "Take out 1 deleted trial" }).click();
  await row(1).waitFor({ state: "detached" });
  assert.equal(await page.locator("tr[data-trial]").count(), 3);
});

// ------------------------------------------------------------------------------------------------------------------- for everybody

test("105: without studies, without matches and with few trials the screens say why and what to do", async () => {
  const empty = await newProject("no studies");
  await page.goto(`/projects/${empty}/studies`);
  await page.getByRole("heading", { name: "No studies yet" }).waitFor();
  assert.ok((await page.getByRole("link", { name: "New study" }).count()) >= 1);
  await picture(page, "study-none");
  assert.deepEqual(await seriousFindings(page), []);

  await page.goto(`/projects/${seeded.project}/studies?q=nothing`);
  await page.getByRole("heading", { name: "No study matches" }).waitFor();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByRole("link", { name: one.run.name, exact: true }).waitFor();

  const few = await endedStudy((await startStudy(project, training({ name: "few", trials: 2 }))).run.id);
  await show(few);
  await page.getByRole("heading", { name: "Too few trials to tell" }).waitFor();
  await page.getByText("Importance needs 10 completed trials, and there are 2.").waitFor();

  const nowhere = "01a00000-0000-7000-8000-000000000000";
  await page.goto(`/projects/${seeded.project}/studies/${nowhere}`);
  await page.locator("#content").getByText(nowhere).first().waitFor();
});

test("91: the screens of studies have no serious finding of axe in both themes", async () => {
  for (const [name, path] of [
    ["list", `/projects/${seeded.project}/studies`],
    ["overview", address(one)],
    ["real", address(real)],
    ["chosen", address(one, "?trial=5")],
    ["rows", address(one, "?rows=history")],
    ["trials", address(one, "?tab=trials")],
    ["analysis", address(one, "?tab=analysis")],
    ["pareto", address(two, "?tab=pareto")],
    ["space", address(three, "?tab=pareto")],
    ["lines", address(three, "?tab=pareto&frontAs=lines")],
    ["timeline", address(one, "?tab=timeline")],
    ["log", address(one, "?tab=log")],
    ["config", address(one, "?tab=config")],
    ["form", `/projects/${project}/new?kind=study&dataset=${dataset}`],
    ["clone", `/projects/${project}/new?kind=study&from=${real.run.id}`],
  ] as const) {
    await page.goto(path);
    await page.locator("#content h1").first().waitFor();
    await page.waitForLoadState("networkidle");
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await picture(page, `study-${name}-${theme}`);
      assert.deepEqual(await seriousFindings(page), [], `${name}, ${theme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
});

test("106: on a phone the list and the page of a study do not scroll sideways, and Stop is in reach", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  try {
    for (const path of [
      `/projects/${seeded.project}/studies`,
      address(one),
      address(one, "?tab=trials"),
      address(one, "?tab=analysis"),
      address(one, "?tab=timeline"),
      address(one, "?tab=log"),
      address(two, "?tab=pareto"),
      address(three, "?tab=pareto"),
      address(three, "?tab=pareto&frontAs=lines"),
    ]) {
      await page.goto(path);
      await page.locator("#content h1").first().waitFor();
      await page.waitForLoadState("networkidle");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${path}: ${wide} px`);
    }
    await show(one);
    const stop = await page.getByRole("button", { name: "Stop", exact: true }).boundingBox();
    assert.ok(stop && stop.y + stop.height <= 844, JSON.stringify(stop));
    assert.ok(stop.height >= 24 && stop.width >= 24, JSON.stringify(stop));
    await picture(page, "study-phone");
  } finally {
    await page.setViewportSize({ width: 1440, height: 900 });
  }
});
