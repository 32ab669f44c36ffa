/** In other people's pages: the element, the API, and what they must not do. */
import { test as base, expect } from "@playwright/test";

import { serve } from "./support/site.js";
import type { Site } from "./support/site.js";

const PAGES = {
  "/host.html": `<!doctype html><html lang="en"><title>Host</title>
    <h1>A page of someone else</h1><input aria-label="theirs">
    <lamina-explorer src="/samples/web.docker20.tar"><a href="/samples/web.docker20.tar">web</a></lamina-explorer>
    <script type="module" src="/lamina-explorer.js"></script>
    <script type="module" src="/lamina-explorer.js?v=2"></script>`,
  "/api.html": `<!doctype html><html lang="en"><title>API</title>`,
};

/** Beside the page, wherever that is. */
const API = "/lamina.js";

const test = base.extend<object, { site: Site }>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const site = await serve(PAGES);
      await use(site);
      site.close();
    },
    { scope: "worker" },
  ],
});

test("the element opens its src, is defined once, and leaves the page its keys", async ({
  page,
  site,
}) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${site.url}host.html`);
  await expect(page.getByRole("treegrid").getByText("etc", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle("Host");
  await page.getByRole("heading", { name: "A page of someone else" }).click();
  await page.keyboard.press("2");
  await expect(page.getByRole("tab", { name: "Files" })).toHaveAttribute("aria-selected", "true");
  expect(errors).toEqual([]);
});

test("taken from the page, its workers end", async ({ page, site }) => {
  await page.goto(`${site.url}host.html`);
  await expect(page.getByRole("treegrid").getByText("etc", { exact: true })).toBeVisible();
  expect(page.workers().length).toBeGreaterThan(0);
  await page.evaluate(() => document.querySelector("lamina-explorer")?.remove());
  await expect.poll(() => page.workers().length).toBe(0);
});

test("importing the API defines nothing and touches nothing", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    const before = document.documentElement.outerHTML;
    const api = (await import(API)) as Record<string, unknown>;
    return {
      names: Object.keys(api).toSorted(),
      defined: customElements.get("lamina-explorer") !== undefined,
      same: document.documentElement.outerHTML === before,
    };
  }, API);
  expect(result).toEqual({
    names: [
      "LaminaError",
      "apiVersion",
      "forgetLayers",
      "openArchive",
      "rememberedLayers",
      "warmUp",
    ],
    defined: false,
    same: true,
  });
  expect(page.workers()).toHaveLength(0);
});

test("the API answers as it says", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    type Api = typeof import("../../www/src/lamina.js");
    const { openArchive, LaminaError } = (await import(API)) as Api;
    const archive = await openArchive("/samples/pair.docker26.tar");
    await archive.indexed();
    const [image] = archive.images;
    if (!image) throw new Error("no image");
    const tree = await image.tree();
    const walked: string[] = [];
    for await (const entry of tree.walk("/etc")) walked.push(entry.path);
    const changes = await image.changes(4);
    const passwd = await (await tree.read("/etc/passwd")).text();
    const plan = await archive.plan({ keep: ["localhost/worker:1.0"], prune: "all" });
    const blob = await plan.blob();
    await plan.check(blob);
    const again = await openArchive(blob);
    const failure = await tree.read("/no/such").catch((error: unknown) => error);
    const outcome = {
      walked,
      changes: changes.map(({ kind, path }) => `${kind} ${path}`),
      passwd: passwd.split("\n")[0],
      exact: blob.size === plan.after,
      again: again.images.map(({ references }) => references),
      failure: failure instanceof LaminaError ? failure.code : String(failure),
    };
    archive.close();
    again.close();
    const closed = await archive
      .plan({})
      .catch((error: unknown) => (error as { code: string }).code);
    return { ...outcome, closed };
  }, API);
  expect(result.walked).toEqual([
    "/etc/group",
    "/etc/passwd",
    "/etc/worker",
    "/etc/worker/worker.conf",
  ]);
  expect(result.changes).toContain("added /srv/state");
  expect(result.passwd).toBe("root:x:0:0:root:/root:/bin/sh");
  expect(result.exact).toBe(true);
  expect(result.again).toEqual([["localhost/worker:1.0"]]);
  expect(["absent", "usage"]).toContain(result.failure);
  expect(result.closed).toBe("aborted");
});

test("opening can be stopped", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const code = await page.evaluate(async (API: string) => {
    type Api = typeof import("../../www/src/lamina.js");
    const { openArchive } = (await import(API)) as Api;
    const abort = new AbortController();
    const opening = openArchive("/samples/big.podman-oci.tar", { signal: abort.signal });
    abort.abort();
    return opening.then(
      () => "opened",
      (error: unknown) => (error as { code: string }).code,
    );
  }, API);
  expect(code).toBe("aborted");
  await expect.poll(() => page.workers().length).toBe(0);
});

test("the reading of layers can be stopped, and what is known stays", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    type Api = typeof import("../../www/src/lamina.js");
    const { openArchive } = (await import(API)) as Api;
    const abort = new AbortController();
    const archive = await openArchive("/samples/web.docker20.tar", { signal: abort.signal });
    abort.abort();
    const indexed = await archive.indexed().then(
      () => "indexed",
      (error: unknown) => (error as { code: string }).code,
    );
    const [image] = archive.images;
    const view = await image?.view();
    return { indexed, steps: image?.history().length, rows: view?.rowCount };
  }, API);
  expect(result.indexed).toBe("aborted");
  expect(result.steps).toBe(22);
  expect(result.rows).toBe(0);
});
