/**
 * A study of a solver over a set of instances, against the whole system: trials that solve all of them in one order, what a set comes to,
 * pruning while it is solved, and its screens. The arithmetic is tested in ml-services/solving and in web/src.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import {
  call,
  type Dataset,
  download,
  ended,
  expectCall,
  newProject,
  type Problem,
  until,
  upload,
} from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { cover, endless } from "../src/instances.ts";
import { endedStudy, type Study, type StudyRun, startStudy, studyOf, type Trial, trialsOf } from "../src/studies.ts";
import { tips } from "../src/tables.ts";

interface Counts {
  gapIntegral: number;
  seconds: number;
  par10: number;
  gap: number;
  solved: number;
}

interface Row {
  place: number;
  name: string;
  status: string;
  beganAt?: number;
  limit?: string | null;
  gap?: number | null;
  time?: number | null;
  counts?: Counts;
  message?: string;
}

interface Table {
  timeLimit: number;
  counts: Counts;
  instances: Row[];
}

interface Instance {
  place: number;
  datasetId: string;
  name: string;
  version: number;
}

interface Series {
  key: string;
  step: number[];
  last: number[];
}

type SetRun = StudyRun & { instances?: number; attempt: number };

/** Of each instance, in seconds: far more than pruning takes. */
const LIMIT = 20;
/** Of three instances. */
const TICKS = 20;

let browser: BrowserContext;
let page: Page;
let project = "";
/** Two that are solved within a moment, and one that never is; but within a gap of 500 % it is at once. */
let easy: [Dataset, Dataset];
let hard: Dataset;
let study: Study;
let trials: Trial[] = [];
let order: Instance[] = [];

async function store(name: string, content: string): Promise<Dataset> {
  const answer = await upload<Dataset>(project, name, content);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

const overSet = (more: object) => ({
  algorithm: "highs",
  datasetIds: [easy[0].id, hard.id, easy[1].id],
  parameters: { time_limit_seconds: LIMIT, threads: 1 },
  search: {
    gap_limit: { type: "categorical", choices: [0, 5] },
    seed: { type: "integer", low: 0, high: 1000 },
  },
  objectives: [{ metric: "set/seconds", direction: "minimize" }],
  sampler: { name: "random" },
  seed: 11,
  parallelism: 1,
  trials: 1,
  ...more,
});

const runOf = (id: string) => expectCall<SetRun>(200, "GET", `/runs/${id}`);
const instancesOf = async (id: string) =>
  (await expectCall<{ items: Instance[] }>(200, "GET", `/studies/${id}/instances`)).items;

async function tableOf(runId: string): Promise<Table> {
  const answer = await download(`/runs/${runId}/artifacts/instances.json`);
  assert.equal(answer.status, 200, `the table of run ${runId}`);
  return (await answer.json()) as Table;
}

const seriesOf = async (runId: string, key: string): Promise<Series> => {
  const body = { runIds: [runId], keys: [key], x: "step", width: 200 };
  const { series } = await expectCall<{ series: Series[] }>(200, "POST", "/charts/query", body);
  return series.find((one) => one.key === key) ?? { key, step: [], last: [] };
};

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (found: number | undefined, wanted: number, what: string) =>
  assert.ok(
    Math.abs((found ?? Number.NaN) - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)),
    `${what}: ${found}, not ${wanted}`,
  );

const placeOf = (dataset: Dataset) => order.find(({ datasetId }) => datasetId === dataset.id)?.place ?? 0;

before(async () => {
  project = await newProject("study instances");
  easy = [await store("cover-a.mps", cover(3)), await store("cover-b.mps", cover(7))];
  hard = await store("split.mps", endless());
  const good = [1, 2, 3].map((seed) => ({ gap_limit: 5, seed }));
  const started = await startStudy(
    project,
    overSet({
      name: "over three",
      trials: 6,
      pruner: { name: "median", parameters: { n_startup_trials: 3 } },
      // Three that are quick on all of them; then one that is never done with the hard one, so that it falls behind.
      enqueue: [...good, { gap_limit: 0, seed: 4 }],
    }),
  );
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(20_000);
  await signIn(page);
  study = await endedStudy(started.run.id, 300_000);
  trials = await trialsOf(study.run.id);
  order = await instancesOf(study.run.id);
  assert.equal(trials.length, 6, JSON.stringify(study.run.failure));
});

after(() => browser?.close());

