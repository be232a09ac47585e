/**
 * Solves on the screens, against the whole system: instance, launch, live convergence, solution, several seeds. The numbers are those of
 * the requirements; the arithmetic is tested in web/src/features/solve.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import {
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
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { contradiction, cover, endless } from "../src/instances.ts";

interface Solve extends Run {
  outcome: string | null;
  tags: string[];
  spec: { algorithm: string; parameters: Record<string, unknown>; warmStartRunId?: string };
  startedAt: string;
  endedAt: string;
}

interface Instance extends Dataset {
  format: string;
  model: {
    sense: string | null;
    variables: { continuous: number; integer: number; binary: number };
    constraints: number;
    nonzeros: number;
  } | null;
}

interface Series {
  key: string;
  step: number[];
  last: number[];
}

// --------------------------------------------------------------------------------------------------------------------- setup

let browser: BrowserContext;
let page: Page;
let project = "";
let instance: Instance;
let hard: Instance;
let solved: Solve;
let infeasible: Solve;

const address = (run: Run, search = "") => `${url}/projects/${project}/runs/${run.id}${search}`;
const chart = (on: Page = page): Locator => on.getByTestId("convergence");
const frame = (on: Page = page): Locator => on.getByTestId("convergence-frame");

async function store(name: string, content: string): Promise<Instance> {
  const answer = await upload<Instance>(project, name, content);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

const start = (body: object) =>
  expectCall<Solve>(201, "POST", `/projects/${project}/runs`, { kind: "solve", algorithm: "highs", ...body });

const seriesOf = async (run: Run, key: string): Promise<Series> => {
  const { items } = await expectCall<{ items: Series[] }>(200, "GET", `/runs/${run.id}/metrics?key=${key}&width=4000`);
  return items.find((one) => one.key === key) ?? { key, step: [], last: [] };
};

/** Where the value differs from the one before. */
const changes = (values: readonly number[]) => values.filter((value, at) => at === 0 || value !== values[at - 1]);

/** What is read there, with single spaces between the words of neighbouring elements. */
async function words(of: Locator): Promise<string> {
  return (await of.allInnerTexts()).join(" ").replaceAll(/\s+/g, " ");
}

before(async () => {
  project = await newProject("solve");
  instance = await store("cover.mps", cover());
  hard = await store("split.mps", endless());
  const never = await store("never.mps", contradiction());
  const started = await Promise.all([
    start({ datasetId: instance.id, name: "cover", parameters: { threads: 1, seed: 1 } }),
    start({ datasetId: never.id, name: "never", parameters: { threads: 1 } }),
  ]);
  [solved, infeasible] = (await Promise.all(started.map((run) => ended(run.id)))) as [Solve, Solve];
  assert.equal(solved.status, "succeeded", JSON.stringify(solved.failure));
  assert.equal(solved.outcome, "optimal");
  assert.equal(infeasible.status, "succeeded", JSON.stringify(infeasible.failure));
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(20_000);
  await signIn(page);
});

after(() => browser?.close());

// ------------------------------------------------------------------------------------------------------------ from file to solve

test("an instance is uploaded without a schema, shows its model, and leads to its solve", async () => {
  await page.goto(`/projects/${project}/datasets`);
  await page
    .getByLabel("Files to upload")
    .setInputFiles({ name: "uploaded.mps", mimeType: "text/plain", buffer: Buffer.from(cover()) });
  const panel = page.getByRole("dialog", { name: "uploaded.mps" });
  await panel.getByText("2 Model").waitFor();
  await panel.getByRole("button", { name: "Store instance" }).click();
  await panel.getByText("was stored").waitFor();
  assert.match(await words(panel.locator(".facts")), /binary 24.* Constraints 20/);
  await panel.getByRole("link", { name: "Open the instance" }).click();
  await page.getByRole("heading", { name: "uploaded.mps v1" }).waitFor();
  await page.getByRole("tab", { name: "Model", selected: true }).waitFor();
  assert.equal(await page.getByRole("tab", { name: "Preview" }).count(), 0);
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("link", { name: "Solve this" }).click();
  const statistics = page.getByRole("region", { name: "Statistics of the model" });
  await statistics.getByText("24", { exact: true }).first().waitFor();
  await page.goto(`/projects/${project}/datasets`);
  await page.getByRole("row").filter({ hasText: "uploaded.mps" }).getByText("optimisation instance, MPS").waitFor();
});

