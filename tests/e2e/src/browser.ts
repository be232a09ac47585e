/** One Chromium for a test file, and a signed-in page for each test. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { email, password, url } from "./api.ts";

export type Theme = "light" | "dark";

/** A browser with a profile of its own; the caller closes it. */
export async function launch(theme: Theme): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "signalbox-browser-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SIGNALBOX_CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    acceptDownloads: true,
    reducedMotion: "reduce",
  });
  // Functions that run in the page were compiled with calls of this helper around their names.
  await browser.addInitScript("globalThis.__name = (value) => value");
  profiles.set(browser, profile);
  return browser;
}

const profiles = new WeakMap<BrowserContext, string>();

/** The processes of a browser. */
export function processesOf(browser: BrowserContext): number[] {
  const profile = profiles.get(browser);
  if (!profile) throw new Error("this browser was not launched here");
  const found = execFileSync("pgrep", ["-f", "--", profile], { encoding: "utf8" });
  return found.trim().split("\n").map(Number);
}

export async function signIn(page: Page, path = "/"): Promise<void> {
  await page.goto(path);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation").first().waitFor();
}

/**
 * Serious and critical findings of axe, in words, but for what is within `except`; empty when there are none. Our pages have no
 * frames, so axe runs in the page itself instead of a second one, and it describes only the nodes that break a rule.
 */
export async function seriousFindings(page: Page, except: readonly string[] = []): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  for (const selector of except) axe.exclude(selector);
  const result = await axe.analyze();
  return result.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Keeps a picture when SIGNALBOX_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env.SIGNALBOX_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", fullPage });
}
