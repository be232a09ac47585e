/** The launch form of a study, against the whole system: ranges in the place of values, goal, sampler, pruner, budget, what is known already. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page, Request } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, upload, url } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

interface Study {
  run: Run;
  search: Record<string, unknown>;
  objectives: { metric: string; direction: string }[];
  sampler: { name: string };
  seed: number;
  trials: number;
  counts: { running: number; completed: number; pruned: number; failed: number; cancelled: number };
}

interface Trials {
  runId: string[];
  state: string[];
  parameters: Record<string, (number | string | null)[]>;
}

type Body = Record<string, unknown>;

let browser: BrowserContext;
let page: Page;
let project = "";
let trained: Run;
let studyId = "";

const form = (search: string) => `${url}/projects/${project}/new?${search}`;
const field = (label: string) => page.getByLabel(label, { exact: true });
const searches = (title: string) => field(`Search ${title}`);
/** Searches a parameter, or fixes it again: its row becomes another one, with a switch of its own. */
async function vary(title: string, on = true): Promise<void> {
  await searches(title).click();
  await page.getByRole("group", { name: `Range of ${title}` }).waitFor({ state: on ? "visible" : "detached" });
}
const summary = () => page.getByRole("complementary", { name: "Summary" });
const start = () => page.getByRole("button", { name: "Start study" }).click();
const focused = () => page.locator(":focus");

/** A study of what the training did. */
async function open(search = `kind=study&from=${trained.id}`): Promise<void> {
  await page.goto(form(search));
  await searches("Learning rate").waitFor();
}

const isStart = (request: Request) => request.method() === "POST" && request.url().endsWith(`/${project}/studies`);

/** What the form sends; nothing is started by it. */
async function sentBy(work: () => Promise<void>): Promise<Body> {
  await refused([{ detail: "Nothing is started here." }]);
  const sent = page.waitForRequest(isStart);
  await work();
  const body = (await sent).postDataJSON() as Body;
  await page.getByText("The study was not started. What you entered is kept.").waitFor();
  await page.unroute("**/studies");
  return body;
}

/** The server finds these faults in the next study. */
async function refused(errors: { field?: string; detail: string }[]): Promise<void> {
  await page.route("**/studies", (route) =>
    isStart(route.request())
      ? route.fulfill({
          status: 422,
          contentType: "application/problem+json",
          json: {
            type: "urn:signalbox:error:study.invalid",
            title: "Invalid",
            status: 422,
            code: "study.invalid",
            detail: errors[0]?.detail,
            field: errors[0]?.field,
            traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
            retryable: false,
            errors,
          },
        })
      : route.continue(),
  );
}

before(async () => {
  project = await newProject("launch study");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body;
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset.id,
    target: "survived",
    excludedColumns: ["alive"],
    parameters: { n_estimators: 20 },
    name: "by itself",
  });
  trained = await ended(started.id);
  assert.equal(trained.status, "succeeded", JSON.stringify(trained.failure));
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page);
});

after(() => browser?.close());