test("79: a malformed model is refused with the line of its fault, and nothing is stored", async () => {
  const broken = cover().replace(/^(\s+open_02\s+cost\s+)\d+$/m, "$1 1.2.3");
  const line = broken.split("\n").findIndex((text) => text.includes("1.2.3")) + 1;
  const answer = await upload<Problem>(project, "broken.mps", broken);
  assert.equal(answer.body.code, "dataset.malformed");
  assert.match(JSON.stringify(answer.body), new RegExp(`\\b${line}\\b`));
  await page.goto(`/projects/${project}/datasets`);
  await page
    .getByLabel("Files to upload")
    .setInputFiles({ name: "broken.mps", mimeType: "text/plain", buffer: Buffer.from(broken) });
  const panel = page.getByRole("dialog", { name: "broken.mps" });
  await panel.getByRole("button", { name: "Store instance" }).click();
  await panel.getByText("Nothing was stored").waitFor();
  assert.match(await words(panel), new RegExp(`\\b${line}\\b`));
  await picture(page, "solve-malformed");
});

test("the form starts a solve of an instance with its limits, and begins with an earlier solution", async () => {
  await page.goto(`/projects/${project}/new?kind=solve&dataset=${instance.id}`);
  await page.getByRole("button", { name: "Start solve" }).click();
  await page.getByText("The run was not started. What you entered is kept.").waitFor();
  await page.getByRole("radio", { name: "HiGHS" }).check({ force: true });
  await page.locator('[data-field="parameters.time_limit_seconds"] input').fill("30");
  await page.getByLabel("Name", { exact: true }).fill("warm");
  await page.getByRole("combobox", { name: "Warm start" }).click();
  await page.getByRole("option", { name: /^cover · objective/ }).click();
  await page.getByRole("button", { name: "Start solve" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+/);
  const id = /runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const run = (await ended(id)) as Solve;
  assert.equal(run.outcome, "optimal");
  assert.equal(run.spec.warmStartRunId, solved.id);
  assert.equal(run.spec.parameters.time_limit_seconds, 30);
  assert.equal(run.summary.objective, solved.summary.objective);
});

test("82: the data of a template is JSON whose error is told with its place, and its plan is shown", async () => {
  await page.goto(`/projects/${project}/new?kind=solve`);
  await page.getByRole("radio", { name: "A named template" }).check({ force: true });
  await page.getByRole("radio", { name: /knapsack/i }).check({ force: true });
  const data = page.locator('[data-field="parameters.data"] textarea');
  const example = await data.inputValue();
  assert.doesNotThrow(() => JSON.parse(example));
  await data.fill(`${example.trimEnd().slice(0, -1)},,}`);
  await data.blur();
  await page.getByText(/This is not JSON: line \d+, column \d+/).waitFor();
  await page.getByRole("button", { name: "go to the error" }).click();
  const marked = await data.evaluate((element) => {
    const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
  assert.match(marked, /^[,}]$/);
  await page.getByRole("button", { name: "Start solve" }).click();
  await page.getByText("The run was not started. What you entered is kept.").waitFor();
  await data.fill(example);
  await page.getByRole("button", { name: "Start solve" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+/);
  const id = /runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  const run = (await ended(id)) as Solve;
  assert.equal(run.outcome, "optimal", JSON.stringify(run.failure));
  await page.goto(address(run, "?tab=solution"));
  await page.getByRole("heading", { name: "Plan" }).waitFor();
  await picture(page, "solve-plan");
  assert.deepEqual(await seriousFindings(page), []);
});

// ---------------------------------------------------------------------------------------------------------------------- one solve

test("72: the page shows steps with a mark for each improvement, the bound, the gap as a number and what it means", async () => {
  await page.goto(address(solved));
  await page.locator(".run-header").getByText("Optimal", { exact: true }).waitFor();
  await frame().locator("canvas").waitFor();
  const found = changes((await seriesOf(solved, "incumbent")).last);
  await chart()
    .getByText(new RegExp(`1 solve · ${found.length} solutions?`))
    .waitFor();
  assert.equal(await chart().getByTestId("gap").textContent(), "0 %");
  const word = chart().getByRole("button", { name: "Gap", exact: true });
  await word.focus();
  const meaning = chart().getByRole("tooltip").filter({ hasText: "|incumbent − bound|" });
  await meaning.waitFor({ state: "visible" });
  // Something is drawn: the canvas has the colour of the incumbent.
  const isDrawn = await frame()
    .locator("canvas")
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let at = 0; at < pixels.length; at += 4) {
        if ((pixels[at + 2] ?? 0) > 120 && (pixels[at] ?? 0) < 60 && (pixels[at + 3] ?? 0) > 200) return true;
      }
      return false;
    });
  assert.ok(isDrawn);
  const header = page.locator(".solve-facts");
  assert.match(await words(header), /Objective [\d,.]+ Bound [\d,.]+ Gap 0 %/);
  await picture(page, "solve-convergence");
});

