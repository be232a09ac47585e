/**
 * The live connection through a network that breaks. The numbers are those of the requirements; the outages last as long as the
 * requirements say, so this file takes a few minutes.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { call, type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, processesOf, signIn } from "../src/browser.ts";
import { LogWriter } from "../src/log-lines.ts";
import { Network } from "../src/proxy.ts";
import { titanic } from "../src/tables.ts";

let network: Network;
let browser: BrowserContext;
let page: Page;
let project = "";
let dataset = "";

before(async () => {
  project = await newProject("connection");
  dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
});

beforeEach(async () => {
  network = await Network.open();
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
});

afterEach(async () => {
  await browser.close();
  await network.close();
});

const chip = (on = page) => on.locator(".connection");
const says = (words: RegExp, timeout: number, on = page) => chip(on).filter({ hasText: words }).waitFor({ timeout });
const live = (timeout = 15_000, on = page) => says(/^Live$/, timeout, on);
/** Tries at once, unless the page has done so by itself meanwhile. */
async function retryNow(): Promise<void> {
  await page
    .getByRole("button", { name: "Retry now" })
    .click({ timeout: 2000 })
    .catch(() => undefined);
}
const open = (path: string) => signIn(page, network.url + path);

/** A training of some length; its trees are many, or few. */
function train(trees: number): Promise<Run> {
  return expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
    parameters: { n_estimators: trees, learning_rate: 0.001, early_stopping_rounds: 0 },
  });
}

const isRunning = (run: Run) => run.status === "running";
const readRun = (id: string) => expectCall<Run>(200, "GET", `/runs/${id}`);

test("9: a closed socket is told within a second, with the seconds to the next try, and «Retry now» tries at once", async () => {
  await open("/system");
  await live();
  network.cut();
  await says(/Reconnecting… \d+ s/, 1000);
  // Each try that fails makes the wait longer.
  await says(/Reconnecting… [3-9] s|Reconnecting… \d\d s/, 15_000);
  await picture(page, "connection-reconnecting");
  network.restore();
  await page.getByRole("button", { name: "Retry now" }).click();
  await live(2000);
});

test("10: a frozen socket is told within 35 s with the time, and clocks and bars stand still", async () => {
  const run = await train(10_000);
  await until("the run runs", () => readRun(run.id), isRunning, 60_000);
  await open(`/projects/${project}/runs/${run.id}`);
  await live();
  await page.locator(".run-header").getByRole("progressbar").waitFor();
  network.freeze();
  await says(/^Stale since \d\d:\d\d:\d\d/, 35_000);
  await picture(page, "connection-stale");
  const changes = await page.evaluate(async () => {
    const header = document.querySelector(".run-header");
    let seen = 0;
    const watcher = new MutationObserver((records) => {
      seen += records.length;
    });
    if (header) watcher.observe(header, { subtree: true, characterData: true, childList: true, attributes: true });
    // Three ticks of a running clock.
    await new Promise((wake) => setTimeout(wake, 3000));
    return seen;
  });
  assert.equal(changes, 0, "nothing in the header of the run moved");
  network.restore();
  await live(15_000);
  // On a fast machine it has ended meanwhile.
  await call("POST", `/runs/${run.id}/cancel`, { mode: "kill" });
});

test("11: after a cut of 30 s in a stream of 1,000 lines a second the log has every number exactly once", async () => {
  const writer = new LogWriter();
  try {
    await writer.write([{ text: "line 0" }]);
    const source = await writer.source();
    await open(`/system/logs/${source}`);
    await page.locator(".log-row").first().waitFor();
    await live();
    writer.start(1000, (number) => ({ text: `line ${number}` }));
    await page
      .locator(".log-foot")
      .getByText(/lines\/s/)
      .waitFor();
    network.cut();
    const cutAt = Date.now();
    await says(/Reconnecting/, 1000);
    await until(
      "30 s have passed",
      async () => Date.now() - cutAt,
      (millis) => millis >= 30_000,
      60_000,
    );
    network.restore();
    await retryNow();
    await live(5000);
    writer.end();
    const summary = () =>
      expectCall<{ attempts: { stored: number; highest: number }[] }>(200, "GET", `/log-sources/${source}/log/summary`);
    let before = -1;
    const highest = await until(
      "the store is quiet",
      async () => {
        const last = (await summary()).attempts.at(-1);
        const quiet = last?.stored === before && last.stored === last.highest;
        before = last?.stored ?? 0;
        await new Promise((wake) => setTimeout(wake, 500));
        return quiet ? before : 0;
      },
      (lines) => lines > 0,
      30_000,
    );
    assert.ok(highest > 30_000, `${highest} lines came`);
    await page
      .locator(".log-number")
      .filter({ hasText: highest.toLocaleString("en-US") })
      .first()
      .waitFor({ timeout: 30_000 });
    assert.equal(
      await page
        .locator(".log-row")
        .filter({ hasText: /not loaded/ })
        .count(),
      0,
    );
    // What the page holds, as it would be copied.
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", {
        value: {
          writeText: async (text: string) => {
            (globalThis as { copied?: string }).copied = text;
          },
        },
      });
    });
    await page.evaluate((last) => {
      location.hash = `#L1-L${last}`;
    }, highest);
    await page.getByRole("button", { name: "Copy text" }).click();
    const text = await page.waitForFunction(() => (globalThis as { copied?: string }).copied);
    const lines = String(await text.jsonValue()).split("\n");
    assert.equal(lines.length, highest);
    assert.equal(new Set(lines).size, highest, "no line is there twice");
  } finally {
    writer.close();
  }
});