test("94: a study is started with mouse and keyboard, and does what the form said", async () => {
  await page.goto(form("kind=training"));
  await page.getByRole("radio", { name: "Study", exact: true }).click({ force: true });
  await page.getByText("What each trial does").waitFor();
  assert.match(page.url(), /kind=study/);
  await open();
  await page.getByText("Prefilled from an earlier run").waitFor();
  assert.equal(await field("Trees").inputValue(), "20");

  await vary("Learning rate");
  await field("Low of Learning rate").fill("0.01");
  await field("High of Learning rate").fill("0.3");

  await searches("Leaves per tree").focus();
  await page.keyboard.press("Space");
  assert.equal(await searches("Leaves per tree").isChecked(), true);
  // The row is another one, and the focus is where it was.
  assert.equal(await searches("Leaves per tree").evaluate((element) => element === document.activeElement), true);
  await page.keyboard.press("Tab");
  await page.keyboard.type("8");
  await page.keyboard.press("Tab");
  await page.keyboard.type("64");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.equal(await field("Log scale of Leaves per tree").isChecked(), false);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("8");
  assert.equal(await field("Step of Leaves per tree").inputValue(), "8");

  await vary("Class weight");
  await summary().getByText("3 parameters, 1 of them continuous").waitFor();

  await field("Objective 1").selectOption("accuracy");
  assert.equal(await field("Direction of objective 1").inputValue(), "maximize");
  await page.getByRole("radio", { name: "Random", exact: true }).check({ force: true });
  await field("Seed of the sampler").fill("7");
  await field("Trials").fill("4");
  await field("At the same time").fill("2");
  await page.getByRole("button", { name: "Add the defaults" }).press("Enter");
  await field("Leaves per tree of configuration 1").fill("32");
  await field("Name").fill("by hand");
  await summary().getByText("4, 2 at the same time, 1 of them known").waitFor();

  // Only of a request that goes through a route does the browser tell what it sends.
  await page.route("**/studies", (route) => route.continue());
  const sent = page.waitForRequest(isStart);
  await page.keyboard.press("Control+Enter");
  const request = await sent;
  const body = request.postDataJSON() as Body;
  assert.match(request.headers()["idempotency-key"] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(body.search, {
    learning_rate: { type: "float", low: 0.01, high: 0.3, log: true },
    num_leaves: { type: "integer", low: 8, high: 64, step: 8 },
    class_weight: { type: "categorical", choices: ["none", "balanced"] },
  });
  assert.deepEqual(body.objectives, [{ metric: "accuracy", direction: "maximize" }]);
  assert.deepEqual(body.enqueue, [{ learning_rate: 0.05, num_leaves: 32, class_weight: "none" }]);
  const fixed = body.parameters as Body;
  assert.equal(fixed.n_estimators, 20);
  assert.equal("learning_rate" in fixed || "num_leaves" in fixed || "class_weight" in fixed, false);

  await page.waitForURL(/\/studies\/[0-9a-f-]+/);
  await page.unroute("**/studies");
  studyId = /studies\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const run = await ended(studyId);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  const study = await expectCall<Study>(200, "GET", `/studies/${studyId}`);
  assert.equal(study.run.name, "by hand");
  assert.equal(study.sampler.name, "random");
  assert.equal(study.seed, 7);
  assert.equal(study.counts.completed, 4);
  const trials = await expectCall<Trials>(200, "GET", `/studies/${studyId}/trials`);
  assert.ok(trials.parameters.num_leaves?.every((leaves) => Number(leaves) % 8 === 0));
  assert.ok(trials.parameters.num_leaves?.includes(32));
});

test("81: what is wrong with a range is told in its place, and in a list whose links lead there", async () => {
  await open();
  const told = async (words: string, label: string, change: () => Promise<void>) => {
    await change();
    await field(label).blur();
    const range = page.getByRole("group", { name: "Range of Learning rate" });
    await range.getByText(words).waitFor();
    assert.equal(await field(label).getAttribute("aria-invalid"), "true", words);
    await start();
    const link = page.getByRole("button", { name: `: ${words}` }).first();
    await link.waitFor();
    await field("Name").focus();
    await link.click();
    assert.equal(await field(label).evaluate((element) => element === document.activeElement), true, words);
  };
  await vary("Learning rate");
  const low = (text: string) => () => field("Low of Learning rate").fill(text);
  await told("It must not be more than the high end.", "Low of Learning rate", async () => {
    await field("High of Learning rate").fill("0.1");
    await low("0.5")();
  });
  await told("It must be from 0.0001 to 1.", "Low of Learning rate", low("0"));
  await told("“fast” is not a number.", "Low of Learning rate", low("fast"));
  await told("Give a value.", "Low of Learning rate", low(""));
  await low("0.01")();
  await field("Log scale of Learning rate").uncheck();
  await told("It must be more than 0.", "Step of Learning rate", () => field("Step of Learning rate").fill("0"));
  await told("It must be more than 0.", "Step of Learning rate", () => field("Step of Learning rate").fill("-0.1"));
  await field("Step of Learning rate").fill("0.01");
  await page.getByText("The study was not started. What you entered is kept.").waitFor({ state: "detached" });
});

test("81: a log scale from 0, no choice, and nothing searched are refused", async () => {
  await open();
  await start();
  await page.getByRole("button", { name: "Search: Choose at least one parameter that is searched." }).click();
  assert.match((await focused().locator("xpath=..").textContent()) ?? "", /^Search/);

  await vary("Class weight");
  const weight = page.getByRole("group", { name: "Range of Class weight" });
  await weight.getByLabel("none").uncheck();
  await weight.getByLabel("balanced").uncheck();
  await weight.getByText("Choose at least one value.").waitFor();
  await page.getByRole("button", { name: "Class weight › Values: Choose at least one value." }).click();
  assert.equal(await weight.getByLabel("none").evaluate((element) => element === document.activeElement), true);
  await weight.getByLabel("balanced").check();

  // A penalty may be 0, but not on a log scale; it is out of sight until it is searched.
  await page.getByRole("radio", { name: "Advanced", exact: true }).first().check({ force: true });
  await vary("L2 penalty");
  await page.getByRole("radio", { name: "Basic", exact: true }).first().check({ force: true });
  await field("Log scale of L2 penalty").check();
  await page.getByRole("group", { name: "Range of L2 penalty" }).getByText("A log scale begins above 0.").waitFor();
  await page.getByRole("button", { name: "L2 penalty › Low: A log scale begins above 0." }).click();
  assert.equal(await field("Low of L2 penalty").evaluate((element) => element === document.activeElement), true);
});

test("81: what is wrong with goal, budget and known configurations is told in its place", async () => {
  await open();
  await vary("Learning rate");
  await field("Pruner").selectOption({ label: "Median" });
  await page.getByRole("button", { name: "Add an objective" }).click();
  await field("Objective 2").selectOption({ index: 0 });
  await page.getByRole("button", { name: "Add a constraint" }).press("Enter");
  await field("Trials").fill("0");
  await field("At the same time").fill("101");
  await field("Time budget").fill("soon");
  await field("Seed of the sampler").fill("-1");
  await page.getByRole("button", { name: "Add a row" }).click();
  // The focus is in the new row.
  await page.keyboard.type("7");
  await start();
  for (const words of [
    "Objective 2: It is an objective already.",
    "Constraint 1: Choose a metric.",
    "Constraint 1 › bound: It must be a number.",
    "Pruner: It needs a single objective: choose no pruner, or keep one objective.",
    "Seed of the sampler: It must be a whole number from 0 to 2147483647.",
    "Trials: It must be a whole number from 1 to 10000.",
    "At the same time: It must be a whole number from 1 to 100.",
    "Time budget: It must be a whole number from 1 to 31536000.",
    "Configuration 1 › Learning rate: It must be from 0.0001 to 1.",
  ]) {
    await page.getByRole("button", { name: words, exact: true }).click();
    assert.equal(await focused().getAttribute("aria-invalid"), "true", words);
  }
  // The row was removed, and the focus is at the button that adds.
  await page.getByRole("button", { name: "Remove configuration 1" }).press("Enter");
  assert.match((await focused().textContent()) ?? "", /Add a row/);
  await page.getByRole("button", { name: "Remove objective 2" }).click();
  await page.getByRole("button", { name: /^Pruner: / }).waitFor({ state: "detached" });
});

test("81: what the server refuses comes back to its field", async () => {
  await open();
  await vary("Learning rate");
  await vary("Class weight");
  await page.getByRole("button", { name: "Add the defaults" }).click();
  const errors = [
    ["search.learning_rate.high", "is too much", "Learning rate › High"],
    ["search.class_weight.choices[1]", "does not fit", "Class weight › Values"],
    ["objectives[0].metric", "is not reported", "Objective 1"],
    ["sampler.parameters.group", "needs multivariate", "Sampler › Group"],
    ["enqueue[0].class_weight", "is no value of its range", "Configuration 1 › Class weight"],
    ["trials", "are too many", "Trials"],
  ] as const;
  await refused(errors.map(([path, detail]) => ({ field: path, detail })));
  await start();
  for (const [path, words, title] of errors) {
    const link = page.getByRole("button", { name: `${title}: ${words}` });
    await link.click();
    const place = path.replace(/\[1\]$/, "");
    const host = page.locator(`[data-field="${place}"]`);
    assert.ok((await host.locator(":focus").count()) > 0, path);
    assert.match((await host.textContent()) ?? "", new RegExp(words), path);
  }
  await page.unroute("**/studies");
  // What is changed is another request: the refusal was of something else.
  await field("Trials").fill("3");
  await page.getByRole("button", { name: "Trials: are too many" }).waitFor({ state: "detached" });
});

test("81: a sampler that cannot search the space is refused by the server at the range", async () => {
  await open();
  await vary("Learning rate");
  await field("Log scale of Learning rate").uncheck();
  await page.getByRole("radio", { name: "Grid", exact: true }).check({ force: true });
  await start();
  await page.getByRole("button", { name: /^Learning rate › Step: / }).click();
  assert.equal(await field("Step of Learning rate").evaluate((element) => element === document.activeElement), true);
});

test("the summary tells the size of the space, how long it takes, and what it waits for", async () => {
  await open();
  await summary().getByText("nothing yet").waitFor();
  await page.getByRole("radio", { name: "Advanced", exact: true }).first().check({ force: true });
  await vary("Leaves per tree");
  await field("Log scale of Leaves per tree").uncheck();
  await field("High of Leaves per tree").fill("192");
  await field("Step of Leaves per tree").fill("2");
  await vary("Depth");
  await field("Low of Depth").fill("1");
  await vary("Class weight");
  await summary().getByText("3 parameters; about 12,288 combinations").waitFor();
  await vary("Learning rate");
  await summary().getByText("4 parameters, 1 of them continuous").waitFor();
  await summary()
    .getByText(/^about \d.*: 60 trials of about \d.*, 4 at the same time, /)
    .waitFor();
  await summary()
    .getByText(/^(starts at once|\d+ ahead|next, when one of \d+ slots? is free)$/)
    .waitFor();
  await field("Time budget").fill("1");
  await summary()
    .getByText(/^its time budget of 1\.0 s, in place of about /)
    .waitFor();
});

test("form and JSON of the search keep each other's ranges, and an unknown parameter is an error with its place", async () => {
  await open();
  await vary("Learning rate");
  await page.getByRole("radio", { name: "JSON", exact: true }).first().check({ force: true });
  const text = field("Search as JSON");
  const known = JSON.parse(await text.inputValue()) as Body;
  assert.deepEqual(known, { learning_rate: { type: "float", low: 0.0001, high: 1, log: true } });
  await text.fill(JSON.stringify({ ...known, speed: { low: 1, high: 2 } }, null, 2));
  await page
    .getByText(/“speed” is no parameter that can be searched \(line \d+, column 3\)/)
    .first()
    .waitFor();
  await start();
  await page.getByRole("button", { name: /^Search: “speed” / }).click();
  assert.equal(await text.evaluate((element) => element === document.activeElement), true);
  await text.fill(JSON.stringify({ num_leaves: { choices: [8, 32] } }));
  await page.getByRole("radio", { name: "Basic", exact: true }).first().check({ force: true });
  assert.equal(await field("Values of Leaves per tree").inputValue(), "8, 32");
  assert.equal(await searches("Learning rate").isChecked(), false);
});

test("what is entered outlives a look elsewhere, and a template keeps a study", async () => {
  await page.goto(form("kind=study"));
  await page.getByText("What each trial does").waitFor();
  await field("Trials").fill("17");
  await page.goto(`${url}/projects/${project}/runs`);
  await page.goto(form("kind=study"));
  assert.equal(await field("Trials").inputValue(), "17");

  await open();
  await vary("Learning rate");
  await field("High of Learning rate").fill("0.2");
  await page.getByRole("button", { name: "Save as template" }).click();
  await field("Name of the template").fill("rates");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("list", { name: "Templates" }).getByText("rates").waitFor();
  await page.goto(form("kind=study"));
  await page.getByRole("list", { name: "Templates" }).getByText("rates").click();
  assert.equal(await field("High of Learning rate").inputValue(), "0.2");
});

test("31: a study is prefilled from another one, and what differs is listed as fields are changed", async () => {
  await open(`kind=study&from=${studyId}`);
  await page.getByText("Prefilled from an earlier study").waitFor();
  await page.getByText("The same as the cloned run").waitFor();
  assert.equal(await field("Low of Learning rate").inputValue(), "0.01");
  assert.equal(await field("Log scale of Learning rate").isChecked(), true);
  assert.equal(await field("Step of Leaves per tree").inputValue(), "8");
  assert.equal(await field("Objective 1").inputValue(), "accuracy");
  assert.equal(await page.getByRole("radio", { name: "Random", exact: true }).isChecked(), true);
  assert.equal(await field("Seed of the sampler").inputValue(), "7");
  assert.equal(await field("Trials").inputValue(), "4");
  assert.equal(await field("At the same time").inputValue(), "2");
  assert.equal(await field("Trees").inputValue(), "20");
  await field("Trials").fill("5");
  const differences = page.getByRole("region", { name: "Differences from the cloned run" });
  await differences.getByText("trials").waitFor();
  assert.match((await differences.textContent()) ?? "", /trials: 4 5/);

  // It can learn from the one that it is made of, which searches the same for the same.
  await field("Start from an earlier study").selectOption(studyId);
  await page.getByRole("list", { name: "Starts from" }).getByText("by hand").waitFor();
  const body = await sentBy(start);
  assert.deepEqual(body.startFrom, [studyId]);
  await vary("Class weight", false);
  await start();
  await page.getByRole("button", { name: /^Earlier study 1: It searches other parameters/ }).waitFor();
});

test("71: a trial is made again as a training with its parameters", async () => {
  const { runId, parameters } = await expectCall<Trials>(200, "GET", `/studies/${studyId}/trials`);
  await page.goto(form(`kind=training&from=${runId[0]}`));
  await page.getByText("The same as the cloned run").waitFor();
  await page.getByRole("button", { name: "Start training" }).waitFor();
  assert.equal(Number(await field("Learning rate").inputValue()), parameters.learning_rate?.[0]);
  assert.equal(Number(await field("Leaves per tree").inputValue()), parameters.num_leaves?.[0]);
  assert.equal(await field("Trees").inputValue(), "20");
});

test("a study may search what a solver does", async () => {
  await page.goto(form("kind=study"));
  await page.getByRole("radio", { name: "It solves a problem" }).check({ force: true });
  await page.getByRole("radio", { name: "A named template" }).check({ force: true });
  await page.getByRole("radio", { name: "Knapsack" }).check({ force: true });
  await vary("Gap limit");
  await field("High of Gap limit").fill("0.5");
  await field("Objective 1").selectOption("seconds");
  await page.getByRole("radio", { name: "Random", exact: true }).check({ force: true });
  await field("Trials").fill("2");
  await start();
  await page.waitForURL(/\/studies\/[0-9a-f-]+/);
  const id = /studies\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const run = await ended(id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  const study = await expectCall<Study>(200, "GET", `/studies/${id}`);
  assert.deepEqual(study.objectives, [{ metric: "seconds", direction: "minimize" }]);
  assert.equal(study.counts.completed, 2);
});

test("91: the form of a study has no serious finding of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await open();
    await vary("Learning rate");
    await field("Low of Learning rate").fill("2");
    await vary("Class weight");
    await field("Pruner").selectOption({ label: "Median" });
    await page.getByRole("button", { name: "Add a constraint" }).click();
    await page.getByRole("button", { name: "Add the defaults" }).click();
    await start();
    await page.getByRole("button", { name: /^Learning rate › Low: / }).waitFor();
    await picture(page, `launch-study-${theme}`, true);
    assert.deepEqual(await seriousFindings(page), [], theme);
  }
});