test("72: what is drawn is what the solver said, to the last digit", async () => {
  await page.goto(address(solved));
  await frame().locator("canvas").waitFor();
  await chart().getByRole("button", { name: "More of Convergence" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download CSV" }).click(),
  ]);
  const [head = "", ...rows] = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\n");
  assert.equal(head, "run_id,run,seconds,incumbent,bound,gap,improvement");
  const column = (at: number) => rows.map((row) => row.split(",")[at] ?? "").filter((cell) => cell !== "");
  for (const [at, key] of [
    [3, "incumbent"],
    [4, "bound"],
    [5, "gap"],
  ] as const) {
    const said = (await seriesOf(solved, key)).last.filter(Number.isFinite);
    assert.deepEqual(changes(column(at).map(Number)), changes(said), key);
  }
});

test("95: the chart has a name, a text and a table; 48: its picture and its link; 94: the keyboard reads and zooms", async () => {
  await page.goto(address(solved));
  await frame().locator("canvas").waitFor();
  assert.equal(await frame().getAttribute("aria-roledescription"), "convergence chart");
  const described = (await frame().getAttribute("aria-describedby")) ?? "";
  assert.match((await page.locator(`[id="${described}"]`).textContent()) ?? "", /incumbent .*gap 0 %/);

  await frame().focus();
  await page.keyboard.press("End");
  await chart()
    .locator("[aria-live=polite]")
    .filter({ hasText: /after the start: incumbent/ })
    .waitFor({ state: "attached" });
  const range = async () => ((await frame().getAttribute("data-range")) ?? "").split(" ").map(Number);
  const [, whole = 0] = await range();
  await page.keyboard.press("Home");
  await page.keyboard.press("+");
  await until("zoomed", range, ([from = 0, to = 0]) => to - from < whole * 0.75, 5_000);
  const link = page.url();
  const zoomed = await range();
  await page.goto("about:blank");
  await page.goto(link);
  await frame().locator("canvas").waitFor();
  assert.deepEqual(await range(), zoomed);
  await chart().getByRole("button", { name: "Reset zoom" }).click();
  await until("whole", range, ([from = 0, to = 0]) => from === 0 && to === whole, 5_000);

  await chart().getByRole("button", { name: "More of Convergence" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download PNG" }).click(),
  ]);
  assert.equal(
    readFileSync(await file.path())
      .subarray(1, 4)
      .toString(),
    "PNG",
  );
  await frame().focus();
  await page.keyboard.press("t");
  const table = page.getByRole("table", { name: "Convergence" });
  await table.waitFor();
  const found = changes((await seriesOf(solved, "incumbent")).last);
  assert.equal(await table.getByText("better solution").count(), found.length);
});