// ----------------------------------------------------------------------------------------------------------------------- numbers

test("each trial solves all instances in one order, and comes to what its table says", async () => {
  assert.equal((study.run as SetRun).instances, 3);
  assert.deepEqual(
    order.map(({ place }) => place),
    [1, 2, 3],
  );
  const ids = [easy[0].id, easy[1].id, hard.id];
  assert.deepEqual(order.map(({ datasetId }) => datasetId).sort(), ids.sort());
  const completed = trials.filter(({ state }) => state === "completed");
  assert.ok(completed.length >= 3, JSON.stringify(trials));
  for (const { number, runId, values } of completed) {
    const run = await runOf(runId);
    assert.equal(run.instances, 3);
    const { timeLimit, counts, instances } = await tableOf(runId);
    assert.equal(timeLimit, LIMIT);
    assert.deepEqual(
      instances.map(({ name }) => name),
      order.map(({ name, version }) => `${name} v${version}`),
    );
    const each = instances.map((row) => {
      const own = row.counts;
      assert.ok(own, `${row.name} of trial ${number}`);
      const isSolved = own.solved === 1;
      near(own.seconds, isSolved ? Math.min(LIMIT, row.time ?? 0) : LIMIT, "seconds");
      near(own.par10, isSolved ? own.seconds : 10 * LIMIT, "par10");
      near(own.gap, row.status === "optimal" ? 0 : Math.min(1, row.gap ?? 1), "gap");
      assert.ok(own.gapIntegral >= 0 && own.gapIntegral <= 1, "gap integral");
      return own;
    });
    near(counts.gapIntegral, mean(each.map((one) => one.gapIntegral)), "mean gap integral");
    near(counts.seconds, Math.exp(mean(each.map((one) => Math.log(one.seconds + 10)))) - 10, "shifted mean");
    near(counts.par10, mean(each.map((one) => one.par10)), "mean PAR10");
    near(counts.gap, mean(each.map((one) => one.gap)), "mean gap");
    assert.equal(counts.solved, each.filter((one) => one.solved === 1).length);
    near(values[0], counts.seconds, `value of trial ${number}`);
    for (const [key, value] of [
      ["gap_integral", counts.gapIntegral],
      ["seconds", counts.seconds],
      ["par10", counts.par10],
      ["gap", counts.gap],
      ["solved", counts.solved],
    ] as const) {
      near(run.summary[`set/${key}`], value, key);
    }
    const told = await seriesOf(runId, "instance/seconds");
    assert.deepEqual(told.step, [1, 2, 3]);
    each.forEach((one, at) => {
      near(told.last[at], one.seconds, `instance ${at + 1}`);
    });
  }
});

test("all trials tell at the same moments what the set comes to if nothing gets better any more", async () => {
  for (const { number, runId, values, state } of trials) {
    if (state !== "completed") continue;
    const { step, last } = await seriesOf(runId, "set/seconds");
    assert.deepEqual(step, upTo(3 * TICKS), `trial ${number}`);
    near(last.at(-1), values[0] ?? Number.NaN, `the last point of trial ${number}`);
    assert.ok(
      last.every((value, at) => at === 0 || value <= (last[at - 1] ?? 0)),
      `trial ${number} never gets worse`,
    );
  }
});

test("a trial that is behind the others at the same moment ends at once, and its table says how far it came", async () => {
  assert.deepEqual(
    trials.slice(0, 4).map(({ state }) => state),
    ["completed", "completed", "completed", "pruned"],
  );
  const { runId } = trials[3] as Trial;
  const run = await runOf(runId);
  assert.equal(run.trialState, "pruned");
  // It would have gone on for as long as its limit.
  assert.ok(
    Date.parse(run.endedAt ?? "") - Date.parse(run.startedAt ?? "") < 1000 * LIMIT,
    `${run.startedAt}, ${run.endedAt}`,
  );
  const { step } = await seriesOf(runId, "set/seconds");
  assert.ok((step.at(-1) ?? 0) > 0 && (step.at(-1) ?? 0) < placeOf(hard) * TICKS, String(step.at(-1)));
  const { instances } = await tableOf(runId);
  for (const { place, status, counts } of instances) {
    if (place < placeOf(hard)) continue;
    assert.equal(counts, undefined);
    assert.ok(
      place > placeOf(hard) ? status === "waiting" : ["solving", "waiting"].includes(status),
      `${place} ${status}`,
    );
  }
});

