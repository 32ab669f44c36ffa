/** The same page in Firefox, by WebDriver BiDi: open, list, look, take out, save. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "puppeteer-core";
import type { Browser, ElementHandle, Page } from "puppeteer-core";

import { firefox } from "../support/browsers.js";
import { sample } from "../support/samples.js";
import { serve } from "../support/site.js";
import type { Site } from "../support/site.js";

const PATIENCE = 20_000;

let site: Site;
let browser: Browser;
let downloads: string;

before(async () => {
  const executablePath = firefox();
  if (executablePath === null) {
    throw new Error("Firefox is not there: install it, or name it in LAMINA_FIREFOX");
  }
  site = await serve();
  downloads = await mkdtemp(join(tmpdir(), "lamina-"));
  browser = await launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
      "browser.download.alwaysOpenPanel": false,
      "intl.locale.requested": "en-GB",
    },
  });
});

after(async () => {
  await browser.close();
  site.close();
  await rm(downloads, { recursive: true, force: true });
});

async function opened(name: string): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  page.on("pageerror", (error) => assert.fail(String(error)));
  await page.goto(site.url);
  const input = await one(page, "input[type=file]");
  await (input as ElementHandle<HTMLInputElement>).uploadFile(sample(name));
  await one(page, "[role=treegrid][aria-busy=false]");
  return page;
}

/** An element, through all shadow roots, once it is there. */
async function one(page: Page, selector: string): Promise<ElementHandle> {
  // Puppeteer's own waiting is told of no change inside a shadow root.
  return until(
    selector,
    async () => (await page.$(`lamina-explorer >>> ${selector}`)) ?? undefined,
  );
}

async function text(page: Page, selector: string): Promise<string> {
  return (await one(page, selector)).evaluate((element) => element.textContent);
}

/** Presses the row of a name. */
async function press(page: Page, name: string): Promise<void> {
  const rows = await page.$$("lamina-explorer >>> [data-row]");
  for (const row of rows) {
    const found = await row.evaluate((one) => one.querySelector(".name .clip > bdi")?.textContent);
    if (found === name) {
      await row.click();
      await one(page, "[role=treegrid][aria-busy=false]");
      return;
    }
  }
  throw new Error(`there is no row ${name}`);
}

/** Waits until the condition holds. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The bytes of a download that is finished. */
function downloaded(name: string): Promise<Buffer> {
  return until(`the download of ${name}`, async () => {
    const names = await readdir(downloads);
    const going = names.some((one) => one.endsWith(".part"));
    if (going || !names.includes(name)) return undefined;
    const bytes = await readFile(join(downloads, name));
    return bytes.length > 0 ? bytes : undefined;
  });
}

test("an archive is opened: images, layers, files", async () => {
  const page = await opened("pair.docker26.tar");
  assert.match(await text(page, "lamina-images >>> .list"), /localhost\/worker:1\.0/);
  assert.match(await text(page, "lamina-layers >>> .title"), /5 layers/);
  await press(page, "etc");
  await until("the row of passwd", async () => {
    const names = await page.$$eval("lamina-explorer >>> [data-row] .name .clip > bdi", (found) =>
      found.map(({ textContent }) => textContent),
    );
    return names.includes("passwd") ? true : undefined;
  });
  await page.close();
});

test("a file is looked at and taken out", async () => {
  const page = await opened("web.podman-oci.tar");
  await press(page, "etc");
  await until("the directory to open", async () => {
    const rows = await page.$$("lamina-explorer >>> [data-row]");
    return rows.length > 5 ? true : undefined;
  });
  await press(page, "passwd");
  const passwd = await readFile(sample("src/files/passwd"), "utf8");
  await until("the text", async () =>
    (await text(page, "lamina-text-view >>> .code")) === passwd ? true : undefined,
  );
  await (await one(page, "button[aria-label='Download this file']")).click();
  assert.equal((await downloaded("passwd")).toString(), passwd);
  await page.close();
});

test("a smaller archive is saved, and opens again", async () => {
  const page = await opened("pair.docker26.tar");
  await (await one(page, "#tab-save")).click();
  const boxes = await until("two checkboxes", async () => {
    const found = await page.$$("lamina-explorer >>> lamina-save >>> input[type=checkbox]");
    return found.length === 2 ? found : undefined;
  });
  await boxes[1]?.click();
  const name = await until("the plan", async () => {
    const dropped = await page.$("lamina-explorer >>> lamina-save >>> tr.gone");
    return dropped ? text(page, "lamina-save >>> .go .dim") : undefined;
  });
  await (await one(page, "lamina-save >>> .go .primary")).click();
  await one(page, "lamina-save >>> .note.done");
  const bytes = await downloaded(name);
  assert.match(
    await text(page, "lamina-save >>> .plan"),
    new RegExp(`→ ${bytes.length.toLocaleString("en-GB")} bytes`),
  );

  const input = await one(page, "input[type=file]");
  await (input as ElementHandle<HTMLInputElement>).uploadFile(join(downloads, name));
  await until("the one image", async () => {
    const images = await page.$("lamina-explorer >>> lamina-images");
    const told = await images?.evaluate((element) => element.shadowRoot?.textContent ?? "");
    return told?.includes("1 image") && told.includes("localhost/worker:1.0") ? true : undefined;
  });
  await page.close();
});

test("what is no archive is refused", async () => {
  const page = await browser.newPage();
  await page.goto(site.url);
  const input = await one(page, "input[type=file]");
  await (input as ElementHandle<HTMLInputElement>).uploadFile(sample("samples.json"));
  assert.match(await text(page, "[role=alert]"), /samples\.json can't be opened/);
  await page.close();
});

test("the second module answers: space, search, secrets, comparing", async () => {
  const page = await opened("pair.docker26.tar");
  const tab = async (name: string): Promise<void> =>
    (await one(page, `#tab-${name}`)).evaluate((element) => (element as HTMLElement).click());
  await tab("space");
  assert.match(await text(page, "lamina-space >>> .total"), /in \d+ layers/);
  await tab("search");
  const field = (await one(
    page,
    "lamina-search >>> input[type=search]",
  )) as ElementHandle<HTMLInputElement>;
  await field.type("passwd");
  await page.keyboard.press("Enter");
  await until("a match", async () =>
    /[1-9]\d* match/.test(await text(page, "lamina-search >>> .said")) ? true : undefined,
  );
  await tab("secrets");
  await until("what was found", async () =>
    (await text(page, "lamina-secrets >>> .found")).includes("Nothing was found")
      ? true
      : undefined,
  );
  await tab("compare");
  await (
    await one(page, "lamina-compare >>> button.primary")
  ).evaluate((element) => (element as HTMLElement).click());
  await until("a difference", async () =>
    (await page.$("lamina-explorer >>> lamina-compare >>> [role=row]")) ? true : undefined,
  );
  await page.close();
});