test("73: stop and keep best ends the solve, and the best solution can be looked at and downloaded", async () => {
  const run = await start({ datasetId: hard.id, name: "endless", parameters: { threads: 1, time_limit_seconds: 600 } });
  await page.goto(address(run));
  // Live: the chart appears by itself, and every incumbent can be had while the solve goes on.
  await frame().locator("canvas").waitFor({ timeout: 60_000 });
  const objective = page.locator(".solve-facts dd").first();
  await until(
    "an objective",
    async () => (await objective.textContent()) ?? "",
    (text) => /\d/.test(text),
    60_000,
  );
  await page.getByRole("tab", { name: "Solution" }).click();
  await page.getByRole("table", { name: "Solutions" }).getByText("Incumbent 1", { exact: true }).waitFor();
  const [early] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download Incumbent 1", exact: true }).click(),
  ]);
  const first = JSON.parse(readFileSync(await early.path(), "utf8")) as { objective: number };

  await page.getByRole("button", { name: "Stop and keep best" }).click();
  const stopped = (await ended(run.id)) as Solve;
  assert.equal(stopped.status, "succeeded");
  assert.equal(stopped.outcome, "stopped");
  await page
    .locator(".run-header")
    .getByText(/^Stopped, gap/)
    .waitFor();
  await page.getByRole("table", { name: "Solutions" }).getByText("Final solution").waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download Final solution" }).click(),
  ]);
  const best = JSON.parse(readFileSync(await file.path(), "utf8")) as {
    objective: number;
    variables: Record<string, number>;
  };
  assert.equal(best.objective, stopped.summary.objective);
  assert.ok(best.objective <= first.objective);
  const [name = ""] = Object.keys(best.variables);
  await page.getByLabel("Find a variable").fill(name);
  await page.getByRole("table", { name: "Variables" }).getByText(name, { exact: true }).waitFor();
  await picture(page, "solve-solution");
});

test("74: an infeasible instance says so in words, with the conflicting constraints by name where they are known", async () => {
  assert.ok(["infeasible", "infeasible_or_unbounded"].includes(infeasible.outcome ?? ""));
  await page.goto(address(infeasible));
  await page
    .locator(".run-header")
    .getByText(/^Infeasible/)
    .waitFor();
  const report = (await (await download(`/runs/${infeasible.id}/artifacts/solve.json`)).json()) as {
    conflict: string[] | null;
  };
  const names = report.conflict ?? [];
  if (names.length === 0) {
    await page.getByText("The solver could not name constraints that contradict each other.").waitFor();
  } else {
    const list = page.getByRole("list", { name: "Conflicting constraints" });
    for (const name of names) await list.getByText(name, { exact: true }).waitFor();
    assert.deepEqual([...names].sort(), ["at_least", "at_most"]);
  }
  await page.getByRole("tab", { name: "Solution" }).click();
  await page.getByRole("heading", { name: "No solution" }).waitFor();
  await picture(page, "solve-infeasible");
});

// ------------------------------------------------------------------------------------------------------------------ several solves

