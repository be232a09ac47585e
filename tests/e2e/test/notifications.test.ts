import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import {
  call,
  type Dataset,
  ended,
  expectCall,
  newProject,
  type Problem,
  type Run,
  until,
  upload,
  url,
} from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { Receiver } from "../src/receiver.ts";
import { endedStudy, startStudy } from "../src/studies.ts";
import { tips, titanic } from "../src/tables.ts";

const opened: BrowserContext[] = [];

async function open(theme: Theme, path: string): Promise<Page> {
  const browser = await launch(theme);
  opened.push(browser);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, path);
  return page;
}

after(async () => {
  for (const browser of opened) await browser.close();
});

interface Inbox {
  unread: number;
  items: { id: string; kind: string; title: string; run: { id: string } | null; readAt: string | null }[];
}

interface WebhookMade {
  webhook: { id: string };
  secret: string;
}

async function withData(word: string): Promise<{ project: string; dataset: string }> {
  const project = await newProject(word);
  const answer = await upload<Dataset>(project, "titanic.csv", titanic());
  assert.equal(answer.status, 201);
  return { project, dataset: answer.body.id };
}

const training = (project: string, dataset: string, name: string, trees = 20) =>
  expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    name,
    datasetId: dataset,
    target: "survived",
    parameters:
      trees > 1000
        ? { n_estimators: trees, learning_rate: 0.001, early_stopping_rounds: 0 }
        : { n_estimators: trees, learning_rate: 0.1 },
  });

const rule = (project: string, body: object) => expectCall(201, "POST", `/projects/${project}/alert-rules`, body);

const succeeds = { name: "ends", shared: true, trigger: { statuses: ["succeeded", "failed"] } };

const inboxOf = async (run: string): Promise<Inbox["items"]> => {
  const inbox = await expectCall<Inbox>(200, "GET", "/me/notifications?limit=200");
  return inbox.items.filter((one) => one.run?.id === run);
};

test("a rule made in the browser rings the bell when a run ends, live, and leads to the run", async () => {
  const { project, dataset } = await withData("bell");
  await expectCall(200, "POST", "/me/notifications/read", { all: true });
  const page = await open("light", `/projects/${project}/settings/alerts`);
  await page.getByRole("heading", { name: "No alert rule yet" }).waitFor();
  await picture(page, "notifications-1-no-rule");
  await page.getByRole("button", { name: "New alert rule" }).click();
  await page.getByRole("button", { name: "Create the rule" }).click();
  await page.getByText("Tells you when, of all runs").waitFor();
  await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  const run = await training(project, dataset, "rings");
  await ended(run.id);
  await page.getByRole("button", { name: "Notifications, 1 unread" }).click();
  const inbox = page.getByRole("region", { name: "Inbox" });
  await inbox.getByText("rings succeeded").waitFor();
  await picture(page, "notifications-2-inbox");
  await inbox.getByRole("link", { name: /rings succeeded/ }).click();
  await page.getByRole("heading", { name: "rings" }).waitFor();
  assert.ok(page.url().includes(`/runs/${run.id}`));
  await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  assert.equal((await inboxOf(run.id)).length, 1);
});

