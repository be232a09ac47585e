import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { expectCall, type Run, until, upload, url } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { atLeast, atMost } from "../src/budget.ts";
import { seed } from "../src/seeding.ts";
import { titanic } from "../src/tables.ts";

const RUNS = 10_000;
const opened: BrowserContext[] = [];
let project = "";
let page: Page;

interface RunList {
  items: (Run & { createdAt: string; tags: string[] })[];
  total: number;
}

const grid = () => page.getByRole("grid", { name: "Runs", exact: true });
const rows = () => page.locator(".runs-body .run-row");
const rowOf = (name: string) => page.locator(".runs-body .run-row", { hasText: name });
const filterBox = () => page.getByRole("combobox", { name: "Filter" });
const count = (filter: string) =>
  expectCall<RunList>(200, "GET", `/projects/${project}/runs?limit=1&filter=${encodeURIComponent(filter)}`);

async function names(of: Page = page): Promise<string[]> {
  return of.locator(".runs-body .cell-name a").allTextContents();
}

/** The rows of an address are there: none of the first is a grey bar any more. */
async function show(search: string, of: Page = page): Promise<void> {
  await of.goto(`/projects/${project}/runs${search}`);
  await of.locator(".runs-body .cell-name a").first().waitFor();
}

/** Waits until the page says so many runs. */
async function total(words: string, of: Page = page): Promise<void> {
  await of.locator(".page-meta", { hasText: words }).waitFor();
}

const formatted = (value: number) => value.toLocaleString("en-US");

async function clickColumnMenu(title: string, item: string): Promise<void> {
  await page.getByRole("columnheader", { name: new RegExp(`^${title}`) }).hover();
  await page.getByRole("button", { name: `Column ${title}` }).click();
  await page
    .getByRole("menuitem", { name: item })
    .or(page.getByRole("menuitemradio", { name: item }))
    .click();
}

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