test("the order comes from the seed, however the instances were named", async () => {
  const other = await startStudy(project, overSet({ datasetIds: [easy[1].id, easy[0].id, hard.id] }));
  assert.deepEqual(
    (await instancesOf(other.run.id)).map(({ datasetId }) => datasetId),
    order.map(({ datasetId }) => datasetId),
  );
  await expectCall(202, "POST", `/runs/${other.run.id}/cancel`, { mode: "kill" });
});

test("wilcoxon looks at the instances one by one, by itself", async () => {
  const other = await startStudy(project, overSet({ pruner: { name: "wilcoxon" } }));
  assert.equal(other.pruner?.metric, "instance/seconds");
  await expectCall(202, "POST", `/runs/${other.run.id}/cancel`, { mode: "kill" });
});

test("every instance knows its study, and is kept for it", async () => {
  for (const { id } of [...easy, hard]) {
    const lineage = await expectCall<{ studies: { items: { id: string }[] } }>(200, "GET", `/datasets/${id}/lineage`);
    assert.ok(
      lineage.studies.items.some((one) => one.id === study.run.id),
      JSON.stringify(lineage),
    );
    const refused = await call<Problem>("DELETE", `/datasets/${id}`);
    assert.deepEqual([refused.status, refused.body.code], [409, "dataset.in_use"]);
  }
});

// --------------------------------------------------------------------------------------------------------------------- bad input

test("a set that cannot be solved is refused with the field at fault", async () => {
  const table = (await upload<Dataset>(project, "tips.csv", tips())).body;
  const gone = await store("gone.mps", cover(5));
  await expectCall(204, "DELETE", `/datasets/${gone.id}`);
  const [a, b] = [easy[0].id, easy[1].id];
  const cases: [body: object, field: string][] = [
    [{ datasetIds: [] }, "datasetIds"],
    [{ datasetIds: [a] }, "datasetIds"],
    [{ datasetIds: [a, b, a] }, "datasetIds[2]"],
    [{ datasetIds: Array.from({ length: 101 }, () => randomUUID()) }, "datasetIds"],
    [{ datasetIds: [a, randomUUID()] }, "datasetIds[1]"],
    [{ datasetIds: [a, gone.id] }, "datasetIds[1]"],
    [{ datasetIds: [a, table.id] }, "datasetIds[1]"],
    [{ datasetIds: [a, 7] }, "datasetIds[1]"],
    [{ datasetIds: [a, "none"] }, "datasetIds[1]"],
    [{ datasetIds: a }, "datasetIds"],
    [{ datasetId: a }, "datasetIds"],
    [{ algorithm: "ridge", parameters: {}, search: { alpha: { type: "float", low: 1, high: 2 } } }, "datasetIds"],
    [{ parameters: {} }, "parameters.time_limit_seconds"],
    [{ parameters: { time_limit_seconds: 0 } }, "parameters.time_limit_seconds"],
    [{ search: { time_limit_seconds: { type: "float", low: 1, high: 9 } } }, "search.time_limit_seconds"],
    [{ objectives: [{ metric: "seconds" }] }, "objectives[0].metric"],
    [{ objectives: [{ metric: "instance/seconds" }] }, "objectives[0].metric"],
    [{ constraints: [{ metric: "instance/gap", bound: 1 }] }, "constraints[0].metric"],
    [{ pruner: { name: "wilcoxon", metric: "set/seconds" } }, "pruner.metric"],
    [{ datasetIds: null, datasetId: a }, "objectives[0].metric"],
  ];
  for (const [body, field] of cases) {
    const answer = await call<Problem>("POST", `/projects/${project}/studies`, overSet(body));
    const named = [answer.body?.field, ...(answer.body?.errors ?? []).map((each) => each.field)];
    const said = `${JSON.stringify(body).slice(0, 200)} was answered ${answer.status}: ${JSON.stringify(answer.body)}`;
    assert.ok([400, 404, 422].includes(answer.status), said);
    assert.ok(named.includes(field), said);
  }
  const {
    search: _,
    objectives: __,
    sampler: ___,
    trials: ____,
    parallelism: _____,
    seed: ______,
    ...solve
  } = overSet({});
  const byItself = await call<Problem>("POST", `/projects/${project}/runs`, { kind: "solve", ...solve });
  assert.ok([400, 422].includes(byItself.status), JSON.stringify(byItself.body));
});

