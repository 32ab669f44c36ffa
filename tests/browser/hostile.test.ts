/** Archives that mean harm, and files that change under the page. */
import { readFile, unlink, writeFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expect, test } from "./support/page.js";
import { sample } from "./support/samples.js";
import { dockerArchive, tarOf } from "./support/tar.js";

/** Markup that would run, a terminal's colours, text turned round, a line's end, and what has no width. */
const EVIL = `<img src=x onerror="window.owned=1">\u001b[31m\u202ecod.exe\n\u200b`;
const SHORT = `<b onload=owned=1>\u202e\u001b\n`;

const evilArchive = (): Buffer =>
  dockerArchive(
    tarOf([
      { name: "etc/", type: "5" },
      { name: `etc/${EVIL.replaceAll("/", "")}`, body: Buffer.from(EVIL) },
      { name: "etc/link", type: "2", link: EVIL },
      { name: Buffer.from([0x65, 0x74, 0x63, 0x2f, 0xff, 0xfe, 0x0a]), body: Buffer.from("x") },
      { name: "etc/page.html", body: Buffer.from(`<script>window.owned=1</script>${EVIL}`) },
      { name: "etc/pic.svg", body: Buffer.from(`<svg onload="window.owned=1"/>`) },
      { name: "../../etc/out", body: Buffer.from("x") },
    ]),
    {
      os: SHORT,
      architecture: EVIL,
      created: EVIL,
      author: EVIL,
      config: {
        Env: [`A=${EVIL}`, EVIL],
        Cmd: [EVIL],
        Entrypoint: [EVIL],
        User: EVIL,
        WorkingDir: EVIL,
        Labels: { [EVIL]: EVIL },
        ExposedPorts: { [EVIL]: {} },
        Volumes: { [EVIL]: {} },
      },
      history: [{ created_by: EVIL, comment: EVIL, author: EVIL, created: EVIL }],
    },
    [EVIL, "localhost/fine:1"],
  );

/** Nothing of the archive ran, became an element, or hides or turns what is around it. */
async function harmless(page: Page, place: string): Promise<void> {
  const found = await page.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    const bad: string[] = [];
    for (let root = roots.pop(); root; root = roots.pop()) {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        const handlers = element.getAttributeNames().filter((name) => name.startsWith("on"));
        if (handlers.length > 0 || element.getAttribute("src") === "x") bad.push(element.outerHTML);
      }
      // In a preview of lines, breaks and tabs are at home; nothing else that hides is anywhere.
      // eslint-disable-next-line no-control-regex -- these must not be there
      const hidden = /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.nodeValue ?? "";
        if (hidden.test(text)) bad.push(JSON.stringify(text));
      }
    }
    return { bad, owned: "owned" in window, title: document.title };
  });
  expect(found.bad, place).toEqual([]);
  expect(found.owned, place).toBe(false);
  expect(found.title, place).not.toMatch(/[\u202e\n]/u);
}

test("names and texts of an archive are shown, and do nothing", async ({ lamina, page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy|refused/i.test(message.text())) complaints.push(message.text());
  });
  await lamina.choose({ name: `${SHORT}.tar`, mimeType: "", buffer: evilArchive() });
  await expect(lamina.tree).toHaveAttribute("aria-busy", "false");
  await harmless(page, "images and layers");

  await lamina.walk("etc");
  await expect(lamina.row("page.html")).toBeVisible();
  const heights = await lamina.tree
    .locator("[data-row]")
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(new Set(heights).size, "each row is one line").toBe(1);
  const count = heights.length;
  for (let at = 0; at < count; at++) {
    await lamina.tree.locator("[data-row]").nth(at).click();
    await expect(lamina.details.getByRole("heading").first()).toBeVisible();
    await harmless(page, `row ${at}`);
    if ((await lamina.tree.locator("[data-row]").count()) !== count) await lamina.walk("etc");
  }
  for (const tab of ["History", "Config", "Edit & save"] as const) {
    await lamina.tab(tab);
    await expect(page.getByRole("tabpanel").locator("*").first()).toBeVisible();
    await harmless(page, tab);
  }
  await page.getByRole("button", { name: /\d+ notes?$/ }).click();
  await expect(page.getByRole("dialog")).toContainText("can't be the name of an image");
  await harmless(page, "notes");
  expect(complaints).toEqual([]);
});

for (const how of ["changed", "deleted"] as const) {
  test(`a file that is ${how} while it is open is told, not misread`, async ({
    lamina,
    page,
  }, info) => {
    const file = info.outputPath("web.tar");
    await writeFile(file, await readFile(sample("web.docker20.tar")));
    await lamina.choose(file);
    await lamina.walk("etc");
    if (how === "deleted") await unlink(file);
    else await writeFile(file, Buffer.alloc(200_000, "z"));
    await lamina.row("passwd").click();
    const said = /changed, moved or (deleted|unplugged)/;
    await expect(lamina.preview).toContainText(said);
    await expect(lamina.preview).not.toContainText("zzz");
    await page.getByRole("button", { name: "Check digests" }).click();
    await expect(page.locator("lamina-integrity")).toContainText("7 could not be read");
    // What is in memory is there still, and another archive opens.
    await expect(lamina.row("passwd")).toBeVisible();
    await lamina.open("pair.docker26.tar");
    await expect(lamina.row("etc")).toBeVisible();
  });
}