describe("the runs table over 10,000 runs", () => {
  before(async () => {
    const made = await seed(`runs table ${Date.now()}`, [`F-runs=${RUNS}`], ["--metrics", "40"]);
    project = made.project;
    const browser = await launch("light");
    opened.push(browser);
    page = browser.pages()[0] ?? (await browser.newPage());
    await signIn(page, `/projects/${project}/runs`);
    await page.locator(".runs-body .cell-name a").first().waitFor();
  });

  after(async () => {
    for (const browser of opened) await browser.close();
  });

  test("16: End and the scroll bar reach the last row, with fewer than 100 row elements and the exact total", async () => {
    await show("");
    await total("10,000 runs");
    await grid().focus();
    await page.keyboard.press("End");
    const last = await expectCall<RunList>(200, "GET", `/projects/${project}/runs?limit=1&sort=created`);
    await rowOf(last.items[0]?.name ?? "").waitFor();
    assert.ok((await rows().count()) < 100, "rows in the page");
    assert.equal(await grid().getAttribute("aria-rowcount"), String(RUNS + 1));
    await page.keyboard.press("Home");
    const first = await expectCall<RunList>(200, "GET", `/projects/${project}/runs?limit=1`);
    await rowOf(first.items[0]?.name ?? "").waitFor();
    await grid().evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
    await rowOf(last.items[0]?.name ?? "").waitFor();
    assert.ok((await rows().count()) < 100);
    await picture(page, "runs-table-end");
  });

  test("7: at 1440×900 at least 20 rows are in sight", async () => {
    await show("");
    const seen = await grid().evaluate((frame) => {
      const { top, bottom } = frame.getBoundingClientRect();
      const head = frame.querySelector(".run-head")?.getBoundingClientRect().height ?? 0;
      return Array.from(frame.querySelectorAll(".run-row")).filter((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= top + head - 1 && box.bottom <= bottom - (frame.clientHeight < bottom - top ? 1 : 0);
      }).length;
    });
    assert.ok(seen >= 20, `${seen} rows`);
    await picture(page, "runs-table");
  });

  test("17: the filter language finds the right runs", async () => {
    const filter = "metric.val/auc>0.9 (tag:baseline OR param.learning_rate<=1e-3) NOT status:failed";
    const expected = await count(filter);
    assert.ok(expected.total > 0 && expected.total < RUNS, `${expected.total} match`);
    await show("");
    await filterBox().fill(filter);
    await filterBox().press("Enter");
    await total(`${formatted(expected.total)} run`);
    const page1 = await expectCall<RunList>(
      200,
      "GET",
      `/projects/${project}/runs?limit=10&filter=${encodeURIComponent(filter)}`,
    );
    const first = page1.items.slice(0, 5).map((run) => run.name);
    await until(
      "its rows are there",
      async () =>
        (
          await Promise.all(
            first.map((_, at) =>
              page
                .locator(`.runs-body .run-row[data-index="${at}"] .cell-name a`)
                .textContent({ timeout: 1000 })
                .catch(() => ""),
            ),
          )
        ).join(),
      (shown) => shown === first.join(),
    );
    await picture(page, "runs-table-filter");
  });

  test("17: an invalid filter marks the place of its error, and the rows stay", async () => {
    await show("");
    await filterBox().fill("status:failed AND metric.val/auc>high");
    await filterBox().press("Enter");
    const fault = page.locator(".filter-fault");
    await fault.waitFor();
    assert.match((await fault.textContent()) ?? "", /high/);
    assert.equal(await filterBox().getAttribute("aria-invalid"), "true");
    assert.ok((await names()).length > 10, "the rows before are still there");
    await picture(page, "runs-table-fault");
  });

  test("17: names and values are completed with the keyboard", async () => {
    await show("");
    await filterBox().click();
    await filterBox().pressSequentially("stat");
    const option = page.getByRole("option", { name: /^status/ }).first();
    await option.waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await filterBox().inputValue(), /^status/);
    const written = await filterBox().inputValue();
    if (!written.includes(":")) await filterBox().pressSequentially(":");
    await filterBox().pressSequentially("fa");
    await page
      .getByRole("option", { name: /failed/ })
      .first()
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await filterBox().inputValue(), /^status:failed/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    const expected = await count("status:failed");
    await total(`${formatted(expected.total)} run`);
  });

  test("18: a right click and the keyboard offer filter to and exclude", async () => {
    await show("");
    const cell = rows().first().locator(".cell-status");
    const status = ((await cell.textContent()) ?? "").trim().toLowerCase().replaceAll(" ", "_");
    await cell.click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Filter to status:/ }).click();
    await page.getByRole("button", { name: `Remove status:${status}` }).waitFor();
    const expected = await count(`status:${status}`);
    await total(`${formatted(expected.total)} run`);
    await page.getByRole("button", { name: `Remove status:${status}` }).click();
    await total("10,000 runs");

    await grid().focus();
    await page.keyboard.press("Home");
    await page.locator("#active-run-cell").waitFor();
    for (let step = 0; step < 12; step++) {
      if (await page.locator("#active-run-cell.cell-status").count()) break;
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("f");
    await page.getByRole("menuitem", { name: /^Exclude status:/ }).press("Enter");
    await page.getByRole("button", { name: /^Remove NOT status:/ }).waitFor();
    const rest = await count(`NOT status:${status}`);
    await total(`${formatted(rest.total)} run`);
  });

  test("105: no match says which condition to clear, one by one", async () => {
    await show("");
    await filterBox().fill("metric.val/auc>0.9 name~nothing-has-this-name");
    await filterBox().press("Enter");
    await page.getByText("No run matches").waitFor();
    await filterBox().waitFor();
    await picture(page, "runs-table-none");
    await page.locator(".empty-state").getByRole("button", { name: "name~nothing-has-this-name" }).click();
    const expected = await count("metric.val/auc>0.9");
    await total(`${formatted(expected.total)} run`);
  });

  test("19: a column is found by typing, moved by dragging and by buttons", async () => {
    await show("");
    await page.getByRole("button", { name: "Columns", exact: true }).click();
    await page.getByLabel("Find a column").fill("num_lea");
    await page.getByRole("checkbox", { name: "num_leaves" }).check();
    await page.getByLabel("Find a column").fill("");
    const shown = page.getByRole("list", { name: "Shown columns" });
    await shown.getByRole("button", { name: "Move num_leaves up" }).click();
    await shown.getByRole("button", { name: "Move num_leaves up" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: /^num_leaves/ }).waitFor();
    const order = () =>
      page
        .locator(".run-head [data-column]")
        .evaluateAll((heads) => heads.map((head) => head.getAttribute("data-column")));
    await until("it has moved up twice", order, (keys) => keys.at(-3) === "param.num_leaves");

    const from = page.locator('[data-column="duration"] .head-title');
    const to = page.locator('[data-column="kind"] .head-title');
    const start = await from.boundingBox();
    const end = await to.boundingBox();
    assert.ok(start && end);
    await page.mouse.move(start.x + start.width / 2, start.y + 8);
    await page.mouse.down();
    await page.mouse.move(end.x + 20, end.y + 8, { steps: 6 });
    await page.mouse.move(end.x + 4, end.y + 8, { steps: 2 });
    await page.mouse.up();
    await until("the column has moved", order, (keys) => keys.indexOf("duration") < keys.indexOf("kind"));

    await clickColumnMenu("Owner", "Move left");
    await page.keyboard.press("Escape");
    await until("owner has moved", order, (keys) => keys.indexOf("owner") < keys.indexOf("param.num_leaves"));
    await clickColumnMenu("Owner", "Pin to the left");
    await until("pinned", order, (keys) => keys.indexOf("owner") === 2);
  });

  test("20: a metric column shows last, min, max or mean, and its header says which", async () => {
    await show("?cols=status!p,name!p,metric.val/auc,metric.val/loss&q=status:succeeded&sort=name");
    const first = async () => {
      const cell = rows().first().locator(".run-cell.number").first();
      return Number(((await cell.textContent()) ?? "").replace("−", "-"));
    };
    await until("values are there", first, Number.isFinite);
    await page.getByRole("columnheader", { name: /^val\/auc last/ }).waitFor();
    const last = await first();
    await clickColumnMenu("val/auc last", "min");
    await page.getByRole("columnheader", { name: /^val\/auc min/ }).waitFor();
    await until("the smallest value", first, (value) => Math.abs(last - value - 0.1) < 0.002);
    await clickColumnMenu("val/auc min", "mean");
    await page.getByRole("columnheader", { name: /^val\/auc mean/ }).waitFor();
    await until("the mean", first, (value) => Math.abs(last - value - 0.02) < 0.002);
  });

  test("3: sort, columns and filter stand in the address, which shows the same in a fresh session", async () => {
    await show("?cols=status!p,name!p,metric.val/auc");
    await filterBox().fill("status:succeeded");
    await filterBox().press("Enter");
    await page
      .getByRole("columnheader", { name: /^val\/auc last/ })
      .getByRole("button")
      .first()
      .click();
    const head = page.getByRole("columnheader", { name: /^val\/auc last/ });
    await until(
      "sorted",
      () => head.getAttribute("aria-sort"),
      (order) => order === "descending",
    );
    const best = await expectCall<RunList>(
      200,
      "GET",
      `/projects/${project}/runs?limit=3&sort=-metric.val/auc&filter=status:succeeded`,
    );
    await until("the best are first", names, (shown) => shown[0] === best.items[0]?.name);
    const expected = (await names()).slice(0, 10);

    const other = await launch("light");
    opened.push(other);
    const fresh = other.pages()[0] ?? (await other.newPage());
    await signIn(fresh, page.url().replace(url, ""));
    await until(
      "the same rows",
      () => names(fresh),
      (shown) => shown[0] === expected[0],
    );
    assert.deepEqual((await names(fresh)).slice(0, 10), expected);
    await other.close();
    opened.splice(opened.indexOf(other), 1);
  });

  test("21: groups by a parameter show n, mean, std, min and max; runs without it are «not set»", async () => {
    await show("");
    await page.getByRole("combobox", { name: "Group by" }).selectOption("param.max_depth");
    const table = page.getByRole("table", { name: "Groups of runs" });
    await table.waitFor();
    for (const word of [/mean ± std/, /^min$/, /^max$/, /^n$/])
      await table.getByRole("columnheader", { name: word }).first().waitFor();
    const notSet = table.getByRole("row", { name: /not set/ });
    const lacking = await count("NOT has:param.max_depth");
    assert.match((await notSet.textContent()) ?? "", new RegExp(formatted(lacking.total)));
    const value = (
      await expectCall<{ items: { value: number | null; n: number }[] }>(
        200,
        "GET",
        `/projects/${project}/runs/groups?by=param.max_depth`,
      )
    ).items.find((group) => group.value !== null);
    assert.ok(value);
    await picture(page, "runs-table-groups");
    await table.getByRole("link", { name: String(value.value), exact: true }).click();
    await total(`${formatted(value.n)} run`);
    await page.getByRole("button", { name: `Remove param.max_depth:${value.value}` }).waitFor();
  });

  test("26: a baseline gives signed deltas, and a column's direction flips what is better", async () => {
    await show(
      "?cols=status!p,name!p,metric.val/auc,metric.val/loss&q=status:succeeded%20metric.val/auc%3C0.99&sort=-metric.val/auc",
    );
    await until("values", names, (shown) => shown.length > 20);
    await grid().focus();
    await page.keyboard.press("Home");
    for (let down = 0; down < 15; down++) await page.keyboard.press("j");
    await page.keyboard.press("b");
    await page.locator(".baseline-row").waitFor();
    const at = (index: number) => page.locator(`.runs-body .run-row[data-index="${index}"]`);
    const auc = (row: Locator) => row.locator(".run-cell.number").nth(0).locator(".delta");
    const loss = (row: Locator) => row.locator(".run-cell.number").nth(1).locator(".delta");
    assert.match((await auc(at(0)).textContent()) ?? "", /^▲ \+[\d.e−]+ better$/);
    assert.match((await auc(at(19)).textContent()) ?? "", /^▽ −[\d.e−]+ worse$/);
    assert.match((await loss(at(19)).textContent()) ?? "", /^△ \+[\d.e−]+ worse$/);
    await picture(page, "runs-table-baseline");
    await clickColumnMenu("val/auc last", "↓ less is better");
    await until(
      "the sign that is better has flipped",
      async () => (await auc(at(19)).textContent()) ?? "",
      (text) => /^▼ −[\d.e−]+ better$/.test(text),
    );
    await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: null });
  });

  test("24: Shift selects 500 rows, and one request tags them; what failed is told apart", async () => {
    await show("?q=status:succeeded&sort=name");
    const box = (at: number) => rows().nth(at).locator("[data-pick] input");
    await box(0).click();
    await grid().evaluate((frame) => frame.scrollTo({ top: 499 * 32 - 200 }));
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
    assert.equal((await count("tag:chosen")).total, 500);

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
    await show("?q=tag:chosen name~00");
    const chosen = await count("tag:chosen name~00");
    await rows().first().locator("[data-pick] input").click();
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
    assert.equal((await count("tag:chosen name~00")).total, 0);
  });

  test("4: Back restores filter, selection and scroll position", async () => {
    await show("?q=status:succeeded");
    await grid().evaluate((frame) => frame.scrollTo({ top: 3_210 }));
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
    await rowOf(name).waitFor();
    assert.equal(await filterBox().inputValue(), "status:succeeded");
    assert.ok(Math.abs((await grid().evaluate((frame) => frame.scrollTop)) - 3_210) < 40, "scroll position");
    assert.ok(await rowOf(name).locator("[data-pick] input").isChecked());
    await page.getByRole("button", { name: "Clear", exact: true }).click();
  });

  test("47: the run under the pointer is the same in table and tray; colours stay when others are taken out", async () => {
    await show("?sort=name");
    for (const at of [0, 1, 2]) await rows().nth(at).locator("[data-pick] input").click();
    const tray = page.getByRole("region", { name: "Compare tray" });
    const third = (await names())[2] ?? "";
    const colour = () =>
      rowOf(third)
        .first()
        .locator(".swatch")
        .evaluate((mark) => getComputedStyle(mark).backgroundColor);
    const before = await colour();
    await rowOf(third).first().locator(".cell-kind").hover();
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
    await show("?q=status:failed&sort=name&cols=status!p,name!p,metric.val/auc!amax");
    const expected = (await names()).slice(0, 10);
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
      () => names(theirs),
      (shown) => shown[0] === expected[0],
    );
    assert.deepEqual((await names(theirs)).slice(0, 10), expected);
    await theirs.getByRole("columnheader", { name: /^val\/auc max/ }).waitFor();

    const box = theirs.getByRole("combobox", { name: "Filter" });
    await box.fill("status:failed tag:nightly");
    await box.press("Enter");
    await theirs.getByRole("button", { name: "View: Failures by name, modified" }).waitFor();
    const edited = await count("status:failed tag:nightly");
    await total(`${formatted(edited.total)} run`, theirs);
    await page.goto(theirs.url());
    await total(`${formatted(edited.total)} run`);
    await page.getByRole("button", { name: "View: Failures by name, modified" }).waitFor();
    await mate.close();
    opened.splice(opened.indexOf(mate), 1);
  });

  test("94: j, k, x, Enter and Space work; a single-key shortcut is never needed", async () => {
    await show("?sort=name");
    await grid().focus();
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

  test("100: scrolling keeps 55 frames a second, a keystroke in the filter paints within 50 ms, the page within 1.5 s", async (t) => {
    const paints: number[] = [];
    for (let pass = 0; pass < 3; pass++) {
      await show("");
      paints.push(
        await page.evaluate(
          () =>
            new Promise<number>((done) => {
              new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? 0)).observe({
                type: "largest-contentful-paint",
                buffered: true,
              });
            }),
        ),
      );
    }
    // Other programs on the machine make a pass slower, never faster: the best one tells what the page can do.
    const paces: number[] = [];
    for (let pass = 0; pass < 5 && Math.max(0, ...paces) < 55; pass++) {
      paces.push(
        await grid().evaluate(
          (frame) =>
            new Promise<number>((done) => {
              const start = performance.now();
              let frames = 0;
              const step = (time: number) => {
                frames++;
                frame.scrollTop += 40;
                if (time - start < 1500) requestAnimationFrame(step);
                else done((frames - 1) / ((time - start) / 1000));
              };
              requestAnimationFrame(step);
            }),
        ),
      );
    }
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { keystrokes: seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (entry.name === "keydown") seen.push(entry.duration);
      }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    });
    await filterBox().click();
    const letters = "name~credit-gbm-0";
    await filterBox().pressSequentially(letters, { delay: 40 });
    const slow = await page.evaluate(() =>
      (window as unknown as { keystrokes: number[] }).keystrokes.sort((a, b) => a - b),
    );
    // Keystrokes of less than 16 ms are not told of.
    const median = slow[slow.length - Math.ceil(letters.length / 2)] ?? 0;
    t.diagnostic(
      `paint ${paints.map(Math.round)} ms; ${paces.map(Math.round)} frames/s; median keystroke ${median} ms`,
    );
    await filterBox().fill("");
    await filterBox().press("Enter");
    assert.ok(Math.min(...paints) <= atMost(1500), `largest paint after ${paints} ms`);
    assert.ok(Math.max(...paces) >= atLeast(55), `${paces} frames a second`);
    assert.ok(median <= atMost(50), `a keystroke takes ${median} ms`);
  });

  test("93, 91: the table with a selection and an open peek has no serious accessibility finding, in light and dark", async () => {
    await show("?sort=name&q=status:succeeded");
    await rows().first().locator("[data-pick] input").click();
    await grid().focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      assert.deepEqual(await seriousFindings(page), []);
      await picture(page, `runs-table-${scheme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.keyboard.press("Escape");
    const outline = await page.locator("#active-run-cell").evaluate((cell) => getComputedStyle(cell).outlineWidth);
    assert.equal(outline, "2px");
    await page.getByRole("button", { name: "Clear", exact: true }).click();
  });

  test("106: on a phone the runs are cards, and the page does not scroll sideways", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/projects/${project}/runs`);
    await page.locator(".run-card .card-name a").first().waitFor();
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(sideways <= 0, `${sideways} px`);
    await picture(page, "runs-table-phone");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test("22, 25: new runs never move the row under the pointer; a pill tells of them and inserts them; counts link to the log", async () => {
    const dataset = (await upload<{ id: string }>(project, "live.csv", titanic())).body.id;
    await show("");
    const row = rows().nth(4);
    const name = (await row.locator(".cell-name a").textContent()) ?? "";
    await rowOf(name).locator(".cell-kind").hover();
    const place = await rowOf(name).boundingBox();
    const before = await names();
    const started = [await startRun("live one", dataset), await startRun("live two", dataset)];
    const pill = page.getByRole("button", { name: "2 new runs" });
    await pill.waitFor();
    assert.deepEqual(await names(), before, "no row has moved");
    assert.deepEqual(await rowOf(name).boundingBox(), place);
    await picture(page, "runs-table-pill");
    await pill.click();
    await rowOf("live one").waitFor();
    await total(`${formatted((await count("")).total)} run`);
    for (const run of started) await rowOf(run.name).getByText("Succeeded").waitFor({ timeout: 90_000 });
    assert.equal(await pill.count(), 0);
  });

  test("22: a run that no longer matches the filter is marked where it stands", async () => {
    const live = (await expectCall<RunList>(200, "GET", `/projects/${project}/runs?limit=1&filter=name:"live one"`))
      .items[0];
    assert.ok(live);
    await expectCall(200, "POST", `/projects/${project}/runs/bulk`, {
      action: "tag",
      runIds: [live.id],
      tags: ["watched"],
    });
    await show("?q=tag:watched");
    await expectCall(200, "POST", `/projects/${project}/runs/bulk`, {
      action: "untag",
      runIds: [live.id],
      tags: ["watched"],
    });
    await rowOf("live one").getByText("no longer matches").waitFor();
  });

  test("25: warning and error counts lead to the log with only those lines", async () => {
    // Rows without a target are left out, which the log warns of.
    const dataset = (await upload<{ id: string }>(project, "noisy.csv", titanic())).body.id;
    const noisy = await startRun("noisy", dataset, { target: "age", task: "regression" });
    await show("?q=name:noisy");
    const warnings = rowOf("noisy").getByRole("link", { name: /warnings? in the log/ });
    await warnings.waitFor({ timeout: 90_000 });
    assert.equal(await warnings.getAttribute("title"), await warnings.getAttribute("aria-label"));
    await warnings.click();
    await page.waitForURL(new RegExp(`/runs/${noisy.id}\\?.*tab=logs.*level=.*warning`));
    await page.locator(".log-row").first().waitFor();
  });
});
