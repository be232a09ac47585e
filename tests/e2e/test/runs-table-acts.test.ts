/** What is done in the runs table, and what happens to its rows meanwhile: selection, bulk acts, views, live runs. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { expectCall, type Run, until, upload } from "../src/api.ts";
import { launch, picture, signIn } from "../src/browser.ts";
import { formatted, RunsTable } from "../src/runs-table.ts";
import { seed } from "../src/seeding.ts";
import { titanic } from "../src/tables.ts";

const RUNS = 2_000;
const opened: BrowserContext[] = [];
let project = "";
let page: Page;
let runs: RunsTable;

async function startRun(name: string, dataset: string, more: object = {}): Promise<Run> {
  return expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    name,
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
    ...more,
  });
}

describe("acts in the runs table, and rows that live", () => {
  before(async () => {
    const made = await seed(`runs acts ${Date.now()}`, [`F-runs=${RUNS}`], ["--metrics", "40"]);
    project = made.project;
    const browser = await launch("light");
    opened.push(browser);
    page = browser.pages()[0] ?? (await browser.newPage());
    runs = new RunsTable(page, project);
    await signIn(page, `/projects/${project}/runs`);
    await page.locator(".runs-body .cell-name a").first().waitFor();
  });

  after(async () => {
    for (const browser of opened) await browser.close();
  });

  test("24: Shift selects 500 rows, and one request tags them; what failed is told apart", async () => {
    await runs.show("?q=status:succeeded&sort=name");
    const box = (at: number) => runs.rows().nth(at).locator("[data-pick] input");
    await box(0).click();
    await runs.grid().evaluate((frame) => frame.scrollTo({ top: 499 * 32 - 200 }));
    const row500 = page.locator('.run-row[data-index="499"]');
    await row500.locator(".cell-name a").waitFor();
    await row500.locator("[data-pick] input").click({ modifiers: ["Shift"] });
    await page.getByText("500 selected").waitFor();
    const requests: string[] = [];
    await page.route("**/runs/bulk", (route) => {
      requests.push(route.request().postData() ?? "");
      return route.continue();
    });
    await page.getByRole("button", { name: "Tag", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Tags").fill("chosen");
    await page.getByRole("button", { name: "Add the tags" }).click();
    await page.getByText("500 runs tagged").waitFor();
    assert.equal(requests.length, 1);
    assert.equal((JSON.parse(requests[0] ?? "{}") as { runIds: string[] }).runIds.length, 500);
    assert.equal((await runs.count("tag:chosen")).total, 500);

    // Runs that have ended cannot be cancelled: every one of them is named.
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("button", { name: "Cancel the runs" }).click();
    const outcome = page.getByRole("dialog", { name: "What became of it" });
    await outcome.getByText("0 runs asked to stop").waitFor();
    await outcome.getByText("500 runs not").waitFor();
    await picture(page, "runs-table-outcome");
    await outcome.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "Clear the selection" }).first().click();
  });

  test("24: all that match can be selected, exported, and deleted after typing", async () => {
    await runs.show("?q=tag:chosen name~00");
    const chosen = await runs.count("tag:chosen name~00");
    await runs.rows().first().locator("[data-pick] input").click();
    if (chosen.total > 1) await page.getByRole("button", { name: /^Select all/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      (async () => {
        await page.getByRole("button", { name: "More for the selected runs" }).click();
        await page.getByRole("menuitem", { name: "Export as CSV" }).click();
      })(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    assert.equal(lines.length, chosen.total + 1);
    await page.getByRole("button", { name: "More for the selected runs" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    const remove = page.getByRole("dialog").getByRole("button", { name: /^Delete \d+ runs?/ });
    assert.ok(await remove.isDisabled(), "nothing is deleted before it is typed");
    await page.getByLabel(/^Type delete/).fill(`delete ${chosen.total}`);
    await remove.click();
    await page.getByText("No run matches").waitFor();
    assert.equal((await runs.count("tag:chosen name~00")).total, 0);
  });

  test("4: Back restores filter, selection and scroll position", async () => {
    await runs.show("?q=status:succeeded");
    await runs.grid().evaluate((frame) => frame.scrollTo({ top: 3_210 }));
    const row = page.locator('.run-row[data-index="106"]');
    await row.locator(".cell-name a").waitFor();
    const name = (await row.locator(".cell-name a").textContent()) ?? "";
    await row.locator("[data-pick] input").click();
    await page.getByRole("region", { name: "Compare tray" }).getByText(name).waitFor();
    await page.waitForURL(/sel=/);
    await row.locator(".cell-name a").click();
    await page.getByRole("heading", { name }).waitFor();
    await page.getByRole("region", { name: "Compare tray" }).getByText(name).waitFor();
    await page.goBack();
    await runs.rowOf(name).waitFor();
    assert.equal(await runs.filterBox().inputValue(), "status:succeeded");
    assert.ok(Math.abs((await runs.grid().evaluate((frame) => frame.scrollTop)) - 3_210) < 40, "scroll position");
    assert.ok(await runs.rowOf(name).locator("[data-pick] input").isChecked());
    await page.getByRole("button", { name: "Clear", exact: true }).click();
  });

  test("47: the run under the pointer is the same in table and tray; colours stay when others are taken out", async () => {
    await runs.show("?sort=name");
    for (const at of [0, 1, 2]) await runs.rows().nth(at).locator("[data-pick] input").click();
    const tray = page.getByRole("region", { name: "Compare tray" });
    const third = (await runs.names())[2] ?? "";
    const colour = () =>
      runs
        .rowOf(third)
        .first()
        .locator(".swatch")
        .evaluate((mark) => getComputedStyle(mark).backgroundColor);
    const before = await colour();
    await runs.rowOf(third).first().locator(".cell-kind").hover();
    await tray.locator("[data-highlighted]", { hasText: third }).waitFor();
    await tray.locator(".tray-run", { hasText: third }).hover();
    await page.locator(".run-row.highlighted", { hasText: third }).waitFor();
    await tray
      .getByRole("button", { name: /^Take .* out$/ })
      .first()
      .click();
    assert.equal(await colour(), before);
    await picture(page, "runs-table-tray");
    assert.match((await tray.getByRole("link", { name: "Compare" }).getAttribute("href")) ?? "", /\/compare\?runs=/);
    await tray.getByRole("button", { name: "Clear" }).click();
  });

  test("23: a saved view shows a teammate the same rows, and an edited link carries the edits", async () => {
    await runs.show("?q=status:failed&sort=name&cols=status!p,name!p,metric.val/auc!amax");
    const expected = (await runs.names()).slice(0, 10);
    await page.getByRole("button", { name: /^View:/ }).click();
    await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Failures by name");
    await page.getByRole("radio", { name: "The team", exact: true }).check();
    await page.getByRole("button", { name: "Save the view" }).click();
    await page.getByRole("button", { name: "View: Failures by name" }).waitFor();
    const view = new URL(page.url()).searchParams.get("view");
    assert.ok(view);

    const mate = await launch("light");
    opened.push(mate);
    const theirs = mate.pages()[0] ?? (await mate.newPage());
    await theirs.goto(`/projects/${project}/runs?view=${view}`);
    await theirs.getByLabel("E-mail address").fill("ada@seed.example");
    await theirs.getByLabel("Password", { exact: true }).fill("seeded-ada-password");
    await theirs.getByRole("button", { name: "Sign in" }).click();
    await until(
      "the same rows",
      () => runs.on(theirs).names(),
      (shown) => shown[0] === expected[0],
    );
    assert.deepEqual((await runs.on(theirs).names()).slice(0, 10), expected);
    await theirs.getByRole("columnheader", { name: /^val\/auc max/ }).waitFor();

    const box = theirs.getByRole("combobox", { name: "Filter" });
    await box.fill("status:failed tag:nightly");
    await box.press("Enter");
    await theirs.getByRole("button", { name: "View: Failures by name, modified" }).waitFor();
    const edited = await runs.count("status:failed tag:nightly");
    await runs.on(theirs).total(`${formatted(edited.total)} run`);
    await page.goto(theirs.url());
    await runs.total(`${formatted(edited.total)} run`);
    await page.getByRole("button", { name: "View: Failures by name, modified" }).waitFor();
    await mate.close();
    opened.splice(opened.indexOf(mate), 1);
  });

  test("94: j, k, x, Enter and Space work; a single-key shortcut is never needed", async () => {
    await runs.show("?sort=name");
    await runs.grid().focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Shift+X");
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("Space");
    const peek = page.getByRole("complementary", { name: /^Peek/ });
    await peek.waitFor();
    await peek.getByText("The end of the log").waitFor();
    await peek.getByText("Parameters against the baseline").waitFor();
    await picture(page, "runs-table-peek");
    await page.keyboard.press("Escape");
    await peek.waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    await page.goBack();
    await page.getByRole("button", { name: "Clear", exact: true }).click();
  });

  test("22, 25: new runs never move the row under the pointer; a pill tells of them and inserts them; counts link to the log", async () => {
    const dataset = (await upload<{ id: string }>(project, "live.csv", titanic())).body.id;
    await runs.show("");
    const row = runs.rows().nth(4);
    const name = (await row.locator(".cell-name a").textContent()) ?? "";
    await runs.rowOf(name).locator(".cell-kind").hover();
    const place = await runs.rowOf(name).boundingBox();
    const before = await runs.names();
    const started = [await startRun("live one", dataset), await startRun("live two", dataset)];
    const pill = page.getByRole("button", { name: "2 new runs" });
    await pill.waitFor();
    assert.deepEqual(await runs.names(), before, "no row has moved");
    assert.deepEqual(await runs.rowOf(name).boundingBox(), place);
    await picture(page, "runs-table-pill");
    await pill.click();
    await runs.rowOf("live one").waitFor();
    await runs.total(`${formatted((await runs.count("")).total)} run`);
    for (const run of started) await runs.rowOf(run.name).getByText("Succeeded").waitFor({ timeout: 90_000 });
    assert.equal(await pill.count(), 0);
  });

  test("22: a run that no longer matches the filter is marked where it stands", async () => {
    const live = (await runs.list('limit=1&filter=name:"live one"')).items[0];
    assert.ok(live);
    await expectCall(200, "POST", `/projects/${project}/runs/bulk`, {
      action: "tag",
      runIds: [live.id],
      tags: ["watched"],
    });
    await runs.show("?q=tag:watched");
    await expectCall(200, "POST", `/projects/${project}/runs/bulk`, {
      action: "untag",
      runIds: [live.id],
      tags: ["watched"],
    });
    await runs.rowOf("live one").getByText("no longer matches").waitFor();
  });

  test("22: a run that somebody else deleted is marked where it stands, and a press takes it out", async () => {
    await runs.show("?q=status:succeeded&sort=name");
    await until(
      "rows are there",
      () => runs.names(),
      (shown) => shown.length > 10,
    );
    const [, second = "", third = ""] = await runs.names();
    const before = (await runs.count("status:succeeded")).total;
    const deleted = (await runs.count(`name:"${second}"`)).items[0];
    assert.ok(deleted);
    await expectCall(200, "POST", `/projects/${project}/runs/bulk`, { action: "delete", runIds: [deleted.id] });
    await runs.rowOf(second).locator(".left-mark", { hasText: "deleted" }).waitFor({ timeout: 5_000 });
    assert.equal((await runs.names())[2], third, "no row has moved");
    await picture(page, "runs-table-deleted");
    await page.getByRole("button", { name: "Take out 1 deleted run" }).click();
    await runs.rowOf(second).waitFor({ state: "detached" });
    await runs.total(`${formatted(before - 1)} runs match`);
  });

  test("22: a run that was deleted while nothing came through is marked once the connection is back", async () => {
    await runs.show("?q=status:succeeded&sort=name");
    const [first = "", second = ""] = await runs.names();
    const deleted = (await runs.count(`name:"${first}"`)).items[0];
    assert.ok(deleted);
    await page.context().setOffline(true);
    try {
      await page.locator(".connection", { hasText: /Offline|Reconnecting/ }).waitFor();
      await expectCall(200, "POST", `/projects/${project}/runs/bulk`, { action: "delete", runIds: [deleted.id] });
    } finally {
      await page.context().setOffline(false);
    }
    await runs.rowOf(first).locator(".left-mark", { hasText: "deleted" }).waitFor();
    assert.equal((await runs.names())[1], second, "no row has moved");
    await page.getByRole("button", { name: "Take out 1 deleted run" }).click();
    await runs.rowOf(first).waitFor({ state: "detached" });
  });

  test("25: warning and error counts lead to the log with only those lines", async () => {
    // Rows without a target are left out, which the log warns of.
    const dataset = (await upload<{ id: string }>(project, "noisy.csv", titanic())).body.id;
    const noisy = await startRun("noisy", dataset, { target: "age", task: "regression" });
    await runs.show("?q=name:noisy");
    const warnings = runs.rowOf("noisy").getByRole("link", { name: /warnings? in the log/ });
    await warnings.waitFor({ timeout: 90_000 });
    assert.equal(await warnings.getAttribute("title"), await warnings.getAttribute("aria-label"));
    await warnings.click();
    await page.waitForURL(new RegExp(`/runs/${noisy.id}\\?.*tab=logs.*level=.*warning`));
    await page.locator(".log-row").first().waitFor();
  });
});