test("12: when the server no longer knows the cursor, a marker says which lines are missing, and «Load» reads them", async () => {
  const writer = new LogWriter();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  try {
    await writer.write(Array.from({ length: 100 }, (_, at) => ({ text: `before ${at + 1}` })));
    await open(`/system/logs/${await writer.source()}`);
    await page.locator(".log-row").first().waitFor();
    await live();
    network.cut();
    await writer.write(Array.from({ length: 2000 }, (_, at) => ({ text: `during ${at + 1}` })));
    network.rewrite((text) => {
      const frame = JSON.parse(text) as { type: string; topic?: string; after?: string };
      const isLog = frame.type === "subscribe" && frame.topic?.endsWith(":log") && frame.after !== undefined;
      return isLog ? JSON.stringify({ ...frame, after: "of-another-age" }) : text;
    });
    network.restore();
    await retryNow();
    await live(5000);
    await page.locator(".log-row").filter({ hasText: "during 2000" }).waitFor();
    // A marker that comes into the window is read by itself: here that is held up, so that it can be looked at.
    await page.route(/\/log\?/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("log").focus();
    const marker = page.locator(".log-row.marker").filter({ hasText: /lines 101.*not loaded/i });
    await until(
      "the marker is in the window",
      async () => {
        await page.keyboard.press("PageUp");
        return marker.count();
      },
      (count) => count > 0,
    );
    await picture(page, "connection-gap");
    await marker.first().getByRole("button", { name: /Load/ }).click();
    release();
    await marker.first().waitFor({ state: "detached" });
    await page
      .locator(".log-row")
      .filter({ hasText: /during \d+/ })
      .first()
      .waitFor();
  } finally {
    release();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    writer.close();
  }
});

test("13: ten tabs come back from a restart of the server spread over at least five seconds", async () => {
  await open("/system");
  const tabs = [page];
  while (tabs.length < 10) {
    const tab = await browser.newPage();
    await tab.goto(`${network.url}/system`);
    tabs.push(tab);
  }
  for (const tab of tabs) await live(15_000, tab);
  network.cut();
  const cutAt = Date.now();
  await until(
    "12 s have passed",
    async () => Date.now() - cutAt,
    (millis) => millis >= 12_000,
  );
  const before = network.attempts.length;
  network.restore();
  await until(
    "all tabs are back",
    async () => network.attempts.length - before,
    (count) => count >= 10,
    60_000,
  );
  const back = network.attempts.slice(before);
  assert.ok(
    Math.max(...back) - Math.min(...back) >= 5000,
    `they came within ${Math.max(...back) - Math.min(...back)} ms`,
  );
});

test("14: a run that ended while the machine slept shows it within 3 s of waking up", async () => {
  const run = await train(1500);
  await open(`/projects/${project}/runs/${run.id}`);
  await live();
  await page.locator(".run-header").getByText("Running").waitFor({ timeout: 60_000 });
  const processes = processesOf(browser);
  const signal = (name: string) => {
    for (const id of processes) {
      try {
        process.kill(id, name);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  signal("SIGSTOP");
  try {
    await ended(run.id);
    // Nobody kept the connections of before.
    network.restoreForNewOnly();
    const sleptAt = Date.now();
    await until(
      "it sleeps for 8 s",
      async () => Date.now() - sleptAt,
      (millis) => millis >= 8000,
    );
  } finally {
    signal("SIGCONT");
  }
  await page.locator(".run-header").getByText("Succeeded").waitFor({ timeout: 3000 });
});

test("15: where sockets are blocked the page says «Live (polling)», and no status is older than 10 s", async () => {
  network.allowUpgrades(false);
  await open(`/projects/${project}/runs`);
  await says(/^Live \(polling\)$/, 10_000);
  await picture(page, "connection-polling");
  const run = await train(200);
  await page.goto(`${network.url}/projects/${project}/runs/${run.id}`);
  await ended(run.id);
  await page.locator(".run-header").getByText("Succeeded").waitFor({ timeout: 10_000 });
  network.allowUpgrades(true);
  await live(35_000);
});

after(async () => {
  const { items } = await expectCall<{ items: Run[] }>(200, "GET", `/projects/${project}/runs?status=running&limit=50`);
  for (const run of items) await expectCall(202, "POST", `/runs/${run.id}/cancel`, { mode: "kill" });
});
