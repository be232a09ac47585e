/** What the runs table shows, over 10,000 runs: rows, filter, columns, groups, baseline. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { expectCall, until, url } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { atLeast, atMost } from "../src/budget.ts";
import { formatted, RunsTable } from "../src/runs-table.ts";
import { seed } from "../src/seeding.ts";

const RUNS = 10_000;
const opened: BrowserContext[] = [];
let project = "";
let page: Page;
let runs: RunsTable;

describe("the runs table over 10,000 runs", () => {
  before(async () => {
    const made = await seed(`runs table ${Date.now()}`, [`F-runs=${RUNS}`], ["--metrics", "40"]);
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

  test("16: End and the scroll bar reach the last row, with fewer than 100 row elements and the exact total", async () => {
    await runs.show("");
    await runs.total("10,000 runs");
    await runs.grid().focus();
    await page.keyboard.press("End");
    const last = await runs.list("limit=1&sort=created");
    await runs.rowOf(last.items[0]?.name ?? "").waitFor();
    assert.ok((await runs.rows().count()) < 100, "rows in the page");
    assert.equal(await runs.grid().getAttribute("aria-rowcount"), String(RUNS + 1));
    await page.keyboard.press("Home");
    const first = await runs.list("limit=1");
    await runs.rowOf(first.items[0]?.name ?? "").waitFor();
    await runs.grid().evaluate((frame) => frame.scrollTo({ top: frame.scrollHeight }));
    await runs.rowOf(last.items[0]?.name ?? "").waitFor();
    assert.ok((await runs.rows().count()) < 100);
    await picture(page, "runs-table-end");
  });

  test("7: at 1440×900 at least 20 rows are in sight", async () => {
    await runs.show("");
    const seen = await runs.grid().evaluate((frame) => {
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
    const expected = await runs.count(filter);
    assert.ok(expected.total > 0 && expected.total < RUNS, `${expected.total} match`);
    await runs.show("");
    await runs.filterBox().fill(filter);
    await runs.filterBox().press("Enter");
    await runs.total(`${formatted(expected.total)} run`);
    const page1 = await runs.list(`limit=10&filter=${encodeURIComponent(filter)}`);
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
    await runs.show("");
    await runs.filterBox().fill("status:failed AND metric.val/auc>high");
    await runs.filterBox().press("Enter");
    const fault = page.locator(".filter-fault");
    await fault.waitFor();
    assert.match((await fault.textContent()) ?? "", /high/);
    assert.equal(await runs.filterBox().getAttribute("aria-invalid"), "true");
    assert.ok((await runs.names()).length > 10, "the rows before are still there");
    await picture(page, "runs-table-fault");
  });

  test("17: names and values are completed with the keyboard", async () => {
    await runs.show("");
    await runs.filterBox().click();
    await runs.filterBox().pressSequentially("stat");
    const option = page.getByRole("option", { name: /^status/ }).first();
    await option.waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await runs.filterBox().inputValue(), /^status/);
    const written = await runs.filterBox().inputValue();
    if (!written.includes(":")) await runs.filterBox().pressSequentially(":");
    await runs.filterBox().pressSequentially("fa");
    await page
      .getByRole("option", { name: /failed/ })
      .first()
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await runs.filterBox().inputValue(), /^status:failed/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    const expected = await runs.count("status:failed");
    await runs.total(`${formatted(expected.total)} run`);
  });

  test("18: a right click and the keyboard offer filter to and exclude", async () => {
    await runs.show("");
    const cell = runs.rows().first().locator(".cell-status");
    const status = ((await cell.textContent()) ?? "").trim().toLowerCase().replaceAll(" ", "_");
    await cell.click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Filter to status:/ }).click();
    await page.getByRole("button", { name: `Remove status:${status}` }).waitFor();
    const expected = await runs.count(`status:${status}`);
    await runs.total(`${formatted(expected.total)} run`);
    await page.getByRole("button", { name: `Remove status:${status}` }).click();
    await runs.total("10,000 runs");

    await runs.grid().focus();
    await page.keyboard.press("Home");
    await page.locator("#active-run-cell").waitFor();
    for (let step = 0; step < 12; step++) {
      if (await page.locator("#active-run-cell.cell-status").count()) break;
      await page.keyboard.press("ArrowRight");
    }
    await page.keyboard.press("f");
    await page.getByRole("menuitem", { name: /^Exclude status:/ }).press("Enter");
    await page.getByRole("button", { name: /^Remove NOT status:/ }).waitFor();
    const rest = await runs.count(`NOT status:${status}`);
    await runs.total(`${formatted(rest.total)} run`);
  });

  test("105: no match says which condition to clear, one by one", async () => {
    await runs.show("");
    await runs.filterBox().fill("metric.val/auc>0.9 name~nothing-has-this-name");
    await runs.filterBox().press("Enter");
    await page.getByText("No run matches").waitFor();
    await runs.filterBox().waitFor();
    await picture(page, "runs-table-none");
    await page.locator(".empty-state").getByRole("button", { name: "name~nothing-has-this-name" }).click();
    const expected = await runs.count("metric.val/auc>0.9");
    await runs.total(`${formatted(expected.total)} run`);
  });

  test("19: a column is found by typing, moved by dragging and by buttons", async () => {
    await runs.show("");
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

    await runs.clickColumnMenu("Owner", "Move left");
    await page.keyboard.press("Escape");
    await until("owner has moved", order, (keys) => keys.indexOf("owner") < keys.indexOf("param.num_leaves"));
    await runs.clickColumnMenu("Owner", "Pin to the left");
    await until("pinned", order, (keys) => keys.indexOf("owner") === 2);
  });

  test("20: a metric column shows last, min, max or mean, and its header says which", async () => {
    await runs.show("?cols=status!p,name!p,metric.val/auc,metric.val/loss&q=status:succeeded&sort=name");
    const first = async () => {
      const cell = runs.rows().first().locator(".run-cell.number").first();
      return Number(((await cell.textContent()) ?? "").replace("−", "-"));
    };
    await until("values are there", first, Number.isFinite);
    await page.getByRole("columnheader", { name: /^val\/auc last/ }).waitFor();
    const last = await first();
    await runs.clickColumnMenu("val/auc last", "min");
    await page.getByRole("columnheader", { name: /^val\/auc min/ }).waitFor();
    await until("the smallest value", first, (value) => Math.abs(last - value - 0.1) < 0.002);
    await runs.clickColumnMenu("val/auc min", "mean");
    await page.getByRole("columnheader", { name: /^val\/auc mean/ }).waitFor();
    await until("the mean", first, (value) => Math.abs(last - value - 0.02) < 0.002);
  });

  test("3: sort, columns and filter stand in the address, which shows the same in a fresh session", async () => {
    await runs.show("?cols=status!p,name!p,metric.val/auc");
    await runs.filterBox().fill("status:succeeded");
    await runs.filterBox().press("Enter");
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
    const best = await runs.list("limit=3&sort=-metric.val/auc&filter=status:succeeded");
    await until(
      "the best are first",
      () => runs.names(),
      (shown) => shown[0] === best.items[0]?.name,
    );
    const expected = (await runs.names()).slice(0, 10);

    const other = await launch("light");
    opened.push(other);
    const fresh = other.pages()[0] ?? (await other.newPage());
    await signIn(fresh, page.url().replace(url, ""));
    await until(
      "the same rows",
      () => runs.on(fresh).names(),
      (shown) => shown[0] === expected[0],
    );
    assert.deepEqual((await runs.on(fresh).names()).slice(0, 10), expected);
    await other.close();
    opened.splice(opened.indexOf(other), 1);
  });

  test("21: groups by a parameter show n, mean, std, min and max; runs without it are «not set»", async () => {
    await runs.show("");
    await page.getByRole("combobox", { name: "Group by" }).selectOption("param.max_depth");
    const table = page.getByRole("table", { name: "Groups of runs" });
    await table.waitFor();
    for (const word of [/mean ± std/, /^min$/, /^max$/, /^n$/])
      await table.getByRole("columnheader", { name: word }).first().waitFor();
    const notSet = table.getByRole("row", { name: /not set/ });
    const lacking = await runs.count("NOT has:param.max_depth");
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
    await runs.total(`${formatted(value.n)} run`);
    await page.getByRole("button", { name: `Remove param.max_depth:${value.value}` }).waitFor();
  });

  test("26: a baseline gives signed deltas, and a column's direction flips what is better", async () => {
    await runs.show(
      "?cols=status!p,name!p,metric.val/auc,metric.val/loss&q=status:succeeded%20metric.val/auc%3C0.99&sort=-metric.val/auc",
    );
    await until(
      "values",
      () => runs.names(),
      (shown) => shown.length > 20,
    );
    await runs.grid().focus();
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
    await runs.clickColumnMenu("val/auc last", "↓ less is better");
    await until(
      "the sign that is better has flipped",
      async () => (await auc(at(19)).textContent()) ?? "",
      (text) => /^▼ −[\d.e−]+ better$/.test(text),
    );
    await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: null });
  });

  test("100: scrolling keeps 55 frames a second, a keystroke in the filter paints within 50 ms, the page within 1.5 s", async (t) => {
    const paints: number[] = [];
    for (let pass = 0; pass < 3; pass++) {
      await runs.show("");
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
        await runs.grid().evaluate(
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
    await runs.filterBox().click();
    const letters = "name~credit-gbm-0";
    await runs.filterBox().pressSequentially(letters, { delay: 40 });
    const slow = await page.evaluate(() =>
      (window as unknown as { keystrokes: number[] }).keystrokes.sort((a, b) => a - b),
    );
    // Keystrokes of less than 16 ms are not told of.
    const median = slow[slow.length - Math.ceil(letters.length / 2)] ?? 0;
    t.diagnostic(
      `paint ${paints.map(Math.round)} ms; ${paces.map(Math.round)} frames/s; median keystroke ${median} ms`,
    );
    await runs.filterBox().fill("");
    await runs.filterBox().press("Enter");
    assert.ok(Math.min(...paints) <= atMost(1500), `largest paint after ${paints} ms`);
    assert.ok(Math.max(...paces) >= atLeast(55), `${paces} frames a second`);
    assert.ok(median <= atMost(50), `a keystroke takes ${median} ms`);
  });

  test("93, 91: the table with a selection and an open peek has no serious accessibility finding, in light and dark", async () => {
    await runs.show("?sort=name&q=status:succeeded");
    await runs.rows().first().locator("[data-pick] input").click();
    await runs.grid().focus();
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
});
