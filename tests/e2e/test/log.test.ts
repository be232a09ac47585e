/**
 * The log viewer in a browser against the whole system: the lines come over the real UDP port. The numbers are those of the
 * requirements. With SIGNALBOX_LOG_MINUTES the last test runs that long and also judges frames and memory; that is a benchmark and
 * not part of a plain test run.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
import { type LogEntry, LogWriter } from "../src/log-lines.ts";
import { titanic } from "../src/tables.ts";

const MINUTES = Number(process.env.SIGNALBOX_LOG_MINUTES ?? 0);
const LINES = 3000;
const TRACE_AT = 2400;
const BAR_AT = 2550;
const LONG_AT = 2600;
const NEEDLE_EVERY = 100;
const errorAt = [700, 2900];

let browser: BrowserContext;
let page: Page;
const writer = new LogWriter();
let path = "";
const problems: string[] = [];

function entry(number: number): LogEntry {
  if (errorAt.includes(number)) return { text: `failure ${number}`, level: "error" };
  if (number === TRACE_AT) {
    return {
      text: 'it broke\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: 1',
      level: "warning",
    };
  }
  if (number >= BAR_AT && number < BAR_AT + 10) {
    return { text: `${number > BAR_AT ? "\r" : ""}progress ${(number - BAR_AT + 1) * 10}%`, stream: "stderr" };
  }
  if (number === LONG_AT) return { text: `long ${"x".repeat(30_000)}` };
  if (number === 2700) return { text: "\u001b[31mred\u001b[0m <img src=x onerror=alert(1)> \u202ebidi" };
  if (number % NEEDLE_EVERY === 0) return { text: `needle ${number}` };
  return { text: `plain ${number}` };
}

before(async () => {
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  page.on("pageerror", (error) => problems.push(String(error)));
  // What the tests run in the page is compiled with calls of this.
  await writer.write(Array.from({ length: LINES }, (_, at) => entry(at + 1)));
  path = `/system/logs/${await writer.source()}`;
  await signIn(page, path);
});

after(async () => {
  writer.close();
  await browser.close();
});

const log = (): Locator => page.getByRole("log");
const foot = (): Locator => page.locator(".log-foot");
const following = (): Locator => page.locator(".log-foot .log-follow:not(.log-paused)");
const row = (number: number): Locator =>
  page.locator(".log-row", { has: page.locator(`.log-number:text-is("${number.toLocaleString("en-US")}")`) });

async function open(rest = ""): Promise<void> {
  await page.goto("about:blank");
  await page.goto(path + rest);
  await page.locator(".log-row").first().waitFor();
}

/** Number and place of the first row that is wholly in the window. */
function firstVisible(): Promise<string> {
  return page.evaluate(() => {
    const frame = document.querySelector(".log-frame")?.getBoundingClientRect().top ?? 0;
    for (const one of Array.from(document.querySelectorAll(".log-row"))) {
      const top = one.getBoundingClientRect().top - frame;
      if (top >= 0) return `${one.querySelector(".log-number")?.textContent} at ${Math.round(top)}`;
    }
    return "";
  });
}

async function wheel(pixels: number): Promise<void> {
  await log().hover();
  await page.mouse.wheel(0, pixels);
}

test("50: Home shows the first stored line, End the newest, and no number is missing between them", async () => {
  await open();
  await row(LINES).waitFor();
  await page.keyboard.press("Home");
  await row(1).waitFor();
  const seen = new Set<number>();
  await log().focus();
  await until(
    "every line was in the window",
    async () => {
      for (const text of await page.locator(".log-number").allTextContents()) {
        if (text !== "") seen.add(Number(text.replaceAll(",", "")));
      }
      await page.keyboard.press("PageDown");
      return seen;
    },
    (numbers) => numbers.has(LINES),
    90_000,
  );
  // Of the progress bar only the last of its ten lines has a row.
  const missing = Array.from({ length: LINES }, (_, at) => at + 1).filter((number) => !seen.has(number));
  assert.deepEqual(missing, [2550, 2551, 2552, 2553, 2554, 2555, 2556, 2557, 2558]);
  await page.keyboard.press("End");
  await following().waitFor();
});

