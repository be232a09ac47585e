/** The runs table of a project as tests use it: its rows, its filter, its total. */
import type { Locator, Page } from "playwright-core";
import { expectCall, type Run } from "./api.ts";

export interface RunList {
  items: (Run & { createdAt: string; tags: string[] })[];
  total: number;
}

export const formatted = (value: number) => value.toLocaleString("en-US");

export class RunsTable {
  readonly page: Page;
  readonly project: string;

  constructor(page: Page, project: string) {
    this.page = page;
    this.project = project;
  }

  /** The same table as somebody else sees it. */
  on(page: Page): RunsTable {
    return new RunsTable(page, this.project);
  }

  grid(): Locator {
    return this.page.getByRole("grid", { name: "Runs", exact: true });
  }

  rows(): Locator {
    return this.page.locator(".runs-body .run-row");
  }

  rowOf(name: string): Locator {
    return this.page.locator(".runs-body .run-row", { hasText: name });
  }

  filterBox(): Locator {
    return this.page.getByRole("combobox", { name: "Filter" });
  }

  async names(): Promise<string[]> {
    return this.page.locator(".runs-body .cell-name a").allTextContents();
  }

  /** The rows of an address are there: none of the first is a grey bar any more. */
  async show(search: string): Promise<void> {
    await this.page.goto(`/projects/${this.project}/runs${search}`);
    await this.page.locator(".runs-body .cell-name a").first().waitFor();
  }

  /** Waits until the page says so many runs. */
  async total(words: string): Promise<void> {
    await this.page.locator(".page-meta", { hasText: words }).waitFor();
  }

  async clickColumnMenu(title: string, item: string): Promise<void> {
    await this.page.getByRole("columnheader", { name: new RegExp(`^${title}`) }).hover();
    await this.page.getByRole("button", { name: `Column ${title}` }).click();
    await this.page
      .getByRole("menuitem", { name: item })
      .or(this.page.getByRole("menuitemradio", { name: item }))
      .click();
  }

  /** What the server says of a filter: its first run, and how many match. */
  count(filter: string): Promise<RunList> {
    return this.list(`limit=1&filter=${encodeURIComponent(filter)}`);
  }

  list(query: string): Promise<RunList> {
    return expectCall<RunList>(200, "GET", `/projects/${this.project}/runs?${query}`);
  }
}