test("an instance that cannot be read fails its trial with its name, once", async () => {
  const nonsense = await store("nonsense.lp", "nothing of the kind\n");
  const started = await startStudy(project, overSet({ datasetIds: [easy[0].id, nonsense.id] }));
  await endedStudy(started.run.id);
  const [trial] = await trialsOf(started.run.id);
  assert.equal(trial?.state, "failed");
  const run = await runOf(trial?.runId ?? "");
  assert.equal(run.failure?.code, "instance.malformed");
  assert.match(run.failure?.message ?? "", /^Instance [12], nonsense\.lp v1: /);
  assert.equal(run.attempt, 1);
});

// ---------------------------------------------------------------------------------------------------------------------- screens

const at = (search: string) => `/projects/${project}/studies/${study.run.id}${search}`;
const matrix = (): Locator => page.getByRole("table", { name: "Trials by instances" });
const cell = (trial: number, place: number): Locator =>
  page.locator(`tr[data-trial="${trial}"] td[data-place="${place}"]`);
const field = (label: string) => page.getByLabel(label, { exact: true });

test("the form takes a set, says how long a trial may take, and starts a study over it", async () => {
  await page.goto(`/projects/${project}/new?kind=study`);
  await page.getByRole("radio", { name: "It solves a problem" }).check({ force: true });
  await page.getByRole("radio", { name: "A set of instances" }).check({ force: true });
  const choice = page.getByRole("group", { name: "Instances", exact: true });
  const start = page.getByRole("button", { name: "Start study" });
  await start.click();
  await page.getByRole("button", { name: "Instances: Choose at least 2 instances." }).click();
  assert.equal(await choice.locator(":focus").count(), 1);
  await choice.getByLabel("Search", { exact: true }).fill("cover");
  await choice.getByRole("checkbox", { name: /^split\.mps/ }).waitFor({ state: "detached" });
  await choice.getByRole("button", { name: "Choose all shown" }).click();
  await choice.getByText("2 instances chosen").waitFor();
  await choice.getByLabel("Search", { exact: true }).fill("");
  await choice.getByRole("checkbox", { name: /^split\.mps/ }).check();
  await choice.getByRole("button", { name: "Leave out cover-b.mps" }).click();
  await choice.getByText("2 instances chosen").waitFor();
  await page.getByRole("radio", { name: "HiGHS" }).check({ force: true });
  await page.getByRole("complementary", { name: "Summary" }).getByText("give each instance a time limit").waitFor();
  await start.click();
  await page.getByRole("button", { name: /Time limit: It must be more than 0 over a set/ }).click();
  await field("Time limit").fill("2");
  await page.getByText("at most 4.0 s: 2 instances of at most 2.0 s").waitFor();
  await field("Search Gap limit").click();
  await field("Low of Gap limit").fill("0.01");
  await field("High of Gap limit").fill("5");
  assert.equal(await field("Objective 1").inputValue(), "set/gap_integral");
  await page.getByRole("radio", { name: "Random", exact: true }).check({ force: true });
  await field("Pruner").selectOption({ label: "Median" });
  await field("Trials").fill("1");
  await field("Name").fill("from the form");
  await picture(page, "study-instances-form", true);
  await start.click();
  await page.waitForURL(/\/studies\/[0-9a-f-]+/);
  const id = /studies\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const made = await studyOf(id);
  assert.equal((made.run as SetRun).instances, 2);
  assert.equal(made.pruner?.metric, "set/gap_integral");
  const run = await ended(id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));

  // The same again has the same instances.
  await page.goto(`/projects/${project}/new?kind=study&from=${id}`);
  await page.getByText("The same as the cloned run").waitFor();
  await page.getByText("2 instances chosen").waitFor();
});