test("75: several seeds lie over each other with median and band, and a table has the shifted geometric mean time", async () => {
  await page.goto(`/projects/${project}/new?kind=solve&from=${solved.id}`);
  await page.getByLabel("Name", { exact: true }).fill("many");
  await page.getByLabel("Seeds").fill("4");
  await page.getByRole("button", { name: "Start 4 solves" }).click();
  await page.waitForURL(/\/compare\?/);
  const ids = (new URL(page.url()).searchParams.get("runs") ?? "").split(",").filter(Boolean);
  assert.equal(ids.length, 4);
  const runs = (await Promise.all(ids.map((id) => ended(id)))) as Solve[];
  assert.deepEqual(runs.map((run) => run.spec.parameters.seed).sort(), [1, 2, 3, 4]);
  assert.equal(new Set(runs.flatMap((run) => run.tags)).size, 1);

  await page.goto(page.url());
  await page.getByRole("tab", { name: "Solves", selected: true }).waitFor();
  const card = page.getByTestId("convergence");
  await page.getByTestId("convergence-frame").locator("canvas").waitFor();
  await card.getByText(/Median of highs.*quartiles of 4 solves/).waitFor();
  const described = (await page.getByTestId("convergence-frame").getAttribute("aria-describedby")) ?? "";
  assert.match(
    (await page.locator(`[id="${described}"]`).textContent()) ?? "",
    /highs: median of 4 solves with quartiles/,
  );

  const times = runs.map((run) => run.summary.seconds ?? Number.NaN);
  const mean = Math.exp(times.reduce((sum, time) => sum + Math.log(time + 10), 0) / times.length) - 10;
  await until(
    `the shifted geometric mean is ${mean}`,
    async () => Number(await page.getByTestId("geometric-mean").getAttribute("title")),
    (shown) => Math.abs(shown - mean) < 1e-9,
  );
  const each = page.getByRole("table", { name: "Each solve" });
  assert.equal(await each.locator("tbody tr").count(), 4);
  await each.getByText("Optimal").nth(3).waitFor();
  await picture(page, "solve-seeds");
});

test("75: solves and trainings are not thrown together: the tab is there only when all picked runs are solves", async () => {
  await page.goto(`/projects/${project}/compare?runs=${solved.id},${infeasible.id}`);
  await page.getByRole("tab", { name: "Solves", selected: true }).waitFor();
  await page.getByText("different instances").waitFor();
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.getByRole("tab", { name: "Charts", selected: true }).waitFor();
  assert.match(page.url(), /tab=charts/);
});

test("the table of runs knows solves: kind, outcome, objective and gap, and a filter for the kind", async () => {
  const columns = "status!p,name!p,kind,outcome,objective,gap";
  await page.goto(`/projects/${project}/runs?${new URLSearchParams({ q: "kind:solve", cols: columns })}`);
  const grid = page.getByRole("grid", { name: "Runs" });
  const row = grid.getByRole("row").filter({ has: page.getByRole("link", { name: "cover", exact: true }) });
  await row.getByText("Optimal").first().waitFor();
  assert.match(await words(row), /Solve.*Optimal.*[\d,.]+.*0 %/);
  await grid
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name: "never", exact: true }) })
    .getByText(/Infeasible/)
    .first()
    .waitFor();
});

// ------------------------------------------------------------------------------------------------------------------- for everybody

test("91: the screens of solves have no serious finding of axe in both themes", async () => {
  for (const [name, path] of [
    ["convergence", address(solved)],
    ["table", address(solved, "?rows=true")],
    ["solution", address(solved, "?tab=solution")],
    ["model", address(solved, "?tab=model")],
    ["infeasible", address(infeasible)],
    ["compare", `/projects/${project}/compare?runs=${solved.id},${infeasible.id}`],
    ["form", `/projects/${project}/new?kind=solve&dataset=${instance.id}`],
    ["instance", `/projects/${project}/datasets/${instance.id}`],
  ] as const) {
    await page.goto(path);
    await page.locator("#content h1").waitFor();
    await page.waitForLoadState("networkidle");
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await picture(page, `solve-${name}-${theme}`);
      assert.deepEqual(await seriousFindings(page), [], `${name}, ${theme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
});

test("106: on a phone the page of a solve does not scroll sideways", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const search of ["", "?tab=solution"]) {
    await page.goto(address(solved, search));
    await page.locator(".run-header h1").waitFor();
    await page.waitForLoadState("networkidle");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${search}: ${wide} px`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});
