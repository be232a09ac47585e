/** What is stored, and orphans: files are put right into the folder of the S3 server, as a broken upload or a restore would leave them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import {
  call,
  type Dataset,
  download,
  expectCall,
  newProject,
  type Problem,
  tokenOf,
  until,
  upload,
  url,
} from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

const HOUR = 3600;
const bucket = join(process.env.SIGNALBOX_E2E_DATA ?? "", "s3", "objects", "signalbox");

interface Finding {
  kind: string;
  things: number;
  orphans: number;
  young: number;
  samples: string[];
}

interface Inventory {
  id: string;
  state: string;
  kinds: Finding[];
  removable: number;
  removableBytes: number;
  removal: { removed: number; removedBytes: number } | null;
}

interface Items<T> {
  items: T[];
}

let light: BrowserContext;
let dark: BrowserContext;
let dataset: Dataset;
/** The file of the dataset, as a key. */
let named = "";
const planted: string[] = [];

const fileOf = (key: string) => join(bucket, ...key.split("/"));

/** An object that no row names, last written so many hours ago. */
function plant(key: string, hoursAgo: number): string {
  mkdirSync(dirname(fileOf(key)), { recursive: true });
  // With what the server keeps beside the bytes of an object.
  execFileSync("cp", ["-a", fileOf(named), fileOf(key)]);
  const then = Date.now() / 1000 - hoursAgo * HOUR;
  utimesSync(fileOf(key), then, then);
  planted.push(key);
  return key;
}

const finding = (inventory: Inventory, kind: string) => inventory.kinds.find((one) => one.kind === kind);
const get = (id: string) => expectCall<Inventory>(200, "GET", `/system/inventories/${id}`);

async function complete(id: string): Promise<Inventory> {
  return until(
    `inventory ${id} is complete`,
    () => get(id),
    (one) => one.state !== "looking",
    60_000,
  );
}

async function onRecord(id: string): Promise<{ name: string; outcome: string | null }[]> {
  const path = `/system/inventories/${id}/orphans?limit=200`;
  return (await expectCall<Items<{ name: string; outcome: string | null }>>(200, "GET", path)).items;
}

async function open(theme: Theme, path: string): Promise<Page> {
  const page = await (theme === "light" ? light : dark).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(path);
  return page;
}

async function contentOf(one: Dataset): Promise<string> {
  const answer = await download(`/datasets/${one.id}/content`);
  assert.equal(answer.status, 200);
  return createHash("sha256")
    .update(new Uint8Array(await answer.arrayBuffer()))
    .digest("hex");
}

before(async () => {
  light = await launch("light");
  dark = await launch("dark");
  for (const context of [light, dark]) {
    const page = await context.newPage();
    await signIn(page);
    await page.close();
  }
  const answer = await upload<Dataset>(await newProject("storage"), "titanic.csv", titanic());
  assert.equal(answer.status, 201);
  dataset = answer.body;
  const folder = `datasets/${dataset.id}`;
  const file = readdirSync(fileOf(folder)).find((name) => name === dataset.sha256);
  assert.ok(file, `the file of the dataset is not in ${folder}`);
  named = `${folder}/${file}`;
});

after(async () => {
  await light?.close();
  await dark?.close();
  for (const key of planted) rmSync(fileOf(key), { force: true });
});

test("orphans are found, named one by one, and removed as they were seen; all else stays", async () => {
  const content = await contentOf(dataset);
  const removed = [
    plant(`datasets/${randomUUID()}/left`, 48),
    plant(`datasets/${randomUUID()}/left.rows`, 2000),
    plant(`runs/${randomUUID()}/1/model`, 25),
  ].toSorted();
  const young = plant(`runs/${randomUUID()}/1/model`, 23);
  const foreign = plant(`notes-${randomUUID()}.txt`, 48);

  const page = await open("light", "/system?tab=storage");
  const report = page.getByRole("table", { name: "What was found" });
  const [begun] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === "POST" && one.url().endsWith("/system/inventories")),
    page.getByRole("button", { name: "Look for orphans" }).click(),
  ]);
  assert.equal(begun.status(), 202);
  const found = await complete(((await begun.json()) as Inventory).id);
  assert.equal(found.state, "found");
  assert.deepEqual((await onRecord(found.id)).map((one) => one.name).toSorted(), removed);
  assert.equal(finding(found, "dataset_objects")?.orphans, 2);
  assert.equal(finding(found, "run_objects")?.orphans, 1);
  assert.ok((finding(found, "run_objects")?.young ?? 0) >= 1);
  assert.ok((finding(found, "foreign_objects")?.orphans ?? 0) >= 1);
  assert.ok((finding(found, "dataset_objects")?.things ?? 0) > 3, "what is named was looked at, too");

  // The page shows the same, by itself.
  const ask = page.getByRole("button", { name: /^Remove 3 orphans \(.+\)…$/ });
  await ask.waitFor();
  const row = (name: RegExp) => report.getByRole("row", { name });
  await row(/^Objects of datasets/)
    .getByText("2 objects", { exact: true })
    .waitFor();
  await row(/^Objects of runs/)
    .getByText("1 object", { exact: true })
    .waitFor();
  await page.getByText("They can be removed for another").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "storage-1-found", true);

  // Only the number that was seen is taken.
  const refused = await call<Problem>("POST", `/system/inventories/${found.id}/removal`, { orphans: 2 });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, "inventory.count_differs");
  await ask.click();
  const dialog = page.getByRole("dialog");
  const remove = dialog.getByRole("button", { name: /^Remove 3 orphans/ });
  await remove.waitFor();
  assert.ok(await remove.isDisabled());
  await dialog.getByLabel("Number of orphans: 3").fill("4");
  assert.ok(await remove.isDisabled());
  await dialog.getByLabel("Number of orphans: 3").fill("3");
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "storage-2-asks");
  await remove.click();
  await page.getByText(/^3 removed \(.+\)\.$/).waitFor();
  await picture(page, "storage-3-removed", true);

  const gone = await get(found.id);
  assert.equal(gone.state, "removed");
  assert.equal(gone.removal?.removed, 3);
  assert.equal(gone.removal?.removedBytes, found.removableBytes);
  for (const key of removed) assert.equal(existsSync(fileOf(key)), false, key);
  for (const key of [young, foreign, named]) assert.equal(existsSync(fileOf(key)), true, key);
  assert.equal(await contentOf(dataset), content);

  // Each is told with what became of it, at an address of its own.
  await page.goto(`/system?tab=storage&inventory=${found.id}&kind=run_objects`);
  const list = page.getByRole("dialog").getByRole("table", { name: "Orphans" });
  await list.getByText("Removed", { exact: true }).waitFor();
  assert.equal(await list.locator("tbody tr").count(), 1);
  await page.close();

  const again = await call<Problem>("POST", `/system/inventories/${found.id}/removal`, { orphans: 3 });
  assert.equal(again.body.code, "inventory.illegal_state");
});