test("every trial is shown by every instance, in any order, and leads to its datasets", async () => {
  await page.goto(at("?tab=instances"));
  await matrix().waitFor();
  for (const { number, runId, state } of trials) {
    if (state !== "completed") continue;
    const { instances } = await tableOf(runId);
    for (const { place, counts } of instances) {
      const found = cell(number, place).and(page.locator(`[title="${counts?.seconds}"]`));
      await found.waitFor();
      assert.match((await found.textContent()) ?? "", /^[\d.]+ s$/);
    }
  }
  assert.equal(await cell(3, placeOf(hard)).textContent(), "–");
  // By the time on the hard one: what was never done with it comes last, both ways.
  const numbers = () =>
    matrix()
      .locator("tbody tr[data-trial]")
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.trial));
  await matrix().getByRole("button", { name: "split.mps" }).click();
  await matrix().locator('th[aria-sort="ascending"]').waitFor();
  const upwards = await numbers();
  assert.equal(upwards.length, 6);
  const known: string[] = [];
  for (const { number, runId } of trials) {
    if ((await seriesOf(runId, "instance/seconds")).step.includes(placeOf(hard))) known.push(String(number));
  }
  assert.deepEqual(upwards.slice(0, known.length).sort(), known.sort());
  await matrix().getByRole("button", { name: "split.mps" }).click();
  await matrix().locator('th[aria-sort="descending"]').waitFor();
  assert.equal((await numbers()).at(-1), upwards.at(-1));
  await page.getByLabel("Measure", { exact: true }).selectOption("solved");
  await page.waitForURL(/measure=solved/);
  await cell(0, placeOf(hard)).and(page.locator('[title="1"]')).waitFor();
  await matrix()
    .getByRole("link", { name: new RegExp(`^Dataset of instance ${placeOf(hard)}, `) })
    .click();
  await page.getByRole("heading", { name: /^split\.mps/ }).waitFor();
  await page.goto(at("?tab=config"));
  await page.getByRole("table", { name: "Instances" }).getByRole("link", { name: "cover-a.mps@v1" }).waitFor();
});

test("a trial shows what each instance came to, with the curves of one of them", async () => {
  const { runId } = trials[0] as Trial;
  await page.goto(`/projects/${project}/runs/${runId}`);
  const rows = page.getByRole("table", { name: "Instances" });
  await rows.getByRole("link", { name: "split.mps v1" }).waitFor();
  const { instances, counts } = await tableOf(runId);
  for (const { place, time } of instances) {
    await rows.locator(`tr[data-instance="${place}"] td[title="${time}"]`).first().waitFor();
  }
  await page.getByTestId("set-facts").getByTitle(String(counts.gapIntegral), { exact: true }).first().waitFor();
  await rows
    .locator(`tr[data-instance="${placeOf(hard)}"]`)
    .getByRole("button", { name: /^Curves/ })
    .click();
  await page.getByRole("heading", { name: "Convergence of split.mps v1" }).waitFor();
  await page.waitForURL(new RegExp(`instance=${placeOf(hard)}`));
  await page.getByTestId("convergence-frame").locator("canvas").first().waitFor();

  // By itself a solve is of one instance: somebody has to choose it.
  await page.getByRole("link", { name: "Clone" }).click();
  await page.getByRole("button", { name: "Start solve" }).click();
  await page.getByRole("button", { name: "Instance: Choose an instance." }).waitFor();
  assert.equal(await page.getByRole("radio", { name: "HiGHS" }).isChecked(), true);

  await page.goto(`/projects/${project}/runs/${(trials[3] as Trial).runId}`);
  await rows
    .getByText(/Cut short|Not begun/)
    .first()
    .waitFor();
});

test("91: the screens of a set have no serious finding of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(at("?tab=instances&trial=0"));
    await page.locator('[data-plot="standing"][data-marks="6"]').waitFor();
    await cell(0, 3).and(page.locator("[title]")).waitFor();
    await picture(page, `study-instances-${theme}`, true);
    assert.deepEqual(await seriousFindings(page), [], `study, ${theme}`);
    await page.goto(`/projects/${project}/runs/${(trials[0] as Trial).runId}`);
    await page.getByTestId("convergence-frame").waitFor();
    await picture(page, `trial-instances-${theme}`, true);
    assert.deepEqual(await seriousFindings(page), [], `trial, ${theme}`);
    await page.goto(`/projects/${project}/new?kind=study&from=${study.run.id}`);
    await page.getByText("3 instances chosen").waitFor();
    assert.deepEqual(await seriousFindings(page), [], `form, ${theme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
});

test("a table that is drawn is told in words, too", async () => {
  await page.goto(at("?tab=instances&rows=standing"));
  const rows = page.getByRole("table", { name: "Over the set" });
  await until(
    "a row for each trial",
    () => rows.locator("tbody tr").count(),
    (count) => count === 6,
  );
  const { runId } = trials[0] as Trial;
  const { last } = await seriesOf(runId, "set/seconds");
  for (const place of [1, 2, 3]) {
    await rows
      .getByTitle(String(last[place * TICKS - 1]), { exact: true })
      .first()
      .waitFor();
  }
});