test("51 to 53: a notch of the wheel pauses, nothing moves while lines come, and only the button, F or End resume", async () => {
  const live = new LogWriter();
  try {
    await live.write(Array.from({ length: 300 }, (_, at) => ({ text: `live ${at + 1}` })));
    await page.goto(`/system/logs/${await live.source()}`);
    await row(300).waitFor();
    live.start(400, (number) => ({ text: `more ${number}` }));
    await foot().getByText("lines/s").waitFor();
    await wheel(-120);
    await foot()
      .getByText(/Paused at line/)
      .waitFor();
    // The wheel scrolls smoothly: wait until it stands still.
    let place = "";
    await until(
      "the rows stand still",
      async () => {
        const [was, is] = [place, await firstVisible()];
        place = is;
        return [was, is];
      },
      ([was, is]) => was === is,
    );
    await foot()
      .getByText(/[1-9],\d{3} new lines/)
      .waitFor();
    assert.equal(await firstVisible(), place);
    await wheel(100_000);
    await foot()
      .getByText(/Paused at line/)
      .waitFor();
    await page.getByRole("button", { name: /Resume following/ }).click();
    await following().waitFor();
    for (const key of ["f", "End"]) {
      await wheel(-120);
      await foot()
        .getByText(/Paused at line/)
        .waitFor();
      await page.keyboard.press(key);
      await following().waitFor();
    }
  } finally {
    live.close();
  }
});

