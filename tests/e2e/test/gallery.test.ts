/** The gallery: every state of every component, in both themes and in a narrow window, from samples. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { until } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { galleryStates } from "../src/gallery-states.ts";

const DESKTOP = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 640 };
const grounds = { light: "rgb(247, 248, 250)", dark: "rgb(15, 17, 21)" };
const dialogs = ["form", "confirm", "confirm-busy", "confirm-refused", "long", "alert"];
/** What is old is dimmed, and meant to be hard to read: it is left out of the findings. */
const DIMMED = [".stale-dim", ".runs-frame[aria-busy]"];

let browser: BrowserContext;
let page: Page;
/** What the console said of the page that is open, and what the page told the server of its samples. */
let complaints: string[] = [];

before(async () => {
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, "/settings");
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const asked = `${request.method()} ${request.url()} ${request.postData() ?? ""}`;
    if (request.url().includes("/api/") && asked.includes("gallery")) complaints.push(asked);
  });
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("gallery")) complaints.push(`live: ${payload}`);
    });
  });
});

after(() => browser.close());

async function open(group: string, theme: Theme, dialog = ""): Promise<void> {
  await page.setViewportSize(DESKTOP);
  complaints = [];
  await page.goto(`/gallery?group=${group}&theme=${theme}${dialog && `&dialog=${dialog}`}`);
  await page.locator(`[data-group="${group}"] [data-specimen]`).first().waitFor();
}

interface Shown {
  name: string;
  /** There is nothing but its name. */
  blank: boolean;
}

const shown = (): Promise<Shown[]> =>
  page.locator("[data-specimen]").evaluateAll((all) =>
    all.map((one) => {
      const name = one.getAttribute("data-specimen") ?? "";
      const words = (one.textContent ?? "").replace(name, "").trim();
      const drawn = one.querySelector("svg, canvas, img, input, textarea, select, button, .skeleton");
      return { name, blank: words === "" && drawn === null };
    }),
  );

/** How the states that are shown differ from those that are named: nothing when they are the same, each once. */
async function differences(group: string): Promise<string[]> {
  const found = await shown();
  const names = found.map((one) => one.name);
  const known = galleryStates[group] ?? [];
  return [
    ...known.filter((name) => !names.includes(name)).map((name) => `missing: ${name}`),
    ...names.filter((name) => !known.includes(name)).map((name) => `not named here: ${name}`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `twice: ${name}`),
    ...found.filter((one) => one.blank).map((one) => `blank: ${one.name}`),
  ];
}

/** What makes the page scroll sideways, and what scrolls sideways itself where no key can do that. */
const sideways = (): Promise<string[]> =>
  page.evaluate(() => {
    const REACHED = "a[href], button, input, select, textarea, summary, [tabindex]";
    const specimens = Array.from(document.querySelectorAll<HTMLElement>("[data-specimen]"));
    const nameOf = (one: Element) => one.closest("[data-specimen]")?.getAttribute("data-specimen") ?? "";
    const wide = document.documentElement.scrollWidth - innerWidth;
    const wideOnes = specimens.filter((one) => one.scrollWidth > one.clientWidth).map(nameOf);
    const stuck = Array.from(document.querySelectorAll<HTMLElement>("[data-specimen] *")).filter(
      (one) =>
        one.scrollWidth > one.clientWidth + 1 &&
        ["auto", "scroll"].includes(getComputedStyle(one).overflowX) &&
        !one.matches(REACHED) &&
        !one.querySelector(REACHED),
    );
    return [
      ...(wide > 0 ? [`the page, by ${wide} px, for: ${wideOnes.join(", ")}`] : []),
      ...stuck.map((one) => `${nameOf(one)}: .${one.className} cannot be scrolled with keys`),
    ];
  });

const isNone = (faults: readonly string[]) => faults.length === 0;

for (const theme of ["light", "dark"] as const) {
  test(`every state of the gallery is there, can be read, and has room at 320 px, ${theme}`, async (t) => {
    for (const [group, names] of Object.entries(galleryStates)) {
      await t.test(`${group}: ${names.length} states`, async () => {
        await open(group, theme);
        await until(`the states of ${group}`, () => differences(group), isNone, 15_000);
        const { scheme, ground } = await page.evaluate(() => ({
          scheme: document.documentElement.dataset.mantineColorScheme,
          ground: getComputedStyle(document.body).backgroundColor,
        }));
        assert.equal(scheme, theme);
        assert.equal(ground, grounds[theme]);
        assert.deepEqual(await seriousFindings(page, DIMMED), []);
        await picture(page, `gallery-${group}-${theme}`, true);
        await page.setViewportSize(NARROW);
        await until(`${group} fits into 320 px`, sideways, isNone, 5_000);
        assert.deepEqual(complaints, []);
      });
    }
  });

  test(`every dialog of the gallery can be read, and fits into 320 px, ${theme}`, async (t) => {
    await open("dialogs", theme);
    const named = await page
      .locator("[data-dialog]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-dialog")));
    assert.deepEqual(named, dialogs);
    for (const name of dialogs) {
      await t.test(name, async () => {
        await open("dialogs", theme, name);
        const dialog = page.getByRole("dialog");
        await dialog.waitFor();
        assert.deepEqual(await seriousFindings(page), []);
        await picture(page, `gallery-dialog-${name}-${theme}`);
        await page.setViewportSize(NARROW);
        const room = () => dialog.evaluate((one) => one.clientWidth - one.scrollWidth);
        await until(`${name} fits into 320 px`, room, (left) => left >= 0, 5_000);
        assert.deepEqual(complaints, []);
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
        assert.equal(new URL(page.url()).searchParams.get("dialog"), null);
      });
    }
  });
}

test("the groups of the gallery are those that are looked at, and its theme ends with it", async () => {
  await open("basics", "dark");
  const links = page.getByRole("navigation", { name: "Groups" }).getByRole("link");
  const named = await links.evaluateAll((all) =>
    all.map((one) => new URL((one as HTMLAnchorElement).href).searchParams.get("group")),
  );
  assert.deepEqual(named, Object.keys(galleryStates));
  const shownTheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  assert.equal(await shownTheme(), "dark");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "System" }).click();
  await page.waitForURL(/\/system/);
  await until("the theme that was chosen is back", shownTheme, (theme) => theme === "light", 5_000);
});
