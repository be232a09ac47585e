import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

const opened: BrowserContext[] = [];
let project = "";
let runs: Run[] = [];

async function open(theme: Theme, path: string): Promise<Page> {
  const browser = await launch(theme);
  opened.push(browser);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, path);
  return page;
}

before(async () => {
  project = await newProject("compare");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
  const started: Run[] = [];
  for (const [name, rate] of [
    ["slow", 0.001],
    ["middle", 0.05],
    ["fast", 0.3],
  ] as const) {
    started.push(
      await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
        kind: "training",
        algorithm: "lightgbm",
        name,
        datasetId: dataset,
        target: "survived",
        parameters: { n_estimators: 15, learning_rate: rate },
      }),
    );
  }
  runs = await Promise.all(started.map((run) => ended(run.id)));
});

after(async () => {
  for (const browser of opened) await browser.close();
});

const [first, second, third] = [0, 1, 2].map((at) => () => {
  const run = runs[at];
  assert.ok(run);
  return run;
}) as [() => Run, () => Run, () => Run];

const address = (more = "") =>
  `/projects/${project}/compare?runs=${runs.map((run) => run.id).join(",")}&baseline=${second().id}${more}`;

const row = (page: Page, name: RegExp | string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });

test("105: without runs the page offers the newest ones, and each pick comes into the address", async () => {
  const page = await open("light", `/projects/${project}/compare`);
  await page.getByRole("heading", { name: "No run to compare yet" }).waitFor();
  await picture(page, "compare-1-empty");
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole("list", { name: "Runs to add" }).getByRole("button", { name: /^slow/ }).click();
  await page.getByRole("list", { name: "Compared runs" }).getByRole("link", { name: "slow" }).waitFor();
  await page.getByRole("button", { name: "Add a run" }).click();
  await page.getByLabel("Find a run by its name").fill("fast");
  await page.getByRole("list", { name: "Runs to add" }).getByRole("button", { name: /^fast/ }).click();
  await page.getByRole("list", { name: "Compared runs" }).getByRole("link", { name: "fast" }).waitFor();
  assert.ok(page.url().includes(first().id) && page.url().includes(third().id));
});

test("3: tab, order, axes and ranges are in the address, which gives the same page in a fresh session", async () => {
  const page = await open("light", address("&tab=metrics"));
  await page.getByRole("button", { name: "Sort by fast" }).click();
  await page.getByRole("button", { name: "Sort by fast" }).click();
  const order = () => page.getByRole("region", { name: "Metrics" }).getByRole("rowheader").allTextContents();
  const sorted = await order();
  const kept = page.url().replace(/^https?:\/\/[^/]+/, "");
  const fresh = await open("dark", kept);
  await fresh.getByRole("region", { name: "Metrics" }).waitFor();
  assert.deepEqual(
    await fresh.getByRole("region", { name: "Metrics" }).getByRole("rowheader").allTextContents(),
    sorted,
  );
  await fresh.locator('th[aria-sort="descending"]').waitFor();
});

test("45: the baseline stands first, and differences to it are marked", async () => {
  const page = await open("light", address("&tab=params"));
  const table = page.getByRole("region", { name: "Parameters" });
  await table.getByRole("columnheader").nth(1).getByText("middle").waitFor();
  const heads = await table.getByRole("columnheader").allTextContents();
  assert.match(heads[1] ?? "", /middle.*baseline/);
  const rate = row(page, "learning_rate");
  assert.equal(await rate.locator("td.changed").count(), 2);
  assert.equal(await row(page, "n_estimators").count(), 0);
  await page.getByLabel(/that are the same in all runs/).check();
  await row(page, "n_estimators").waitFor();
  await picture(page, "compare-2-params");
  await page.getByRole("button", { name: "Take fast as baseline" }).click();
  await page.waitForFunction(() => /fast.*baseline/.test(document.querySelectorAll("thead th")[1]?.textContent ?? ""));
});

