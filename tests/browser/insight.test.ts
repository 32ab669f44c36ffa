/** What the API finds out about an image: the questions that take the scan core. */
import { createHash } from "node:crypto";

import { test as base, expect } from "@playwright/test";

import { dockerArchive } from "./support/made.js";
import { serve } from "./support/site.js";
import type { Site } from "./support/site.js";

type Api = typeof import("../../www/src/lamina.js");
const API = "/lamina.js";

const test = base.extend<object, { site: Site }>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const site = await serve({
        "/api.html": `<!doctype html><html lang="en"><title>API</title>`,
        "/made.tar": dockerArchive(
          [
            { name: "etc", type: "5" },
            { name: "etc/hello", content: "first\nthe needle\n" },
            { name: "etc/gone", content: "another needle\n" },
            { name: "etc/run", content: "#!/bin/sh\n", mode: 0o4755 },
          ],
          [
            { name: "etc/.wh.gone", content: "" },
            {
              name: "etc/key",
              content: `github = ghp_${"a1B2c3D4e5".repeat(3)}f6G7h8\n`,
            },
          ],
        ).toString("latin1"),
      });
      await use(site);
      site.close();
    },
    { scope: "worker" },
  ],
});

test("the ledger, the Dockerfile and the packages of a real image", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    const { openArchive } = (await import(API)) as Api;
    const archive = await openArchive("/samples/web.docker20.tar");
    const [image] = archive.images;
    if (!image) throw new Error("no image");
    const ledger = await image.ledger();
    const unpacked = image.layers.map((layer) => layer.unpacked);
    const sums = ledger.layers.map(
      (layer) =>
        layer && Object.values<number>({ ...layer.own }).reduce((sum, bytes) => sum + bytes, 0),
    );
    const dockerfile = await image.dockerfile();
    const inventory = await image.packages();
    const document = JSON.parse(await inventory.document("cyclonedx")) as { bomFormat: string };
    const secrets = await image.secrets();
    archive.close();
    return {
      unpacked,
      sums,
      dockerfile: dockerfile.text,
      unowned: inventory.unownedCount,
      document: document.bomFormat,
      unread: [...inventory.unread, ...secrets.unread],
    };
  }, API);
  expect(result.sums).toEqual(result.unpacked);
  expect(result.dockerfile).toMatch(/^FROM /m);
  expect(result.unowned).toBeGreaterThan(0);
  expect(result.document).toBe("CycloneDX");
  expect(result.unread).toEqual([]);
  await expect.poll(() => page.workers().length).toBe(0);
});

test("copies are told when their contents were read, and the map adds up", async ({
  page,
  site,
}) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    const { openArchive } = (await import(API)) as Api;
    const archive = await openArchive("/samples/pair.docker26.tar");
    const [, image] = archive.images;
    if (!image) throw new Error("no image");
    const before = await image.ledger();
    const after = await image.ledger({ copies: true });
    const copies = await image.copies();
    const root = await image.space("/", { by: "all", depth: 1 });
    const largest = await image.largest({ by: "wasted" });
    archive.close();
    return { before, after, copies, root, largest, unpacked: image.layers.map((l) => l.unpacked) };
  }, API);
  const sums = (ledger: typeof result.after): (number | null)[] =>
    ledger.layers.map(
      (layer) =>
        layer && Object.values<number>({ ...layer.own }).reduce((sum, bytes) => sum + bytes, 0),
    );
  expect(result.before.copies).toBe("none");
  expect(result.after.copies).toBe("all");
  expect(sums(result.before)).toEqual(result.unpacked);
  expect(sums(result.after)).toEqual(result.unpacked);
  const told = result.after.layers.reduce((sum, layer) => sum + (layer?.own.metadata ?? 0), 0);
  expect(told).toBe(result.copies.metadataCopies.bytes);
  expect(told).toBeGreaterThan(0);
  const overhead = result.after.layers.reduce((sum, layer) => sum + (layer?.own.overhead ?? 0), 0);
  const all = result.unpacked.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  const bodies = all - overhead;
  expect(result.root.bytes).toBe(bodies);
  expect(result.largest.length).toBeGreaterThan(0);
});

