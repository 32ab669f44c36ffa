/** The page as a person meets it. Every test fails if it asks anything of another origin. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { expect, test as base } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

import type { Site } from "./site.js";
import { serve } from "./site.js";
import { sample } from "./samples.js";

export { expect };

export const TABS = [
  "Files",
  "History",
  "Space",
  "Search",
  "Packages",
  "Secrets",
  "Compare",
  "Config",
  "Edit & save",
] as const;
export type Tab = (typeof TABS)[number];

export class Lamina {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get element(): Locator {
    return this.page.locator("lamina-explorer");
  }
  get tree(): Locator {
    return this.page.getByRole("treegrid");
  }
  get details(): Locator {
    return this.page.locator("lamina-details");
  }
  get preview(): Locator {
    return this.page.locator("lamina-preview");
  }
  get save(): Locator {
    return this.page.locator("lamina-save");
  }

  /** Chooses a file by the file dialog. */
  async choose(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.page.locator("input[type=file]").first().setInputFiles(file);
  }

  /** Opens a sample, and waits until every layer is read and shown. */
  async open(name: string): Promise<void> {
    await this.choose(sample(name));
    await this.#opened(name);
  }

  /** The same with bytes made for the test. */
  async openBytes(name: string, buffer: Buffer): Promise<void> {
    const file = { name, mimeType: "application/x-tar", buffer };
    await this.page.locator("input[type=file]").first().setInputFiles(file);
    await this.#opened(name);
  }

  async #opened(name: string): Promise<void> {
    await expect(this.page).toHaveTitle(new RegExp(`^${name.replaceAll(".", "\\.")}`));
    // While layers arrive rows come and go, and a click may meet another one.
    await expect(this.tree).toHaveAttribute("aria-busy", "false");
  }

  /** Drops a file on the page. */
  async drop(name: string): Promise<void> {
    const file = { name: basename(name), base64: readFileSync(sample(name)).toString("base64") };
    const dataTransfer = await this.page.evaluateHandle(({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name));
      return transfer;
    }, file);
    await this.element.dispatchEvent("dragenter", { dataTransfer });
    await this.element.dispatchEvent("drop", { dataTransfer });
  }

  async tab(name: Tab): Promise<void> {
    await this.page.getByRole("tab", { name, exact: true }).click();
  }

  /** The topmost row of a name in the tree. */
  row(name: string): Locator {
    return this.tree
      .getByRole("row")
      .filter({ has: this.page.locator(".name .clip > bdi").getByText(name, { exact: true }) })
      .first();
  }

  /** Clicks through the directories to a path, by names. */
  async walk(...names: string[]): Promise<void> {
    for (const name of names) {
      await expect(this.tree).toHaveAttribute("aria-busy", "false");
      await this.row(name).click();
    }
  }

  layer(number: number): Locator {
    return this.page.getByRole("option", { name: new RegExp(`Layer ${number}:`) });
  }

  /** The names in the tree as it is shown, with their letter of change. */
  async rows(): Promise<string[]> {
    const rows = this.tree.locator("[data-row]");
    return rows.evaluateAll((elements) =>
      elements.map((row) => {
        const letter = row.querySelector(".letter [aria-hidden]")?.textContent;
        const name = row.querySelector(".name bdi")?.textContent ?? "";
        return letter ? `${letter} ${name}` : name;
      }),
    );
  }
}

interface Fixtures {
  lamina: Lamina;
  /** Requests that went to another origin; a test may look, each test fails on any. */
  foreign: string[];
}

export const test = base.extend<Fixtures, { site: Site }>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const site = await serve();
      await use(site);
      site.close();
    },
    { scope: "worker" },
  ],

  foreign: async ({ page, site }, use) => {
    const foreign: string[] = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(site.url) && !/^(blob|data):/.test(url)) foreign.push(url);
    });
    await use(foreign);
    expect(foreign, "requests to other origins").toEqual([]);
  },

  lamina: async ({ page, site, foreign }, use) => {
    void foreign;
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      // What a policy refuses is told here as well.
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(site.url);
    await use(new Lamina(page));
    expect(faults, "errors of the page").toEqual([]);
  },
});