test("54: a line and a range are in the address, and the address opens them", async () => {
  await open("#L1200");
  await row(1200).locator(".log-number").click();
  await row(1205)
    .locator(".log-number")
    .click({ modifiers: ["Shift"] });
  await page.waitForURL(/#L1200-L1205$/);
  const address = new URL(page.url());
  await open(address.search + address.hash);
  await row(1203).waitFor();
  assert.equal(await page.locator(".log-row.selected").count(), 6);
  assert.equal(await following().count(), 0);
});

test("55: search counts every match of the stored log and goes to them", async () => {
  await open();
  await page.getByLabel("Search the whole log").fill("needle \\d+$");
  await page.getByRole("button", { name: "Regular expression" }).click();
  // 30 hundreds, of which five hold something else.
  await page.locator(".log-found").getByText("25 matches").waitFor();
  await log().focus();
  await page.keyboard.press("Home");
  await row(1).waitFor();
  await page.keyboard.press("n");
  await page.locator(".log-found").getByText("1 / 25").waitFor();
  await row(100).waitFor();
  await page.keyboard.press("n");
  await page.locator(".log-found").getByText("2 / 25").waitFor();
  await page.keyboard.press("p");
  await page.locator(".log-found").getByText("1 / 25").waitFor();
  assert.equal(await row(100).locator("mark").textContent(), "needle 100");
});

test("56: the level filter works while lines come, and Shift+E goes to the next error", async () => {
  await open("#L10");
  await row(10).waitFor();
  for (const number of errorAt) {
    await page.keyboard.press("Shift+E");
    await page.waitForURL(new RegExp(`#L${number}$`));
    await row(number).waitFor();
  }
  const live = new LogWriter();
  try {
    await live.write([{ text: "first" }, { text: "bad 2", level: "error" }]);
    await page.goto(`/system/logs/${await live.source()}?level=${encodeURIComponent('["error"]')}`);
    await row(2).waitFor();
    await live.write([{ text: "harmless" }, { text: "bad 4", level: "error" }]);
    await row(4).waitFor();
    assert.deepEqual(await page.locator(".log-text").allTextContents(), ["bad 2", "bad 4"]);
  } finally {
    live.close();
  }
});

test("57: a very long line is cut, says so, and opens beside the log", async () => {
  await open(`#L${LONG_AT}`);
  await row(LONG_AT).getByRole("button", { name: "show all 29.3 KB" }).click();
  const panel = page.getByRole("complementary", { name: /Line 2,600/ });
  await panel.locator("pre").waitFor();
  assert.equal((await panel.locator("pre").textContent())?.length, 30_005);
});

test("58: what a program writes is text: colours can be seen and switched off, HTML and bidi marks are signs", async () => {
  await open("#L2700");
  const text = row(2700).locator(".log-text");
  assert.equal(await text.textContent(), "red <img src=x onerror=alert(1)> <U+202E>bidi");
  assert.equal(await text.locator("img").count(), 0);
  assert.ok(await text.locator("span").first().getAttribute("style"));
  await page.getByRole("button", { name: "View" }).click();
  await page.getByLabel("Colours of the program (ANSI)").uncheck();
  await page.keyboard.press("Escape");
  await text.locator("span:not(.log-sign)").waitFor({ state: "detached" });
  await page.evaluate(() => localStorage.removeItem("signalbox.log-view"));
});

test("59 and 60: a progress bar is one row, and a stack trace opens by click and by key", async () => {
  await open(`#L${BAR_AT}`);
  await page.getByText("progress 100%").waitFor();
  assert.equal(await page.getByText(/progress [1-9]0%/).count(), 0);
  await open(`#L${TRACE_AT}`);
  const fold = row(TRACE_AT).getByRole("button", { name: "4 lines (stack trace)" });
  await fold.click();
  await page.getByText('File "a.py", line 1, in f').waitFor();
  await log().focus();
  await page.keyboard.press("Enter");
  await page.getByText('File "a.py", line 1, in f').waitFor({ state: "detached" });
});

test("61: what is not loaded is a marker with numbers, which goes away when it is read", async () => {
  let hold = false;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/log\?/, async (route) => {
    if (hold) await held;
    await route.continue();
  });
  try {
    await open("#L900");
    await row(900).waitFor();
    await page.keyboard.press("End");
    await row(LINES).waitFor();
    hold = true;
    const marker = page.locator(".log-row.marker");
    await until(
      "the marker is in the page",
      async () => {
        await wheel(-600);
        return marker.count();
      },
      (count) => count > 0,
    );
    await marker.getByText(/^lines 1,1\d\d–2,500 not loaded \(1,3\d\d\)$/).waitFor();
    await marker.getByRole("button", { name: "Load" }).click();
    release();
    await marker.waitFor({ state: "detached" });
  } finally {
    release();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
  assert.deepEqual(problems, []);
});

test("62: wrapping keeps the first visible line", async () => {
  await open("#L1500");
  const line = (await firstVisible()).split(" ")[0];
  await page.keyboard.press("w");
  await page.locator('.log-frame[data-wrap="true"]').waitFor();
  assert.equal((await firstVisible()).split(" ")[0], line);
  await page.keyboard.press("w");
  await page.locator('.log-frame[data-wrap="false"]').waitFor();
  assert.equal((await firstVisible()).split(" ")[0], line);
});

test("63: a selection of fifty lines copies their text without numbers and times", async () => {
  await open("#L1010");
  await row(1005).waitFor();
  const select = (number: number, toEnd: boolean) =>
    row(number).evaluate((element, end) => {
      const text = element.querySelector(".log-text")?.firstChild;
      const selection = document.getSelection();
      if (!text || !selection) throw new Error("no text");
      if (end)
        selection.setBaseAndExtent(
          selection.anchorNode ?? text,
          selection.anchorOffset,
          text,
          text.nodeValue?.length ?? 0,
        );
      else selection.setBaseAndExtent(text, 0, text, 1);
    }, toEnd);
  await select(1005, false);
  await wheel(900);
  await row(1054).waitFor();
  await select(1054, true);
  const copied = await row(1054).evaluate((element) => {
    const clipboardData = new DataTransfer();
    element.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
  assert.deepEqual(
    copied.split("\n"),
    Array.from({ length: 50 }, (_, at) => entry(1005 + at).text),
  );
});

test("64: a download has the stated lines, whole and filtered", async () => {
  await open(`?level=${encodeURIComponent('["error"]')}`);
  const menu = async (): Promise<void> => {
    const format = page.getByRole("radio", { name: "JSON lines" });
    if (!(await format.isVisible())) await page.getByRole("button", { name: "Download", exact: true }).click();
    await format.waitFor();
  };
  const save = async (name: RegExp): Promise<Buffer> => {
    await menu();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return readFileSync(await download.path());
  };
  assert.equal((await save(/Filtered lines only/)).toString(), "failure 700\nfailure 2900\n");
  await page.getByText("2 lines downloaded").waitFor();
  await menu();
  await page.getByRole("radio", { name: "JSON lines" }).check({ force: true });
  await page.getByLabel("Compressed (gzip)").check();
  const lines = gunzipSync(await save(/Whole log: 3,000 lines/))
    .toString()
    .trimEnd()
    .split("\n");
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { seq: number }).seq),
    Array.from({ length: LINES }, (_, at) => at + 1),
  );
});

test("65: a time leads to the first line at or after it", async () => {
  await open();
  const { lines } = await expectCall<{ lines: { seq: number; time: string }[] }>(
    200,
    "GET",
    `/log-sources/${await writer.source()}/log?after=1200&limit=600`,
  );
  const time = lines.find((line) => line.seq === 1500)?.time ?? "";
  // Several lines may have the same time: the first of them is meant.
  const expected = lines.find((line) => line.time >= time)?.seq ?? 0;
  await open(`?at=${encodeURIComponent(time)}`);
  await row(expected).waitFor();
  assert.match(await firstVisible(), new RegExp(`^${expected.toLocaleString("en-US")} `));
});