test("a metric rule fires once per run, and a muted run tells nothing", async () => {
  const { project, dataset } = await withData("metric");
  await rule(project, {
    name: "low loss",
    trigger: { metric: { key: "valid/log_loss", aggregate: "last", comparison: "below", value: 1000, points: 2 } },
  });
  await rule(project, {
    name: "any",
    trigger: { metric: { key: "train/log_loss", aggregate: "last", comparison: "below", value: 1000 } },
  });
  const run = await training(project, dataset, "loud");
  await ended(run.id);
  const keys = await expectCall<{ items: { key: string; points: number }[] }>(200, "GET", `/runs/${run.id}/metrics`);
  const key = keys.items.find((one) => !one.key.startsWith("sys") && one.points > 1)?.key;
  assert.ok(key, "the training has a metric of several points");
  await rule(project, {
    name: "of every run",
    trigger: { metric: { key, aggregate: "last", comparison: "below", value: 2000, points: 2 } },
  });
  const second = await training(project, dataset, "second");
  const muted = await training(project, dataset, "muted");
  await expectCall(200, "PUT", `/runs/${muted.id}/mute`, { muted: true });
  await Promise.all([ended(second.id), ended(muted.id)]);
  const told = await until(
    "the metric rule fires",
    () => inboxOf(second.id),
    (items) => items.some((one) => one.title.includes(`${key} < 2000`)),
  );
  assert.equal(told.filter((one) => one.title.startsWith(`second: ${key} < 2000`)).length, 1);
  assert.deepEqual(await inboxOf(muted.id), []);
});

test("a rule for studies tells each better trial, leads to it, and tells the end", async () => {
  const project = await newProject("better");
  const bills = (await upload<Dataset>(project, "tips.csv", tips())).body.id;
  const page = await open("dark", `/projects/${project}/settings/alerts`);
  await page.getByRole("button", { name: "New alert rule" }).click();
  await page.getByLabel("a study improves or ends").check();
  await page.getByLabel("Better by at least").fill("0");
  await page.getByRole("button", { name: "Create the rule" }).click();
  await page.getByText("A number above 0, or nothing.").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByLabel("Better by at least").fill("");
  await page.getByRole("button", { name: "Create the rule" }).click();
  await page.getByText("Tells you when, of studies, a trial is the new best or it ends.").waitFor();

  // So much regularisation is worse than little: the second trial is better than the first.
  const { run } = await startStudy(project, {
    name: "gets better",
    algorithm: "ridge",
    datasetId: bills,
    target: "tip",
    search: { alpha: { type: "float", low: 0.001, high: 100_000, log: true } },
    objectives: [{ metric: "rmse" }],
    sampler: { name: "random" },
    enqueue: [{ alpha: 100_000 }, { alpha: 1 }],
    seed: 7,
    parallelism: 1,
    trials: 4,
  });
  const { improvements, best } = await endedStudy(run.id);
  assert.ok(improvements.length >= 2, JSON.stringify(improvements));
  const told = await until(
    "the end is told",
    () => inboxOf(run.id),
    (items) => items.some((one) => one.kind === "run_succeeded"),
  );
  assert.deepEqual(
    told.map((one) => one.title),
    [
      "gets better succeeded",
      ...improvements
        .slice(1)
        .map(([, value]) => `gets better: rmse improved to ${value}`)
        .reverse(),
    ],
  );

  await page.getByRole("button", { name: /^Notifications, / }).click();
  const inbox = page.getByRole("region", { name: "Inbox" });
  await inbox.getByText(`The best rmse is ${best[0]?.values[0]}.`).waitFor();
  await picture(page, "notifications-8-study");
  const [number, value] = improvements[1] ?? [];
  await inbox.getByRole("link", { name: `gets better: rmse improved to ${value}` }).click();
  await page
    .getByTestId("chosen-trial")
    .getByRole("heading", { name: `Trial ${number}` })
    .waitFor();
  assert.ok(page.url().includes(`/studies/${run.id}?trial=${number}`));

  await page.getByRole("button", { name: "Alert me…" }).click();
  const dialog = page.getByRole("dialog", { name: "Alert me when…" });
  await dialog.getByLabel("This study alone").waitFor();
  assert.ok(await dialog.getByLabel("a trial is the new best").isChecked());
  await picture(page, "notifications-9-from-a-study");
  assert.deepEqual(await seriousFindings(page), []);
});

/** The code blocks of a language in the page on webhooks. */
function sample(language: string): string {
  const page = readFileSync(new URL("../../../docs/webhooks.md", import.meta.url), "utf8");
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  assert.ok(found, `docs/webhooks.md has a sample in ${language}`);
  return found;
}