test("47: hovering a run in the strip highlights it in the tables and the drawings", async () => {
  const page = await open("light", address("&tab=parallel"));
  await page.locator(`path[data-run="${third().id}"]`).waitFor();
  await page.getByRole("list", { name: "Compared runs" }).getByText("fast").hover();
  await page.waitForFunction(
    (id) => document.querySelector(`path[data-run="${id}"]`)?.getAttribute("stroke-width") === "4",
    third().id,
  );
  await page.locator("tr[data-highlighted]").filter({ hasText: "fast" }).waitFor();
});

test("94: ranges of several axes are set by numbers, and axes are moved by buttons", async () => {
  const page = await open("light", address("&tab=parallel"));
  const status = page.getByRole("status").filter({ hasText: "inside of all ranges" });
  await status.getByText("3 of 3 runs").waitFor();
  await page.getByText("Axes: order, ranges and scales").click();
  await page.getByLabel("learning_rate from").fill("0.01");
  await page.getByLabel("learning_rate from").press("Enter");
  await status.getByText("2 of 3 runs").waitFor();
  await page.getByLabel("learning_rate to").fill("0.1");
  await page.getByLabel("learning_rate to").press("Enter");
  await status.getByText("1 of 3 runs").waitFor();
  const table = page.getByRole("region", { name: "Runs inside of all ranges" });
  assert.equal(await table.locator("tbody tr").count(), 1);
  assert.match(decodeURIComponent(page.url()), /param\.learning_rate:0\.01:0\.1/);
  await picture(page, "compare-3-parallel");
  const label = () => table.getByRole("columnheader").nth(1).textContent();
  const before = await label();
  await page.getByRole("button", { name: `Move ${before} right` }).click();
  await page.waitForFunction(
    (was) =>
      document.querySelector('[aria-label="Runs inside of all ranges"] thead th:nth-child(2)')?.textContent !== was,
    before,
  );
  assert.deepEqual(await seriousFindings(page), []);
});

test("95: every drawing has a name that tells what it shows, and a table of the same", async () => {
  const page = await open("light", address("&tab=parallel"));
  await page.getByRole("img", { name: /^Parallel coordinates of 3 runs over .*3 inside/ }).waitFor();
  await page.getByRole("region", { name: "Runs inside of all ranges" }).getByRole("row").nth(3).waitFor();
  await page.getByRole("img", { name: /over .* of 3 runs$/ }).waitFor();
  await page.getByRole("tab", { name: "Curves" }).click();
  await page.getByRole("img", { name: /^ROC curves\. .*slow: AUC/ }).waitFor();
  await page.getByRole("table", { name: "ROC curves" }).waitFor();
  assert.equal(await page.locator("table.matrix").count(), 3);
  await picture(page, "compare-4-curves");
});

test("the report is saved as CSV, Markdown, SVG and PNG, with what is missing in words", async () => {
  const page = await open("light", address("&tab=report"));
  const saved = async (name: string) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    return readFileSync(await file.path());
  };
  const csv = (await saved("CSV")).toString();
  assert.match(csv.split("\r\n")[0] ?? "", /^,middle \(baseline\),slow,fast$/);
  assert.match(csv, /param\.learning_rate,0\.05,0\.001,0\.3/);
  assert.match((await saved("Markdown")).toString(), /# Comparison of runs/);
  assert.match((await saved("SVG")).toString(), /^<svg /);
  assert.equal((await saved("PNG")).subarray(1, 4).toString(), "PNG");
});

test("91: config, metrics, curves and charts have no serious findings of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    const page = await open(theme, address());
    for (const tab of [
      "Charts",
      "Params",
      "Metrics",
      "Curves",
      "Parallel coordinates",
      "Config and environment",
      "Report",
    ]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("tabpanel").waitFor();
      await picture(page, `compare-5-${tab.split(" ")[0]?.toLowerCase()}-${theme}`);
      assert.deepEqual(await seriousFindings(page), [], `${tab}, ${theme}`);
    }
  }
});
