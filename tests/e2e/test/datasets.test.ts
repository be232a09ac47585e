/** Datasets in a real browser: uploads that resume, files read as one chooses, versions, rows, lineage. Names carry the requirement numbers. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { call, type Dataset, expectCall, newProject, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), "signalbox-datasets-"));
let light: BrowserContext;
let dark: BrowserContext;

before(async () => {
  light = await launch("light");
  dark = await launch("dark");
  for (const context of [light, dark]) {
    const page = await context.newPage();
    await signIn(page);
    await page.close();
  }
});

after(async () => {
  await light?.close();
  await dark?.close();
});

async function open(path: string, theme: Theme = "light"): Promise<Page> {
  const page = await (theme === "light" ? light : dark).newPage();
  page.setDefaultTimeout(20_000);
  // Leaving while something is being sent asks first.
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(path);
  return page;
}

function people(count: number): string {
  const rows = ["name,age,group,score"];
  for (let i = 0; i < count; i++)
    rows.push(`person ${i},${20 + (i % 60)},${i % 3 === 0 ? "a" : "b"},${(i * 7) % 100}.5`);
  return `${rows.join("\n")}\n`;
}

const chosen = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content as string),
});

test("78: an upload cut at half by a reload goes on without sending the first half again", async () => {
  const project = await newProject("resume");
  const row = `${"x".repeat(1000)},1\n`;
  const content = Buffer.from(`text,number\n${row.repeat(Math.ceil((24 * MIB) / row.length))}`);
  const path = join(folder, "large.csv");
  writeFileSync(path, content);
  const page = await open(`/projects/${project}/datasets`);
  let pieces = 0;
  let held: () => void = () => {};
  const third = new Promise<void>((resolve) => {
    held = resolve;
  });
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    pieces++;
    // The third piece never reaches the server.
    if (pieces > 2) return held();
    return route.continue();
  });
  await page.getByLabel("Files to upload").setInputFiles(path);
  await third;
  await page.unroute("**/api/v1/uploads/*");
  await page.reload();

  const left = page.getByRole("list", { name: "Uploads" }).getByRole("listitem");
  await left.getByText(/Interrupted at 6\d/).waitFor();
  await picture(page, "datasets-78-interrupted");
  const offsets: number[] = [];
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() !== "PATCH" || !request.url().includes("/uploads/")) return;
    offsets.push(Number(request.headers()["upload-offset"]));
  });
  page.on("requestfinished", async (request) => {
    if (request.method() === "PATCH" && request.url().includes("/uploads/")) {
      sent += (await request.sizes()).requestBodySize;
    }
  });
  const panel = page.getByRole("dialog", { name: "large.csv" });
  await panel.getByLabel("File to resume large.csv with").setInputFiles(path);
  // It goes on by itself, in the panel.
  await page.getByRole("button", { name: "Store dataset" }).click();
  await page.getByRole("heading", { name: "large.csv v1" }).waitFor({ timeout: 60_000 });

  assert.ok(offsets.length > 0);
  assert.ok(Math.min(...offsets) >= content.length / 2, `sent from ${Math.min(...offsets)} on`);
  assert.equal(Math.min(...offsets), 16 * MIB);
  assert.ok(sent < content.length / 2, `${sent} bytes were sent after the reload`);
  const [dataset] = (await expectCall<{ items: Dataset[] }>(200, "GET", `/projects/${project}/datasets`)).items;
  assert.equal(dataset?.sha256, createHash("sha256").update(content).digest("hex"));
  await page.close();
});

test("78: another file is not taken for the one that was being sent", async () => {
  const project = await newProject("other");
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const answer = await call("POST", `/projects/${project}/uploads`, undefined, {
    "tus-resumable": "1.0.0",
    "upload-length": "12",
    "upload-metadata": `filename ${base64("twelve.csv")},fingerprint ${base64("of another file")}`,
  });
  assert.equal(answer.status, 201);
  const page = await open(`/projects/${project}/datasets`);
  await page.getByLabel("File to resume twelve.csv with").setInputFiles(chosen("twelve.csv", "a,b\n1,2\n3,4\n"));
  await page.getByText("This is not the file that was being uploaded").waitFor();
  await page.getByRole("button", { name: "Remove the upload of twelve.csv" }).click();
  await page.getByText("No data yet").waitFor();
  await page.close();
});

test("79: a malformed file lists line, column, text and reason of each bad row, and drops nothing silently", async () => {
  const project = await newProject("malformed");
  const page = await open(`/projects/${project}/datasets`);
  const content = 'a,b,c\n1,2,3\n4,5\n6,"x"y,7\n8,"never closed,9\n10,11,12\n13,14,15,16\n';
  await page.getByLabel("Files to upload").setInputFiles(chosen("bad.csv", content));
  const panel = page.getByRole("dialog", { name: "bad.csv" });
  const faults = panel.getByRole("table", { name: "Bad rows of bad.csv" });
  await faults.waitFor();
  const rows = await faults.locator("tbody tr").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\t").map((cell) => cell.trim())),
    [
      ["3", "3", "4,5", "The row has 2 fields where the header has 3"],
      ["4", "2", '"x"y', "Text follows the closing quote of a field"],
      ["5", "2", '"never closed,9\n10,11,12\n13,14,15,16', "A quote is opened here and never closed"],
      ["7", "4", "13,14,15,16", "The row has 4 fields where the header has 3"],
    ].map((row) => row.map((cell) => cell.trim())),
  );
  await panel.getByText("4 rows cannot be read").waitFor();
  await picture(page, "datasets-79-bad-rows");

  await panel.getByRole("button", { name: "Store only if every row is good" }).click();
  await panel.getByText("Nothing was stored").waitFor();
  assert.equal((await expectCall<{ total: number }>(200, "GET", `/projects/${project}/datasets`)).total, 0);

  await panel.getByRole("button", { name: "Skip 4 bad rows" }).click();
  await page.getByRole("heading", { name: "bad.csv v1" }).waitFor();
  await page.getByText("4 skipped").waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  const kept = page.getByRole("table", { name: "Rows left out" });
  await kept.getByText("13,14,15,16", { exact: true }).waitFor();
  assert.equal(await kept.locator("tbody tr").count(), 4);
  const [dataset] = (await expectCall<{ items: Dataset[] }>(200, "GET", `/projects/${project}/datasets`)).items;
  assert.equal(dataset?.rows, 2);
  await page.close();
});

test("79: a refused upload stays in the list with its cause, and can be looked at again", async () => {
  const project = await newProject("refused");
  const page = await open(`/projects/${project}/datasets`);
  await page.getByLabel("Files to upload").setInputFiles(chosen("short.csv", "a,b\n1,2\n3\n"));
  await page.getByRole("button", { name: "Store only if every row is good" }).click();
  await page.getByText("Nothing was stored").waitFor();
  await page.goto(`/projects/${project}/datasets`);
  await page.getByText(/Refused: 1 bad rows; the first is line 3/).waitFor();
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("table", { name: "Bad rows of short.csv" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.close();
});

test("79: delimiter, encoding, decimal sign and types are guessed, can be changed, and what is stored agrees", async () => {
  const project = await newProject("dialect");
  const page = await open(`/projects/${project}/datasets`);
  await page.getByRole("button", { name: "Try it: messy-export.csv" }).click();
  const panel = page.getByRole("dialog", { name: "messy-export.csv" });
  await panel.getByText("2 rows cannot be read").waitFor();
  assert.equal(await panel.getByLabel("Delimiter").inputValue(), ";");
  assert.equal(await panel.getByLabel("Encoding").inputValue(), "windows-1252");
  assert.ok(await panel.getByRole("radio", { name: "1,5" }).isChecked());
  assert.equal(await panel.getByLabel("Type of Größe").inputValue(), "number");
  assert.equal(await panel.getByLabel("Type of Verbrauch").inputValue(), "string");

  await panel.getByLabel("Missing values").fill("NA, k.A.");
  await panel.getByLabel("Missing values").press("Enter");
  await panel.locator('select[aria-label="Type of Verbrauch"]').filter({ hasText: "number (found)" }).waitFor();
  await panel.getByLabel("Type of Straße").selectOption("number");
  await panel.getByText(/82 rows cannot be read|8\d rows cannot be read/).waitFor();
  await panel.getByText("The value of “Straße” is not a number").first().waitFor();
  await panel.getByLabel("Type of Straße").selectOption("string");
  await panel.getByText("2 rows cannot be read").waitFor();
  await picture(page, "datasets-79-dialect");
  await panel.getByRole("button", { name: "Skip 2 bad rows" }).click();
  await page.getByRole("heading", { name: "messy-export.csv v1" }).waitFor();
  const [dataset] = (
    await expectCall<{ items: (Dataset & { delimiter: string; skippedRows: number })[] }>(
      200,
      "GET",
      `/projects/${project}/datasets`,
    )
  ).items;
  assert.equal(dataset?.delimiter, ",");
  assert.equal(dataset?.skippedRows, 2);
  assert.deepEqual(
    dataset?.columns.map((column) => column.type),
    ["string", "number", "number", "string"],
  );
  await page.close();
});

test("3: versions are compared, and the address brings back tab, filter, sort and comparison in a fresh page", async () => {
  const project = await newProject("versions");
  const first = (await upload<Dataset>(project, "people.csv", people(900))).body;
  const page = await open(`/projects/${project}/datasets/${first.id}`);
  await page.getByRole("link", { name: "New version" }).click();
  const next = people(1000).replace("name,age,group,score", "name,years,group,score").replaceAll(",b,", ",a,");
  await page.getByLabel("Files to upload").setInputFiles(chosen("people-2.csv", next));
  await page.getByText("A new version of people.csv").waitFor();
  await page.getByRole("button", { name: "Store dataset" }).click();
  await page.getByRole("heading", { name: "people.csv v2" }).waitFor();
  await page.getByRole("tab", { name: "Versions" }).click();
  await page.getByText("+100 rows").waitFor();
  const changes = page.getByRole("list", { name: "Changed columns" });
  await changes.getByText("years").waitFor();
  await changes.getByText("age").waitFor();
  const drift = page.getByRole("table", { name: "Drift of columns" });
  await drift.getByRole("row", { name: /group.*large.*total variation/ }).waitFor();
  await drift.getByRole("row", { name: /score.*small.*PSI/ }).waitFor();
  await picture(page, "datasets-versions");
  const versionsUrl = page.url();

  await page.getByRole("tab", { name: "Preview" }).click();
  await page.getByRole("combobox", { name: "Column to filter" }).selectOption("years");
  await page.getByRole("combobox", { name: "Condition" }).selectOption("atLeast");
  await page.getByRole("textbox", { name: "Value" }).fill("79");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByText("16 rows of 1,000 match").waitFor();
  await page.getByRole("columnheader", { name: /score/ }).getByTitle(/sort/).click();
  await page.getByRole("button", { name: "Pin name" }).click();
  await page.locator('[role="columnheader"][aria-sort="ascending"]').waitFor();
  const previewUrl = page.url();
  await page.close();

  const fresh = await open(versionsUrl);
  await fresh.getByText("+100 rows").waitFor();
  await fresh.goto(previewUrl);
  await fresh.getByText("16 rows of 1,000 match").waitFor();
  await fresh.locator('[role="columnheader"][aria-sort="ascending"]').waitFor();
  assert.equal(await fresh.getByRole("button", { name: "Pin name" }).getAttribute("aria-pressed"), "true");
  await fresh.close();
});

test("a click on a bar of a histogram shows its rows, and any row of a long table is reachable", async () => {
  const project = await newProject("rows");
  const dataset = (await upload<Dataset>(project, "long.csv", people(60_000))).body;
  const page = await open(`/projects/${project}/datasets/${dataset.id}`);
  const grid = page.getByRole("table", { name: "Rows of the dataset" });
  await grid.getByText("person 0", { exact: true }).waitFor();
  assert.equal(await grid.getAttribute("aria-rowcount"), "60001");
  await grid.focus();
  await page.keyboard.press("End");
  await grid.getByText("person 59999", { exact: true }).waitFor();
  assert.ok((await grid.getByRole("row").count()) < 100);

  await page.getByRole("tab", { name: "Profile" }).click();
  await page.locator(".profile-card", { hasText: "age" }).locator("rect").last().click();
  await page.getByText(/^age from 76/).waitFor();
  await page.getByRole("table", { name: "Matching rows" }).getByText("person 57", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Remove the filter/ }).click();
  await page.getByRole("searchbox", { name: "Search in all columns" }).fill("PERSON 5999");
  await page.getByText("11 rows of 60,000 match").waitFor();
  await page.close();
});

test("a dataset in use says who uses it, and deletes only what was typed", async () => {
  const project = await newProject("lineage");
  const dataset = (await upload<Dataset>(project, "used.csv", people(200))).body;
  const run = await expectCall<{ id: string }>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    name: "first try",
    algorithm: "lightgbm",
    datasetId: dataset.id,
    target: "group",
    parameters: {},
  });
  assert.ok(run.id);
  const page = await open(`/projects/${project}/datasets/${dataset.id}?tab=lineage`);
  await page.getByRole("link", { name: "first try", exact: true }).waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Delete version 1…" }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete", exact: true });
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole("textbox").fill("used.csv v1");
  await confirm.click();
  await dialog.getByText("1 run (first try)").waitFor();
  await dialog.getByRole("button", { name: "Keep it" }).click();

  await page.getByRole("textbox", { name: "Name" }).fill("renamed.csv");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "renamed.csv v1" }).waitFor();
  await page.close();
});

test("92, 93: a table is uploaded, read and stored with the keyboard alone, with the focus in sight", async () => {
  const project = await newProject("keyboard");
  const page = await open(`/projects/${project}/datasets`);
  await page.getByText("No data yet").waitFor();
  const focused = async (name: RegExp) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        const words = element?.getAttribute("aria-label") ?? element?.textContent ?? "";
        const style = element ? getComputedStyle(element) : undefined;
        return { words, outline: style ? Number.parseFloat(style.outlineWidth) : 0, kind: style?.outlineStyle ?? "" };
      });
      if (name.test(found.words)) {
        assert.ok(found.outline >= 2 && found.kind !== "none", `the focus on “${found.words}” can be seen`);
        return;
      }
    }
    assert.fail(`no way to ${name} with Tab`);
  };
  await focused(/^Upload data$/);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles(chosen("keys.csv", people(50)));
  const panel = page.getByRole("dialog", { name: "keys.csv" });
  await panel.getByRole("button", { name: "Store dataset" }).waitFor();
  await focused(/^Store dataset$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "keys.csv v1" }).waitFor();
  await page.close();
});

test("91, 94: no serious finding of axe on any screen of datasets, in both themes, and no target is too small", async (t) => {
  const project = await newProject("axe");
  const empty = await newProject("axe empty");
  const first = (await upload<Dataset>(project, "people.csv", people(300))).body;
  const seed = await open(`/projects/${project}/datasets?versionOf=${first.id}`);
  await seed.getByLabel("Files to upload").setInputFiles(chosen("people.csv", people(320)));
  await seed.getByRole("button", { name: "Store dataset" }).click();
  await seed.getByRole("heading", { name: "people.csv v2" }).waitFor();
  const at = new URL(seed.url()).pathname;
  await seed.goto(`/projects/${project}/datasets`);
  await seed.getByLabel("Files to upload").setInputFiles(chosen("bad.csv", "a,b\n1,2\n3\n"));
  await seed.getByRole("table", { name: "Bad rows of bad.csv" }).waitFor();
  const panel = new URL(seed.url());
  await seed.close();
  const screens: [string, string, RegExp][] = [
    ["empty", `/projects/${empty}/datasets`, /No data yet/],
    ["list", `/projects/${project}/datasets`, /people\.csv/],
    ["panel", `${panel.pathname}${panel.search}`, /cannot be read/],
    ["preview", `${at}?tab=preview`, /person 0/],
    ["profile", `${at}?tab=profile`, /Correlations/],
    ["versions", `${at}?tab=versions`, /Drift/],
    ["lineage", `${at}?tab=lineage`, /Nothing was made/],
    ["settings", `${at}?tab=settings`, /Name and description/],
  ];
  for (const theme of ["light", "dark"] as const) {
    const page = await open("/", theme);
    for (const [name, path, text] of screens) {
      await t.test(`${name}, ${theme}`, async () => {
        await page.goto(path);
        await page.locator("main").getByText(text).filter({ visible: true }).first().waitFor();
        await picture(page, `datasets-${name}-${theme}`);
        assert.deepEqual(await seriousFindings(page), []);
        if (theme === "dark") return;
        const small = await page.locator("main button, main select, main a.button").evaluateAll((elements) =>
          elements
            .map((element) => ({ box: element.getBoundingClientRect(), words: element.textContent ?? "" }))
            .filter(({ box }) => box.width > 0 && (box.height < 23.5 || box.width < 23.5))
            .map(({ box, words }) => `${words} ${box.width}×${box.height}`),
        );
        assert.deepEqual(small, []);
      });
    }
    await page.close();
  }
});

test("105: lists without anything say why, and offer one next step", async () => {
  const project = await newProject("nothing");
  const page = await open(`/projects/${project}/datasets`);
  await page.getByText("No data yet").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Try / }).count(), 4);
  await page.getByRole("searchbox", { name: "Filter by name" }).fill("zzz");
  await page.getByText("No dataset matches").waitFor();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByText("No data yet").waitFor();
  await page.close();
});