test("packages that are asked for at once wait until the layers are read", async ({
  page,
  site,
}) => {
  await page.goto(`${site.url}api.html`);
  const unread = await page.evaluate(async (API: string) => {
    const { openArchive } = (await import(API)) as Api;
    const archive = await openArchive("/samples/packages/image.docker.tar.gz");
    const inventory = await archive.images[0]?.packages();
    archive.close();
    return inventory?.unread;
  }, API);
  expect(unread).toEqual([]);
});

test("searches find what is there, and what was deleted only in the layers", async ({
  page,
  site,
}) => {
  await page.goto(`${site.url}api.html`);
  const digest = createHash("sha256").update("another needle\n").digest("hex");
  const result = await page.evaluate(
    async ([API, digest]) => {
      const { openArchive } = (await import(API)) as Api;
      const bytes = await (await fetch("/made.tar")).text();
      const archive = await openArchive(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
      const [image] = archive.images;
      if (!image) throw new Error("no image");
      const all = async (
        query: Parameters<typeof image.search>[0],
        scope: "merged" | "layers",
      ): Promise<string[]> => {
        const list: string[] = [];
        for await (const { layer, path, visible, place } of image.search(query, { scope })) {
          list.push(`${layer} ${path}${visible ? "" : " hidden"} ${place?.line ?? ""}`.trim());
        }
        return list.toSorted();
      };
      const needle = { what: "content", pattern: { text: "needle" } } as const;

      const outcome = {
        merged: await all(needle, "merged"),
        layers: await all(needle, "layers"),
        names: await all({ what: "name", pattern: { kind: "glob", text: "g*" } }, "layers"),
        digest: await all({ what: "sha256", digest }, "layers"),
        permissions: await all({ what: "permissions" }, "merged"),
        wrong: await all(
          { what: "content", pattern: { kind: "regex", text: "(" } },
          "merged",
        ).catch((error: unknown) => (error as { code: string }).code),
        secrets: await image
          .secrets()
          .then(async (secrets) =>
            Promise.all(
              secrets.list.map(async (one) => `${one.rule} ${await secrets.reveal(one)}`),
            ),
          ),
      };
      archive.close();
      return outcome;
    },
    [API, digest] as const,
  );
  expect(result.merged).toEqual(["0 /etc/hello 2"]);
  expect(result.layers).toEqual(["0 /etc/gone hidden 1", "0 /etc/hello 2"]);
  expect(result.names).toEqual(["0 /etc/gone hidden"]);
  expect(result.digest).toEqual(["0 /etc/gone hidden"]);
  expect(result.permissions).toEqual(["0 /etc/run"]);
  expect(result.wrong).toBe("usage");
});

test("two images of two archives are compared by content", async ({ page, site }) => {
  await page.goto(`${site.url}api.html`);
  const result = await page.evaluate(async (API: string) => {
    const { openArchive } = (await import(API)) as Api;
    const one = await openArchive("/samples/pair.docker20.tar");
    const two = await openArchive("/samples/pair.containerd26.tar");
    const [a] = one.images;
    const [b, c] = two.images;
    if (!a || !b || !c) throw new Error("no image");
    const same = await a.compare(b);
    const other = await b.compare(c);
    const { list, total } = await other.differences();
    const packages = await other.packages();
    const outcome = {
      unknown: same.totals.unknown.count + other.totals.unknown.count,
      shared: other.shared.length,
      differences: list.map(({ path, kind }) => `${kind} ${path}`),
      total,
      settings: other.settings.length,
      packages,
    };
    one.close();
    two.close();
    return outcome;
  }, API);
  expect(result.unknown).toBe(0);
  expect(result.shared).toBeGreaterThan(0);
  expect(result.total).toBe(result.differences.length);
  expect(result.differences).toContain("added /etc/worker");
  expect(result.settings).toBeGreaterThan(0);
});