test("what changes between the look and the removal stays", async () => {
  const gone = plant(`datasets/${randomUUID()}/left`, 48);
  const changed = plant(`datasets/${randomUUID()}/left`, 48);
  const found = await complete((await expectCall<Inventory>(202, "POST", "/system/inventories")).id);
  assert.deepEqual((await onRecord(found.id)).map((one) => one.name).toSorted(), [gone, changed].toSorted());
  rmSync(fileOf(gone));
  const now = Date.now() / 1000;
  utimesSync(fileOf(changed), now, now);
  await expectCall(202, "POST", `/system/inventories/${found.id}/removal`, { orphans: 2 });
  const ended = await until(
    "the removal has ended",
    () => get(found.id),
    (one) => one.state === "removed",
    60_000,
  );
  assert.equal(ended.removal?.removed, 0);
  const outcomes = Object.fromEntries((await onRecord(found.id)).map((one) => [one.name, one.outcome]));
  assert.deepEqual(outcomes, { [gone]: "gone", [changed]: "changed" });
  assert.equal(existsSync(fileOf(changed)), true);
});

test("an object that a row names and that is not there is told, and nothing else happens", async () => {
  const away = `${fileOf(named)}-away`;
  renameSync(fileOf(named), away);
  try {
    const found = await complete((await expectCall<Inventory>(202, "POST", "/system/inventories")).id);
    const missing = finding(found, "missing_objects");
    assert.ok(missing?.samples.includes(named), JSON.stringify(missing));
    assert.equal(found.removable, 0);
    const page = await open("dark", "/system?tab=storage");
    const row = page.getByRole("table", { name: "What was found" }).getByRole("row", { name: /^Missing objects/ });
    await row.getByText(named).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Remove / }).count(), 0);
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, "storage-4-missing-dark", true);
    await page.close();
  } finally {
    renameSync(away, fileOf(named));
  }
  assert.equal((await download(`/datasets/${dataset.id}/content`)).status, 200);
});

test("sizes, retention and chores are shown, and a chore that was done says so", async () => {
  interface Chore {
    name: string;
    endedAt: string | null;
    failures: number;
  }
  const { chores } = await until(
    "the chore of uploads was done",
    () => expectCall<{ chores: Chore[] }>(200, "GET", "/system/storage"),
    (storage) => storage.chores.some((one) => one.name === "expired_uploads" && one.endedAt !== null),
    90_000,
  );
  assert.deepEqual(
    chores.filter((one) => one.failures > 0),
    [],
  );
  const page = await open("dark", "/system?tab=storage");
  const done = page.getByRole("table", { name: "Chores" }).getByRole("row", { name: /^Uploads that were left/ });
  await done.getByText("Done", { exact: true }).waitFor();
  const sizes = page.getByRole("table", { name: "What is stored" });
  await sizes.getByRole("row", { name: /^Datasets/ }).waitFor();
  await sizes.getByRole("row", { name: /^All of the bucket/ }).waitFor();
  const retention = page.getByRole("table", { name: "Retention by project" });
  await retention
    .getByText(/^(\d+ days?|for ever)$/)
    .first()
    .waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "storage-5-dark", true);
  await page.close();
});

test("only an administrator looks at the storage", async () => {
  const person = { email: `reader-${Date.now()}@example.org`, name: "Rita Reader", password: "a-long-password-1" };
  await expectCall(201, "POST", "/users", person);
  const token = await tokenOf(person);
  for (const [method, path] of [
    ["GET", "/system/storage"],
    ["POST", "/system/inventories"],
  ] as const) {
    const refused = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(refused.status, 403, path);
  }
  const other = await launch("light");
  try {
    const page = other.pages()[0] ?? (await other.newPage());
    await page.goto("/system?tab=storage");
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("tab", { name: "Queues" }).waitFor();
    assert.equal(await page.getByRole("tab", { name: "Storage" }).count(), 0);
  } finally {
    await other.close();
  }
});
