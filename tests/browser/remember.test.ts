/** Layers whose index the browser keeps: read once, recognised, given up when they are not what they seem. */
import type { Page } from "@playwright/test";

import type * as Api from "../../www/src/lamina.js";
import { expect, test } from "./support/page.js";
import { dockerArchive, tarOf } from "./support/tar.js";

/** Long enough to be worth it; the name lies where no sample is taken. */
function archive(): Buffer {
  const body = (letter: string, mebibytes: number): Buffer =>
    Buffer.alloc(mebibytes * 1024 * 1024, letter);
  const layer = tarOf([
    { name: "first", body: body("a", 6) },
    { name: "some-name", body: Buffer.from("content") },
    { name: "last", body: body("z", 14) },
  ]);
  return dockerArchive(layer, { os: "linux", architecture: "amd64" }, ["big:1"]);
}

/** Letters changed about: the header's checksum stays. */
function pretender(): Buffer {
  const bytes = archive();
  bytes.write("some-mane", bytes.indexOf("some-name"));
  return bytes;
}

interface Seen {
  names: string[];
  verified: string;
  remembered: number;
  namesAfter: string[];
}

/** Opens an archive with the API, waits until what goes on in the background is over, and tells. */
async function seen(page: Page, buffer: Buffer, remember = true): Promise<Seen> {
  await page.evaluate(() => {
    document.querySelector("#mine")?.remove();
    const input = document.createElement("input");
    input.type = "file";
    input.id = "mine";
    document.body.append(input);
  });
  await page.locator("#mine").setInputFiles({ name: "big.tar", mimeType: "", buffer });
  return page.evaluate(async (remember) => {
    const url = new URL("lamina.js", location.href).href;
    const { openArchive, rememberedLayers } = (await import(url)) as typeof Api;
    const file = document.querySelector<HTMLInputElement>("#mine")?.files?.[0];
    if (!file) throw new Error("no file");
    let settled = (): void => undefined;
    const checked = new Promise<void>((resolve) => (settled = resolve));
    const archive = await openArchive(file, {
      remember,
      onProgress: ({ phase, bytes, totalBytes, layers, totalLayers }) => {
        if (phase === "verifying" && bytes === totalBytes && layers === totalLayers) settled();
      },
    });
    await archive.indexed();
    const image = archive.images[0];
    if (!image) throw new Error("no image");
    const names = async (): Promise<string[]> =>
      (await (await image.tree()).list("/")).map(({ path }) => path.slice(1));
    const before = await names();
    if (remember) await checked;
    else await archive.verify();
    const [layer] = image.layers;
    const result = {
      names: before,
      verified: layer?.verified ?? "",
      namesAfter: await names(),
      remembered: (await rememberedLayers()).layers,
    };
    archive.close();
    return result;
  }, remember);
}

const GOOD = ["first", "last", "some-name"];
const OTHER = ["first", "last", "some-mane"];

test("a layer that was read and checked is not read again", async ({ lamina, page }) => {
  expect(lamina.page).toBe(page);
  expect(await seen(page, archive())).toEqual({
    names: GOOD,
    verified: "verified",
    namesAfter: GOOD,
    remembered: 1,
  });
  // It shows what it remembers until the digest is known: then what is there, and forgets nothing true.
  expect(await seen(page, pretender())).toEqual({
    names: GOOD,
    verified: "wrong",
    namesAfter: OTHER,
    remembered: 1,
  });
  expect((await seen(page, archive())).names).toEqual(GOOD);
});

test("what pretends to be another layer is not remembered", async ({ lamina, page }) => {
  expect(lamina.page).toBe(page);
  const first = await seen(page, pretender());
  expect(first).toEqual({ names: OTHER, verified: "wrong", namesAfter: OTHER, remembered: 0 });
  expect((await seen(page, archive())).names).toEqual(GOOD);
});

test("nothing is remembered for who does not want it", async ({ lamina, page }) => {
  expect(lamina.page).toBe(page);
  expect((await seen(page, archive(), false)).remembered).toBe(0);
});

test("a damaged memory is noticed and dropped", async ({ lamina, page }) => {
  expect(lamina.page).toBe(page);
  await seen(page, archive());
  const changed = await page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("no answer"));
      });
    const database = await answer(indexedDB.open("lamina-layers"));
    const store = database.transaction("packed", "readwrite").objectStore("packed");
    const keys = await answer(store.getAllKeys());
    for (const key of keys) {
      const bytes = new Uint8Array((await answer(store.get(key))) as ArrayBuffer);
      const at = new TextDecoder("latin1").decode(bytes).indexOf("some-name");
      bytes[at] = "x".charCodeAt(0);
      await answer(store.put(bytes.buffer, key));
    }
    database.close();
    return keys.length;
  });
  expect(changed).toBe(1);
  const { names, remembered } = await seen(page, archive());
  expect(names).toEqual(GOOD);
  expect(remembered).toBe(1);
});

test("the first screen says what is remembered, and forgets it", async ({ lamina, page }) => {
  await lamina.choose({ name: "big.tar", mimeType: "", buffer: archive() });
  await expect(page.locator("lamina-layers .mark.verified")).toHaveCount(1);
  await expect(page.locator("lamina-integrity")).toContainText("layers match their digests");
  await page.reload();
  const memory = page.locator("lamina-welcome .memory");
  await expect(memory).toContainText("1 layer is remembered in this browser");
  await memory.getByRole("button", { name: "Forget them" }).click();
  await expect(memory).toHaveCount(0);
  await page.reload();
  await expect(page.locator("lamina-welcome h1")).toBeVisible();
  await expect(memory).toHaveCount(0);
});