/** What both documented samples say of a delivery: Python first. */
function verdicts(secret: string, timestamp: string, signature: string, body: string): [string, string] {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-webhook-"));
  writeFileSync(join(folder, "verify.py"), sample("python"));
  writeFileSync(join(folder, "verify.mjs"), sample("js"));
  const args = [secret, timestamp, signature, body];
  const python = execFileSync(
    "python3",
    [
      "-c",
      "import sys; from verify import verify; a = sys.argv; print(verify(a[1], a[2], a[3], a[4].encode()))",
      ...args,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  const node = execFileSync(
    "node",
    [
      "--input-type=module",
      "-e",
      'const { verify } = await import("./verify.mjs"); const a = process.argv; console.log(verify(a[1], a[2], a[3], Buffer.from(a[4])))',
      "--",
      ...args,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  return [python.trim().toLowerCase(), node.trim()];
}

test("a webhook is made, tested, signed as documented, retried by hand and logged", async () => {
  const receiver = new Receiver();
  const address = await receiver.listen();
  try {
    const { project, dataset } = await withData("webhook");
    const page = await open("light", `/projects/${project}/settings/webhooks`);
    await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
    await page.getByRole("button", { name: "New webhook" }).click();
    await page.getByRole("button", { name: "Create the webhook" }).click();
    await page.getByText("Give the webhook a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Team chat");
    await page.getByLabel("Address").fill(address);
    await page.getByRole("button", { name: "Create the webhook" }).click();
    const secret = (await page.getByTestId("webhook-secret").textContent()) ?? "";
    assert.ok(secret.length > 40);
    await picture(page, "notifications-3-secret");
    await page.getByRole("button", { name: "I have it" }).click();

    receiver.status = 500;
    await page.getByRole("button", { name: "Send a test to Team chat" }).click();
    await page.getByRole("button", { name: "Deliveries" }).click();
    await page.getByText("answered 500").first().waitFor();
    receiver.status = 200;
    await page.locator("details.delivery summary").first().click();
    await page.getByRole("button", { name: "Send again" }).click();
    await page.locator("details.delivery").getByText("Delivered").waitFor();
    await picture(page, "notifications-4-deliveries");
    const [first, ...more] = receiver.received;
    assert.ok(first && more.length >= 1);
    for (const again of more) {
      assert.equal(again.headers["signalbox-delivery"], first.headers["signalbox-delivery"]);
      assert.equal(again.body, first.body);
    }

    await rule(project, succeeds);
    const run = await training(project, dataset, "sends");
    await ended(run.id);
    const sent = await until(
      "the run's end is delivered",
      async () => receiver.received.find((one) => one.headers["signalbox-event"] === "run_succeeded"),
      (found) => found !== undefined,
    );
    assert.ok(sent);
    const timestamp = sent.headers["signalbox-timestamp"] ?? "";
    const signature = sent.headers["signalbox-signature"] ?? "";
    assert.deepEqual(verdicts(secret, timestamp, signature, sent.body), ["true", "true"]);
    assert.deepEqual(verdicts(secret, timestamp, signature, `${sent.body} `), ["false", "false"]);
    assert.deepEqual(verdicts(secret, String(Number(timestamp) - 600), signature, sent.body), ["false", "false"]);
    assert.equal((JSON.parse(sent.body) as { run: { id: string } }).run.id, run.id);
  } finally {
    receiver.close();
  }
});

test("a webhook cannot be led to addresses of the inside, nor elsewhere by its answer", async () => {
  const project = await newProject("inside");
  const make = (target: string) =>
    expectCall<WebhookMade>(201, "POST", `/projects/${project}/webhooks`, {
      name: "in",
      url: target,
      events: ["metric"],
    });
  for (const target of ["http://10.1.2.3/", "http://[::1]/", `${url.replace("127.0.0.1", "127.0.0.2")}/api/v1/me`]) {
    const made = await make(target);
    const path = `/projects/${project}/webhooks/${made.webhook.id}`;
    await expectCall(202, "POST", `${path}/test`);
    const log = await until(
      "the attempt is in the log",
      () => expectCall<{ items: { attempts: { error: string }[] }[] }>(200, "GET", `${path}/deliveries`),
      (found) => (found.items[0]?.attempts.length ?? 0) > 0,
    );
    assert.match(log.items[0]?.attempts[0]?.error ?? "", /not a public one/);
    await expectCall(204, "DELETE", path);
  }
  const wrong = await call<Problem>("POST", `/projects/${project}/webhooks`, {
    name: "file",
    url: "file:///etc/passwd",
    events: ["metric"],
  });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.field, "url");
});

test("90: the browser is asked for its permission by the click on «Notify me» and not before", async () => {
  const { project } = await withData("permission");
  const browser = await launch("light");
  opened.push(browser);
  await browser.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(window, { permissionAsked: asked });
    window.Notification.requestPermission = async () => {
      asked.push("asked");
      return "denied";
    };
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, `/projects/${project}`);
  const asked = () => page.evaluate(() => (window as unknown as { permissionAsked: string[] }).permissionAsked.length);
  await page.getByRole("button", { name: /^Notifications/ }).click();
  const notify = page.getByRole("button", { name: "Notify me" });
  await notify.waitFor();
  assert.equal(await asked(), 0);
  await notify.click();
  assert.equal(await asked(), 1);
});

test("the top bar lists running jobs live with progress and stops one; the tab's icon shows the watched run", async () => {
  const { project, dataset } = await withData("jobs");
  const page = await open("dark", `/projects/${project}/runs`);
  await page.getByRole("button", { name: "Running jobs: none" }).click();
  await page.getByRole("heading", { name: "Nothing is running" }).waitFor();
  await page.keyboard.press("Escape");
  const run = await training(project, dataset, "goes on", 10_000);
  await page.getByRole("button", { name: "Running jobs: 1" }).click();
  const jobs = page.getByRole("region", { name: "Running jobs" });
  await jobs.getByRole("link", { name: "goes on" }).waitFor();
  await jobs.getByText(/%/).waitFor({ timeout: 60_000 });
  await picture(page, "notifications-5-jobs");
  assert.deepEqual(await seriousFindings(page), []);
  const other = await browserTab(page, `/projects/${project}/runs/${run.id}`);
  await other.locator('link[rel="icon"][href="/favicon-running.svg"]').waitFor({ state: "attached" });
  await jobs.getByRole("button", { name: "Stop goes on" }).click();
  await ended(run.id);
  await page.getByRole("button", { name: "Running jobs: none" }).waitFor();
  await page.getByRole("heading", { name: "Nothing is running" }).waitFor();
});

async function browserTab(page: Page, path: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(path);
  return tab;
}

test("105: inbox, rules and webhooks say why they are empty and offer one action, without findings of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    const project = await newProject(`empty ${theme}`);
    const page = await open(theme, `/projects/${project}/settings/alerts`);
    await page.getByRole("button", { name: "New alert rule" }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], `rules, ${theme}`);
    await page.getByRole("button", { name: "New alert rule" }).click();
    await page.getByLabel("a metric crosses a value").check();
    await page.getByRole("button", { name: "Create the rule" }).click();
    await page.getByText("Name the metric.").waitFor();
    assert.deepEqual(await seriousFindings(page), [], `rule form, ${theme}`);
    await picture(page, `notifications-6-form-${theme}`);
    await page.keyboard.press("Escape");
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Webhooks" }).click();
    await page.getByRole("button", { name: "New webhook" }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], `webhooks, ${theme}`);
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await page.getByRole("region", { name: "Inbox" }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], `inbox, ${theme}`);
    await picture(page, `notifications-7-inbox-${theme}`);
  }
});