test("96: lines are silent for a screen reader; a summary is not", async () => {
  await open();
  assert.equal(await log().getAttribute("aria-live"), "off");
  const live = new LogWriter();
  try {
    await live.write([{ text: "one" }]);
    await page.goto(`/system/logs/${await live.source()}`);
    await row(1).waitFor();
    await page.evaluate(() => {
      const region = document.querySelector('.log [role="status"][aria-live="polite"]');
      const times: number[] = [];
      Object.assign(window, { announced: times });
      if (region)
        new MutationObserver(() => times.push(performance.now())).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    live.start(300, (number) => ({ text: `n ${number}` }));
    const times = await until(
      "three announcements",
      () => page.evaluate(() => (window as unknown as { announced: number[] }).announced),
      (found) => found.length >= 3,
      60_000,
    );
    // The pace is a clock of the page itself: however slow the machine is, two are never close together.
    for (let at = 1; at < times.length; at++) assert.ok((times[at] ?? 0) - (times[at - 1] ?? 0) > 2500, `${times}`);
  } finally {
    live.close();
  }
});

test("91: the log has no serious accessibility finding, in both themes", async () => {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await open("#L2695");
    await row(2700).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `log-${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
});

test("a training has its log: complete, with an address for each line", async () => {
  const project = await newProject("log of a run");
  const { body: dataset } = await upload<Dataset>(project, "titanic.csv", titanic());
  const run = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    datasetId: dataset.id,
    target: "survived",
    task: "classification",
    algorithm: "lightgbm",
    excludedColumns: ["alive"],
    parameters: { n_estimators: 20 },
  });
  await page.goto(`/projects/${project}/runs/${run.id}?tab=logs`);
  assert.equal((await ended(run.id)).status, "succeeded");
  await page.locator(".log-row").first().waitFor();
  await foot()
    .getByText(/Complete: \d+ lines?, checked/)
    .waitFor({ timeout: 60_000 });
  await row(1).waitFor();
});

/** Frames per second over some seconds, counted in the page. */
function frames(millis: number): Promise<number> {
  return page.evaluate(
    (span) =>
      new Promise<number>((done) => {
        let count = 0;
        const end = performance.now() + span;
        const step = (time: number) => {
          count++;
          if (time < end) requestAnimationFrame(step);
          else done((count * 1000) / span);
        };
        requestAnimationFrame(step);
      }),
    millis,
  );
}

async function heapMegabytes(): Promise<number> {
  const devtools = await browser.newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await devtools.send("Runtime.getHeapUsage")) as { usedSize: number };
  await devtools.detach();
  return usedSize / 1e6;
}

const long = MINUTES > 0;
test(`102: ${long ? `100,000 lines and 5,000 more a second for ${MINUTES} minutes` : "many lines while lines come"}: few rows, every number`, async () => {
  const live = new LogWriter();
  try {
    const loaded = long ? 100_000 : 5000;
    await live.write([{ text: "line 1" }]);
    await page.goto(`/system/logs/${await live.source()}`);
    await row(1).waitFor();
    await live.write(
      Array.from({ length: loaded - 1 }, (_, at) => ({ text: `line ${at + 2} of the log, with some words in it` })),
    );
    await row(loaded).waitFor({ timeout: 60_000 });
    live.start(long ? 5000 : 500, (number) => ({ text: `line ${loaded + number} of the log, with some words in it` }));
    await foot().getByText("lines/s").waitFor();
    const before = await heapMegabytes();
    const until = Date.now() + MINUTES * 60_000;
    const rates: number[] = [];
    do {
      const measured = frames(4000);
      for (let notch = 0; notch < 40; notch++) await wheel(notch % 4 === 3 ? 360 : -240);
      rates.push(await measured);
      await page.keyboard.press("End");
      await following().waitFor();
    } while (Date.now() < until);
    assert.ok((await page.locator(".log-row").count()) <= 100);
    live.end();
    const growth = (await heapMegabytes()) - before;
    const [slowest = 0] = [...rates].sort((a, b) => a - b);
    console.log(
      `frames a second while scrolling: slowest ${slowest.toFixed(1)} of ${rates.length} measurements (${rates.map(Math.round).join(" ")}); heap ${before.toFixed(1)} MB, grew by ${growth.toFixed(1)} MB`,
    );
    if (long) {
      assert.ok(slowest >= 40, `${slowest} frames a second`);
      assert.ok(growth < 100, `the heap grew by ${growth} MB`);
    }
  } finally {
    live.close();
  }
  assert.deepEqual(problems, [], "no script error on the way");
});
